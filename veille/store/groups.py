"""Items with equal texts: one group, shown as one article with « vu aussi ».

A group is known by the id that was the smallest of its members when it formed; which member stands
for it in public is the publisher's choice, made from all members.
"""

import sqlite3

from veille.store import clock

MIN_TEXT = 200
"""Characters below which equal texts say nothing (« Lire la suite sur le site »)."""


def find(db: sqlite3.Connection, item_id: int | None, text_hash: str, text_length: int) -> int | None:
    """Return the group of the oldest live item with this text, apart from `item_id` itself; None when it is alone."""
    if text_length < MIN_TEXT:
        return None
    row = db.execute(
        """SELECT group_id FROM items WHERE text_hash = ? AND text_length >= ? AND withdrawn IS NULL AND id IS NOT ?
        ORDER BY id LIMIT 1""",
        [text_hash, MIN_TEXT, item_id],
    ).fetchone()
    return None if row is None else int(row[0])


def regroup(db: sqlite3.Connection, item_id: int, old_group: int, text_hash: str, text_length: int) -> None:
    """Put an item whose text has changed where its new text belongs, and have those it leaves published anew."""
    others = [
        other for (other,) in db.execute("SELECT id FROM items WHERE group_id = ? AND id <> ?", [old_group, item_id])
    ]
    group = find(db, item_id, text_hash, text_length)
    db.execute("UPDATE items SET group_id = ? WHERE id = ?", [item_id if group is None else group, item_id])
    if old_group == item_id and others:
        # the group bore this item's id
        db.executemany("UPDATE items SET group_id = ? WHERE id = ?", [(min(others), other) for other in others])
    if others:
        # the publisher looks at whole groups: one touched member is enough
        clock.touch(db, min(others))
