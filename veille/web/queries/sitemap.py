"""Which pages there are, for search engines, in files by range of numbers: a file changes only where its range does."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

PER_FILE = 10_000
"""Numbers a file covers: at most so many addresses, some 1 MB."""
MAX_FILES = 10_000
"""Files of one family that are listed; an index may name 50,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Pages that are as many as rows of a table."""

    table: str
    changed: str
    """Column with the day or moment of the last change, or an expression."""
    path: str
    """What stands before the id in the address of its page."""


FAMILIES = {
    "": Family(table="articles", changed="vu_le", path="/article/"),
    "appels-": Family(table="appels", changed="date_mise_a_jour", path="/appel/"),
    "structures-": Family(table="structures", changed="''", path="/structure/"),
}
"""By what stands before the number in the name of a file."""


def files(conn: sqlite3.Connection, family: Family) -> Iterator[tuple[int, str]]:
    """Give the number of each file that is not empty, and when the last row of it changed.

    Two look-ups by key a file: empty ranges are jumped over.
    """
    last = 0
    for _ in range(MAX_FILES):
        row = conn.execute(
            f"select rowid from {family.table} where rowid > ? order by rowid limit 1",  # noqa: S608 - a table of ours
            (last,),
        ).fetchone()
        if row is None:
            return
        number = (row[0] - 1) // PER_FILE + 1
        last = number * PER_FILE
        newest = conn.execute(
            f"select {family.changed} from {family.table} where rowid <= ? order by rowid desc limit 1",  # noqa: S608
            (last,),
        ).fetchone()
        yield number, newest[0] or ""


def addresses(conn: sqlite3.Connection, family: Family, number: int) -> list[tuple[str, str]]:
    """Return the id and the last change of each row of one file, by number."""
    rows = conn.execute(
        f"select id, {family.changed} from {family.table} where rowid between ? and ? order by rowid",  # noqa: S608
        ((number - 1) * PER_FILE + 1, number * PER_FILE),
    )
    return [(str(row[0]), row[1] or "") for row in rows]
