"""Bringing collect.db up to the present schema, and telling it from other files.

What was applied is asked in plain SQL: sqlite-utils, which applies steps, takes 0.2 s to import (it brings
numpy), a sixth of a run that finds nothing new, and a current database has no need of it.
"""

import sqlite3

from veille.store.connection import transaction
from veille.store.schema import SET, STEPS


def migrate(db: sqlite3.Connection) -> None:
    """Apply the steps that this database has not had yet, all or none; a current one is not written to."""
    if STEPS.keys() - set(_applied(db)):
        from veille.store import stepping  # noqa: PLC0415 - see above

        with transaction(db):
            stepping.apply(db)


def unknown_steps(db: sqlite3.Connection) -> list[str]:
    """Return the steps applied to this database that this version of veille does not know: a later one made them."""
    return [name for name in _applied(db) if name not in STEPS]


def is_foreign(db: sqlite3.Connection) -> bool:
    """Say whether the file is a database that holds tables but none of ours."""
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(tables) and not _applied(db)


def _applied(db: sqlite3.Connection) -> list[str]:
    """Return the names of the steps this database has had, in order."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return []
    rows = db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid", [SET])
    return [name for (name,) in rows]
