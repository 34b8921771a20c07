"""Newsletters laid out in columns, a row of titles above a row of texts: read down, not across.

picture 1 | picture 2                picture 1, title 1, text 1, button 1 | picture 2, …
title 1   | title 2        becomes
text 1    | text 2
button 1  | button 2
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from lxml import html

from veille.sources.mailbox import chrome
from veille.text import squeeze

_COLUMNS = range(2, 5)
_MOST_ROWS = 500
_MOST_ELEMENTS = 60
"""In one cell; more is a whole part of the letter, not a title or a text of a grid."""
_TITLE = range(8, 221)
_SHARE = 0.6
"""Part of a cell's letters that its link or heading makes in a title."""
_BUTTON = 40
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6", "b", "strong")

Cells = Sequence[Any]


def unfold(root: Any) -> None:
    """Put the cells of each column of such grids together, in place. Tables of any other form stay as they are."""
    for body in list(root.iter("table", "tbody")):
        rows = [row for row in body if row.tag == "tr"][:_MOST_ROWS]
        if len(rows) > 1:
            for run in list(_runs(rows)):
                _together(run)


def _runs(rows: Sequence[Any]) -> Iterator[list[Cells]]:
    """Yield the rows, as cells, that are one row of articles: perhaps pictures, titles, and what stands below."""
    run: list[Cells] = []
    kinds: list[str] = []
    for row in rows:
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        kind = _kind_of_row(cells)
        if kind == "empty":
            continue
        goes_on = bool(run) and len(cells) == len(run[0]) and kind in _NEXT[kinds[-1]] and kind not in kinds
        if not goes_on:
            if _is_grid(run, kinds):
                yield run
            run, kinds = [], []
        if kind in _NEXT["" if not run else kinds[-1]]:
            run.append(cells)
            kinds.append(kind)
    if _is_grid(run, kinds):
        yield run


_NEXT = {
    "": ("picture", "title"),
    "picture": ("title",),
    "title": ("text", "button"),
    "text": ("button",),
    "button": (),
    "other": (),
}
"""What may stand below a row of each kind; "" begins."""


def _is_grid(run: Sequence[Cells], kinds: Sequence[str]) -> bool:
    """Say whether rows are articles side by side: titles with more above or below, and a link in each column."""
    if "title" not in kinds or len(kinds) < 2:
        return False
    columns = zip(*run, strict=True)
    return all(any(_link(cell) is not None for cell in column) for column in columns if any(map(_text, column)))


def _kind_of_row(cells: Cells) -> str:
    """Return what all cells of a row are; "other" where they differ. The last columns may be empty."""
    if len(cells) not in _COLUMNS or any(cell.get("colspan", "1") != "1" for cell in cells):
        return "other" if any(map(_is_full, cells)) else "empty"
    kinds = [_kind(cell) for cell in cells]
    while kinds and kinds[-1] == "empty":
        kinds.pop()
    if not kinds:
        return "empty"
    return kinds[0] if len(kinds) > 1 and len(set(kinds)) == 1 else "other"


def _is_full(cell: Any) -> bool:
    return bool(_text(cell)) or next(cell.iter("img"), None) is not None


def _kind(cell: Any) -> str:
    if sum(1 for _ in islice(cell.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS:
        return "other"
    text = _text(cell)
    if not text:
        return "picture" if next(cell.iter("img"), None) is not None else "empty"
    link = _link(cell)
    if link is not None and len(text) <= _BUTTON and chrome.is_generic(text):
        return "button"
    marked = [squeeze("".join(one.itertext())) for one in (*([link] if link is not None else []), *cell.iter(*_HEADS))]
    if len(text) in _TITLE and any(len(one) >= _SHARE * len(text) for one in marked):
        return "title"
    return "text"


def _link(cell: Any) -> Any | None:
    return next((one for one in cell.iter("a") if one.get("href")), None)


def _text(cell: Any) -> str:
    return squeeze("".join(str(piece) for piece in islice(cell.itertext(), _MOST_ELEMENTS * 2))[:2_000])


def _together(run: Sequence[Cells]) -> None:
    """Move what each column holds into its first cell; the rows emptied go."""
    for column in zip(*run, strict=True):
        first = column[0]
        for cell in column[1:]:
            block = html.Element("div")
            block.text = cell.text
            block.extend(list(cell))
            first.append(block)
            cell.text = None
    for cells in run[1:]:
        row = cells[0].getparent()
        row.getparent().remove(row)
