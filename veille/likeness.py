"""How alike two texts are: the same story taken over, cut short, edited or told anew, or only a look-alike.

Two steps, both pure. `marks` gives a text some forty hashes; texts that may tell one story share some, so that an
index from mark to text finds the few worth a closer look. `compare` is that closer look, at two `portrait`s: it aligns
the words and asks whether what differs is wording, or numbers, dates and names, which make a look-alike (this year's
call and last year's, one département's figures and another's).

What it does not do: read, store, or know of time; translations are not recognised. Thresholds were set on
tests/data/copies/tune.jsonl; `python -m bench.copies` measures them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from zlib import crc32

from veille.text import fold

VERSION = "1"
"""Change it with any change of what `marks` returns."""
MIN_TEXT = 200
"""Characters below which a text says too little by itself: only its title and links can tell what it copies."""

_SHINGLE = 4
_WINDOW = 14
"""Two texts that share 17 words in a row share a mark (winnowing: Schleimer, Wilkerson, Aiken 2003)."""
_LEAD = 220
"""Words winnowed: excerpts are of the beginning."""
_SMALLEST = 8
"""Least shingle hashes of the whole text (MinHash, bottom-k): copies whose beginning differs share one."""
_FACTS = 12
_MOST_WORDS = 1_500
"""Words compared: what differs beyond does not change the story, and time stays bounded (1 ms)."""

_TOKEN = re.compile(r"\d+(?:[.,  ]\d+)*|[^\W\d_]+(?:-[^\W\d_]+)*")
_SEPARATORS = re.compile(r"[.,  ]")
_INSIDE = re.compile(r"[\w,;’')»–—-]\s*$|\s[(«\"“]\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAYS_AND_MONTHS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi"
    " vendredi samedi dimanche"
)
_SPELT_OUT = (
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante"
    " cinquante soixante cent premier premiere deuxieme second seconde troisieme quatrieme cinquieme sixieme"
)
_NUMERALS = frozenset(_SPELT_OUT.split())
_COUNTED = _NUMERALS | frozenset(_DAYS_AND_MONTHS.split())


@dataclass(frozen=True)
class Portrait:
    """A text taken apart for comparison; `portrait` makes it."""

    title: Sequence[str]
    """Folded words."""
    words: Sequence[str]
    length: int
    """Of the text, in characters."""
    title_facts: frozenset[str]
    facts: frozenset[str]
    """Numbers, dates and names of title and text."""

    @cached_property
    def everything(self) -> frozenset[str]:
        """All the words of title and text."""
        return frozenset(self.words) | frozenset(self.title)

    @cached_property
    def topics(self) -> frozenset[str]:
        """The longer words, cut to their first letters: what it speaks of, whatever the endings."""
        return frozenset(word[:6] for word in self.everything if len(word) > 5)

    @cached_property
    def telling(self) -> frozenset[str]:
        """Facts that few stories share: names, and numbers that are no year, day or small count."""
        return frozenset(one for one in self.facts if len(one) > 3 and not _YEAR.fullmatch(one) and one not in _COMMON)


_COMMON = _COUNTED | {"france", "region", "etat", "departement", "europe", "euros"}


def portrait(title: str, text: str) -> Portrait:
    """Take a text apart."""
    words, facts = _read(text, _MOST_WORDS)
    title_words, title_facts = _read(title, _MOST_WORDS)
    return Portrait(title_words, words, len(text), frozenset(title_facts), frozenset(facts) | frozenset(title_facts))


def _read(text: str, most: int) -> tuple[list[str], set[str]]:
    """Return the folded words of a text, numbers in one form, and which of them are facts."""
    found = list(_TOKEN.finditer(text[: most * 12]))[:most]
    if not found:
        return [], set()
    words = fold("\n".join(_SEPARATORS.sub("", m[0]) if m[0][0].isdigit() else m[0] for m in found)).split("\n")
    pairs = zip(words, found, strict=True)
    facts = {word for word, m in pairs if word in _COUNTED or (not m[0][0].islower() and _is_fact(m, text))}
    return words, facts


def _is_fact(match: "re.Match[str]", text: str) -> bool:
    raw = match[0]
    if raw[0].isdigit():
        return True
    if not raw[0].isupper() or len(raw) < 2:
        return False
    # a capital at the beginning of a sentence says nothing, but « Agen : » and « FDVA » are names
    start = match.start()
    return (
        raw.isupper()
        or bool(_INSIDE.search(text[max(0, start - 4) : start]))
        or text[match.end() :][:2] in (" :", " :")
    )


def marks(title: str, text: str, links: Iterable[str] = ()) -> tuple[int, ...]:
    """Return the hashes under which a text is looked up: of its passages, its facts, its title, and given links.

    A text under `MIN_TEXT` characters has none of its passages. At most some 60, each under 2**32.
    """
    words, facts = _read(text, _MOST_WORDS)
    heading, heading_facts = _read(title, 100)
    found = {crc32(f"link {link}".encode()) for link in links if link}
    if len(heading) >= 4:
        found.add(crc32(" ".join(["title", *heading]).encode()))
    if len(text) >= MIN_TEXT:
        shingles = [crc32(" ".join(words[n : n + _SHINGLE]).encode()) for n in range(len(words) - _SHINGLE + 1)]
        lead = shingles[:_LEAD]
        found.update(min(lead[n : n + _WINDOW]) for n in range(max(1, len(lead) - _WINDOW + 1)) if lead)
        found.update(sorted(set(shingles))[:_SMALLEST])
        known = (one for one in facts | heading_facts if len(one) > 3 and one not in _COMMON)
        found.update(sorted(crc32(f"fact {one}".encode()) for one in known if not _YEAR.fullmatch(one))[:_FACTS])
    return tuple(sorted(found))


class Likeness(Enum):
    """What a closer look at two texts finds."""

    SAME = "same"
    """One story."""
    RIVAL = "rival"
    """The same words about another matter: never one story, even where a third text is like both."""
    APART = "apart"


def compare(a: Portrait, b: Portrait, *, days: int = 0) -> Likeness:
    """Look closely at two texts; `days` lie between their publications."""
    if min(a.length, b.length) < MIN_TEXT:
        return Likeness.SAME if _same_notice(a, b) else Likeness.APART
    if not _same_language(a, b):
        return Likeness.APART
    shared, conflicts = _aligned(a, b)
    stands_in = shared >= max(_PASSAGE, _CONTAINED * min(len(a.words), len(b.words)))
    ours, theirs = a.title_facts - b.facts, b.title_facts - a.facts
    common = len(a.facts & b.facts)
    conflicts += bool(ours and theirs)
    if (
        (_numbers(ours) and _numbers(theirs))
        or conflicts > (common + conflicts) * _CONFLICTS
        or (conflicts > 1 and days > _TELLING_ON)
    ):
        return Likeness.RIVAL if stands_in else Likeness.APART
    return Likeness.SAME if stands_in or _same_facts(a, b, common) else Likeness.APART


def alike(a: Portrait, b: Portrait, *, days: int = 0) -> bool:
    """Say whether two texts tell the same story."""
    return compare(a, b, days=days) is Likeness.SAME


def same_text(a: Portrait, b: Portrait) -> bool:
    """Say whether two texts are one, but for corrections, additions and what a page has around it."""
    shared, _conflicts = _aligned(a, b)
    return alike(a, b) and shared >= _ONE_TEXT * min(len(a.words), len(b.words))


_ONE_TEXT = 0.9
_CONTAINED = 0.5
"""Part of the shorter text that stands in the other in passages of at least three words."""
_PASSAGE = 20
_CONFLICTS = 0.25
"""Most facts replaced by others where the texts run side by side, of those that they have in common or replaced."""
_TELLING_ON = 21
"""Days after which other figures in the same words are another year's call, not an update."""


