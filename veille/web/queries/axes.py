"""What the page of one label tells: its articles over time, the newest, its studies, and what goes with it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log

from veille.web.filters import Search
from veille.web.queries.lists import DIRECT, LINKED, Card, cards, latest_by
from veille.web.queries.matching import facet_counts, matching

DAYS = 30
"""Days of each of the two periods compared."""
LATEST = 12
STUDIES = 5
STUDY = "etude-rapport"
"""The kind of studies and reports in the taxonomy."""
LOOKED_AT = 1_000
"""Newest articles in which labels that go together are counted."""
_CANDIDATES = 40
"""Labels of each axis, the most frequent ones, that are weighed."""
_LEAST = 2
"""Articles that must have both labels."""
SHOWN: Mapping[str, int] = {"theme": 6, "secteur": 6, "territoire": 8, "structure": 8, "source": 6}
"""Related labels shown of each axis."""
_EVERYWHERE = frozenset({"FR", "EU"})
"""Territories that hold nearly every article: they tell nothing of a label."""
_NAMES = {"territoire": "territoires", "structure": "structures"}
"""Axes with too many labels for the catalogue in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A label that goes with another one more often than chance would have it."""

    id: str
    name: str
    """Empty where the catalogue in memory has it."""
    count: int
    """Articles with both, of the newest LOOKED_AT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the page tells of a label's articles."""

    count: int = 0
    latest: tuple[Card, ...] = ()
    studies: tuple[Card, ...] = ()
    months: Mapping[str, int] = field(default_factory=dict)
    first_month: str = ""
    """Month of the oldest article of all, empty when there is none."""
    recent: int = 0
    before: int = 0
    can_compare: bool = False
    """Whether the watch is old enough to compare the two periods."""
    related: Mapping[str, tuple[Neighbour, ...]] = field(default_factory=dict)


def overview(conn: sqlite3.Connection, axis: str, value: str, today: date, without: frozenset[str]) -> Overview:
    """Return what there is to tell of one value of an axis; `without` are the ids that go without saying beside it."""
    count = total(conn, axis, value)
    first = first_month(conn)
    if not count:
        return Overview(first_month=first)
    start = today - timedelta(days=2 * DAYS - 1)
    middle = today - timedelta(days=DAYS - 1)
    oldest = conn.execute("select publie_le from articles order by publie_le limit 1").fetchone()[0]
    return Overview(
        count=count,
        latest=latest_by(conn, axis, value, LATEST),
        studies=studies(conn, axis, value),
        months=months(conn, axis, value, f"{today.year - 2:04}-{today.month:02}"),
        first_month=first,
        recent=between(conn, axis, value, middle, today),
        before=between(conn, axis, value, start, middle - timedelta(days=1)),
        can_compare=oldest <= start.isoformat(),
        related=related(conn, axis, value, without),
    )


def total(conn: sqlite3.Connection, axis: str, value: str) -> int:
    """Return how many articles have a label."""
    row = conn.execute(
        "select nombre from comptes where axe = ? and valeur = ? and mois = ''", (axis, value)
    ).fetchone()
    return int(row[0]) if row else 0


def months(conn: sqlite3.Connection, axis: str, value: str, since: str) -> dict[str, int]:
    """Return the articles of a label by month, from a month on; months without are left out."""
    rows = conn.execute(
        "select mois, nombre from comptes where axe = ? and valeur = ? and mois >= ? order by mois limit 1000",
        (axis, value, since),
    )
    return {row[0]: row[1] for row in rows}


def first_month(conn: sqlite3.Connection) -> str:
    """Return the month of the oldest article of all, empty when there is none."""
    row = conn.execute("select min(mois) from comptes where axe = 'total' and valeur = '' and mois > ''").fetchone()
    return row[0] or ""


def between(conn: sqlite3.Connection, axis: str, value: str, first: date, last: date) -> int:
    """Return how many articles of a label two days and those between have: a range of an index."""
    table, column = (LINKED[axis], f"{axis}_id") if axis in LINKED else ("articles", DIRECT[axis])
    row = conn.execute(
        f"select count(*) from {table} where {column} = ? and publie_le between ? and ?",  # noqa: S608 - names of ours
        (value, first.isoformat(), last.isoformat()),
    ).fetchone()
    return int(row[0])


def studies(conn: sqlite3.Connection, axis: str, value: str) -> tuple[Card, ...]:
    """Return the newest studies and reports of a label."""
    found = matching(conn, Search(axes=((axis, value), ("genre", STUDY))), STUDIES)
    return cards(conn, found.ids.tolist())


def related(
    conn: sqlite3.Connection, axis: str, value: str, without: frozenset[str]
) -> dict[str, tuple[Neighbour, ...]]:
    """Return the labels that the newest articles of a label have more often than all articles do, by axis.

    Weighed by n log(n T / (N c)), the share of a label in the log-likelihood ratio (Dunning 1993): n of the N articles
    looked at have it, as c of all T have.
    """
    found = matching(conn, Search(axes=((axis, value),)), LOOKED_AT)
    seen, everything = len(found.ids), total(conn, "total", "")
    answer = {}
    for one, counts in facet_counts(conn, found).items():
        left_out = {value, *_EVERYWHERE, *(without if one == axis else ())}
        often = [(label, n) for label, n in counts.items() if n >= _LEAST and label not in left_out][:_CANDIDATES]
        if one not in SHOWN or not often:
            continue
        near = dict(often)
        if axis == one == "territoire":
            near = {label: near[label] for label in near.keys() - _within(conn, near, value)}
        usual = _totals(conn, one, near)
        weights = {label: n * log(n * everything / (seen * max(usual[label], n))) for label, n in near.items()}
        chosen = sorted((label for label in near if weights[label] > 0), key=lambda label: (-weights[label], label))
        answer[one] = _named(conn, one, {label: near[label] for label in chosen[: SHOWN[one]]})
    return answer


def _within(conn: sqlite3.Connection, labels: Iterable[str], value: str) -> set[str]:
    """Return those of some territories that lie in one: they have their own list."""
    rows = conn.execute(
        "with recursive up (id, above) as ("
        "select j.value, t.parent from json_each(?) j cross join territoires t on t.id = j.value"
        " union select up.id, t.parent from up cross join territoires t on t.id = up.above)"
        " select distinct id from up where above = ?",
        (json.dumps(list(labels)), value),
    )
    return {row[0] for row in rows}


def _totals(conn: sqlite3.Connection, axis: str, labels: Mapping[str, int]) -> dict[str, int]:
    rows = conn.execute(
        "select j.value, c.nombre from json_each(?) j cross join comptes c"
        " on c.axe = ? and c.valeur = j.value and c.mois = ''",
        (json.dumps(list(labels)), axis),
    )
    return dict.fromkeys(labels, 0) | {row[0]: row[1] for row in rows}


def _named(conn: sqlite3.Connection, axis: str, counts: Mapping[str, int]) -> tuple[Neighbour, ...]:
    names: dict[str, str] = {}
    if table := _NAMES.get(axis):
        rows = conn.execute(
            f"select j.value, t.nom from json_each(?) j cross join {table} t on t.id = j.value",  # noqa: S608
            (json.dumps(list(counts)),),
        )
        names = {row[0]: row[1] for row in rows}
    return tuple(Neighbour(id=label, name=names.get(label, ""), count=n) for label, n in counts.items())
