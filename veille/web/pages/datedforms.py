"""Calls and events for programs: calendar, table, Atom and JSON Feed of each list, or of one call or event alone."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from datasette import Response

from veille.i18n import _
from veille.web import callfilters, french
from veille.web.callfilters import CALLS, EVENTS, DatedList, ListState
from veille.web.follow import Follow, follow
from veille.web.outputs.aids import Aid, aids
from veille.web.outputs.feed import FeedEntry
from veille.web.outputs.ical import Diary, Entry, host_of, ical
from veille.web.outputs.table import table
from veille.web.pages import entries
from veille.web.pages.asked import LAST_PAGE, LISTS, arguments
from veille.web.pages.replies import MAX_ENTRIES, MAX_ROWS, Part, feed_reply, refused, reply, tag
from veille.web.queries import Catalogue
from veille.web.queries.agenda import EventCard, event_cards, find_events
from veille.web.queries.callrows import CallCard, call_cards
from veille.web.queries.calls import find_calls
from veille.web.reach import Known, zones
from veille.web.rendering import error, own_page

if TYPE_CHECKING:
    from veille.web.site import Site

T = TypeVar("T", CallCard, EventCard)

MAX_LINES = 1_000
"""Calls or events of one calendar; programs read all of it at each visit."""


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
    lines: Callable[["Site", Any, Catalogue, T], tuple[Entry, ...]]
    entry: Callable[["Site", Any, Catalogue, T], FeedEntry]
    rows: Callable[["Site", Any, Catalogue, Iterable[T]], bytes]


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
    form, page = request.url_vars["form"], _page(args)
    is_feed = form in ("atom", "json")
    if is_feed and page > LAST_PAGE:
        problems.append(_("Les pages vont de 1 à {last}.").format(last=LAST_PAGE))
    if problems:
        return await refused(site, request, problems)
    alone = args.get(made.one, "").strip()
    state = callfilters.read(made.of, args, shown.axes)

    def read(conn: sqlite3.Connection) -> tuple[tuple[T, ...], int]:
        ids = _number(alone) if alone else made.find(conn, state, site.today, shown.axes["territoire"])
        if is_feed:
            # newest first: a follower misses none, whenever it closes
            chosen = sorted(ids, reverse=True)[(page - 1) * MAX_ENTRIES : page * MAX_ENTRIES]
        else:
            chosen = list(ids[: MAX_LINES if form == "ics" else MAX_ROWS])
        return made.cards(conn, chosen), len(ids)

    found, count = await site.reader.read(read)
    if (alone or page > 1) and not found:
        return await error(site, 404, request)
    followed = follow(found[0].title, f"{made.of.path}?{made.one}={alone}", dated=True) if alone else asked.followed
    if is_feed:
        part = Part(
            entries=tuple(made.entry(site, request, shown, one) for one in found),
            published=shown.publication.moment,
            page=page,
            is_last=page * MAX_ENTRIES >= count,
        )
        return feed_reply(site, request, form, followed, part)
    body = (
        made.rows(site, request, shown, found)
        if form == "csv"
        else _calendar(site, request, shown, made, found, followed)
    )
    return reply(site, form, body, followed)


def _calendar(
    site: "Site", request: Any, shown: Catalogue, made: _Forms[T], found: Iterable[T], followed: Follow
) -> bytes:
    diary = Diary(
        title=f"{followed.title} – {site.site_settings.title}",
        address=site.absolute(request, followed.ics),
        host=host_of(site.site_settings.base_url),
        entries=tuple(line for one in found for line in made.lines(site, request, shown, one)),
    )
    return ical(diary)


def _aids(site: "Site", _request: Any, _shown: Catalogue, found: Iterable[CallCard]) -> bytes:
    return aids(_aid(site, call) for call in found)


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


def _events(site: "Site", request: Any, shown: Catalogue, found: Iterable[EventCard]) -> bytes:
    return table(entries.EVENT_COLUMNS, (entries.event_row(site, request, shown, one) for one in found))


def _page(args: Mapping[str, str]) -> int:
    """Return the page asked for; what is no number is told among the problems of the address."""
    text = args.get("page", "").strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1


def _number(text: str) -> list[int]:
    """Return a number as a list of ids, nothing for what is none or would not fit SQLite's integers."""
    return [int(text)] if text.isascii() and text.isdigit() and len(text) <= 18 else []


_CALLS = _Forms(
    of=CALLS,
    name="appels",
    one="appel",
    find=lambda conn, state, today, known: find_calls(conn, state, today, known).ids,
    cards=call_cards,
    lines=entries.call_entries,
    entry=entries.call_feed_entry,
    rows=_aids,
)
_EVENTS = _Forms(
    of=EVENTS,
    name="agenda",
    one="article",
    find=lambda conn, state, today, known: find_events(conn, state, today, known).ids,
    cards=event_cards,
    lines=entries.event_entries,
    entry=entries.event_feed_entry,
    rows=_events,
)
