"""CSV (RFC 4180, UTF-8 without a mark) that no spreadsheet takes for a program."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

from veille.text import spreadsheet_safe


def lines(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as lines of CSV; no cell is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows(map(spreadsheet_safe, row) for row in rows)
    return text.getvalue()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a whole table, its columns' names first; lone surrogates, which UTF-8 cannot hold, are replaced."""
    return lines(chain([columns], rows)).encode("utf-8", "replace")
