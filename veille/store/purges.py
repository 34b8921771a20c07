"""Letting go of what is old: texts and history first, never what is public."""

import sqlite3
from datetime import datetime

from veille.store.codec import to_text
from veille.store.values import Purged


def purge(db: sqlite3.Connection, before: datetime) -> Purged:
    """Remove texts of items first seen before a moment, old revisions replaced and fetches made before it.

    Items, their tags and the articles published from them stay. Terms stay while veille.db holds
    them; those of items that the last publication has seen and not shown go.
    """
    at = to_text(before)
    # NULL: without its text an item's terms can never be made anew
    db.execute("UPDATE items SET normaliser = NULL WHERE first_seen < ? AND normaliser IS NOT NULL", [at])
    old = "SELECT id FROM items WHERE first_seen < ?"
    return Purged(
        texts=db.execute(f"DELETE FROM texts WHERE item_id IN ({old})", [at]).rowcount,  # noqa: S608 - a constant
        revisions=db.execute("DELETE FROM revisions WHERE replaced < ?", [at]).rowcount,
        terms=db.execute(
            f"""DELETE FROM terms WHERE item_id IN ({old} AND published_revision IS NULL
                AND change <= (SELECT confirmed FROM clock))""",  # noqa: S608 - a constant
            [at],
        ).rowcount,
        fetches=_old_fetches(db, at),
    )


def _old_fetches(db: sqlite3.Connection, at: str) -> int:
    runs = [(run_id,) for (run_id,) in db.execute("SELECT id FROM runs WHERE started < ? AND state <> 'running'", [at])]
    pages = db.executemany("DELETE FROM page_fetches WHERE run_id = ?", runs).rowcount
    feeds = db.executemany("DELETE FROM collections WHERE run_id = ?", runs).rowcount
    return max(pages, 0) + max(feeds, 0)
