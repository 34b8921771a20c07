"""Calls and events for programs: calendar, table, Atom and JSON Feed of each list, or of one call or event alone."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from datasette import Response

from veille.i18n import _
from veille.web import callfilters, french
from veille.web.callfilters import CALLS, EVENTS, DatedList, ListState
from veille.web.filters import number_in, page_number
from veille.web.follow import Follow, follow
from veille.web.outputs.aids import COLUMNS, Aid, aid_row
from veille.web.outputs.feed import FeedEntry
from veille.web.outputs.ical import Diary, Entry, host_of, ical
from veille.web.outputs.table import lines
from veille.web.pages import entries
from veille.web.pages.asked import LAST_PAGE, LISTS, arguments
from veille.web.pages.replies import MAX_ENTRIES, MAX_ROWS, Part, beyond, feed_reply, refused, reply, tag
from veille.web.queries import Catalogue
from veille.web.queries.agenda import EventCard, event_cards, find_events
from veille.web.queries.callrows import CallCard, call_cards
from veille.web.queries.calls import find_calls
from veille.web.reach import Known, zones
from veille.web.rendering import error, own_page

if TYPE_CHECKING:
    from veille.web.site import Site

T = TypeVar("T", CallCard, EventCard)
Made = TypeVar("Made")

MAX_LINES = 1_000
"""Calls or events of one calendar; programs read all of it at each visit."""
_SLICE = 250
"""Read at once: 10 to 30 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms(Generic[T]):
    """What the forms of one list are made with."""

    of: DatedList
    name: str
    """As in LISTS."""
    one: str
    """The parameter that asks for one alone, by number."""
    find: Callable[[sqlite3.Connection, ListState, date, Known], Sequence[int]]
    cards: Callable[[sqlite3.Connection, Sequence[int]], tuple[T, ...]]
    dates: Callable[["Site", Any, Catalogue, T], tuple[Entry, ...]]
    entry: Callable[["Site", Any, Catalogue, T], FeedEntry]
    columns: tuple[str, ...]
    row: Callable[["Site", Any, Catalogue, T], tuple[object, ...]]
    """Nothing for what the table cannot hold."""


