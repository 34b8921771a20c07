"""The index from a text's marks (`likeness.marks`) to items: which stored texts may tell the same story.

Rows lie by stretches of 64 days of publication, so that what a run writes and looks up stays together, however old
the store is. Old stretches are let go of with their texts (`purges`).
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from veille import likeness
from veille.store.codec import from_text
from veille.text import url_key

WINDOW = 60
"""Days between the publications of two items of one story."""
_STRETCH = 64
_MOST = 64
"""Items looked at for one mark; a mark of more is boilerplate and tells little of any."""
_CLOSEST = 6
"""Candidates that get a closer look."""
_LEAST = 0.3
"""Weight of shared marks, each 1 / (items that bear it), under which a candidate is chance."""


def day_of(moment: str) -> int:
    """Return the day number of a stored moment."""
    return from_text(moment).toordinal()


def keep(db: sqlite3.Connection, item_id: int, marks: Iterable[int], day: int) -> None:
    """Let an item be found by these marks."""
    db.executemany("INSERT OR IGNORE INTO marks VALUES (?,?,?)", [(day // _STRETCH, mark, item_id) for mark in marks])


def forget(db: sqlite3.Connection, item_id: int) -> None:
    """Take out the marks of an item, made anew from its text; nothing is left of them after a purge either."""
    row = db.execute(
        """SELECT i.title, t.text, i.url, i.canonical, coalesce(i.published, i.first_seen) FROM items i
        JOIN texts t ON t.item_id = i.id WHERE i.id = ?""",
        [item_id],
    ).fetchone()
    if row is None:
        return
    title, text, url, canonical, moment = row
    stretch = day_of(moment) // _STRETCH
    marks = likeness.marks(title, text, (url_key(url), url_key(canonical)))
    db.executemany(
        "DELETE FROM marks WHERE period = ? AND mark = ? AND item_id = ?",
        [(stretch, mark, item_id) for mark in marks],
    )


def forget_before(db: sqlite3.Connection, moment: datetime) -> None:
    """Let go of the stretches that end before a moment."""
    db.execute("DELETE FROM marks WHERE period < ?", [moment.toordinal() // _STRETCH])


def candidates(db: sqlite3.Connection, item_id: int, marks: Iterable[int], day: int) -> list[int]:
    """Return the items that share the rarest marks with this one, the likeliest first; at most six."""
    weights: dict[int, float] = defaultdict(float)
    first, last = (day - WINDOW) // _STRETCH, (day + WINDOW) // _STRETCH
    for mark in marks:
        bearers = [
            row[0]
            for stretch in range(first, last + 1)
            for row in db.execute(
                "SELECT item_id FROM marks WHERE period = ? AND mark = ? LIMIT ?", [stretch, mark, _MOST]
            )
        ]
        for bearer in bearers:
            weights[bearer] += 1 / len(bearers)
    weights.pop(item_id, None)
    close = [(weight, -one) for one, weight in weights.items() if weight >= _LEAST]
    return [-one for _weight, one in sorted(close, reverse=True)[:_CLOSEST]]
