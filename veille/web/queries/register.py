"""The labels of a few thousand rows at once: which rows have one, and how many have each.

Calls and events that may still be answered or attended are few, whatever the number of articles; all of them are read
and everything else (filters, counts beside each choice, order) is done on arrays.
"""

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from veille.web.queries.matching import WORDS

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


def plain(conn: sqlite3.Connection) -> sqlite3.Cursor:
    """Return a cursor that gives tuples: tens of thousands of `sqlite3.Row` keep the garbage collector busy for longer
    than it takes to read them.
    """
    cursor = conn.cursor()
    cursor.row_factory = None
    return cursor


def code_of(conn: sqlite3.Connection, axis: str, value: str) -> int:
    """Return the number of a label, 0 for one that no article has."""
    row = conn.execute("select code from facettes_codes where axe = ? and valeur = ?", (axis, value)).fetchone()
    return row[0] if row else 0


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
