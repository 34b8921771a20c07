"""veille.db as Datasette serves it under /veille: the tables and SQL of visitors."""

import asyncio
import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette.database import Database, QueryInterrupted, Results

from veille.i18n import _
from veille.web import publicfile
from veille.web.sandbox import is_closed

MAX_REPLY = 4_000_000
"""Bytes of all values of one reply: SQLite's limit alone would let 500 rows of 5 MB through."""
_CELL = 50
"""What a cell costs on top of its bytes: 500 rows of 100 empty columns are still a page of 5 MB."""

_STEPS = 1000
_TINY_LIMIT = 20

# SQLite's messages, as visitors should read them. The first pattern found wins.
_MESSAGES = (
    (r"no such column: (.+)", _("La colonne « {} » n’existe pas.")),
    (r"no such table: (.+)", _("La table « {} » n’existe pas.")),
    (r"no such function: (.+)", _("La fonction « {} » n’existe pas.")),
    (r"ambiguous column name: (.+)", _("La colonne « {} » existe dans plusieurs tables : précisez laquelle.")),
    (r"not authorized to use function: (.+)", _("La fonction « {} » n’est pas ouverte ici.")),
    (r"wrong number of arguments to function (.+)\(\)", _("La fonction « {} » n’a pas le bon nombre d’arguments.")),
    (r"near \"(.*)\": syntax error", _("Erreur de syntaxe près de « {} ».")),
    (r"unrecognized token: \"(.*)\"", _("Erreur de syntaxe près de « {} ».")),
    (r"incomplete input", _("La requête n’est pas terminée.")),
    (r"prohibited|not authorized", _("Cette requête demande une chose qui n’est pas ouverte ici.")),
    (r"too big|too long|too large|too complex|too many|user-defined function", _("Une valeur est trop grande.")),
    (r"one statement at a time", _("Une seule requête à la fois, sans point-virgule au milieu.")),
)
_COMPILED = tuple((re.compile(pattern), message) for pattern, message in _MESSAGES)


class PublicDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """A Datasette database that shows public tables only and bounds every reply.

    The connection itself is fenced in by `sandbox.restrict`.
    """

    def __init__(self, site: Any, path: Path) -> None:
        super().__init__(site, str(path))
        self._connections = publicfile.Connections(path, self._opened)

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open the file read-only, whatever is asked, and forget each statement once it has run.

        Python keeps 128 statements a connection, and SQLite with each the memory
        of its largest row: visitors' statements would hold gigabytes.
        """
        return sqlite3.connect(
            f"{Path(self.path).resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False, cached_statements=0
        )

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return `fn(connection)`, run in one of Datasette's threads.

        Raises StoreError when the file cannot be used now, which no view of Datasette takes for a fault of the query.
        """

        def run() -> Any:
            with self._connections.lent() as conn:
                publicfile.check_schema(conn, self._connections.path)
                return fn(conn)

        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, run)

    def _opened(self) -> sqlite3.Connection:
        conn = self.connect()
        try:
            self.ds._prepare_connection(conn, self.name)
        except sqlite3.Error:
            conn.close()
            raise
        return conn

    async def table_names(self) -> list[str]:
        """Return the tables without the search index and its shadow tables."""
        return [name for name in await super().table_names() if not is_closed(name)]

    async def table_exists(self, table: str) -> bool:
        """Say no for a closed table: it answers 404 like any unknown name."""
        return not is_closed(table) and await super().table_exists(table)

    async def hidden_table_names(self) -> list[str]:
        """Return nothing: closed tables are not listed at all."""
        return []

    async def attached_databases(self) -> list[Any]:
        """Return nothing, without asking: the answer would hold file paths."""
        return []

    async def execute(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        """Run one statement as Datasette does, but stop it at MAX_REPLY bytes and fail in French.

        Raises QueryInterrupted for the time limit, StoreError as `execute_fn` does, and
        sqlite3.OperationalError for everything else, whose text may be shown.
        """
        limit = min(custom_time_limit or self.ds.sql_time_limit_ms, self.ds.sql_time_limit_ms)
        wanted = self.ds.max_returned_rows
        if wanted == (page_size or self.ds.page_size):
            wanted += 1

        def run(conn: sqlite3.Connection) -> Results:
            deadline = time.perf_counter() + limit / 1000
            conn.set_progress_handler(lambda: time.perf_counter() >= deadline, 1 if limit <= _TINY_LIMIT else _STEPS)
            try:
                cursor = conn.execute(sql, params if params is not None else {})
                rows = _fetch(cursor, wanted + 1 if truncate else None)
                truncated = truncate and len(rows) > wanted
                return Results(rows[:wanted] if truncated else rows, truncated, cursor.description)
            except (sqlite3.Error, sqlite3.Warning, MemoryError) as error:
                if error.args == ("interrupted",):
                    raise QueryInterrupted(error, sql, params) from error
                if publicfile.is_of_the_file(error):
                    raise
                raise sqlite3.OperationalError(in_french(str(error))) from error
            finally:
                conn.set_progress_handler(None, 0)

        return await self.execute_fn(run)


def _fetch(cursor: sqlite3.Cursor, most: int | None) -> list[sqlite3.Row]:
    rows: list[sqlite3.Row] = []
    size = 0
    for row in cursor:
        rows.append(row)
        size += sum(_CELL + (len(value) if isinstance(value, (str, bytes)) else 0) for value in row)
        if size > MAX_REPLY:
            raise sqlite3.DataError("too big")
        if len(rows) == most:
            break
    return rows


def in_french(message: str) -> str:
    """Return what to show for one of SQLite's messages; the original is never shown."""
    for pattern, translation in _COMPILED:
        if found := pattern.search(message):
            return translation.format(*found.groups())
    return _("La base n’a pas pu exécuter cette requête.")
