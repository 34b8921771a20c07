"""Finds the taxonomy's cues in a text: one pass over its words, no regular expression per cue.

Each label that has cues is a group. A cue is a sequence of folded words, any of
which may end in `*`. Nothing here weighs anything.
"""

from functools import lru_cache
from typing import NamedTuple

from veille.classify.taxonomy import Taxonomy
from veille.text import words


class Hit(NamedTuple):
    """A cue met in the words of a text, at words[start:end]."""

    group: int
    cue: str
    """As written in the taxonomy."""
    start: int
    end: int


class _Pattern(NamedTuple):
    group: int
    cue: str
    parts: tuple[tuple[str, bool], ...]
    """(folded word, may it end otherwise)."""


class CueIndex:
    """All cues of a taxonomy, looked up by their first word."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        cued = [(facet, label) for facet, labels in taxonomy.facets for label in labels if label.cues]
        self.groups: tuple[tuple[str, str], ...] = tuple((facet, label.id) for facet, label in cued)
        """(facet, label id) of each group."""
        self._whole: dict[str, list[_Pattern]] = {}
        self._starts: dict[str, list[_Pattern]] = {}
        for group, (_facet, label) in enumerate(cued):
            for cue in label.cues:
                pattern = _Pattern(group, cue, _parts(cue))
                first, open_ended = pattern.parts[0]
                (self._starts if open_ended else self._whole).setdefault(first, []).append(pattern)
        # Words repeat far more than they vary; 50,000 different ones are some 100 pages.
        self._beginning = lru_cache(maxsize=50_000)(self._patterns_beginning)

    def scan(self, found: list[str]) -> list[Hit]:
        """Return the cues among the folded words (text.words), at most one a group and place: the longest."""
        hits: dict[tuple[int, int], Hit] = {}
        for start, word in enumerate(found):
            for pattern in self._beginning(word):
                end = start + len(pattern.parts)
                if len(pattern.parts) == 1 or _matches(pattern.parts[1:], found[start + 1 : end]):
                    known = hits.get((pattern.group, start))
                    if known is None or known.end < end:
                        hits[pattern.group, start] = Hit(pattern.group, pattern.cue, start, end)
        return list(hits.values())

    def _patterns_beginning(self, word: str) -> tuple[_Pattern, ...]:
        found = list(self._whole.get(word, ()))
        for length in range(1, len(word) + 1):
            found += self._starts.get(word[:length], ())
        return tuple(found)


def _parts(cue: str) -> tuple[tuple[str, bool], ...]:
    parts: list[tuple[str, bool]] = []
    for chunk in cue.split():
        pieces = [(word, False) for word in words(chunk)]
        if pieces and chunk.endswith("*"):
            pieces[-1] = (pieces[-1][0], True)
        parts += pieces
    return tuple(parts)


def _matches(parts: tuple[tuple[str, bool], ...], found: list[str]) -> bool:
    if len(found) < len(parts):
        return False
    return all(
        word.startswith(part) if open_ended else word == part
        for (part, open_ended), word in zip(parts, found, strict=True)
    )
