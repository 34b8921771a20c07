"""Reading veille.db for our own pages: a few threads, one snapshot a page, a time limit on every query.

Kept apart from Datasette's connections on purpose: those run what visitors
write (`veille.web.sandbox`) and may all be busy; our pages must still answer.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from veille.web.publicfile import Connections, check_schema, connect

T = TypeVar("T")

_STEPS = 1000
"""Virtual machine instructions between two looks at the clock: 0.08 ms (Datasette's measurement, issue 1679)."""


class TooSlowError(Exception):
    """A query of ours was stopped by its time limit."""


class Reader:
    """Runs functions of a connection to veille.db, read-only, in threads of its own."""

    def __init__(self, path: Path, *, threads: int = 3, limit_ms: int = 2000) -> None:
        self.path = path
        self.limit_ms = limit_ms
        self._connections = Connections(path, lambda: connect(path))
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="veille-lecture")

    async def read(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Return `function(connection)`: everything it reads belongs to one publication.

        Raises TooSlowError when it takes longer than `limit_ms`, StoreError when veille.db cannot be used now.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self.read_now, function)

    def read_now(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Do what `read` does in the calling thread."""
        with self._connections.lent() as conn:
            deadline = time.perf_counter() + self.limit_ms / 1000
            conn.set_progress_handler(lambda: time.perf_counter() >= deadline, _STEPS)
            conn.execute("begin")
            try:
                check_schema(conn, self.path)
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
        self._connections.close()
