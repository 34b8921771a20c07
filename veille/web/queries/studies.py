"""The shelf of studies and reports: one page of them, and what it can be narrowed by."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from veille.web.filters import PAGE_SIZE, Search
from veille.web.queries.lists import Card, cards
from veille.web.queries.matching import Matches, facet_counts, matching, month_counts

KIND = "etude-rapport"
"""Of the taxonomy: studies, reports and guides."""
CHOICES = ("theme", "secteur", "territoire", "langue")
"""Axes that the shelf can be narrowed by, in the order of the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One page of studies."""

    cards: tuple[Card, ...] = ()
    count: int = 0
    is_more: bool = False
    """Whether there are more than could be counted."""
    choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By axis, the values one may choose with the number of studies each would leave, most first."""
    years: Mapping[int, int] = field(default_factory=dict)
    """Studies of each year whatever the period asked, newest year first."""

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.count // PAGE_SIZE))


def shelf(conn: sqlite3.Connection, search: Search) -> Shelf:
    """Return one page of a search that has the kind among its filters.

    Each axis that is filtered, and the period, cost one search more: what its other values would leave.
    """
    found = matching(conn, search)
    first = (search.page - 1) * PAGE_SIZE
    return Shelf(
        cards=cards(conn, found.ids[first : first + PAGE_SIZE].tolist()),
        count=len(found.ids),
        is_more=found.is_more,
        choices=_choices(conn, search, found),
        years=_years(conn, search, found),
    )


def _choices(conn: sqlite3.Connection, search: Search, found: Matches) -> dict[str, Mapping[str, int]]:
    counts = facet_counts(conn, found)
    choices: dict[str, Mapping[str, int]] = {}
    for axis in CHOICES:
        if axis in search.chosen:
            others = replace(search, axes=tuple(pair for pair in search.axes if pair[0] != axis))
            choices[axis] = facet_counts(conn, matching(conn, others)).get(axis, {})
        else:
            choices[axis] = counts.get(axis, {})
    return choices


def _years(conn: sqlite3.Connection, search: Search, found: Matches) -> dict[int, int]:
    if search.since or search.until:
        found = matching(conn, replace(search, since=None, until=None))
    years: dict[int, int] = {}
    for month, count in month_counts(found).items():
        years[int(month[:4])] = years.get(int(month[:4]), 0) + count
    return years
