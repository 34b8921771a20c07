"""The change counter: every item that is inserted, changed or withdrawn gets the next number.

The publisher asks for the items numbered after the last one it has published, and so never compares everything.
Numbers only rise; an item carries its latest.
"""

import sqlite3


def tick(db: sqlite3.Connection) -> int:
    """Return the next change number."""
    (change,) = db.execute("UPDATE clock SET change = change + 1 RETURNING change").fetchone()
    return int(change)


def now(db: sqlite3.Connection) -> int:
    """Return the last change number given."""
    return int(db.execute("SELECT change FROM clock").fetchone()[0])


def confirmed(db: sqlite3.Connection) -> int:
    """Return the last change number whose publication the store has noted."""
    return int(db.execute("SELECT confirmed FROM clock").fetchone()[0])


def touch(db: sqlite3.Connection, item_id: int) -> None:
    """Give the item a new change number."""
    db.execute("UPDATE items SET change = ? WHERE id = ?", [tick(db), item_id])


def touch_source(db: sqlite3.Connection, source_id: str, *, grouped: bool = False) -> int:
    """Give every item of a source a new change number, or those alone that tell a story with others (`grouped`);
    returns how many."""
    others = "EXISTS (SELECT 1 FROM items other WHERE other.group_id = mine.group_id AND other.id <> mine.id)"
    count = db.execute(
        f"""UPDATE items SET change = (SELECT change FROM clock) + numbered.n
        FROM (SELECT id AS one, row_number() OVER (ORDER BY id) AS n FROM items mine
            WHERE source_id = ? AND (NOT ? OR {others})) AS numbered
        WHERE items.id = numbered.one""",  # noqa: S608 - a constant
        [source_id, grouped],
    ).rowcount
    db.execute("UPDATE clock SET change = change + ?", [count])
    return count
