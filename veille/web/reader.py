"""Reading veille.db for our own pages: a few threads, one snapshot a page, a time limit on every query.

Kept apart from Datasette's connections on purpose: those run what visitors
write (`veille.web.sandbox`) and may all be busy; our pages must still answer.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from veille.errors import StoreError
from veille.i18n import _

T = TypeVar("T")

_CACHE_KB = 64_000
"""Memory of one connection for pages of the file, at most: with SQLite's own 2,000 the slowest twentieth of territory
pages at 1,000,000 articles took 200 ms, with this 82 (measured)."""
_STEPS = 1000
"""Virtual machine instructions between two looks at the clock: 0.08 ms (Datasette's measurement, issue 1679)."""


class TooSlowError(Exception):
    """A query of ours was stopped by its time limit."""


class Reader:
    """Runs functions of a connection to veille.db, read-only, in threads of its own."""

    def __init__(self, path: Path, *, threads: int = 3, limit_ms: int = 2000) -> None:
        self.path = path
        self.limit_ms = limit_ms
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="veille-lecture")

    async def read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Return `function(connection)`: everything it reads belongs to one publication.

        Raises TooSlowError when it takes longer than `limit_ms`.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self.read_now, function)

    def read_now(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Do what `read` does in the calling thread."""
        conn = self._connection()
        deadline = time.perf_counter() + self.limit_ms / 1000
        conn.set_progress_handler(lambda: time.perf_counter() >= deadline, _STEPS)
        conn.execute("begin")
        try:
            return function(conn)
        except sqlite3.OperationalError as error:
            if error.args == ("interrupted",):
                raise TooSlowError from error
            raise
        finally:
            conn.set_progress_handler(None, 0)
            conn.rollback()

    def close(self) -> None:
        """Close every connection, after the queries under way."""
        self._pool.shutdown(cancel_futures=True)
        while self._all:
            self._all.pop().close()

    def _connection(self) -> sqlite3.Connection:
        conn: sqlite3.Connection | None = getattr(self._local, "conn", None)
        if conn is None:
            conn = connect(self.path)
            self._local.conn = conn
            self._all.append(conn)
        return conn


def connect(path: Path) -> sqlite3.Connection:
    """Open a veille.db read-only; rows are `sqlite3.Row`.

    Raises StoreError, in French, when there is no such file, when it cannot be
    read, or when it is no veille.db.
    """
    if not path.is_file():
        raise StoreError(
            _(
                "La base publique {path} n’existe pas encore. Lancez « veille run » pour collecter et publier"
                " (ou « veille demo » pour essayer)."
            ).format(path=path)
        )
    try:
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        conn.row_factory = sqlite3.Row
        conn.isolation_level = None
        conn.execute(f"pragma cache_size = -{_CACHE_KB}")
        conn.execute("select generation from publications limit 1").fetchone()
        conn.execute("select id from articles limit 1").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError(
            _(
                "{path} ne peut pas être lue comme base publique de veille ({error})."
                " Vérifiez le fichier et ses droits, ou refaites-la avec « veille publish »."
            ).format(path=path, error=error)
        ) from error
    return conn
