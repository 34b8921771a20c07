"""One page of search results, with what is counted over all of them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from veille.web.filters import PAGE_SIZE, Search
from veille.web.queries.lists import Card, cards
from veille.web.queries.matching import by_relevance, facet_counts, matching, month_counts

RECENT = (7, 30)
"""Days back, today counted, that a search can be narrowed to at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of results."""

    cards: tuple[Card, ...] = ()
    count: int = 0
    """All results, up to MAX_RESULTS."""
    shown: int = 0
    """Results that can be paged through: all of `count`, or at most RANKED when sorted by relevance."""
    is_more: bool = False
    """Whether there are more than MAX_RESULTS; everything is counted over the newest of them then."""
    labels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Axis, value, how many results have it, most frequent first."""
    months: Mapping[str, int] = field(default_factory=dict)
    """AAAA-MM, newest first."""
    recent: Mapping[int, int] = field(default_factory=dict)
    """How many results are of the last so many days."""
    structures: Mapping[str, str] = field(default_factory=dict)
    """Names of the organisations among `labels`."""

    @property
    def pages(self) -> int:
        """How many pages hold the results shown; at least one."""
        return max(1, -(-self.shown // PAGE_SIZE))


def find(conn: sqlite3.Connection, search: Search, today: date) -> Found:
    """Return one page of what a search without problems finds."""
    matches = matching(conn, search)
    count = len(matches.ids)
    ids = by_relevance(conn, search) if search.sort == "pertinence" else matches.ids.tolist()
    start = (search.page - 1) * PAGE_SIZE
    labels = facet_counts(conn, matches)
    since = {days: today.toordinal() - days + 1 for days in RECENT}
    return Found(
        cards=cards(conn, ids[start : start + PAGE_SIZE]),
        count=count,
        shown=len(ids),
        is_more=matches.is_more,
        labels=labels,
        months=month_counts(matches),
        recent={days: int(np.count_nonzero(matches.days >= first)) for days, first in since.items()},
        structures=_names(conn, labels.get("structure", ())),
    )


def _names(conn: sqlite3.Connection, structures: Iterable[str]) -> dict[str, str]:
    rows = conn.execute(
        "select s.id, s.nom from json_each(?) j cross join structures s on s.id = j.value",
        (json.dumps(list(structures)),),
    )
    return {row[0]: row[1] for row in rows}
