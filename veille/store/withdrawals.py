"""Taking an item out of everything, for good."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from veille.i18n import _
from veille.store import additions, addresses, clock, decisions, facts, groups, marks
from veille.store.codec import to_text
from veille.text import url_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What a withdrawal did."""

    item_id: int | None
    """None when the address was not known: it is barred all the same."""
    urls: tuple[str, ...]
    """Every address barred."""


def withdraw(db: sqlite3.Connection, url: str, reason: str, now: datetime) -> Withdrawal:
    """Take out what this address leads to, and bar all its addresses for every later crawl.

    What was kept of it (text, title, excerpt, author, tags, facts, history) is erased at once; the terms that the
    public index needs to forget it go after the next publication. An address never seen is barred too.
    Raises ValueError when `url` is no http(s) address.
    """
    url, at = addresses.spelling(db, url), to_text(now)
    item_id = addresses.of(db, url)
    urls = {url}
    if item_id is not None:
        urls.update(one for (one,) in db.execute("SELECT url FROM aliases WHERE item_id = ?", [item_id]))
    addresses.bar(db, addresses.Barred(item_id, reason, at), sorted(urls))
    if item_id is not None:
        (group,) = db.execute("SELECT group_id FROM items WHERE id = ?", [item_id]).fetchone()
        for (one,) in db.execute("SELECT ?1 UNION SELECT id FROM items WHERE merged_into = ?1", [item_id]).fetchall():
            marks.forget(db, one)
            decisions.forget(db, one)
            facts.forget(db, one, now)
            _erase(db, one, at)
        groups.left(db, group, item_id)
    _end_leads(db, urls, item_id)
    additions.forget(db, urls)
    return Withdrawal(item_id=item_id, urls=tuple(sorted(urls)))


def _erase(db: sqlite3.Connection, item_id: int, at: str) -> None:
    for table in ("texts", "revisions", "tags", "sightings"):
        db.execute(f"DELETE FROM {table} WHERE item_id = ?", [item_id])  # noqa: S608 - constants
    db.execute(
        """UPDATE items SET withdrawn = coalesce(withdrawn, ?), title = '', author = '', excerpt = '', evidence = '[]',
            canonical = '', normaliser = NULL, change = ? WHERE id = ?""",
        [at, clock.tick(db), item_id],
    )


def _end_leads(db: sqlite3.Connection, urls: set[str], item_id: int | None) -> None:
    """End the leads to these addresses and forget what their sources said."""
    found = db.execute(
        """SELECT id FROM leads WHERE url IN (SELECT value FROM json_each(?))
        UNION SELECT id FROM leads WHERE item_id = ?
        UNION SELECT id FROM leads WHERE next_try IS NOT NULL AND key IN (SELECT value FROM json_each(?))""",
        [json.dumps(sorted(urls)), item_id, json.dumps(sorted(filter(None, map(url_key, urls))))],
    ).fetchall()
    db.executemany(
        "UPDATE leads SET outcome = 'refused', detail = ?, title = '', payload = NULL, next_try = NULL WHERE id = ?",
        [(_("adresse retirée de la veille"), lead_id) for (lead_id,) in found],
    )
