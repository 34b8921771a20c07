"""Calls that close and events that begin in a period, in a few lines each."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A call in a list."""

    article: int
    title: str
    closing: str
    """ISO day or moment, '' when the call names none."""
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
class Bounded:
    """The first lines of a list, and how many there are in all."""

    lines: tuple[CallLine, ...] | tuple[EventLine, ...] = ()
    total: int = 0


def closing_calls(conn: sqlite3.Connection, first: date, last: date, most: int) -> Bounded:
    """Return the calls whose closing day lies in a period, the nearest first."""
    bounds = _bounds(first, last)
    rows = conn.execute(
        "select id, titre, date_cloture, porteurs, article_id from appels where date_cloture >= ? and date_cloture < ?"
        " order by date_cloture, id limit ?",
        (*bounds, most),
    )
    lines = tuple(call_line(row) for row in rows)
    total = conn.execute("select count(*) from appels where date_cloture >= ? and date_cloture < ?", bounds)
    return Bounded(lines=lines, total=total.fetchone()[0])


def coming_events(conn: sqlite3.Connection, first: date, last: date, most: int) -> Bounded:
    """Return the events that begin in a period, the nearest first."""
    bounds = _bounds(first, last)
    rows = conn.execute(
        "select e.article_id, a.titre, a.langue, e.debut, e.lieu, e.en_ligne from evenements e"
        " cross join articles a on a.id = e.article_id where e.debut >= ? and e.debut < ?"
        " order by e.debut, e.article_id limit ?",
        (*bounds, most),
    )
    lines = tuple(
        EventLine(
            article=row["article_id"],
            title=row["titre"],
            lang=row["langue"] or "fr",
            start=row["debut"],
            place=row["lieu"] or "",
            online=bool(row["en_ligne"]),
        )
        for row in rows
    )
    total = conn.execute("select count(*) from evenements where debut >= ? and debut < ?", bounds)
    return Bounded(lines=lines, total=total.fetchone()[0])


def _bounds(first: date, last: date) -> tuple[str, str]:
    """Return the texts between which the days and moments of a period lie: from the first up to, without, the last."""
    return first.isoformat(), (last + timedelta(days=1)).isoformat()


def call_line(row: sqlite3.Row) -> CallLine:
    """Return a row with id, titre, date_cloture, porteurs and article_id as a line."""
    try:
        funders = json.loads(row["porteurs"])
    except ValueError:
        funders = []
    names = [one["nom"] for one in funders if isinstance(one, dict) and isinstance(one.get("nom"), str)]
    return CallLine(
        article=row["article_id"],
        title=row["titre"],
        closing=row["date_cloture"] or "",
        funder=names[0] if names else "",
    )
