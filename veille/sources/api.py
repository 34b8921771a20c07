"""Sources of type `api`: JSON from Opendatasoft portals, WordPress sites and whatever feeds.yml describes."""

import ipaddress
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from veille.i18n import _
from veille.kinds import ApiOptions
from veille.models import Lead, Outcome, Page, Source, Validators
from veille.sources.apishape import first_url, same_origin, shape_of
from veille.sources.base import INLINE_BYTES, Asking, Collected, Reading

if TYPE_CHECKING:
    from veille.sources.apiread import ApiPage

MAX_LEADS = 20_000
"""Leads of one collection: 50 pages of 100 records are 5,000."""
_BEYOND_LAST = (400, 404)
"""What is answered to a page after the last one: 400 by WordPress, 404 by others."""
_ACCEPT = "application/json, */*;q=0.1"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """How one API is asked."""

    source: Source
    options: ApiOptions
    asking: Asking
    headers: tuple[tuple[str, str], ...]

    async def ask(self, url: str, *, conditional: bool = False) -> Page:
        """Ask for a page. robots.txt is asked at WordPress sites, whose API is there without having been offered."""
        robots = self.options.flavour == "wordpress"
        return await self.asking.fetch(
            url, accept=_ACCEPT, conditional=conditional, robots=robots, headers=self.headers
        )

    async def read(self, page: Page) -> "ApiPage":
        """Read a page, elsewhere when it is large."""
        if len(page.body) > INLINE_BYTES:
            read: ApiPage = await self.asking.run_cpu(_read_page, page, self.source)
            return read
        return _read_page(page, self.source)


@dataclass(slots=True)
class _Found:
    """What the pages read so far gave."""

    leads: dict[str, Lead] = field(default_factory=dict)
    pages: int = 0
    left_out: int = 0
    details: list[str] = field(default_factory=list)
    complete: bool = True
    """False when a further page failed: the first must not answer « unchanged » before the others were had."""

    def take(self, leads: Sequence[Lead]) -> bool:
        """Add leads not seen on an earlier page; say whether there was one, and room for more."""
        before = len(self.leads)
        for lead in leads:
            self.leads.setdefault(lead.entry_id, lead)
        return before < len(self.leads) < MAX_LEADS


@dataclass(frozen=True, slots=True)
class ApiReader:
    """Reads JSON APIs, page after page as far as `pages` allows; only the first page may answer « unchanged »."""

    type: str = "api"

    async def collect(self, source: Source, asking: Asking) -> Collected:
        """Ask for the first page, then for those it announces, of the same origin alone."""
        options = source.options if isinstance(source.options, ApiOptions) else ApiOptions()
        headers, refusal = _authorisation(options, source, asking)
        if refusal:
            page = _not_asked(source, asking, refusal)
            return Collected(source=source, page=page, outcome=page.outcome, detail=refusal)
        door = _Door(source=source, options=options, asking=asking, headers=headers)
        page = await door.ask(first_url(source, shape_of(source)), conditional=True)
        if page.outcome is not Outcome.OK:
            return Collected(source=source, page=page, outcome=page.outcome, detail=page.detail)
        first = await door.read(page)
        found = _Found(pages=1, left_out=first.left_out, details=_said(first))
        if first.reading.outcome is Outcome.OK and found.take(first.reading.leads):
            await _turn_pages(found, door, page, first.next)
        return Collected(
            source=source,
            page=page if found.complete else replace(page, validators=Validators()),
            outcome=first.reading.outcome,
            detail=_detail(found),
            leads=tuple(found.leads.values()),
        )

    def read(self, page: Page, source: Source) -> Reading:
        """Read one page by itself."""
        return _read_page(page, source).reading


def _read_page(page: Page, source: Source) -> "ApiPage":
    from veille.sources.apiread import ApiPage, read_page  # noqa: PLC0415 - the parsers only when a body came

    try:
        return read_page(page, source)
    except Exception as error:  # one hostile answer must not end a run
        _log.warning("%s: API reader failed", page.final_url, exc_info=True)
        detail = _("données JSON illisibles ({why})").format(why=type(error).__name__)
        return ApiPage(reading=Reading(outcome=Outcome.MALFORMED, detail=detail))


async def _turn_pages(found: _Found, door: _Door, first: Page, url: str) -> None:
    """Read further pages while each brings something new, at most `pages` in all."""
    # a token goes where feeds.yml says, not where an answer leads
    ours = (door.source.url,) if door.headers else (door.source.url, first.final_url)
    while url and found.pages < door.options.pages:
        if not same_origin(url, *ours):
            found.details.append(_("la page suivante est sur un autre site ; elle n’est pas lue"))
            return
        page = await door.ask(url)
        found.pages += 1
        reading = Reading(outcome=page.outcome, detail=page.detail)
        if page.outcome is Outcome.OK:
            read = await door.read(page)
            reading, url = read.reading, read.next
            found.left_out += read.left_out
        if reading.outcome not in (Outcome.OK, Outcome.EMPTY) and page.status not in _BEYOND_LAST:
            found.complete = False
            found.details.append(_("arrêt à la page {n} : {why}").format(n=found.pages, why=reading.detail))
        if not found.take(reading.leads):
            return


def _said(read: "ApiPage") -> list[str]:
    """Return what the first page says, but for its count of records left out: those of all pages are one count."""
    return list(read.notes) if read.left_out or read.reading.outcome is Outcome.OK else [read.reading.detail]


def _detail(found: _Found) -> str:
    from veille.sources.apiread import told_left_out  # noqa: PLC0415 - loaded with the first page

    said = told_left_out(found.left_out)
    if len(found.leads) >= MAX_LEADS:
        said.append(_("seules les {n} premières fiches sont lues").format(n=MAX_LEADS))
    return " ; ".join([*said, *found.details])


def _authorisation(options: ApiOptions, source: Source, asking: Asking) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the headers that carry the source's token, or why the source must not be asked."""
    if options.token is None:
        return (), ""
    token = asking.secrets.get(options.token, "").strip()
    if not token:
        missing = _("la variable d’environnement {name} n’est pas définie : sans ce jeton, l’API n’est pas interrogée")
        return (), missing.format(name=options.token)
    if not token.isascii() or not token.isprintable():
        return (), _("la variable d’environnement {name} ne contient pas un jeton").format(name=options.token)
    if urlsplit(source.url).scheme != "https" and not _is_here(source.url):
        return (), _("un jeton ne se confie qu’à une adresse https")
    return (("Authorization", f"Bearer {token}"),), ""


def _is_here(url: str) -> bool:
    try:
        return ipaddress.ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False


def _not_asked(source: Source, asking: Asking, detail: str) -> Page:
    return Page(url=source.url, final_url=source.url, outcome=Outcome.REFUSED, detail=detail, fetched_at=asking.now)
