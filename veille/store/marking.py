"""Marks for what was stored before there were any, or by another version of `likeness.marks`: in batches, newest first.

Only as far back as a new article may look for one of its story (`marks.WINDOW`). An item that is alone joins those
that tell its story; groups there are stay as they are.
"""

import sqlite3
from datetime import datetime, timedelta

from veille import likeness
from veille.store import groups, marks
from veille.store.codec import to_text
from veille.text import url_key


def renew(db: sqlite3.Connection, limit: int, now: datetime) -> bool:
    """Mark the next `limit` items; return whether there may be more. See `Store.renew_marks`."""
    version, below = db.execute("SELECT version, below FROM marking").fetchone()
    if version != likeness.VERSION:
        db.execute("DELETE FROM marks")
        (below,) = db.execute("SELECT coalesce(max(id), -1) + 1 FROM items").fetchone()
    elif not below:
        return False
    rows = db.execute(
        """SELECT i.id, i.title, t.text, i.url, i.canonical, i.first_seen FROM items i JOIN texts t ON t.item_id = i.id
        WHERE i.id < ? AND i.withdrawn IS NULL AND i.merged_into IS NULL ORDER BY i.id DESC LIMIT ?""",
        [below, limit],
    ).fetchall()
    since = to_text(now - timedelta(days=marks.WINDOW))
    for item_id, title, text, url, canonical, seen in rows:
        if seen >= since:
            _mark(db, item_id, likeness.marks(title, text, (url_key(url), url_key(canonical))))
    below = rows[-1][0] if len(rows) == limit and rows[-1][5] >= since else 0
    db.execute("UPDATE marking SET version = ?, below = ?", [likeness.VERSION, below])
    return bool(below)


def _mark(db: sqlite3.Connection, item_id: int, its_marks: tuple[int, ...]) -> None:
    moment, group = db.execute(
        "SELECT coalesce(published, first_seen), group_id FROM items WHERE id = ?", [item_id]
    ).fetchone()
    others = db.execute("SELECT 1 FROM items WHERE group_id = ? AND id <> ? LIMIT 1", [group, item_id]).fetchone()
    if others:
        marks.keep(db, item_id, its_marks, marks.day_of(moment))
    else:
        groups.join(db, item_id, its_marks)
