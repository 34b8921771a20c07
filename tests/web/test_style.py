"""The sheet of the site: small, and without rules for what is not there."""

import re
from pathlib import Path

from veille import web

FOLDER = Path(web.__file__).parent
SHEETS = sorted((FOLDER / "static" / "css").glob("*.css"))
SHADES = {"s0", "s1", "s2", "s3", "s4"}
"""Classes of the map that a template writes from a number."""
MOST = 40_000
"""Bytes of all sheets: issue 5 allows a page 100 KB of HTML and CSS."""


def style() -> str:
    """Return all sheets without their comments and texts."""
    whole = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    return re.sub(r'/\*.*?\*/|"[^"]*"|url\([^)]*\)', "", whole, flags=re.S)


def test_the_sheets_are_small_together() -> None:
    assert sum(sheet.stat().st_size for sheet in SHEETS) <= MOST


def test_every_class_of_the_style_is_used_by_a_template_or_a_view() -> None:
    used = "\n".join(
        path.read_text(encoding="utf-8") for kind in ("*.html", "*.py") for path in sorted(FOLDER.rglob(kind))
    )
    classes = set(re.findall(r"\.([a-z][\w-]*)", style()))

    assert len(classes) > 100
    assert {one for one in classes if not re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", used)} <= SHADES


def test_every_colour_is_named_once_for_light_and_dark() -> None:
    named = r"--[\w-]+:\s*(#\w+)"
    lines = [line for line in style().splitlines() if re.search(r"#[0-9a-f]{3,6}\b", line)]
    stray = [line.strip() for line in lines if not re.search(named, line)]

    assert stray == []


def test_nothing_moves_for_those_who_asked_for_calm() -> None:
    moving = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{[^{}]*\{[^{}]*\}\s*\}", "", style())

    assert not re.search(r"\b(animation|transition|scroll-behavior)\b", moving)
