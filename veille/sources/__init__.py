"""COLLECT: from a source of feeds.yml to leads.

A kind of source is one `SourceReader` in one module, listed in `_READERS`.
Nothing here is heavy to import: parsers load when a first body must be read,
so a run in which every feed is unchanged never loads them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from veille.config.settings import HttpSettings
from veille.config.urlrules import wanted
from veille.errors import ConfigError
from veille.i18n import _
from veille.models import Memory, Outcome, Page, Source
from veille.sources.api import ApiReader
from veille.sources.archive import ArchiveReader
from veille.sources.base import INLINE_BYTES, Asking, Collected, Fetches, Reading, RunCpu, SourceReader
from veille.sources.feed import FeedReader
from veille.sources.listing import ListingReader
from veille.sources.mailbox import MailboxReader
from veille.sources.sitemap import SitemapReader
from veille.sources.standin import collect_instead, may_stand_in
from veille.sources.takeover import suspicion

__all__ = [
    "INLINE_BYTES",
    "Asking",
    "Collected",
    "Fetches",
    "Reading",
    "RunCpu",
    "SourceReader",
    "collect",
    "preview",
    "reader_for",
]

_EVERY: tuple[SourceReader, ...] = (
    FeedReader(),
    ApiReader(),
    ArchiveReader(),
    SitemapReader(),
    ListingReader(),
    MailboxReader(),
)
_READERS: dict[str, SourceReader] = {reader.type: reader for reader in _EVERY}


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


async def collect(  # noqa: PLR0913 - everything is passed in
    source: Source,
    fetcher: Fetches,
    memory: Memory,
    *,
    run_cpu: RunCpu,
    now: datetime,
    secrets: Mapping[str, str] | None = None,
    http: HttpSettings | None = None,
    since: datetime | None = None,
) -> Collected:
    """Ask for the source and read what came; every ending is a Collected with its outcome.

    Where its own address has failed, what its site shows in its place is looked for, now and then, and read
    (`standin`). Does not store anything, nor decide whether the source is due.
    """
    asking = Asking(
        fetcher=fetcher,
        run_cpu=run_cpu,
        now=now,
        memory=memory,
        secrets=secrets or {},
        http=http or HttpSettings(),
        since=since,
    )
    collected = await reader_for(source).collect(source, asking)
    if why := suspicion(collected):
        collected = replace(collected, outcome=Outcome.REFUSED, detail=why, leads=())
    if may_stand_in(collected, asking):
        collected = await collect_instead(collected, asking, _READERS["feed"])
    if source.include or source.exclude:
        return replace(collected, leads=tuple(lead for lead in collected.leads if wanted(source, lead.url)))
    return collected


def preview(body: bytes, url: str, source_id: str = "apercu", *, now: datetime | None = None) -> Reading:
    """Read a body that is already here (a local file, fetched bytes) as the feed at `url` would be read."""
    now = now or datetime.now(UTC)
    page = Page(url=url, final_url=url, outcome=Outcome.OK, body=body, fetched_at=now)
    return FeedReader().read(page, Source(id=source_id, name=source_id, url=url))
