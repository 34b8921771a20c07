"""What stands around each date of a text: the words before and after it, its label, its column's head."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from veille.enrich.prose import Span, sentence_at, sentences
from veille.enrich.when import When, flat

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')]{1,300}|[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}")
_REACH_LEFT = 220
_REACH_RIGHT = 140
_HEADING = 45
_LABEL = 110
"""Characters: a longer line before a date is a paragraph, not its label."""
_ATTACHED = re.compile(
    r"\b(?:jury|comite|commission|conseil|session|reunion|seance|loi|decret|arrete|reglement|circulaire|ordonnance"
    r"|directive"
    r"|deliberation|assemblee|edition|version|convention|communique|accord|plan|jo|journal officiel|budget|conference)"
    r"(?:\s(?!est\b|ser|a\b|au|ont\b|sont\b|ouver|clos|fix|prev|qui\b|se\b|s')[\w'()-]{1,20}){0,4}\s(?:du|de|des"
    r"|d')\s{0,2}$"
)
"""« le comité du 12 juin », « la loi du 31 juillet 2014 »: the date names the thing, and tells nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The surroundings of one date, in flat text."""

    when: When
    sentence: Span
    left: str
    """From the date before it or the beginning of the sentence."""
    right: str
    """To the next date or the end of the sentence."""
    label: str
    """The line above or the head of the column, where the date's own line says nothing."""
    said: str
    """Its whole sentence."""
    follows: bool
    """Another date of the same sentence, or alone on the line above, stands before it."""
    listed: bool
    """It begins its line."""
    heading: str
    """The short line that its sentence or list stands under."""
    written: str
    """The date itself."""
    before: str
    """The sentence before."""
    titled: bool
    """It stands in the title."""
    attached: bool
    """It belongs to the name of something."""


def contexts(text: str, whens: Sequence[When], title_length: int) -> list[Context]:
    """Return the context of each date of text, whose first `title_length` characters are the title."""
    folded = _ADDRESS.sub(_blank, flat(text))
    spans = sentences(text, [(when.start, when.end) for when in whens])
    found: list[Context] = []
    for index, when in enumerate(whens):
        place = sentence_at(spans, when.start)
        begin, end = spans[place]
        floor = begin
        if index and not found[-1].attached:
            floor = max(begin, whens[index - 1].end)
        attached = _ATTACHED.search(folded[max(begin, when.start - 90) : when.start])
        ceiling = whens[index + 1].start if index + 1 < len(whens) else len(text)
        left = folded[max(floor, when.start - _REACH_LEFT) : when.start]
        right = folded[when.end : min(end, ceiling, when.end + _REACH_RIGHT)]
        found.append(
            Context(
                when=when,
                sentence=(begin, max(end, when.end)),
                left=left,
                right=right,
                label=_label(folded, spans, place, whens, when),
                said=folded[begin:end][:600],
                follows=bool(index) and _adds(folded, whens[index - 1], when, begin),
                listed=not folded[folded.rfind("\n", 0, when.start) + 1 : when.start].strip(" |>*-o"),
                heading=_heading(folded, spans, place, whens),
                written=folded[when.start : when.end],
                before=folded[slice(*spans[place - 1])][-_REACH_LEFT:] if place else "",
                titled=when.start < title_length,
                attached=attached is not None,
            )
        )
        if attached:  # what it says is said of the thing, not of the next date
            start = when.start - len(attached[0])
            folded = folded[:start] + " " * (when.start - start) + folded[when.start :]
    return found


_LISTED = re.compile(r"[\s.;,]{0,3}\n[\s>*|o-]{0,6}")


def _adds(folded: str, one: When, other: When, begin: int) -> bool:
    """Say whether nothing but a line's end or mark parts two dates, or that they share a sentence."""
    return one.end > begin or bool(_LISTED.fullmatch(folded, one.end, other.start))


def _heading(folded: str, spans: Sequence[Span], place: int, whens: Sequence[When]) -> str:
    """Return the nearest short line without a date, at most three sentences above."""
    for above in range(place - 1, max(-1, place - 4), -1):
        begin, end = spans[above]
        if (
            end - begin <= _HEADING
            and folded[end - 1] not in ".;!"
            and not any(begin <= one.start < end for one in whens)
        ):
            return folded[begin:end]
    return ""


def _blank(match: re.Match[str]) -> str:
    return "_" * len(match[0])


def _label(folded: str, spans: Sequence[Span], place: int, whens: Sequence[When], when: When) -> str:
    head = _column_head(folded, when)
    if head:
        return head
    begin, _end = spans[place]
    if place == 0 or re.search(r"[a-z]{3}", folded[begin : when.start].replace("avant le", "").replace("jusqu'au", "")):
        return ""
    above, end = spans[place - 1]
    if above == 0 and "\n" in folded[end : spans[place][0]]:  # the title
        return ""
    if end - above > _LABEL or any(above <= one.start < end for one in whens):
        return ""
    return folded[above:end]


def _column_head(folded: str, when: When) -> str:
    """Return the head of the table column of a date: of the nearest line above with as many cells and no digit."""
    begin = folded.rfind("\n", 0, when.start) + 1
    end = folded.find("\n", when.end)
    line = folded[begin : end if end >= 0 else len(folded)]
    cells = line.count("|")
    if not cells or len(line) > 600:
        return ""
    column = line[: when.start - begin].count("|")
    for _row in range(12):
        if begin <= 1:
            return ""
        stop = begin - 1
        begin = folded.rfind("\n", 0, stop) + 1
        above = folded[begin:stop]
        if above.count("|") != cells:
            return ""
        if not any(char.isdigit() for char in above):
            return above.split("|")[column].strip()
    return ""
