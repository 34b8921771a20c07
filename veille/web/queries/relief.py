"""What to leave out of a search that finds nothing: only asked then, each question bounded."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from veille.web.filters import Search
from veille.web.queries.matching import matching
from veille.web.querylang import Query

_COUNTED = 1_000
"""Results are counted up to this: what matters is where there are some."""


_PARTS = 8
"""Words of a search that are looked at one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """Parts of a search that keep it from finding anything."""

    without: tuple[tuple[str, int, bool], ...] = ()
    """What to leave out (an axis, periode, q, or a word as typed), how many results there are
    then, and whether more; most first."""
    unknown: tuple[str, ...] = ()
    """Words, as typed, that no article has."""


def relief(conn: sqlite3.Connection, search: Search) -> Relief:
    """Return what would help a search that finds nothing."""
    found = []
    for part, easier in _easier(search):
        matches = matching(conn, easier, _COUNTED)
        if len(matches.ids):
            found.append((part, len(matches.ids), matches.is_more))
    unknown = tuple(
        typed
        for typed, match, rest in search.query.parts[:_PARTS]
        if rest and not len(matching(conn, Search(query=Query(match=match)), 1).ids)
    )
    return Relief(without=tuple(sorted(found, key=lambda one: -one[1])), unknown=unknown)


def _easier(search: Search) -> Iterator[tuple[str, Search]]:
    """Yield the search without each of its filters, without its words, and without each of these."""
    for axis, _value in search.axes:
        yield axis, replace(search, axes=tuple(pair for pair in search.axes if pair[0] != axis))
    if search.since or search.until:
        yield "periode", replace(search, since=None, until=None)
    if search.query.match and (search.axes or search.since or search.until):
        yield "q", replace(search, query=Query())
    for typed, _match, rest in search.query.parts[:_PARTS]:
        if rest:
            yield typed, replace(search, query=Query(match=rest))
