"""The labels of a few thousand rows at once: which rows have one, and how many have each.

Calls and events that may still be answered or attended are few, whatever the number of articles; all of them are read
and everything else (filters, counts beside each choice, order) is done on arrays.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from veille.web.filters import MAX_RESULTS, PAGE_SIZE
from veille.web.queries.matching import WORDS, code_of

Card = TypeVar("Card")
Mask = NDArray[np.bool_]


class Labels:
    """The label numbers (`facettes.codes`) of rows in order; a row without any has None."""

    def __init__(self, packed: Sequence[bytes | None]) -> None:
        self.rows = len(packed)
        held = [one or b"" for one in packed]
        self._codes = np.frombuffer(b"".join(held), dtype="<u4")
        self._owner = np.repeat(np.arange(self.rows), np.fromiter(map(len, held), np.int64, self.rows) // 4)

    def having(self, code: int) -> Mask:
        """Return which rows have a label."""
        found = np.zeros(self.rows, dtype=bool)
        found[self._owner[self._codes == code]] = True
        return found

    def counts(self, among: Mask) -> NDArray[np.int64]:
        """Return how many of some rows have each label, by its number."""
        return np.bincount(self._codes[among[self._owner]]) if self.rows else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDated(Generic[Card]):
    """What a state of the list of calls or of the agenda finds."""

    ids: tuple[int, ...] = ()
    """In the order asked, at most MAX_RESULTS."""
    count: int = 0
    """All of them, MAX_RESULTS at most."""
    is_more: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By axis and by the list's own choices: how many each other choice would find, everything else as it is."""
    cards: tuple[Card, ...] = ()
    """Those of the page asked."""

    @property
    def pages(self) -> int:
        """How many pages hold them; at least one."""
        return max(1, -(-self.count // PAGE_SIZE))


def found_dated(
    ids: NDArray[np.int64],
    page: int,
    facets: Mapping[str, Mapping[str, int]],
    cards: Callable[[list[int]], tuple[Card, ...]],
) -> FoundDated[Card]:
    """Return what is found by numbers in the order asked; `cards` reads those of the page."""
    kept = ids[:MAX_RESULTS].tolist()
    start = (page - 1) * PAGE_SIZE
    return FoundDated(
        ids=tuple(kept),
        count=len(kept),
        is_more=len(ids) > MAX_RESULTS,
        facets=facets,
        cards=cards(kept[start : start + PAGE_SIZE]),
    )


def plain(conn: sqlite3.Connection) -> sqlite3.Cursor:
    """Return a cursor that gives tuples: tens of thousands of `sqlite3.Row` keep the garbage collector busy for longer
    than it takes to read them.
    """
    cursor = conn.cursor()
    cursor.row_factory = None
    return cursor


def named(conn: sqlite3.Connection, axis: str, counts: NDArray[np.int64]) -> dict[str, int]:
    """Return counts by label number as counts by the values of an axis; what there is none of is left out."""
    rows = conn.execute("select code, valeur from facettes_codes where axe = ?", (axis,))
    return {value: int(counts[code]) for code, value in rows if code < len(counts) and counts[code]}


def telling(conn: sqlite3.Connection, match: str, kind: str) -> str:
    """Return the question to the full-text index for words in articles of a kind."""
    code = code_of(conn, "genre", kind)
    return f"({WORDS} : ({match})) AND (etiquettes : (e{code}))"


def every(masks: Sequence[Mask], rows: int) -> Mask:
    """Return which rows pass all masks."""
    return np.logical_and.reduce(masks) if masks else np.ones(rows, dtype=bool)
