"""Search: articles that match words and filters, in the asked order, one page at a time.

Three shapes of statement, none of which reads all articles:

* words: the full-text index gives candidates, each is checked against the
  filters by primary key; at most MAX_RESULTS of them are kept, the newest ids
  first, and ordered here;
* no words but filters: the index of the rarest chosen value gives candidates
  already in order of date;
* nothing: the index by date.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from veille.web.filters import MAX_RESULTS, PAGE_SIZE, Search
from veille.web.queries.lists import DIRECT, LINKED, Card, cards

RANKED = 5_000
"""Sorting by relevance ranks this many matches, the newest ids first: weighing each costs more than finding it."""
_RANK = "bm25(recherche, 5.0, 1.0)"
"""A word of the title weighs five times one of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of results."""

    cards: tuple[Card, ...] = ()
    count: int = 0
    """All results, up to MAX_RESULTS."""
    shown: int = 0
    """Results that can be paged through: all of `count`, or RANKED when sorted by relevance."""
    is_more: bool = False
    """Whether there are more than MAX_RESULTS."""

    @property
    def pages(self) -> int:
        """How many pages hold the results shown; at least one."""
        return max(1, -(-self.shown // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class _Where:
    """Conditions and their parameters; `d` is the driving table, `a` articles."""

    clauses: tuple[str, ...]
    values: tuple[object, ...]

    @property
    def sql(self) -> str:
        return " and ".join(self.clauses) or "1"


def find(conn: sqlite3.Connection, search: Search, counts: Mapping[str, Mapping[str, int]]) -> Found:
    """Return one page of what a search without problems finds.

    counts: axis, value, number of articles; only used to choose where to begin.
    """
    return _by_words(conn, search) if search.query.match else _by_date(conn, search, counts)


def statement(search: Search, counts: Mapping[str, Mapping[str, int]]) -> tuple[str, tuple[object, ...]]:
    """Return the SQL, without limit, of the ids that a search without words finds, newest first."""
    rarest = min(
        (axis for axis, _ in search.axes),
        key=lambda axis: counts.get(axis, {}).get(search.chosen[axis], 0),
        default=None,
    )
    if rarest in LINKED:
        where = _where(search, day="d.publie_le", ident="d.article_id", skip=rarest)
        needs_article = any(axis in DIRECT for axis, _ in search.axes)
        join = "cross join articles a on a.id = d.article_id " if needs_article else ""
        sql = (
            f"select d.article_id from {LINKED[rarest]} d {join}where d.{rarest}_id = ? and {where.sql}"  # noqa: S608
            " order by d.publie_le desc, d.article_id desc"
        )
        return sql, (search.chosen[rarest], *where.values)
    where = _where(search, day="a.publie_le", ident="a.id")
    return f"select a.id from articles a where {where.sql} order by a.publie_le desc, a.id desc", where.values  # noqa: S608


def _by_date(conn: sqlite3.Connection, search: Search, counts: Mapping[str, Mapping[str, int]]) -> Found:
    sql, values = statement(search, counts)
    total = conn.execute(f"select count(*) from ({sql} limit {MAX_RESULTS + 1})", values).fetchone()[0]  # noqa: S608
    rows = conn.execute(f"{sql} limit ? offset ?", (*values, PAGE_SIZE, (search.page - 1) * PAGE_SIZE))
    count = min(total, MAX_RESULTS)
    return Found(cards=cards(conn, [row[0] for row in rows]), count=count, shown=count, is_more=total > MAX_RESULTS)


def word_statement(search: Search, columns: str) -> tuple[str, tuple[object, ...]]:
    """Return the SQL, without limit, of what a search with words finds, newest ids first."""
    where = _where(search, day="a.publie_le", ident="a.id")
    sql = (
        f"select {columns} from recherche cross join articles a on a.id = recherche.rowid"  # noqa: S608
        f" where recherche match ? and {where.sql} order by recherche.rowid desc"
    )
    return sql, (search.query.match, *where.values)


def _by_words(conn: sqlite3.Connection, search: Search) -> Found:
    sql, values = word_statement(search, "a.id, a.publie_le")
    rows = conn.execute(f"{sql} limit {MAX_RESULTS + 1}", values).fetchall()
    count = min(len(rows), MAX_RESULTS)
    if search.sort == "pertinence":
        ids = _ranked(conn, search)
    else:
        ids = [row[0] for row in sorted(rows[:MAX_RESULTS], key=lambda row: (row[1], row[0]), reverse=True)]
    start = (search.page - 1) * PAGE_SIZE
    return Found(
        cards=cards(conn, ids[start : start + PAGE_SIZE]), count=count, shown=len(ids), is_more=len(rows) > MAX_RESULTS
    )


def _ranked(conn: sqlite3.Connection, search: Search) -> list[int]:
    sql, values = word_statement(search, f"a.id, {_RANK}, a.publie_le")
    rows = conn.execute(f"{sql} limit {RANKED}", values).fetchall()
    # bm25 is smaller for better; of equally good ones the newest comes first
    rows.sort(key=lambda row: row[2], reverse=True)
    rows.sort(key=lambda row: row[1])
    return [row[0] for row in rows]


def _where(search: Search, *, day: str, ident: str, skip: str | None = None) -> _Where:
    clauses: list[str] = []
    values: list[object] = []
    for axis, value in search.axes:
        if axis == skip:
            continue
        if axis in DIRECT:
            clauses.append(f"a.{DIRECT[axis]} = ?")
        else:
            clauses.append(f"exists (select 1 from {LINKED[axis]} x where x.article_id = {ident} and x.{axis}_id = ?)")  # noqa: S608
        values.append(value)
    for bound, operator in ((search.since, ">="), (search.until, "<=")):
        if bound:
            clauses.append(f"{day} {operator} ?")
            values.append(bound.isoformat())
    return _Where(tuple(clauses), tuple(values))
