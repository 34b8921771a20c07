"""Stored texts for who looks at how the model does: the newest, or a few of each month. Nothing is written."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from veille.models import Zone
from veille.store.codec import from_text, to_text

TEXT_CHARS = 2_000
"""Of a text: a model reads no more of it."""
_COLUMNS = f"i.id, i.url, i.title, substr(t.text, 1, {TEXT_CHARS}), i.lang, s.ess, i.zone, i.first_seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemToLookAt:
    """A stored text that a model is asked about."""

    id: int
    url: str
    title: str
    text: str
    """Its beginning."""
    lang: str
    ess: bool
    zone: Zone
    first_seen: datetime


def newest_undecided(db: sqlite3.Connection, limit: int) -> list[ItemToLookAt]:
    """Return up to `limit` items with a text, newest first, that nobody has decided anything of."""
    return _items(
        db.execute(
            f"""SELECT {_COLUMNS} FROM items i CROSS JOIN texts t ON t.item_id = i.id
            JOIN sources s ON s.id = i.source_id
            WHERE NOT EXISTS (SELECT 1 FROM decisions d WHERE d.item_id = i.id) AND i.merged_into IS NULL
            ORDER BY i.first_seen DESC, i.id DESC LIMIT ?""",  # noqa: S608 - constants
            [limit],
        )
    )


def spread_out(db: sqlite3.Connection, since: datetime, before: datetime, limit: int) -> list[ItemToLookAt]:
    """Return up to `limit` items with a text first seen in a stretch of time, spread evenly over it."""
    span = [to_text(since), to_text(before)]
    (held,) = db.execute("SELECT count(*) FROM items WHERE first_seen >= ? AND first_seen < ?", span).fetchone()
    step = max(1, -(-held // limit))
    return _items(
        db.execute(
            f"""SELECT {_COLUMNS} FROM (
                SELECT id, row_number() OVER (ORDER BY first_seen, id) AS number FROM items
                WHERE first_seen >= ? AND first_seen < ?) one
            JOIN items i ON i.id = one.id JOIN texts t ON t.item_id = i.id JOIN sources s ON s.id = i.source_id
            WHERE one.number % ? = 0 ORDER BY i.id LIMIT ?""",  # noqa: S608 - constants
            [*span, step, limit],
        )
    )


def first_month(db: sqlite3.Connection) -> datetime | None:
    """Return when the first item was seen; None while there is none."""
    (first,) = db.execute("SELECT min(first_seen) FROM items").fetchone()
    return None if first is None else from_text(first)


def _items(rows: Iterable[tuple[object, ...]]) -> list[ItemToLookAt]:
    return [
        ItemToLookAt(
            id=int(str(row[0])),
            url=str(row[1]),
            title=str(row[2]),
            text=str(row[3]),
            lang=str(row[4]),
            ess=bool(row[5]),
            zone=Zone(str(row[6])),
            first_seen=from_text(str(row[7])),
        )
        for row in rows
    ]
