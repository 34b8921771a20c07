"""The indexed terms of every revision that the public index may hold.

SQLite 3.40 deletes from a contentless index only when given exactly the terms that were inserted, so
they are kept from before a revision is published until after it is gone from veille.db.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from veille.store import clock
from veille.store.codec import pack_text, storable, unpack_text
from veille.text import NORMALISER, index_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The indexed terms of one revision of an item, as text.index_terms of `normaliser` made them."""

    normaliser: str
    title: str
    text: str


def keep(db: sqlite3.Connection, item_id: int, revision: int, title: str, text: str) -> None:
    """Keep the terms of a revision, made by the present normaliser."""
    db.execute(
        "INSERT OR REPLACE INTO terms VALUES (?,?,?,?,?)",
        [item_id, revision, NORMALISER, storable(title), pack_text(text)],
    )


def of(db: sqlite3.Connection, wanted: Iterable[tuple[int, int]]) -> dict[int, Terms]:
    """Return the terms by item id for (item id, revision) pairs; missing ones are left out."""
    rows = db.execute(
        """SELECT t.item_id, t.normaliser, t.title, t.body FROM json_each(?) j
        JOIN terms t ON t.item_id = j.value ->> 0 AND t.revision = j.value ->> 1""",
        [json.dumps(list(wanted))],
    )
    return {
        item_id: Terms(normaliser=normaliser, title=title, text=unpack_text(body))
        for item_id, normaliser, title, body in rows
    }


def confirm(db: sqlite3.Connection, held: Mapping[int, int | None], upto: int) -> None:
    """Note which revision of each item veille.db now holds (None: not there) and let go of terms no longer needed.

    An item that is not public keeps the terms of its present revision: it may become public. A
    withdrawn one keeps nothing. `upto` is the last change number published.
    """
    db.executemany(
        "UPDATE items SET published_revision = ? WHERE id = ? AND published_revision IS NOT ?",
        [(revision, item_id, revision) for item_id, revision in held.items()],
    )
    db.executemany(
        """DELETE FROM terms WHERE item_id = ? AND revision <
            (SELECT CASE WHEN withdrawn IS NULL THEN coalesce(published_revision, revision)
                    ELSE coalesce(published_revision, revision + 1) END FROM items WHERE id = ?)""",
        [(item_id, item_id) for item_id in held],
    )
    db.execute("UPDATE clock SET confirmed = max(confirmed, ?)", [upto])


def renew(db: sqlite3.Connection, limit: int) -> int:
    """Make the terms of up to `limit` items anew that an older normaliser made; returns how many.

    They become a new revision, which is then published like any other. Items whose text has been
    purged keep their old terms.
    """
    rows = db.execute(
        """SELECT i.id, i.revision, i.title, t.text FROM items i JOIN texts t ON t.item_id = i.id
        WHERE i.normaliser < ? OR i.normaliser > ? LIMIT ?""",
        [NORMALISER, NORMALISER, limit],
    ).fetchall()
    for item_id, revision, title, text in rows:
        keep(db, item_id, revision + 1, index_terms(title), index_terms(text))
        db.execute(
            "UPDATE items SET revision = ?, normaliser = ?, change = ? WHERE id = ?",
            [revision + 1, NORMALISER, clock.tick(db), item_id],
        )
    return len(rows)
