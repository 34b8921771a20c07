"""Which lines of a newsletter begin an article, and which belong with them.

An anchor is a line that is a heading, or whose link is its title. The largest block with one anchor is that article's
own block (the nearest repeated container, in a newsletter made of cells).
"""

import re
from collections import Counter
from dataclasses import dataclass

from veille.sources.mailbox import chrome
from veille.sources.mailbox.body import names_article
from veille.sources.mailbox.lines import Line, Link
from veille.text import fold

_TITLE_SHARE = 0.6
"""A link is the title of its line when its words are this much of it,"""
_OPENING_SHARE = 0.35
"""or this much when the line begins with them (« Titre : une phrase de résumé »)."""
_OPENING = 20
_ONE_LINE = 140
"""Characters of a line that may be hardly more than its one link (« 12 mai – Titre (complet) »),"""
_ALONE_SHARE = 0.5
"""which is then this much of it."""
_NO_HEADING = re.compile(
    r"(?:date|quand|ou|lieu|horaires?|cloture|inscriptions?|contact|public|tarif|montant|echeance|depot)\b.{0,30}:|"
    r"(?:le )?\d{1,2}(?:er)?(?:/\d| (?:janv|fevr|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec))|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
)


@dataclass(slots=True)
class Unit:
    """Lines that are judged together: one article's own block, or one line outside."""

    lines: list[Line]
    anchor: int | None = None
    """Which of the lines is the anchor."""


def title_link(line: Line) -> Link | None:
    """Return the link whose words are the title of its line; None when the line has no such link."""
    for link in line.links:
        if not names_article(link):
            continue
        share = _TITLE_SHARE
        if len(link.words) >= _OPENING and line.text.startswith(link.words):
            share = _OPENING_SHARE
        elif len(line.links) == 1 and len(line.text) <= _ONE_LINE:
            share = _ALONE_SHARE
        if len(link.words) >= share * len(line.text):
            return link
    return None


def _is_anchor(line: Line) -> bool:
    if title_link(line):
        return True
    text = fold(line.text)
    return line.heading and " " in text and not _NO_HEADING.match(text) and not chrome.is_greeting(text)


def units(lines: list[Line]) -> list[Unit]:
    """Group lines by the largest block that holds one anchor."""
    anchors = [number for number, line in enumerate(lines) if _is_anchor(line) and not _goes_on(lines, number)]
    inside: Counter[int] = Counter()
    for number in anchors:
        inside.update(lines[number].blocks)
    of_anchor = set(anchors)
    found: list[Unit] = []
    block: int | None = None
    for number, line in enumerate(lines):
        own = next((one for one in line.blocks if inside[one] == 1), None)
        if own is None or own != block:
            found.append(Unit([]))
        block = own
        unit = found[-1]
        if number in of_anchor:
            unit.anchor = len(unit.lines)
        unit.lines.append(line)
    return found


def _goes_on(lines: list[Line], number: int) -> bool:
    """Say whether a title merely goes on from the line before: one link, or one heading, over two lines."""
    line, before = lines[number], lines[number - 1] if number else None
    if before is None or before.blocks != line.blocks:
        return False
    if line.links and before.links:
        return line.links[0].href == before.links[-1].href and not before.links[-1].picture
    return not line.links and not before.links and line.heading and before.heading


def same_title(anchor: Line, line: Line) -> bool:
    """Say whether the title of an anchor goes on in the line after it."""
    if line.blocks != anchor.blocks:
        return False
    if anchor.links and line.links:
        return (
            line.links[0].href == anchor.links[-1].href
            and not line.links[0].picture
            and names_article(anchor.links[-1])
        )
    return not line.links and not anchor.links and line.heading and anchor.heading
