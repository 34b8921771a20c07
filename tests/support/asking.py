"""Asking one source as a run does: a real fetcher, CPU work in this process, whatever was kept."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from veille.config.settings import HttpSettings
from veille.models import Memory, Source, Validators
from veille.sources import Asking, Collected, reader_for
from veille.sources.http import Fetcher

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LOOPBACK = HttpSettings(contact="veille@exemple.fr", host_delay=0, allow_private=("127.0.0.0/8",))


async def here(function: Any, *args: Any) -> Any:
    """Stand in for the pool of processes."""
    return function(*args)


async def collect_from(
    source: Source,
    *,
    cursor: str = "",
    kept: Mapping[str, Validators] | None = None,
    secrets: Mapping[str, str] | None = None,
    http: HttpSettings = LOOPBACK,
) -> Collected:
    """Return what one look at the source gives."""
    async with Fetcher(http, now=lambda: NOW) as fetcher:
        asking = Asking(
            fetcher=fetcher,
            run_cpu=here,
            now=NOW,
            memory=Memory(validators=kept or {}, cursor=cursor),
            secrets=secrets or {},
        )
        return await reader_for(source).collect(source, asking)
