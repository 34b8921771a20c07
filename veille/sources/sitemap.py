"""Sources of type `sitemap`: what a site tells search engines of its pages.

    sitemap of news   dates and titles: as good as a feed
    plain sitemap     addresses, at best with the date of the last change; the rest is read from the pages
    index             names other sitemaps; only those that may have changed are asked

A sitemap is an archive, a watch follows what is new. So of a file looked at for the first time, addresses that
nothing dates are recorded as old, and so is whatever last changed more than `FRESH` ago, at any time. What a first
run may bring otherwise is bounded by `since_days`, as for every source.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from veille.config.urlrules import matches
from veille.i18n import _, ngettext
from veille.kinds import SitemapOptions
from veille.models import Lead, Outcome, Page, Source
from veille.sources.base import INLINE_BYTES, Asking, Collected, Reading
from veille.sources.sitemapstate import LATER, MAX_CHILDREN, Known, State

if TYPE_CHECKING:
    from veille.sources.sitemapfile import SitemapFile

FRESH = timedelta(days=90)
"""A page that last changed before is no news, even where its address is new to us: sites move, archives are put
online. Wide enough for articles dated back and for sources not asked for a season."""
CHILDREN_A_RUN = 20
"""Files of an index asked in one run; the rest waits for the next."""
LEADS_A_RUN = 50_000
"""Addresses after which no further file is asked in this run: what one file may hold."""
_DEPTH = 2
"""An index, and indexes in it."""
_ACCEPT = "application/xml, text/xml;q=0.9, text/plain;q=0.5, */*;q=0.1"

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Harvest:
    """What the files of one index gave in this run."""

    pages: list[Page] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    failed: list[Page] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    """Addresses of all files named by indexes read in this run."""
    read: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class SitemapReader:
    """Reads sitemaps and their indexes. The parser is imported at the first body, not before."""

    type: str = "sitemap"

    async def collect(self, source: Source, asking: Asking) -> Collected:
        """Ask for the sitemap, then for the files of an index; robots.txt is not asked, as these are for robots."""
        state = State.load(asking.memory.cursor)
        conditional = not state.must_ask_again(source.url)
        page = await asking.fetch(source.url, accept=_ACCEPT, conditional=conditional)
        if page.outcome is not Outcome.OK:
            return Collected(source=source, page=page, outcome=page.outcome, detail=page.detail)
        found = await _parsed(page, source, asking)
        if found.is_index and found.outcome is Outcome.OK:
            return await _collect_index(source, asking, page, found, state)
        first = state.get(source.url) is None
        state.files.clear()
        state.put(source.url, Known(""))
        leads = judged(found, asking.now, first=first)
        return Collected(
            source=source,
            page=replace(page, body=b""),
            outcome=found.outcome,
            detail=_said(found.detail, leads),
            leads=leads,
            cursor=state.dump() if found.outcome is Outcome.OK else None,
        )

    def read(self, page: Page, source: Source) -> Reading:
        """Read one file by itself; of an index, only what it names can be told."""
        found = _parse(page, source)
        if found.is_index and found.outcome is Outcome.OK:
            said = _("index de {n} plans de site, lus à la collecte").format(n=len(_chosen(found, source)))
            return Reading(outcome=Outcome.EMPTY, detail=said)
        return Reading(outcome=found.outcome, leads=found.leads, detail=found.detail)


def _parse(page: Page, source: Source) -> "SitemapFile":
    from veille.sources import sitemapfile  # noqa: PLC0415 - lxml and friends only when a body came

    try:
        return sitemapfile.parse(page, source)
    except Exception as error:  # one hostile file must not end a run, whatever third-party parsers make of it
        _log.warning("%s: sitemap reader failed", page.final_url, exc_info=True)
        detail = _("plan de site illisible ({why})").format(why=type(error).__name__)
        return sitemapfile.SitemapFile(outcome=Outcome.MALFORMED, detail=detail)


async def _parsed(page: Page, source: Source, asking: Asking) -> "SitemapFile":
    """Read a file here when it is small, elsewhere when it is not, or when nobody knows what it unfolds to."""
    if len(page.body) > INLINE_BYTES or page.body.startswith(b"\x1f\x8b"):
        found: SitemapFile = await asking.run_cpu(_parse, page, source)
        return found
    return _parse(page, source)


async def _collect_index(source: Source, asking: Asking, page: Page, found: "SitemapFile", state: State) -> Collected:
    first = state.get(source.url) is None
    state.put(source.url, Known("", is_index=True))
    children = _chosen(found, source)
    harvest = _Harvest(details=[found.detail])
    harvest.named.add(source.url)
    if not children:
        none = _("aucun des {n} plans de site de l’index ne répond aux motifs de sitemap.children")
        detail = none.format(n=len(found.children))
        return Collected(source=source, page=replace(page, body=b""), outcome=Outcome.EMPTY, detail=detail)
    if all(url == source.url for url, _lastmod in children):
        detail = _("l’index de plans de site ne cite que lui-même")
        return Collected(source=source, page=replace(page, body=b""), outcome=Outcome.EMPTY, detail=detail)
    await _ask_children(source, asking, children, state, harvest, first=first)
    state.keep(harvest.named)
    leads = tuple({lead.url: lead for lead in reversed(harvest.leads)}.values())[::-1]
    outcome, detail = _ending(harvest, leads)
    return Collected(
        source=source,
        page=replace(page, body=b""),
        outcome=outcome,
        detail=detail,
        leads=leads,
        pages=tuple(harvest.pages),
        cursor=state.dump(),
    )


async def _ask_children(
    source: Source, asking: Asking, children: Sequence[tuple[str, str]], state: State, harvest: _Harvest, *, first: bool
) -> None:
    """Ask the files that may have changed, a bounded number of them, each once; indexes among them one level down."""
    harvest.named.update(url for url, _lastmod in children)
    queue = [(url, lastmod, 1) for url, lastmod in state.due(children)]
    asked: set[str] = {source.url}
    while queue and len(asked) <= CHILDREN_A_RUN and len(harvest.leads) < LEADS_A_RUN:
        url, lastmod, depth = queue.pop(0)
        if url in asked:
            continue
        asked.add(url)
        inner = await _ask_child(source, asking, (url, lastmod), state, harvest, first=first)
        if inner and depth < _DEPTH:
            harvest.named.update(child for child, _lastmod in inner)
            queue[:0] = [(child, date, depth + 1) for child, date in state.due(inner) if child not in asked]
        elif inner:
            harvest.details.append(_("index imbriqués sur plus d’un niveau : laissés de côté"))
    for url, lastmod, _depth in queue:
        if url in asked:
            continue
        harvest.waiting += 1
        if first:  # there before us: not to be read before it changes
            state.put(url, Known(lastmod, read=False))


async def _ask_child(
    source: Source, asking: Asking, child: tuple[str, str], state: State, harvest: _Harvest, *, first: bool
) -> tuple[tuple[str, str], ...]:
    """Ask one file of an index and take what it gives; return what it names where it is an index itself."""
    url, lastmod = child
    known = state.get(url)
    # an index whose own files carry no date must be read again to know them
    page = await asking.fetch(url, accept=_ACCEPT, conditional=known is not None and known.read and not known.is_index)
    if page.outcome is Outcome.UNCHANGED:
        state.put(url, Known(lastmod))
        return ()
    found = await _parsed(page, source, asking) if page.outcome is Outcome.OK else None
    if found is None or found.outcome not in (Outcome.OK, Outcome.EMPTY):
        failed = page if found is None else replace(page, body=b"", outcome=found.outcome, detail=found.detail)
        harvest.failed.append(failed)
        if known is not None or first:
            state.put(url, Known(LATER, read=known is not None and known.read))
        return ()
    harvest.read += 1
    harvest.pages.append(replace(page, body=b""))
    harvest.details.append(found.detail if found.outcome is Outcome.OK else "")
    archive = first or (known is not None and not known.read)
    state.put(url, Known(lastmod, is_index=found.is_index))
    harvest.leads += judged(found, asking.now, first=archive)
    return _chosen(found, source) if found.is_index else ()


def _chosen(found: "SitemapFile", source: Source) -> tuple[tuple[str, str], ...]:
    """Return the files of an index that the source's options ask for, at most `MAX_CHILDREN`, newest first kept."""
    options = source.options if isinstance(source.options, SitemapOptions) else SitemapOptions()
    children = [
        child
        for child in found.children
        if not options.children or any(matches(pattern, child[0]) for pattern in options.children)
    ]
    if len(children) > MAX_CHILDREN:
        children = sorted(children, key=lambda child: child[1], reverse=True)[:MAX_CHILDREN]
    return tuple(children)


