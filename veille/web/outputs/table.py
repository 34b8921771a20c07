"""CSV (RFC 4180, UTF-8 without a mark) that no spreadsheet takes for a program."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What opens a formula (OWASP, CSV injection)."""


def harmless(value: object) -> object:
    """Keep a spreadsheet from taking what a source wrote for a formula; numbers stay numbers.

    Bytes become hexadecimal digits.
    """
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value[:1] in _FORMULA:
        return f"'{value}"
    return value


def lines(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as lines of CSV; every cell is made harmless."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a whole table, its columns' names first; lone surrogates, which UTF-8 cannot hold, are replaced."""
    return lines(chain([columns], rows)).encode("utf-8", "replace")
