"""Which articles match words and filters together, and how many of them have each label.

Two shapes of statement, neither of which reads all articles or sorts them:

* words, or several filters: one question to the full-text index, which holds a word for every label, month and
  year of an article too; the newest ids come first and are put in order of day here;
* one filter at most and no words: the index of that filter by day, newest first.

Thousands of matches, and the names of a thousand labels, come as one row of long values: made into rows of Python,
matches cost twenty times what finding them does (20 ms against 1 for 10,000, measured), and each row is a moment at
which the thread must wait for its turn again.
"""

import json
import sqlite3
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from veille.web.filters import MAX_RESULTS, Search
from veille.web.queries.lists import DIRECT, LINKED

WORDS = "{titre texte}"
"""Columns that words are found in; `chapo` repeats the beginning of `texte`."""
_WEIGHED = "{titre chapo texte}"
_RANK = "bm25(recherche, 8.0, 3.0, 1.0, 0.0)"
"""A word of the title weighs eight times one of the text, one of the lead four times (it is in both)."""
RANKED = 5_000
"""Sorting by relevance ranks this many matches, the newest ids first: weighing each costs more than finding it."""
LABELS = 1_000
"""Labels that are named and counted of one search: more than the taxonomy, the régions and the départements have."""
_COLUMNS = "f.article_id as id, f.jour, f.codes"
_NEVER = "e0"
"""Stands in the index's question for a label that no article has: codes begin at 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matches:
    """The newest articles that match, and what is counted of them."""

    ids: NDArray[np.int64]
    """Newest day first, then highest number."""
    days: NDArray[np.int32]
    """Of each, `date.toordinal` of its day."""
    codes: NDArray[np.uint32]
    """The labels of all of them (`facettes_codes.code`), one after the other, in no order."""
    is_more: bool = False
    """Whether there are more than were asked for: those with the lower numbers are left out."""


Statement = tuple[str, tuple[object, ...]]
"""SQL and its parameters."""


def matching(conn: sqlite3.Connection, search: Search, most: int = MAX_RESULTS) -> Matches:
    """Return the newest articles, at most `most`, that a search without problems finds, whatever its page and sort."""
    sql, values = statement(conn, search)
    row = conn.execute(
        "select json_group_array(id), json_group_array(jour), cast(group_concat(codes, '') as blob)"  # noqa: S608
        f" from ({sql} limit ?)",
        (*values, most + 1),
    ).fetchone()
    ids, days = np.array(json.loads(row[0]), np.int64), np.array(json.loads(row[1]), np.int32)
    codes = np.frombuffer(row[2] or b"", dtype="<u4").astype(np.uint32, copy=False)
    is_more = len(ids) > most
    if is_more:
        codes = codes[: len(codes) - _label_count(conn, int(ids[-1]))]
        ids, days = ids[:most], days[:most]
    order = np.lexsort((-ids, -days))
    return Matches(ids=ids[order], days=days[order], codes=codes, is_more=is_more)


def facet_counts(conn: sqlite3.Connection, matches: Matches) -> dict[str, dict[str, int]]:
    """Return how many of the matches have each of their LABELS most frequent labels, by axis, most frequent first."""
    counts = np.bincount(matches.codes)
    present = np.flatnonzero(counts)
    if len(present) > LABELS:
        present = present[np.argpartition(counts[present], -LABELS)[-LABELS:]]
    row = conn.execute(
        "select json_group_array(json_array(c.code, c.axe, c.valeur))"
        " from json_each(?) j cross join facettes_codes c on c.code = j.value",
        (json.dumps(present.tolist()),),
    ).fetchone()
    found: dict[str, dict[str, int]] = {}
    for code, axis, value in sorted(json.loads(row[0]), key=lambda label: (-counts[label[0]], label[2])):
        found.setdefault(axis, {})[value] = int(counts[code])
    return found


def month_counts(matches: Matches) -> dict[str, int]:
    """Return how many of the matches are of each month (AAAA-MM), newest first."""
    epoch = date(1970, 1, 1).toordinal()
    months, counts = np.unique(
        (matches.days - epoch).astype("datetime64[D]").astype("datetime64[M]"), return_counts=True
    )
    return {str(month): int(count) for month, count in zip(months[::-1], counts[::-1], strict=True)}


def by_relevance(conn: sqlite3.Connection, search: Search) -> list[int]:
    """Return the newest RANKED articles that a search with words finds, most relevant first, then newest first."""
    sql, values = _asked(conn, search, f"f.article_id as id, f.jour, {_RANK} as rang", _WEIGHED)
    row = conn.execute(
        # bm25 is smaller for better
        f"select json_group_array(id) from (select id from ({sql} limit ?) order by rang, jour desc, id desc)",  # noqa: S608
        (*values, RANKED),
    ).fetchone()
    found: list[int] = json.loads(row[0])
    return found


def statement(conn: sqlite3.Connection, search: Search) -> Statement:
    """Return the SQL, without limit, of number, day and codes of what a search finds, newest first."""
    if search.query.match or len(search.axes) > 1:
        return _asked(conn, search, _COLUMNS, WORDS)
    axis, value = search.axes[0] if search.axes else ("", "")
    table, ident = (LINKED[axis], "article_id") if axis in LINKED else ("articles", "id")
    column = f"{axis}_id" if axis in LINKED else DIRECT.get(axis, "")
    clauses, values = ([f"d.{column} = ?"], [value]) if axis else ([], [])
    for bound, operator in ((search.since, ">="), (search.until, "<=")):
        if bound:
            clauses.append(f"d.publie_le {operator} ?")
            values.append(bound.isoformat())
    sql = (
        f"select {_COLUMNS} from {table} d cross join facettes f on f.article_id = d.{ident}"  # noqa: S608
        f" where {' and '.join(clauses) or '1'} order by d.publie_le desc, d.{ident} desc"
    )
    return sql, tuple(values)


def _asked(conn: sqlite3.Connection, search: Search, columns: str, searched: str) -> Statement:
    labels = _labels(conn, search.chosen)
    months, is_exact = _months(conn, search)
    if months:
        labels.append(f"({' OR '.join(months)})")
    parts = [f"{searched} : ({search.query.match})"] if search.query.match else []
    if labels:
        parts.append(f"etiquettes : ({' AND '.join(labels)})")
    sql = f"select {columns} from recherche r cross join facettes f on f.article_id = r.rowid where recherche match ?"  # noqa: S608
    values: list[object] = [" AND ".join(f"({part})" for part in parts)]
    if not is_exact:
        sql += " and f.jour between ? and ?"
        values += [(search.since or date.min).toordinal(), (search.until or date.max).toordinal()]
    return f"{sql} order by r.rowid desc", tuple(values)


def _labels(conn: sqlite3.Connection, chosen: Mapping[str, str]) -> list[str]:
    """Return the word that stands in the index for each chosen label."""
    found = []
    for axis, value in chosen.items():
        code = code_of(conn, axis, value)
        found.append(f"e{code}" if code else _NEVER)
    return found


def _label_count(conn: sqlite3.Connection, article: int) -> int:
    row = conn.execute("select length(codes) from facettes where article_id = ?", (article,)).fetchone()
    return int(row[0]) // np.dtype(np.uint32).itemsize


def code_of(conn: sqlite3.Connection, axis: str, value: str) -> int:
    """Return the number of a label, 0 for one that no article has."""
    row = conn.execute("select code from facettes_codes where axe = ? and valeur = ?", (axis, value)).fetchone()
    return int(row[0]) if row else 0


def _months(conn: sqlite3.Connection, search: Search) -> tuple[list[str], bool]:
    """Return the words of the years and months that a period touches, and whether they say it to the day.

    Nothing for no period; an open end reaches to the first or last day there is.
    """
    if not (search.since or search.until):
        return [], True
    row = conn.execute(
        "select (select publie_le from articles order by publie_le limit 1),"
        " (select publie_le from articles order by publie_le desc limit 1)"
    ).fetchone()
    if row[0] is None:
        return [_NEVER], True
    first, last = (date.fromisoformat(day) for day in row)
    since, until = max(search.since or first, first), min(search.until or last, last)
    if since > until:
        return [_NEVER], True
    starts = since == first or since.day == 1
    ends = until == last or until.day == monthrange(until.year, until.month)[1]
    return _words(since, until), starts and ends


def _words(since: date, until: date) -> list[str]:
    """Return a word for each whole year, and for each month of the years in part, from one day to another."""
    found = []
    for year in range(since.year, until.year + 1):
        first = since.month if year == since.year else 1
        last = until.month if year == until.year else 12
        whole = (first, last) == (1, 12)
        found += [f"a{year:04}"] if whole else [f"m{year:04}{month:02}" for month in range(first, last + 1)]
    return found
