"""Which addresses lead to which item, which are barred, and which other sources were seen leading there."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from veille.models import Lead
from veille.store import clock
from veille.store.codec import maybe_text, storable, to_text
from veille.text import normalise_url, url_key


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
    facts_version: str
    group_id: int
    source_id: str
    first_seen: str
    canonical: str


_COLUMNS = ", ".join(f"i.{name}" for name in Stored._fields)


class Barred(NamedTuple):
    """A withdrawal met again."""

    item_id: int | None
    reason: str
    at: str


def find(db: sqlite3.Connection, urls: Sequence[str]) -> Stored | None:
    """Return the item at the first known of these addresses."""
    for url in urls:
        row = db.execute(
            f"SELECT {_COLUMNS} FROM aliases a JOIN items i ON i.id = a.item_id WHERE a.url = ?",  # noqa: S608 - a constant
            [url],
        ).fetchone()
        if row:
            return Stored._make(row)
    return None


def own(db: sqlite3.Connection, item_id: int, lead_id: int) -> Stored | None:
    """Return the item if this lead made it, be it under an address that its page has left."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM items i WHERE i.id = ? AND i.lead_id = ? AND i.merged_into IS NULL",  # noqa: S608 - a constant
        [item_id, lead_id],
    ).fetchone()
    return Stored._make(row) if row else None


def otherwise_spelt(db: sqlite3.Connection, urls: Iterable[str]) -> list[Stored]:
    """Return the live items known under another spelling of these addresses: likely, not surely, the same page."""
    keys = dict.fromkeys(filter(None, map(url_key, urls)))
    rows = db.execute(
        f"""SELECT DISTINCT {_COLUMNS} FROM json_each(?) j CROSS JOIN aliases a ON a.key = j.value
        JOIN items i ON i.id = a.item_id WHERE i.withdrawn IS NULL ORDER BY i.id LIMIT 5""",  # noqa: S608 - a constant
        [json.dumps(list(keys))],
    )
    return [Stored._make(row) for row in rows]


def add(db: sqlite3.Connection, item_id: int, urls: Iterable[str]) -> None:
    """Let these addresses lead to the item; one that already leads elsewhere stays."""
    db.executemany(
        "INSERT OR IGNORE INTO aliases (url, item_id, key) VALUES (?,?,?)",
        [(url, item_id, url_key(url)) for url in urls],
    )


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
    """Return the item an address leads to: exactly, else the only one known under another spelling of it."""
    row = db.execute("SELECT item_id FROM aliases WHERE url = ?", [url]).fetchone()
    if row is not None:
        return int(row[0])
    found = {item_id for (item_id,) in db.execute("SELECT item_id FROM aliases WHERE key = ? LIMIT 9", [url_key(url)])}
    return found.pop() if len(found) == 1 else None


def tombstone(db: sqlite3.Connection, urls: Iterable[str]) -> Barred | None:
    """Return the withdrawal that bars one of these addresses, however it is spelt.

    An address that leads to a live item of its own is barred by its exact spelling only.
    """
    for url in urls:
        row = db.execute(
            """SELECT item_id, reason, at FROM tombstones WHERE url = ?1
            UNION ALL SELECT * FROM (SELECT item_id, reason, at FROM tombstones WHERE key = ?2 AND ?2 <> '' LIMIT 1)
            WHERE NOT EXISTS (SELECT 1 FROM aliases a JOIN items i ON i.id = a.item_id
                WHERE a.url = ?1 AND i.withdrawn IS NULL) LIMIT 1""",
            [url, url_key(url)],
        ).fetchone()
        if row is not None:
            return Barred._make(row)
    return None


def tombstone_of(db: sqlite3.Connection, item_id: int | None) -> Barred | None:
    """Return the withdrawal of an item."""
    if item_id is None:
        return None
    row = db.execute("SELECT item_id, reason, at FROM tombstones WHERE item_id = ? LIMIT 1", [item_id]).fetchone()
    return Barred._make(row) if row else None


def bar(db: sqlite3.Connection, barred: Barred, urls: Iterable[str]) -> None:
    """Bar these addresses; a first reason stands."""
    db.executemany(
        "INSERT OR IGNORE INTO tombstones (url, item_id, reason, at, key) VALUES (?,?,?,?,?)",
        [(url, *barred, url_key(url)) for url in urls],
    )


def bar_too(db: sqlite3.Connection, barred: Barred, urls: Iterable[str]) -> None:
    """Bar further addresses of what was withdrawn: a crawl has just shown that they lead there.

    An address of another item stays open: its page now leads to what was withdrawn, but was something else.
    """
    live = "SELECT 1 FROM aliases a JOIN items i ON i.id = a.item_id WHERE a.url = ? AND i.withdrawn IS NULL"
    bar(db, barred, [url for url in urls if not db.execute(live, [url]).fetchone()])


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
    hand_over(db, item_id, lead.source_id, lead.entry_id)


def hand_over(db: sqlite3.Connection, item_id: int, source_id: str, entry_id: str) -> None:
    """Give an item to a source that leads to it too, by this entry, where that is the more primary one.

    An aggregator is often read first, and links to the very page of another source: the article is that one's, which
    from now on keeps it up to date. Nobody else takes an article from whoever was first.
    """
    row = db.execute(
        """SELECT l.id, i.source_id, o.url, o.title, o.published, i.first_seen FROM items i
        JOIN sources mine ON mine.id = i.source_id JOIN sources theirs ON theirs.id = ?1
        JOIN leads l ON l.source_id = theirs.id AND l.entry_id = ?2 JOIN leads o ON o.id = i.lead_id
        WHERE i.id = ?3 AND (theirs.aggregator, theirs.probation) < (mine.aggregator, mine.probation)""",
        [source_id, entry_id, item_id],
    ).fetchone()
    if row is None:
        return
    lead_id, before, url, title, published, seen = row
    db.execute("INSERT OR IGNORE INTO sightings VALUES (?,?,?,?,?,?)", [item_id, before, url, title, published, seen])
    db.execute("DELETE FROM sightings WHERE item_id = ? AND source_id = ?", [item_id, source_id])
    # without a model's name the tags are renewed, now that somebody else speaks
    db.execute(
        "UPDATE items SET source_id = ?, lead_id = ?, model_version = '' WHERE id = ?", [source_id, lead_id, item_id]
    )
    clock.touch(db, item_id)
