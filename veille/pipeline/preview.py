"""What a source would give and what an address offers, without storing anything."""

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import uvloop

from veille.config import Settings
from veille.errors import InputError
from veille.i18n import _
from veille.models import Lead, Memory, Outcome, Page, Source
from veille.sources import Asking, Collected, Reading, collect, reader_for
from veille.sources.discovery import (
    Discovery,
    Search,
    announced_in,
    api_options,
    discover,
    first_address,
    search,
    type_of,
)
from veille.sources.http import Fetcher
from veille.text import is_http_url

MAX_FILE = 200_000_000
"""Bytes of a file that is read whole; the archives of a year of the official journal have less."""
MAILBOXES = ("imaps:", "imap:", "maildir:", "eml:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would come in, and from where."""

    type: str = ""
    """As in feeds.yml; "" when nothing could be read."""
    url: str = ""
    """The address or file that was read, which may be another than the one given."""
    how: str = ""
    """How that address was found, in French; "" when it is the one given."""
    leads: tuple[Lead, ...] = ()
    title: str = ""
    """The source's own name for itself."""
    detail: str = ""
    """In French: why there is nothing, or what is to be known of what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be shown, and with what."""

    settings: Settings
    now: datetime
    type: str | None = None
    """As in feeds.yml; None finds out."""
    url: str | None = None
    """Of a file, the address it came from, for its relative links."""
    sources: Callable[[], Sequence[Source]] = tuple
    """Reads feeds.yml, when what is given may be the id of a source."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def preview_source(given: str, wish: Wish) -> Preview:
    """Return the leads of an address, a file or a source of feeds.yml (by id), or why there are none.

    Raises InputError when it is none of these, OSError for the file.
    """
    if is_http_url(given):
        return uvloop.run(_of_type(given, wish) if wish.type else _of_address(given, wish))
    if given.startswith(MAILBOXES):
        return uvloop.run(_of_source(_source(given, "mailbox"), wish))
    if Path(given).is_file():
        return _of_file(Path(given), wish)
    known = next((source for source in wish.sources() if source.id == given), None)
    if known is None:
        neither = _("ni une adresse http(s), ni un fichier, ni une source de feeds.yml : {given}")
        raise InputError(neither.format(given=given))
    return uvloop.run(_of_source(known, wish))


def discover_address(url: str, settings: Settings, now: datetime) -> Discovery:
    """Return what can be followed at an address."""

    async def ask() -> Discovery:
        async with Fetcher(settings.http) as fetcher:
            return await discover(url, _asking(fetcher, settings, now))

    return uvloop.run(ask())


async def _inline(function: Callable[..., Any], *args: Any) -> Any:
    """Run CPU work here: nothing else waits."""
    return function(*args)


def _asking(fetcher: Fetcher, settings: Settings, now: datetime) -> Asking:
    return Asking(fetcher=fetcher, run_cpu=_inline, now=now, http=settings.http)


def _source(url: str, type_: str) -> Source:
    return Source(id="apercu", name="apercu", url=url, type=type_)


async def _of_address(url: str, wish: Wish) -> Preview:
    async with Fetcher(wish.settings.http) as fetcher:
        source = _source(url, "feed")
        found: Search = await search(source, url, _asking(fetcher, wish.settings, wish.now))
    if found.found:
        best = found.found[0]
        proposal = best.proposal
        return Preview(
            type=proposal.type,
            url=proposal.url,
            how="" if proposal.url == url else proposal.how,
            leads=best.collected.leads,
            title=proposal.title,
            detail=best.collected.detail,
        )
    if found.home.outcome is Outcome.BLOCKED and found.home.status is None:
        # robots.txt closes pages, not feeds: as a run does, ask for it as the feed it may be
        read = await _of_type(url, wish)
        return read if read.leads else replace(read, detail=found.home.detail)
    return Preview(url=url, detail=found.detail)


async def _of_type(url: str, wish: Wish) -> Preview:
    return await _of_source(_source(url, wish.type or "feed"), wish, search=False)


async def _of_source(source: Source, wish: Wish, *, search: bool = True) -> Preview:
    """Read a source as a run would, options and rules included; nothing is remembered of earlier runs."""
    async with Fetcher(wish.settings.http) as fetcher:
        done: Collected = await collect(
            source,
            fetcher,
            Memory(may_search=search),
            run_cpu=_inline,
            now=wish.now,
            secrets=wish.secrets,
            http=wish.settings.http,
        )
    other = done.stand_in
    return Preview(
        type=other.type if other else source.type,
        url=other.url if other else source.url,
        how=other.how if other else "",
        leads=done.leads,
        title=done.title,
        detail=done.detail,
    )


def _of_file(path: Path, wish: Wish) -> Preview:
    if path.stat().st_size > MAX_FILE:
        raise InputError(_("{path} : fichier trop gros ({size} Mo)").format(path=path, size=path.stat().st_size >> 20))
    url = wish.url or path.resolve().as_uri()
    page = Page(
        url=url,
        final_url=url,
        outcome=Outcome.OK,
        body=path.read_bytes(),
        media_type=mimetypes.guess_type(path.name)[0] or "",
        fetched_at=wish.now,
    )
    kind = wish.type or type_of(page) or "feed"
    options = api_options(page) if kind == "api" else None
    # a sitemap may only speak of its own site, which a saved one does not name
    home = first_address(page) if kind == "sitemap" and not wish.url else None
    source = replace(_source(url, kind), options=options, home=home)
    reading: Reading = reader_for(source).read(page, source)
    detail = reading.detail
    if kind == "listing" and not reading.leads:
        detail = _about_page(page, detail)
    return Preview(type=kind, url=str(path), leads=reading.leads, title=reading.title, detail=detail)


def _about_page(page: Page, detail: str) -> str:
    """Say of a saved page without a list where it says its feed is."""
    said = [_("page HTML"), *([detail] if detail else [])]
    if feeds := announced_in(page):
        said.append(_("elle annonce un flux : {url}").format(url=feeds[0]))
    return " ; ".join(said)