def judged(found: "SitemapFile", now: datetime, *, first: bool) -> tuple[Lead, ...]:
    """Return the leads of a file with those marked that are no news (see this module's docstring).

    `first` says that the file is looked at for the first time and was there before.
    """
    oldest = now - FRESH
    return tuple(
        replace(lead, old=True)
        if (first and lead.entry_id in found.undated)
        or (lead.published is None and lead.updated is not None and lead.updated < oldest)
        else lead
        for lead in found.leads
    )


def _ending(harvest: _Harvest, leads: tuple[Lead, ...]) -> tuple[Outcome, str]:
    details = [detail for detail in dict.fromkeys(harvest.details) if detail]
    if harvest.failed:
        one = harvest.failed[0]
        said = ngettext(
            "{n} plan de site de l’index n’a pas pu être lu ({url} : {why})",
            "{n} plans de site de l’index n’ont pas pu être lus ({url} : {why}…)",
            len(harvest.failed),
        )
        details.append(said.format(n=len(harvest.failed), url=one.url, why=one.detail or one.outcome))
    if harvest.failed and not harvest.read and not leads:
        return harvest.failed[0].outcome, " ; ".join(details)
    if harvest.waiting:
        said = ngettext(
            "{n} plan de site de l’index laissé pour plus tard", "{n} plans de site de l’index laissés pour plus tard",
            harvest.waiting,
        )  # fmt: skip
        details.append(said.format(n=harvest.waiting))
    if leads:
        return Outcome.OK, _said(" ; ".join(details), leads)
    if harvest.read:
        return Outcome.EMPTY, " ; ".join([_("les plans de site de l’index ne citent aucune adresse"), *details])
    return Outcome.UNCHANGED, ""


def _said(detail: str, leads: Sequence[Lead]) -> str:
    """Add to a detail what would otherwise look like a source without news."""
    if leads and all(lead.old for lead in leads):
        old = _("rien de récent : les adresses déjà là sont notées, les nouvelles seront lues")
        return f"{detail} ; {old}" if detail else old
    return detail
