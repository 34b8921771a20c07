"""Opening SQLite files the way veille wants them, and saying in French why one cannot be used.

Used by `veille.store` for collect.db and by `veille.publish` for veille.db.
Connections are in autocommit mode: every transaction is an explicit `transaction()`.
A connection belongs to the thread that opened it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from veille.errors import StoreError
from veille.i18n import _

CACHE_KIB = 32_000
"""Page cache of one connection, in KiB: the indices of 100,000 leads fit (measured), far below a run's 400 MB."""


def connect(path: Path, *, busy_timeout: float, if_corrupt: str = "") -> sqlite3.Connection:
    """Open or create the database at `path`: WAL, synchronous NORMAL, foreign keys checked.

    In WAL mode NORMAL never corrupts; a power cut may undo the last transactions, which `Store.settle` prevents
    where another file depends on them. `busy_timeout` is in seconds, `if_corrupt` as in `explained`.
    Raises StoreError when the folder is missing or the file cannot be used; nothing is ever overwritten.
    """
    if not path.parent.is_dir():
        raise StoreError(_("{path} : le dossier {folder} n’existe pas").format(path=path, folder=path.parent))
    with explained(path, if_corrupt):
        db = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            db.execute("PRAGMA journal_size_limit = 50000000")
        except BaseException:
            db.close()
            raise
        return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run the block in one write transaction; inside another it is part of that one.

    The lock is taken at once, so no later statement can fail for it.
    """
    if db.in_transaction:
        yield db
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        _roll_back(db)
        raise


def _roll_back(db: sqlite3.Connection) -> None:
    # a full disk makes SQLite roll back by itself
    if db.in_transaction:
        db.execute("ROLLBACK")


@contextmanager
def explained(path: Path, if_corrupt: str = "") -> Iterator[None]:
    """Turn what SQLite says of an unusable file into a StoreError that says what to do; other errors pass.

    `if_corrupt` is the sentence for a damaged file, where there is a better way out than a backup.
    """
    try:
        yield
    except sqlite3.Error as error:
        reason = _reason(error, if_corrupt)
        if reason is None:
            raise
        raise StoreError(f"{path} : {reason}") from error


def _reason(error: sqlite3.Error, if_corrupt: str) -> str | None:
    """Return the French sentence for the primary result code of `error`, None for a fault of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _reasons(if_corrupt).get(code & 0xFF)


def _reasons(if_corrupt: str) -> dict[int, str]:
    corrupt = if_corrupt or _(
        "ce fichier n’est pas une base SQLite lisible ; il est laissé tel quel, "
        "restaurez une sauvegarde ou déplacez-le pour repartir de zéro"
    )
    busy = _("la base est occupée par un autre programme ; réessayez quand il aura fini")
    return {
        sqlite3.SQLITE_NOTADB: corrupt,
        sqlite3.SQLITE_CORRUPT: corrupt,
        sqlite3.SQLITE_BUSY: busy,
        sqlite3.SQLITE_LOCKED: busy,
        sqlite3.SQLITE_FULL: _("le disque est plein ; rien n’a été écrit à moitié, libérez de la place et relancez"),
        sqlite3.SQLITE_IOERR: _(
            "le disque ne répond pas comme il faut (plein ou défectueux) ; vérifiez-le et relancez"
        ),
        sqlite3.SQLITE_CANTOPEN: _("la base ne peut pas être ouverte ; vérifiez le chemin et les droits"),
        sqlite3.SQLITE_READONLY: _("la base ne peut pas être écrite ; vérifiez les droits du fichier et du dossier"),
        sqlite3.SQLITE_PERM: _("la base ne peut pas être lue ; vérifiez les droits"),
        sqlite3.SQLITE_AUTH: _("la base ne peut pas être lue ; vérifiez les droits"),
    }
