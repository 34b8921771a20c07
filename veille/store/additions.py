"""What officers said when they added addresses by hand; for `why`, never for the public site."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from veille.store.codec import from_text, storable, to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """An address that an officer added by hand."""

    url: str
    at: datetime
    note: str
    """What the officer said of it; not for the public."""


def keep(db: sqlite3.Connection, additions: Sequence[Addition]) -> None:
    """Keep who-said-what of additions; one that is kept already stays as it is."""
    db.executemany(
        "INSERT OR IGNORE INTO additions VALUES (?,?,?)",
        [(one.url, to_text(one.at), storable(one.note)) for one in additions],
    )


def of(db: sqlite3.Connection, urls: Iterable[str]) -> tuple[Addition, ...]:
    """Return the additions of these addresses, oldest first."""
    rows = db.execute(
        "SELECT a.url, a.at, a.note FROM json_each(?) j JOIN additions a ON a.url = j.value ORDER BY a.at, a.url",
        [json.dumps(list(urls))],
    )
    return tuple(Addition(url=url, at=from_text(at), note=note) for url, at, note in rows)


def forget(db: sqlite3.Connection, urls: Iterable[str]) -> None:
    """Erase what was said of these addresses."""
    db.execute("DELETE FROM additions WHERE url IN (SELECT value FROM json_each(?))", [json.dumps(list(urls))])
