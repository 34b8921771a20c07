"""The steps of the schema as sqlite-utils' Migrations, which applies each once, together with the note that it ran."""

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from veille.store.schema import SET, STEPS
from veille.text import url_key

MIGRATIONS = Migrations(SET)


def apply(db: sqlite3.Connection) -> None:
    """Apply the steps that this database has not had yet, in order."""
    MIGRATIONS.apply(Database(db))


def _step(statements: tuple[str, ...]) -> Callable[[Database], None]:
    def run(db: Database) -> None:
        db.conn.create_function("url_key", 1, url_key, deterministic=True)
        # one by one: executescript would commit the migration's transaction
        for statement in statements:
            db.conn.execute(statement)

    return run


for _name, _statements in STEPS.items():
    MIGRATIONS(name=_name)(_step(_statements))
