"""The articles that a search finds, for programs: Atom, JSON Feed, CSV, and a calendar of what they announce."""

import asyncio
import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.web.outputs import table
from veille.web.outputs.feed import Category, FeedEntry
from veille.web.outputs.ical import Diary, host_of, ical
from veille.web.pages.asked import arguments, articles
from veille.web.pages.entries import call_entries, event_entries
from veille.web.pages.replies import (
    MAX_ENTRIES,
    MAX_ROWS,
    Part,
    beyond,
    feed_reply,
    midnight,
    moment,
    refused,
    reply,
    tag,
)
from veille.web.queries import Catalogue
from veille.web.queries.agenda import EventCard, event_cards
from veille.web.queries.callrows import CallCard, call_cards
from veille.web.queries.feeds import Line, dated, lines
from veille.web.queries.matching import matching
from veille.web.rendering import own_page

if TYPE_CHECKING:
    from veille.web.site import Site

MAX_DATED = 300
"""Calls of one calendar, and events: what is ahead comes before what is over."""
_AT_ONCE = 1000
"""Rows of a table that are read at once."""
COLUMNS = ("id", "titre", "publie_le", "source", "langue", "type", "themes", "secteurs", "territoires", "extrait",
           "original", "fiche", "vu_le")  # fmt: skip
"""Of the table; labels by their names, several in one cell separated by « ; »."""
_WEB = ("https://", "http://")
"""What an address in a cell begins with: spreadsheets make links of others too (`is_http_url` costs ten times that)."""
_PATHS = {"theme": "/theme/", "secteur": "/secteur/", "territoire": "/territoire/", "genre": "/recherche?genre="}
"""Where our page of a label is: with its id behind, the address of that page."""


@own_page
async def feed(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the articles found that were seen last: a follower misses none, however old it says it is."""
    asked = await articles(site, arguments(request), shown)
    if asked.problems:
        return await refused(site, request, asked.problems)
    page = asked.search.page

    def read(conn: sqlite3.Connection) -> tuple[list[Line], int]:
        ids = sorted(matching(conn, asked.search).ids.tolist(), reverse=True)
        return list(lines(conn, ids[(page - 1) * MAX_ENTRIES : page * MAX_ENTRIES])), len(ids)

    told, count = await site.reader.read(read)
    if page > 1 and not told:
        return await beyond(site, request)
    part = Part(
        entries=tuple(entry(site, request, shown, line) for line in told),
        published=shown.publication.moment,
        page=page,
        is_last=page * MAX_ENTRIES >= count,
    )
    return feed_reply(site, request, request.url_vars["form"], asked.followed, part)


@own_page
async def as_table(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the newest MAX_ROWS articles found as CSV."""
    asked = await articles(site, arguments(request), shown)
    if asked.problems:
        return await refused(site, request, asked.problems)

    origin = site.absolute(request, "")
    ids = (await site.reader.read(lambda conn: matching(conn, asked.search, MAX_ROWS))).ids.tolist()

    def some(conn: sqlite3.Connection, part: Sequence[int]) -> str:
        return table.lines(row(shown, line, origin) for line in lines(conn, part))

    # in parts: a whole table may take longer than a page is allowed, and others wait for a reader
    parts = [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
    text = [table.lines([COLUMNS]), *[await site.reader.read(partial(some, part=part)) for part in parts]]
    return reply(site, "csv", "".join(text).encode(), asked.followed)


@own_page
async def as_calendar(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the deadlines of calls and the events that the articles found tell of, as a calendar."""
    asked = await articles(site, arguments(request), shown)
    if asked.problems:
        return await refused(site, request, asked.problems)

    def read(conn: sqlite3.Connection) -> tuple[tuple[CallCard, ...], tuple[EventCard, ...]]:
        found = dated(conn, matching(conn, asked.search).ids.tolist(), site.today, MAX_DATED)
        return call_cards(conn, found.calls), event_cards(conn, found.events)

    calls, events = await site.reader.read(read)
    told = [one for call in calls for one in call_entries(site, request, shown, call)]
    told += [one for event in events for one in event_entries(site, request, shown, event)]
    diary = Diary(
        title=f"{asked.followed.title} – {site.site_settings.title}",
        address=site.absolute(request, asked.followed.ics),
        host=host_of(site.site_settings.base_url),
        entries=tuple(told),
    )
    # icalendar writes some 1,000 lines in a third of a second: other visitors are answered meanwhile
    return reply(site, "ics", await asyncio.to_thread(ical, diary), asked.followed)


def entry(site: "Site", request: Any, shown: Catalogue, line: Line) -> FeedEntry:
    """Return an article as an entry: published on its day, updated when the watch saw it."""
    source = shown.sources.get(line.source)
    published = midnight(line.published)
    return FeedEntry(
        id=tag(site, f"article/{line.id}"),
        title=line.title,
        url=site.absolute(request, f"/article/{line.id}"),
        published=published,
        updated=max(published, moment(line.seen) or published),
        summary=line.excerpt,
        original=line.url,
        source=source.name if source else line.source,
        source_url=source.home if source else "",
        source_feed=source.feed if source else "",
        lang=line.lang,
        categories=tuple(
            Category(term=value, label=shown.name(axis, value), scheme=site.absolute(request, _PATHS[axis]))
            for axis, values in (("genre", (line.kind,)), *line.labels.items())
            for value in values
            if value
        ),
    )


def row(shown: Catalogue, line: Line, origin: str) -> tuple[object, ...]:
    """Return an article as a row under COLUMNS; origin is what our whole addresses begin with."""
    named = {axis: " ; ".join(shown.name(axis, value) for value in values) for axis, values in line.labels.items()}
    return (
        line.id,
        line.title,
        line.published,
        shown.name("source", line.source),
        line.lang,
        shown.name("genre", line.kind),
        named["theme"],
        named["secteur"],
        named["territoire"],
        line.excerpt,
        line.url if line.url.startswith(_WEB) else "",
        f"{origin}/article/{line.id}",
        line.seen,
    )
