"""Two items that turn out to be one: a page moved onto an address that was known as another item.

The item that has the address stays. The other gives it what led to it (addresses, leads, sightings, tags and places
that people gave) and keeps its number, which redirects for ever, and its history; its text becomes the last
entry of that.
"""

import sqlite3
from datetime import datetime

from veille.store import clock, decisions, facts, groups, marks
from veille.store.addresses import Stored
from veille.store.codec import to_text
from veille.store.tags import HUMAN


def merge(db: sqlite3.Connection, gone: Stored, into: Stored, now: datetime) -> None:
    """Make `gone` part of `into`. Its number is never given again, and `veille withdraw` of the one erases both."""
    at = to_text(now)
    (group,) = db.execute("SELECT group_id FROM items WHERE id = ?", [into.id]).fetchone()
    marks.forget(db, gone.id)
    db.execute(
        """INSERT OR IGNORE INTO revisions SELECT i.id, i.revision, i.title, t.text, i.author, i.published, ?
        FROM items i LEFT JOIN texts t ON t.item_id = i.id WHERE i.id = ?""",
        [at, gone.id],
    )
    _hand_over(db, gone, into, at)
    decisions.hand_over(db, gone.id, into.id)
    facts.hand_over(db, gone.id, into.id, now)
    db.execute("DELETE FROM texts WHERE item_id = ?", [gone.id])
    if gone.group_id != group:
        groups.leave(db, gone.id)
    db.execute("UPDATE items SET merged_into = ?, group_id = ? WHERE merged_into = ?", [into.id, group, gone.id])
    db.execute(
        "UPDATE items SET merged_into = ?, group_id = ?, normaliser = NULL, change = ? WHERE id = ?",
        [into.id, group, clock.tick(db), gone.id],
    )
    clock.touch(db, into.id)


def _hand_over(db: sqlite3.Connection, gone: Stored, into: Stored, at: str) -> None:
    both = [into.id, gone.id]
    db.execute("UPDATE aliases SET item_id = ? WHERE item_id = ?", both)
    db.execute("UPDATE leads SET item_id = ? WHERE item_id = ?", both)
    db.execute(
        """INSERT OR IGNORE INTO sightings SELECT ?, source_id, url, title, published, seen FROM sightings
        WHERE item_id = ? AND source_id <> ?""",
        [*both, into.source_id],
    )
    db.execute("DELETE FROM sightings WHERE item_id = ?", [gone.id])
    if gone.source_id != into.source_id:
        seen = [into.id, gone.source_id, gone.url, gone.title, gone.published, at]
        db.execute("INSERT OR IGNORE INTO sightings VALUES (?,?,?,?,?,?)", seen)
    db.execute(
        """INSERT OR REPLACE INTO tags SELECT ?, facet, label, probability, origin, evidence FROM tags
        WHERE item_id = ? AND origin = ?""",
        [*both, HUMAN],
    )
    db.execute("DELETE FROM tags WHERE item_id = ?", [gone.id])
