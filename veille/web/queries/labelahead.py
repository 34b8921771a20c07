"""What is coming that has one label: calls that can still be answered, events that are not over.

Both begin with the newest articles of their kind that have the label, so that no list of all calls or events is read.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from veille.web.badges import next_of
from veille.web.filters import Search
from veille.web.queries import agenda, calls
from veille.web.queries.agenda import EventCard, event_cards
from veille.web.queries.callrows import LAST, CallCard, call_cards, closings_of
from veille.web.queries.matching import matching

CALLS = 4
EVENTS = 4
_LOOKED_AT = 400
"""Newest articles of a kind with the label: calls are open for weeks or months, so older ones tell of closed ones."""
_CALLS = (
    "select distinct a.id, a.date_cloture, a.vagues from json_each(?1) j"  # noqa: S608 - an expression of ours
    " cross join articles_appels l on l.article_id = j.value"
    f" cross join appels a on a.id = l.appel_id where ({LAST} >= ?2 or a.permanent)"
    " and (a.date_ouverture is null or substr(a.date_ouverture, 1, 10) <= ?2)"
)
_EVENTS = (
    "select e.article_id from json_each(?1) j cross join evenements e on e.article_id = j.value"
    " where coalesce(e.fin, e.debut) >= ?2 order by e.debut, e.article_id limit ?3"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelAhead:
    """The first calls to close and events to come."""

    calls: tuple[CallCard, ...] = ()
    events: tuple[EventCard, ...] = ()


def label_ahead(conn: sqlite3.Connection, axis: str, value: str, today: date) -> LabelAhead:
    """Return what is coming that has one value of an axis, soonest first; permanent calls after the others."""
    found = conn.execute(_CALLS, (_newest(conn, axis, value, calls.KIND), today.isoformat()))
    nearest = sorted((next_of(closings_of(row), today) or "9999", row["id"]) for row in found)[:CALLS]
    coming = conn.execute(_EVENTS, (_newest(conn, axis, value, agenda.KIND), today.isoformat(), EVENTS))
    return LabelAhead(
        calls=call_cards(conn, [ident for _day, ident in nearest]), events=event_cards(conn, [row[0] for row in coming])
    )


def _newest(conn: sqlite3.Connection, axis: str, value: str, kind: str) -> str:
    found = matching(conn, Search(axes=((axis, value), ("genre", kind))), _LOOKED_AT)
    return json.dumps(found.ids.tolist())
