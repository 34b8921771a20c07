"""veille.db as a file that others write: opening it, noticing that it is another one, saying why it cannot be read.

The publisher changes it in place and is never noticed here. People do more: they copy a backup over it, move a rebuilt
one to its place, remove it, publish with a newer program while the old one still serves; and disks fail. Whatever
happened, the next request looks at the file as it is then: the site needs no restart once the file is good again.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG

from veille.errors import StoreError, reason
from veille.i18n import _
from veille.publish.schema import VERSION, version

_CACHE_KB = 64_000
"""Memory of one connection for pages of the file, at most: with SQLite's own 2,000 the slowest twentieth of territory
pages at 1,000,000 articles took 200 ms, with this 82 (measured)."""

_OF_THE_FILE = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PERM, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY,
    }
)  # fmt: skip
"""SQLite's codes for what is wrong with the file, its folder or its disk, whatever was asked."""

SAID_AGAIN = 600.0
"""Seconds until the log says once more what is still so: every visitor meets it."""

log = logging.getLogger("veille.web")

Identity = tuple[int, int, int, int]


def connect(path: Path) -> sqlite3.Connection:
    """Open a veille.db read-only; rows are `sqlite3.Row`.

    Raises StoreError, in French, when there is no such file, when it cannot be
    read, when it is no veille.db, or one of another version.
    """
    identity(path)
    conn = None
    try:
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        conn.row_factory = sqlite3.Row
        conn.isolation_level = None
        conn.execute(f"pragma cache_size = -{_CACHE_KB}")
        check_schema(conn, path)
        conn.execute("select generation from publications limit 1").fetchone()
        conn.execute("select id from articles limit 1").fetchone()
    except (sqlite3.DatabaseError, StoreError) as error:
        if conn is not None:
            conn.close()
        raise error if isinstance(error, StoreError) else unreadable(path, str(error)) from error
    return conn


def check_schema(conn: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError unless a veille.db has the present schema; else program and file were not renewed together."""
    found = version(conn)
    if found == VERSION:
        return
    if not found:
        raise unreadable(path, _("ce n’est pas une base publiée par veille"))
    said = (
        _(
            "{path} a été faite par une version plus récente de veille. Redémarrez le site avec cette version, ou"
            " refaites la base avec « veille publish »."
        )
        if found > VERSION
        else _("{path} a été faite par une autre version de veille. Refaites-la avec « veille publish ».")
    )
    raise StoreError(said.format(path=path))


def identity(path: Path) -> Identity:
    """Return what changes when another file is put at a path, or written over the one there: inode, size, last change.

    So it does at each of the publisher's checkpoints, which empty SQLite's caches anyway. Raises StoreError when there
    is no file.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise StoreError(
            _(
                "La base publique {path} n’existe pas encore. Lancez « veille run » pour collecter et publier"
                " (ou « veille demo » pour essayer)."
            ).format(path=path)
        ) from error
    except OSError as error:
        raise unreadable(path, reason(error)) from error
    if not S_ISREG(found.st_mode):
        raise unreadable(path, _("ce n’est pas un fichier"))
    return found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns


def unreadable(path: Path, why: str) -> StoreError:
    """Return what to say of a file that cannot be read."""
    return StoreError(
        _(
            "{path} ne peut pas être lue comme base publique de veille ({error})."
            " Vérifiez le fichier et ses droits, ou refaites-la avec « veille publish »."
        ).format(path=path, error=why)
    )


def is_of_the_file(error: BaseException) -> bool:
    """Say whether SQLite failed because of the file, not because of the statement."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_FILE


class Connections:
    """One connection a thread to the file at a path, opened anew when the file is another."""

    def __init__(self, path: Path, opened: Callable[[], sqlite3.Connection]) -> None:
        self.path = path
        self._opened = opened
        self._local = threading.local()
        self._all: set[sqlite3.Connection] = set()

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """Lend the calling thread its connection. Raises StoreError, in French, when the file cannot be used now."""
        conn = self._present()
        try:
            yield conn
        except sqlite3.Error as error:
            if not is_of_the_file(error):
                raise
            self._give_up(conn)
            raise unreadable(self.path, str(error)) from error

    def close(self) -> None:
        """Close every connection."""
        while self._all:
            self._all.pop().close()

    def _present(self) -> sqlite3.Connection:
        now = identity(self.path)
        conn: sqlite3.Connection | None = getattr(self._local, "conn", None)
        if conn is not None and self._local.identity != now:
            self._give_up(conn)
            conn = None
        if conn is None:
            try:
                conn = self._opened()
            except sqlite3.Error as error:
                raise unreadable(self.path, str(error)) from error
            self._local.conn, self._local.identity = conn, now
            self._all.add(conn)
        return conn

    def _give_up(self, conn: sqlite3.Connection) -> None:
        self._local.conn = None
        self._all.discard(conn)
        conn.close()


class Alarm:
    """Tells the log what is wrong with veille.db: each sentence once, and again every SAID_AGAIN while it is so."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: dict[str, float] = {}

    def tell(self, error: StoreError) -> None:
        """Log what a person must do; visitors are not told."""
        said, now = str(error), self._clock()
        if now - self._told.get(said, -SAID_AGAIN) >= SAID_AGAIN:
            self._told[said] = now
            log.error("%s", said)
