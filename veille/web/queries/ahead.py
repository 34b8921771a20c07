"""Calls that close and events that begin in a period, in a few lines each."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from veille.web.badges import next_closing
from veille.web.queries.callrows import LAST, call_cards

_COUNTED = 10_000
"""Calls or events counted at most."""
_WITH_WAVES = 5_000
"""Calls looked at, those that end first, for a later wave that closes in the period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A call in a list."""

    id: int
    title: str
    lang: str
    closing: str
    """Day or moment of the closing told of, '' when it names none."""
    funder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """An event in a list."""

    article: int
    title: str
    lang: str
    start: str
    place: str
    online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsAhead:
    """The first calls of a list, and how many there are in all."""

    lines: tuple[CallLine, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAhead:
    """The first events of a list, and how many there are in all."""

    lines: tuple[EventLine, ...] = ()
    total: int = 0


CLOSING = """select id, date_cloture from appels where date_cloture >= ? and date_cloture < ?
    order by date_cloture limit ?"""
WAVES = f"""select w.id, w.vagues from (
    select a.id, a.vagues, a.date_cloture from appels a
    where a.permanent = 0 and {LAST} >= ? order by {LAST} limit ?) w
    where w.vagues <> '[]' and w.date_cloture < ?"""  # noqa: S608 - an expression of ours
EVENTS = """select e.article_id, a.titre, a.langue, e.debut, e.lieu, e.en_ligne from evenements e
    cross join articles a on a.id = e.article_id where e.debut >= ? and e.debut < ?
    order by e.debut, e.article_id limit ?"""


def closing_calls(conn: sqlite3.Connection, first: date, last: date, most: int) -> CallsAhead:
    """Return the calls that close in a period, or one of whose later waves does, the nearest first."""
    start, end = _bounds(first, last)
    closings = {row[0]: row[1] for row in conn.execute(CLOSING, (start, end, _COUNTED))}
    for ident, waves in conn.execute(WAVES, (start, _WITH_WAVES, start)):
        ahead = [wave for wave in json.loads(waves) if start <= wave < end]
        if ahead:
            closings[ident] = min(ahead)
    nearest = sorted(closings, key=lambda ident: (closings[ident], ident))[:most]
    lines = tuple(replace(line, closing=closings[line.id]) for line in call_lines(conn, nearest, first))
    return CallsAhead(lines=lines, total=len(closings))


def call_lines(conn: sqlite3.Connection, ids: Sequence[int], day: date) -> tuple[CallLine, ...]:
    """Return calls by number, in the order given, with the closing that was next on a day."""
    return tuple(
        CallLine(
            id=card.id,
            title=card.title,
            lang=card.lang,
            closing=next_closing(card.told, day),
            funder=card.told.funder.value if card.told.funder else "",
        )
        for card in call_cards(conn, ids)
    )


def coming_events(conn: sqlite3.Connection, first: date, last: date, most: int) -> EventsAhead:
    """Return the events that begin in a period, the nearest first."""
    bounds = _bounds(first, last)
    lines = tuple(
        EventLine(
            article=row["article_id"],
            title=row["titre"],
            lang=row["langue"] or "fr",
            start=row["debut"],
            place=row["lieu"] or "",
            online=bool(row["en_ligne"]),
        )
        for row in conn.execute(EVENTS, (*bounds, most))
    )
    total = conn.execute("select count(*) from evenements where debut >= ? and debut < ?", bounds)
    return EventsAhead(lines=lines, total=total.fetchone()[0])


def _bounds(first: date, last: date) -> tuple[str, str]:
    """Return the texts between which the days and moments of a period lie: from the first up to, without, the last."""
    return first.isoformat(), (last + timedelta(days=1)).isoformat()
