"""Opening collect.db: made where there is none, brought up to date, refused where it is not ours to use."""

import sqlite3
from pathlib import Path

from veille.errors import StoreError
from veille.i18n import _
from veille.store.connection import connect, explained
from veille.store.facade import Store
from veille.store.migrations import is_foreign, migrate, unknown_steps


def open_store(path: Path, *, busy_timeout: float = 10.0, create: bool = True) -> Store:
    """Open collect.db at `path`, creating it or bringing its schema up to date.

    `busy_timeout` (seconds) is how long a transaction waits for another program's. Without `create` a file
    that is not there is a StoreError too: asking about what was never collected leaves nothing behind.
    Raises StoreError, in French, when the folder is missing or the file is locked, corrupt, foreign,
    made by a later version or on a full disk; the file is then as it was.
    """
    if not create and not path.is_file():
        raise StoreError(_("{path} : pas encore de données ici ; lancez d’abord « veille run »").format(path=path))
    db = connect(path, busy_timeout=busy_timeout)
    try:
        with explained(path):
            _check_ours(db, path)
            migrate(db)
    except BaseException:
        db.close()
        raise
    return Store(db, path)


def _check_ours(db: sqlite3.Connection, path: Path) -> None:
    if is_foreign(db):
        raise StoreError(_("{path} : cette base SQLite n’est pas celle d’une veille").format(path=path))
    if unknown_steps(db):
        newer = _("{path} : base faite par une version plus récente de veille ; mettez veille à jour")
        raise StoreError(newer.format(path=path))
