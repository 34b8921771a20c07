"""Answers for sources read from several pages, and the reading of them over real HTTP.

async with FaultServer() as server:
    server.on("/liste", html(page))
    collected = await collected_from(source, memory)
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.support.faultserver import Handler, Request, Wire
from veille.config import HttpSettings
from veille.models import Memory, Source
from veille.sources import Collected, collect
from veille.sources.http import Fetcher

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def answer(body: str | bytes, *, tag: str = "", **headers: str) -> Handler:
    """Answer with a body; with `tag`, 304 to who has it already."""
    data = body.encode() if isinstance(body, str) else body

    async def handler(request: Request, wire: Wire) -> None:
        if tag and request.headers.get("if-none-match") == f'"{tag}"':
            await wire.reply(status=304)
        else:
            await wire.reply(data, **({"etag": f'"{tag}"'} if tag else {}), **headers)

    return handler


def html(body: str, **headers: str) -> Handler:
    """Answer with an HTML page."""
    return answer(body, content_type="text/html; charset=utf-8", **headers)


async def collected_from(source: Source, memory: Memory | None = None, *, now: datetime = NOW) -> Collected:
    """Ask for a source as a run does, CPU work done here."""

    async def here(function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)

    async with Fetcher(HttpSettings(allow_private=("127.0.0.1",), host_delay=0.0)) as fetcher:
        return await collect(source, fetcher, memory or Memory(), run_cpu=here, now=now)


def remembered(collected: Collected) -> Memory:
    """Return what the store would keep of a collection."""
    pages = (collected.page, *collected.pages)
    return Memory(validators={page.url: page.validators for page in pages}, cursor=collected.cursor or "")