@own_page
async def call_form(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the calls of a list in one of its forms."""
    return await _answer(site, request, shown, _CALLS)


@own_page
async def event_form(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the events of a list in one of its forms."""
    return await _answer(site, request, shown, _EVENTS)


async def _answer(site: "Site", request: Any, shown: Catalogue, made: _Forms[T]) -> Response:
    args = arguments(request)
    asked = await LISTS[made.name](site, args, shown)
    problems = list(asked.problems)
    # what is no page is told among the problems of the address
    form, page = request.url_vars["form"], page_number(args, {})
    is_feed = form in ("atom", "json")
    if is_feed and page > LAST_PAGE:
        problems.append(_("Les pages vont de 1 à {last}.").format(last=LAST_PAGE))
    if problems:
        return await refused(site, request, problems)
    if alone := args.get(made.one, "").strip():
        ident = number_in(alone)
        found = await site.reader.read(lambda conn: made.cards(conn, [] if ident is None else [ident]))
        ids: Sequence[int] = [one.id for one in found]
        followed = follow(found[0].title if found else "", f"{made.of.path}?{made.one}={alone}", dated=True)
    else:
        state = callfilters.read(made.of, args, shown.axes, shown.synonyms)
        ids = await site.reader.read(lambda conn: made.find(conn, state, site.today, shown.axes["territoire"]))
        followed = asked.followed
    if alone and not ids:
        return await error(site, 404, request)
    if is_feed:
        return await _feed(site, request, shown, made, (ids, followed, page))
    make = _table if form == "csv" else _calendar
    return reply(site, form, await make(site, request, shown, made, (ids, followed)), followed)


async def _feed(
    site: "Site", request: Any, shown: Catalogue, made: _Forms[T], of: tuple[Sequence[int], Follow, int]
) -> Response:
    """Give a page of a list newest first: a follower misses none, whenever it closes."""
    ids, followed, page = of
    chosen = sorted(ids, reverse=True)[(page - 1) * MAX_ENTRIES : page * MAX_ENTRIES]
    if page > 1 and not chosen:
        return await beyond(site, request)
    found = await site.reader.read(lambda conn: made.cards(conn, chosen))
    part = Part(
        entries=tuple(made.entry(site, request, shown, one) for one in found),
        published=shown.publication.moment,
        page=page,
        is_last=page * MAX_ENTRIES >= len(ids),
    )
    return feed_reply(site, request, request.url_vars["form"], followed, part)


async def _table(
    site: "Site", request: Any, shown: Catalogue, made: _Forms[T], of: tuple[Sequence[int], Follow]
) -> bytes:
    def some(part: Sequence[int], conn: sqlite3.Connection) -> str:
        rows = (made.row(site, request, shown, one) for one in made.cards(conn, part))
        return lines(row for row in rows if row)

    parts: list[str] = await _slices(site, of[0][:MAX_ROWS], some)
    return "".join((lines([made.columns]), *parts)).encode()


async def _calendar(
    site: "Site", request: Any, shown: Catalogue, made: _Forms[T], of: tuple[Sequence[int], Follow]
) -> bytes:
    ids, followed = of

    def some(part: Sequence[int], conn: sqlite3.Connection) -> tuple[Entry, ...]:
        return tuple(date for one in made.cards(conn, part) for date in made.dates(site, request, shown, one))

    diary = Diary(
        title=f"{followed.title} – {site.site_settings.title}",
        address=site.absolute(request, followed.ics),
        host=host_of(site.site_settings.base_url),
        entries=tuple(date for part in await _slices(site, ids[:MAX_LINES], some) for date in part),
    )
    # icalendar writes some 1,000 lines in a third of a second: other visitors are answered meanwhile
    return await asyncio.to_thread(ical, diary)


async def _slices(
    site: "Site", ids: Sequence[int], make: Callable[[Sequence[int], sqlite3.Connection], Made]
) -> list[Made]:
    """Return what is made of ids, a slice at a time: a long table outlasts neither the time limit of a query nor the
    patience of who waits for a page meanwhile. What goes away between two slices is left out.
    """
    slices = [ids[start : start + _SLICE] for start in range(0, len(ids), _SLICE)]
    return [await site.reader.read(partial(make, part)) for part in slices]


def _call_row(site: "Site", _request: Any, _shown: Catalogue, call: CallCard) -> tuple[object, ...]:
    return aid_row(_aid(site, call))


def _aid(site: "Site", call: CallCard) -> Aid:
    told = call.told
    closings = [one.value for one in (told.closing, *told.waves) if one]
    later = [_("Dates limites : {days}").format(days=", ".join(map(french.when, closings)))] if told.waves else []
    return Aid(
        uri=tag(site, f"appel/{call.id}"),
        title=call.title,
        description=call.description,
        details=(*later, *entries.facts_of(call)),
        beneficiaries=tuple(one.value for one in told.beneficiaries),
        has_amount=bool(told.amounts),
        funder=told.funder.value if told.funder else "",
        url=call.url,
        targets=call.targets,
        geography=call.geography,
        zones=zones(call.zones),
        opening=told.opening.value if told.opening else "",
        closing=closings[-1] if closings else "",
        changed=call.changed,
    )


_CALLS = _Forms(
    of=CALLS,
    name="appels",
    one="appel",
    find=lambda conn, state, today, known: find_calls(conn, state, today, known).ids,
    cards=call_cards,
    dates=entries.call_entries,
    entry=entries.call_feed_entry,
    columns=COLUMNS,
    row=_call_row,
)
_EVENTS = _Forms(
    of=EVENTS,
    name="agenda",
    one="article",
    find=lambda conn, state, today, known: find_events(conn, state, today, known).ids,
    cards=event_cards,
    dates=entries.event_entries,
    entry=entries.event_feed_entry,
    columns=entries.EVENT_COLUMNS,
    row=entries.event_row,
)
