"""COLLECT: from a source of feeds.yml to leads.

A kind of source is one `SourceReader` in one module, listed in `_READERS`.
Nothing here is heavy to import: parsers load when a first body must be read,
so a run in which every feed is unchanged never loads them.
"""

from datetime import UTC, datetime

from veille.errors import ConfigError
from veille.i18n import _
from veille.models import Outcome, Page, Source, Validators
from veille.sources.base import Collected, Fetches, Reading, RunCpu, SourceReader
from veille.sources.feed import FeedReader

__all__ = ["Collected", "Fetches", "Reading", "RunCpu", "SourceReader", "collect", "preview", "reader_for"]

_READERS: dict[str, SourceReader] = {reader.type: reader for reader in (FeedReader(),)}

INLINE_BYTES = 256_000
"""Larger bodies are read through `run_cpu`: one this size takes 23 ms, as long as the event loop may wait."""


def reader_for(source: Source) -> SourceReader:
    """Return the reader of the source's type; ConfigError when this version has none."""
    try:
        return _READERS[source.type]
    except KeyError:
        known = ", ".join(_READERS)
        raise ConfigError(
            _("la source {id} est de type « {type} », que cette version ne sait pas lire (types lus : {known})").format(
                id=source.id, type=source.type, known=known
            ),
            key=f"{source.id}.type",
        ) from None


async def collect(source: Source, fetcher: Fetches, validators: Validators, *, run_cpu: RunCpu) -> Collected:
    """Ask for the source and read what came; every ending is a Collected with its outcome.

    Does not store anything, nor decide whether the source is due.
    """
    from veille.sources.http import Ask  # noqa: PLC0415 - workers read bodies without loading an HTTP client

    reader = reader_for(source)
    page = await fetcher.fetch(Ask(url=source.url, validators=validators, accept=reader.accept))
    if page.outcome is not Outcome.OK:
        return Collected(source=source, page=page, outcome=page.outcome, detail=page.detail)
    if len(page.body) > INLINE_BYTES:
        reading: Reading = await run_cpu(reader.read, page, source)
    else:
        reading = reader.read(page, source)
    return Collected(source=source, page=page, outcome=reading.outcome, detail=reading.detail, leads=reading.leads)


def preview(body: bytes, url: str, source_id: str = "apercu", *, now: datetime | None = None) -> Reading:
    """Read a body that is already here (a local file, fetched bytes) as the feed at `url` would be read."""
    now = now or datetime.now(UTC)
    page = Page(url=url, final_url=url, outcome=Outcome.OK, body=body, fetched_at=now)
    return FeedReader().read(page, Source(id=source_id, name=source_id, url=url))
