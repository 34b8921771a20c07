"""Sources of type `listing`: a page that lists articles, calls or documents, and the pages that follow it."""

import json
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from veille.i18n import _
from veille.kinds import ListingOptions
from veille.models import Lead, Outcome, Page, Source
from veille.sources.base import INLINE_BYTES, Asking, Collected, Reading
from veille.text import digest

if TYPE_CHECKING:
    from veille.sources.listpage import ListPage

INLINE_TAGS = 3_000
"""`<` in a page read here: 40 ms without selectors. More goes to a worker, whatever its bytes."""
MAX_SEEN = 1_000
"""Addresses remembered of the last reading, to know where the new ones end."""
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Reading:
    """What the pages of one listing gave so far."""

    leads: dict[str, Lead] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)

    def take(self, found: "ListPage", seen: frozenset[str]) -> bool:
        """Take the leads of a page; say whether any was neither on the pages before nor there the last time."""
        new = [lead for lead in found.reading.leads if lead.url not in self.leads]
        for lead in new:
            self.leads[lead.url] = lead
        return any(_short(lead.url) not in seen for lead in new)


@dataclass(frozen=True, slots=True)
class ListingReader:
    """Reads listing pages. The parser is imported at the first body, not before."""

    type: str = "listing"

    async def collect(self, source: Source, asking: Asking) -> Collected:
        """Ask for the page as robots.txt allows, then for the pages that follow as long as they bring something new."""
        page = await asking.fetch(source.url, accept=_ACCEPT, conditional=True, robots=True)
        if page.outcome is not Outcome.OK:
            return Collected(source=source, page=page, outcome=page.outcome, detail=page.detail)
        found = await _parsed(page, source, asking)
        reading = found.reading
        bare = replace(page, body=b"")
        if reading.outcome is not Outcome.OK:
            return Collected(source=source, page=bare, outcome=reading.outcome, detail=reading.detail)
        leads, details = await _follow(source, asking, page, found)
        return Collected(
            source=source,
            page=bare,
            outcome=Outcome.OK,
            detail=" ; ".join(filter(None, details)),
            leads=leads,
            cursor=json.dumps({"listing": [_short(lead.url) for lead in leads[:MAX_SEEN]]}, separators=(",", ":")),
            title=reading.title,
            site=reading.site,
        )

    def read(self, page: Page, source: Source) -> Reading:
        """Read one page by itself."""
        return _parse(page, source).reading


async def _follow(source: Source, asking: Asking, page: Page, found: "ListPage") -> tuple[tuple[Lead, ...], list[str]]:
    """Return the leads of this page and of those that follow it, and what is to be said of them."""
    options = source.options if isinstance(source.options, ListingOptions) else ListingOptions()
    seen, so_far = _seen(asking.memory.cursor), _Reading(details=[found.reading.detail])
    fresh = so_far.take(found, seen)
    asked = {page.url, page.final_url}
    for _number in range(options.pages - 1):
        url = found.next
        if not fresh or not url or url in asked or _host(url) != _host(page.final_url):
            break
        asked.add(url)
        page = await asking.fetch(url, accept=_ACCEPT, robots=True)
        found = await _parsed(page, source, asking) if page.outcome is Outcome.OK else found
        if page.outcome is not Outcome.OK or found.reading.outcome is not Outcome.OK:
            missed = _("la page suivante {url} n’a pas été lue ({why})")
            why = page.detail if page.outcome is not Outcome.OK else found.reading.detail
            so_far.details.append(missed.format(url=url, why=why or page.outcome))
            break
        fresh = so_far.take(found, seen)
    return tuple(so_far.leads.values()), so_far.details


async def _parsed(page: Page, source: Source, asking: Asking) -> "ListPage":
    if len(page.body) > INLINE_BYTES or page.body.count(b"<") > INLINE_TAGS:
        found: ListPage = await asking.run_cpu(_parse, page, source)
        return found
    return _parse(page, source)


def _parse(page: Page, source: Source) -> "ListPage":
    from veille.sources import listpage  # noqa: PLC0415 - lxml and friends only when a body came

    try:
        return listpage.read(page, source)
    except Exception as error:  # one hostile page must not end a run, whatever third-party parsers make of it
        _log.warning("%s: listing reader failed", page.final_url, exc_info=True)
        detail = _("page illisible ({why})").format(why=type(error).__name__)
        return listpage.ListPage(Reading(outcome=Outcome.MALFORMED, detail=detail))


def _seen(cursor: str) -> frozenset[str]:
    """Return the short names of the addresses of the last reading; none for another reader's cursor."""
    try:
        return frozenset(map(str, json.loads(cursor)["listing"]))
    except (ValueError, TypeError, KeyError):
        return frozenset()


def _short(url: str) -> str:
    return digest(url)[:12]


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
