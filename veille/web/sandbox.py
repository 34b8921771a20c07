"""What SQL written by a visitor may do: read public tables, with bounded work and memory.

Three fences, each for what the others cannot see:

* SQLite's authorizer sees every table, function and pragma a statement would
  use, before it runs: only listed ones pass. The search index is closed (word
  positions rebuild the texts, which are the publishers'), and so are files,
  attached databases and everything that writes.
* SQLite's limits bound the size of values, rows and statements.
* The progress handler (`veille.web.database`) ends long statements. It is only
  called between virtual machine instructions, so functions that may work for
  minutes inside one instruction are replaced: `instr` and `replace` take
  0.5 s for 200,000 characters and four times that for twice as many.
"""

import sqlite3
from collections.abc import Callable

MAX_VALUE = 200_000
"""Bytes of one value. A row of 100 columns may hold 100 of them, in SQLite and again in Python: with 490 KB
one such row took 146 MB (measured); nothing in veille.db is longer than a few thousand."""
_MAX_NEEDLE = 1_000
_TOO_BIG = bytes(MAX_VALUE + 1)
"""Given back to make SQLite fail with its own error: an exception in Python would be printed."""

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

_PLAIN = """abs char coalesce format glob hex ifnull iif instr length like likelihood likely lower ltrim max min nullif
printf quote replace round rtrim sign soundex substr substring trim typeof unicode unlikely upper random"""
_DATES = "current_date current_time current_timestamp date datetime julianday strftime time unixepoch"
_AGGREGATES = """avg count group_concat sum total cume_dist dense_rank first_value lag last_value lead nth_value ntile
percent_rank rank row_number"""
# Left out: json_patch, whose work is the product of the sizes, and json_group_array and json_group_object,
# which heed no limit while they grow (220 MB in 0.6 s, measured).
_JSON = """-> ->> json json_array json_array_length json_each json_extract json_object json_quote json_tree json_type
json_valid"""
_NUMBERS = "ceil ceiling exp floor ln log log10 log2 mod pi pow power sqrt trunc"
_OF_DATASETTE = "escape_fts"

FUNCTIONS = frozenset(" ".join((_PLAIN, _DATES, _AGGREGATES, _JSON, _NUMBERS, _OF_DATASETTE)).split())

_STRUCTURE = frozenset({"foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_xinfo"})
PRAGMAS = _STRUCTURE | {"schema_version", "user_version"}
"""Structure only, which may be asked for a table, and versions, which may not be set; database_list would tell the
file's path. Datasette itself needs these, and `publicfile` the last."""

_TABLE_FUNCTIONS = frozenset({"json_each", "json_tree", *(f"pragma_{name}" for name in _STRUCTURE)})
_SCHEMA = frozenset({"sqlite_master", "sqlite_schema"})
_CLOSED = ("recherche", "facettes", "sqlite_")
"""Beginnings of the names of tables that are never shown: the search index with its shadow tables and what it
counts by, SQLite's own."""


def is_closed(table: str) -> bool:
    """Say whether a table of veille.db is kept from visitors."""
    return table.lower().startswith(_CLOSED)


def public_tables(conn: sqlite3.Connection) -> frozenset[str]:
    """Return the names, in lower case, of the tables a visitor may read."""
    rows = conn.execute("select name from sqlite_master where type in ('table', 'view')")
    return frozenset(row[0].lower() for row in rows if not is_closed(row[0]))


def restrict(conn: sqlite3.Connection) -> None:
    """Fence a connection in, for good: everything it runs from now on obeys this module's rules.

    Tables made later stay closed on it.
    """
    readable = public_tables(conn) | _TABLE_FUNCTIONS | _SCHEMA
    modules = frozenset(row[0].lower() for row in conn.execute("select name from pragma_module_list"))
    for function in _TABLE_FUNCTIONS:
        # SQLite makes their tables at first use, by statements that the authorizer would refuse
        conn.execute(f"select 1 from {function}('[]') limit 0")  # noqa: S608 - names of ours
    for limit, value in LIMITS.items():
        conn.setlimit(limit, value)
    conn.create_function("instr", 2, _instr, deterministic=True)
    conn.create_function("replace", 3, _replace, deterministic=True)
    conn.set_authorizer(_authorizer(readable, modules - readable))


def _authorizer(readable: frozenset[str], modules: frozenset[str]) -> Callable[..., int]:
    def may_read(table: str, column: str) -> bool:
        if column:
            return table in readable
        # counted only, without a column: the name may also be one the query gave (with t as …)
        return table in readable or not (is_closed(table) or table in modules or table.startswith("pragma_"))

    def judge(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_RECURSIVE:
                allowed = True
            case sqlite3.SQLITE_READ:
                allowed = may_read((first or "").lower(), second or "")
            case sqlite3.SQLITE_FUNCTION:
                allowed = (second or "").lower() in FUNCTIONS
            case sqlite3.SQLITE_PRAGMA:
                allowed = (first or "").lower() in (PRAGMAS if second is None else _STRUCTURE)
            case _:
                allowed = False
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return judge


Value = str | bytes | int | float | None


def _text(value: Value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _instr(haystack: Value, needle: Value) -> int | bytes | None:
    if haystack is None or needle is None:
        return None
    searched = _text(needle)
    return _TOO_BIG if len(searched) > _MAX_NEEDLE else _text(haystack).find(searched) + 1


def _replace(text: Value, old: Value, new: Value) -> str | bytes | None:
    if text is None or old is None or new is None:
        return None
    whole, searched, replacement = _text(text), _text(old), _text(new)
    if not searched:
        return whole
    if len(searched) > _MAX_NEEDLE:
        return _TOO_BIG
    growth = whole.count(searched) * max(len(replacement) - len(searched), 0)
    return _TOO_BIG if len(whole) + growth > MAX_VALUE else whole.replace(searched, replacement)
