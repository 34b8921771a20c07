"""Which addresses lead to which item, which are barred, and which other sources were seen leading there."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from veille.models import Lead
from veille.store import clock
from veille.store.codec import maybe_text, storable, to_text
from veille.text import normalise_url


class Stored(NamedTuple):
    """An item as it stands before a new look at its page."""

    id: int
    url: str
    lead_id: int
    title: str
    author: str
    published: str | None
    lang: str
    text_hash: str
    from_feed: int
    revision: int
    model_version: str
    group_id: int


_COLUMNS = ", ".join(f"i.{name}" for name in Stored._fields)


class Barred(NamedTuple):
    """A withdrawal met again."""

    item_id: int | None
    reason: str
    at: str


def find(db: sqlite3.Connection, urls: Sequence[str], lead_id: int, lead_item: int | None) -> Stored | None:
    """Return the item at the first known of these addresses, else the one this lead made before its page moved."""
    for url in urls:
        row = db.execute(
            f"SELECT {_COLUMNS} FROM aliases a JOIN items i ON i.id = a.item_id WHERE a.url = ?",  # noqa: S608 - a constant
            [url],
        ).fetchone()
        if row:
            return Stored._make(row)
    if lead_item is None:
        return None
    row = db.execute(
        f"SELECT {_COLUMNS} FROM items i WHERE i.id = ? AND i.lead_id = ?",  # noqa: S608 - a constant
        [lead_item, lead_id],
    ).fetchone()
    return Stored._make(row) if row else None


def add(db: sqlite3.Connection, item_id: int, urls: Iterable[str]) -> None:
    """Let these addresses lead to the item; one that already leads elsewhere stays."""
    db.executemany("INSERT OR IGNORE INTO aliases VALUES (?,?)", [(url, item_id) for url in urls])


def spelling(db: sqlite3.Connection, url: str) -> str:
    """Return the form in which an address given by a person is kept.

    That is the normalised one, but for entries without a page of their own (`feed#entry-…`), known as they are.
    Raises ValueError when `url` is no http(s) address.
    """
    known = db.execute(
        "SELECT 1 FROM aliases WHERE url = ? UNION SELECT 1 FROM leads WHERE url = ?", [url, url]
    ).fetchone()
    return url if known else normalise_url(url)


def of(db: sqlite3.Connection, url: str) -> int | None:
    """Return the item an address leads to."""
    row = db.execute("SELECT item_id FROM aliases WHERE url = ?", [url]).fetchone()
    return None if row is None else int(row[0])


def tombstone(db: sqlite3.Connection, urls: Iterable[str]) -> Barred | None:
    """Return the withdrawal that bars one of these addresses."""
    for url in urls:
        row = db.execute("SELECT item_id, reason, at FROM tombstones WHERE url = ?", [url]).fetchone()
        if row is not None:
            return Barred._make(row)
    return None


def bar_too(db: sqlite3.Connection, barred: Barred, urls: Iterable[str]) -> None:
    """Bar further addresses of what was withdrawn: a crawl has just shown that they lead there.

    An address of another item stays open: its page now leads to what was withdrawn, but was something else.
    """
    db.executemany(
        """INSERT OR IGNORE INTO tombstones SELECT ?, ?, ?, ? WHERE NOT EXISTS
            (SELECT 1 FROM aliases a JOIN items i ON i.id = a.item_id WHERE a.url = ? AND i.withdrawn IS NULL)""",
        [(url, *barred, url) for url in urls],
    )


def sight(db: sqlite3.Connection, item_id: int, lead: Lead, now: datetime) -> None:
    """Note that another source leads to this item too, and have it published anew if that was not known."""
    (owner,) = db.execute("SELECT source_id FROM items WHERE id = ?", [item_id]).fetchone()
    if owner == lead.source_id:
        return
    added = db.execute(
        "INSERT OR IGNORE INTO sightings VALUES (?,?,?,?,?,?)",
        [item_id, lead.source_id, lead.url, storable(lead.title), maybe_text(lead.published), to_text(now)],
    )
    if added.rowcount:
        clock.touch(db, item_id)
