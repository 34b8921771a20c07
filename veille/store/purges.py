"""Letting go of what is old: texts and history first, never what is public."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from veille.store import facts, marks
from veille.store.codec import pack_text, to_text

NOTHING = pack_text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What a purge removed."""

    texts: int
    revisions: int
    terms: int
    fetches: int


def purge(db: sqlite3.Connection, before: datetime) -> Purged:
    """Remove texts of items first seen before a moment, old revisions replaced and fetches made before it.

    Items, their tags, their facts and the articles published from them stay. So do their terms; but of items off
    the subject, which the last publication has seen and not shown, only those of the title, and no fact.
    """
    at = to_text(before)
    # NULL: without its text an item's terms can never be made anew
    db.execute("UPDATE items SET normaliser = NULL WHERE first_seen < ? AND normaliser IS NOT NULL", [at])
    marks.forget_before(db, before)
    old = "SELECT id FROM items WHERE first_seen < ?"
    unseen = f"{old} AND published_revision IS NULL AND zone = 'out' AND change <= (SELECT confirmed FROM clock)"  # noqa: S608
    facts.let_go(db, [item_id for (item_id,) in db.execute(unseen, [at])])
    return Purged(
        texts=db.execute(f"DELETE FROM texts WHERE item_id IN ({old})", [at]).rowcount,  # noqa: S608 - a constant
        revisions=db.execute("DELETE FROM revisions WHERE replaced < ?", [at]).rowcount,
        terms=db.execute(
            f"UPDATE terms SET body = ? WHERE body <> ? AND item_id IN ({unseen})",  # noqa: S608 - a constant
            [NOTHING, NOTHING, at],
        ).rowcount,
        fetches=_old_fetches(db, at),
    )


def _old_fetches(db: sqlite3.Connection, at: str) -> int:
    runs = [(run_id,) for (run_id,) in db.execute("SELECT id FROM runs WHERE started < ? AND state <> 'running'", [at])]
    pages = db.executemany("DELETE FROM page_fetches WHERE run_id = ?", runs).rowcount
    feeds = db.executemany("DELETE FROM collections WHERE run_id = ?", runs).rowcount
    return max(pages, 0) + max(feeds, 0)
