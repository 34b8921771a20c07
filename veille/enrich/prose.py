"""Sentences, lines and table cells of a text, by their offsets."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from veille.facts import QUOTE_CHARS
from veille.text import words

Span = tuple[int, int]

# A full stop ends a sentence where white space and no small letter follow; « ; » parts the entries of a timetable.
_END = re.compile(r"[.!?…]+[»\")\]]{0,2}(?=\s)|;(?=\s)|\n+")
_CONTINUES = re.compile(r"[a-zà-öø-ÿœ(,;:%€]")
_LEADS_TO_NUMBER = re.compile(
    r"\b(?:le|du|au|de|des|les|la|à|en|et|ou|entre|avant|n°|article|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|on|by|the|to"
    r"|until|before|del|il|al|dal|entro|vom|bis|zum|am)$",
    re.I,
)
_OPEN_ENDED = re.compile(r"(?:[\wà-öø-ÿ,’'(-]|\b\d{1,4})$")
_ABBREVIATED = re.compile(
    r"\b(?:M|MM|Mme|Mr|art|n|no|av|bd|janv|févr|avr|juil|sept|oct|nov|déc|cf|ex|env|tél|max|min|p|St|Ste|etc|vs|approx)\.$",
    re.I,
)
LONGEST_WRAP = 200


def sentences(text: str, kept: Iterable[Span] = ()) -> list[Span]:
    """Return the spans of the sentences of text, in order, without the white space around them.

    A line ends a sentence, but for a line that is only wrapped (a PDF's) and for what lies within a `kept` span (a date
    cut by the end of a line, « 3 nov. 2025 »).
    """
    closed = sorted(kept)
    starts = [start for start, _end in closed]
    found: list[Span] = []
    begin = 0
    for match in _END.finditer(text):
        inside = bisect_right(starts, match.start()) - 1
        if inside >= 0 and match.start() < closed[inside][1] and match.end() <= closed[inside][1]:
            continue
        if not _ends(text, match, begin):
            continue
        _append(found, text, begin, match.end())
        begin = match.end()
    _append(found, text, begin, len(text))
    return found


def _ends(text: str, match: re.Match[str], begin: int) -> bool:
    if match[0][0] == "\n":
        line = text[max(begin, match.start() - LONGEST_WRAP) : match.start()].rstrip()
        wrapped = len(match[0]) == 1 and len(line) > 25 and "|" not in line and _OPEN_ENDED.search(line)
        if wrapped and text[match.end() : match.end() + 1].isdigit():
            return not _LEADS_TO_NUMBER.search(line)
        return not (wrapped and _CONTINUES.match(text, match.end()))
    if match[0] == ";":
        return True
    rest = text[match.end() : match.end() + 3].lstrip()
    if (rest[:1].islower() or rest[:1] == ":") and match[0] in (".", "…"):
        return False
    return not (match[0] == "." and _ABBREVIATED.search(text[max(0, match.end() - 12) : match.end()]))


def _append(found: list[Span], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    start = begin + len(piece) - len(piece.lstrip())
    stop = begin + len(piece.rstrip())
    if start < stop:
        found.append((start, stop))


def telling(text: str, reasons: Iterable[tuple[str, float]]) -> str:
    """Return the sentence that says most of what weighed for a label, as words and phrases with their weights; or "".

    Words count once a sentence, however they are written. Of equals the first is taken.
    """
    wanted = [(" ".join(words(phrase)), weight) for phrase, weight in reasons if weight > 0]
    best, most = "", 0.0
    for span in sentences(text):
        said = f" {' '.join(words(text[span[0] : span[1]]))} "
        weight = sum(weight for phrase, weight in wanted if phrase and f" {phrase} " in said)
        if weight > most:
            best, most = quote(text, span), weight
    return best


def sentence_at(spans: Sequence[Span], place: int) -> int:
    """Return the index of the sentence that holds `place`, or of the last one before it."""
    return max(0, bisect_right(spans, (place, 1 << 60)) - 1)


def quote(text: str, span: Span, inside: Span | None = None) -> str:
    """Return the words of a span on one line, at most QUOTE_CHARS of them, around `inside` where they are too many."""
    start, end = span
    if end - start > QUOTE_CHARS and inside:
        middle = (inside[0] + inside[1]) // 2
        start = max(start, min(middle - QUOTE_CHARS // 2, end - QUOTE_CHARS))
    return " ".join(text[start : min(end, start + QUOTE_CHARS)].split())