def _aligned(a: Portrait, b: Portrait) -> tuple[int, int]:
    """Return how many words the texts share in passages, and how many facts stand in the place of others."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - 35 ms, for runs that found something new

    shared = conflicts = 0
    ours: set[str] = set()
    theirs: set[str] = set()
    for step in Levenshtein.opcodes(a.words, b.words):
        length = step.src_end - step.src_start
        if step.tag == "equal" and length >= 3:
            shared += length
            conflicts += _replaced(a, b, ours, theirs)
            ours, theirs = set(), set()
        else:
            ours.update(a.words[step.src_start : step.src_end])
            theirs.update(b.words[step.dest_start : step.dest_end])
    return shared, conflicts + _replaced(a, b, ours, theirs)


def _replaced(a: Portrait, b: Portrait, ours: set[str], theirs: set[str]) -> int:
    return min(len(ours & a.facts - b.facts), len(theirs & b.facts - a.facts))


def _numbers(facts: frozenset[str]) -> bool:
    return any(one[0].isdigit() or one in _NUMERALS for one in facts)


def _same_facts(a: Portrait, b: Portrait, common: int) -> bool:
    """Say whether two texts without a passage in common are the same story in other words."""
    telling, topics = len(a.telling & b.telling), len(a.topics & b.topics)
    return (
        common >= 6
        and telling >= max(1, 0.65 * min(len(a.telling), len(b.telling)))
        and topics >= (0.36 if telling >= 4 else 0.42) * min(len(a.topics), len(b.topics))
    )


def _same_language(a: Portrait, b: Portrait) -> bool:
    ours, theirs = ({word for word in one.everything if len(word) <= 4 and word.isalpha()} for one in (a, b))
    return len(ours & theirs) >= 0.25 * min(len(ours), len(theirs))


def _same_notice(a: Portrait, b: Portrait) -> bool:
    """Say whether a text of a line or two is of the other's story: under the same title, and in its words."""
    if not a.title or a.title != b.title or len(a.title) < 4:
        return False
    short, long = sorted((a, b), key=lambda one: one.length)
    words = set(short.words)
    return not _numbers(short.facts - long.facts) and len(words & long.everything) >= 0.7 * len(words)
