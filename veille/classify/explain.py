"""Why a label was given, in words that stand in the text.

A linear model's score is a sum, so each stem, cue and shape has its exact part in it.
Parts are shown as people read them: the form found in the text for a stem, the phrase
for a cue, a short name for a shape. Function words weigh too but explain nothing: they are left out.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from veille.classify.cues import CueIndex
from veille.classify.features import LEAD_CHARS, TITLE_CHARS, Analysis, Floats, Ints, Lexicon
from veille.classify.shape import SHAPES
from veille.text import fold

MOST = 6
"""Reasons shown for a label."""

Evidence = tuple[tuple[str, float], ...]

_TOKEN = re.compile(r"[^\W_]+")

_FUNCTION_WORDS = frozenset(
    word
    for line in (Path(__file__).parent / "data" / "function-words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)


class Explainer:
    """Explains one text; made once per text, since the forms are looked up on first need."""

    def __init__(self, title: str, text: str, analysis: Analysis, lexicon: Lexicon, cues: CueIndex) -> None:
        self._raw = f"{title[:TITLE_CHARS]}\n{text[:LEAD_CHARS]}"
        self._analysis, self._lexicon, self._cues = analysis, lexicon, cues
        self._forms = _forms(self._raw)
        self._by_stem: dict[str, Counter[str]] = {}
        for word, stem in zip(analysis.words, analysis.stems, strict=True):
            self._by_stem.setdefault(stem, Counter())[word] += 1

    def reasons(self, columns: Ints, parts: Floats) -> Evidence:
        """Return what spoke for, heaviest first: (words, part of the score); parts are value x weight by column."""
        return self._strongest(columns, parts, np.flatnonzero(parts > 0))

    def both_ways(self, columns: Ints, parts: Floats) -> Evidence:
        """Return what spoke for and against, heaviest first whatever its sign."""
        return self._strongest(columns, parts, np.arange(len(parts)))

    def _strongest(self, columns: Ints, parts: Floats, among: Iterable[int]) -> Evidence:
        found: dict[str, float] = {}
        names: dict[str, str] = {}
        # A phrase and its words may stand side by side; the same word as stem and as cue is one reason.
        for place in sorted(among, key=lambda place: -abs(float(parts[place])))[: 4 * MOST]:
            for name, part in self._named(int(columns[place]), float(parts[place])):
                key = fold(name)
                names.setdefault(key, name)
                found[key] = found.get(key, 0.0) + part
        strongest = sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))[:MOST]
        return tuple((names[key], round(part, 3)) for key, part in strongest if round(part, 3))

    def _named(self, column: int, part: float) -> list[tuple[str, float]]:
        if column >= self._lexicon.first_shape:
            return [(SHAPES[column - self._lexicon.first_shape], part)]
        if column >= self._lexicon.first_cue:
            return self._cues_of(column - self._lexicon.first_cue, part)
        words = self._by_stem[self._lexicon.stems[column]]
        word = words.most_common(1)[0][0]
        if word in _FUNCTION_WORDS or len(word) < 2 or word.isdigit():
            return []
        return [(self._form(word), part)]

    def _cues_of(self, group: int, part: float) -> list[tuple[str, float]]:
        """Share a group's part among the cues met."""
        met = Counter(self._phrase(hit.cue, hit.start, hit.end) for hit in self._analysis.hits if hit.group == group)
        total = sum(met.values())
        return [(phrase, part * count / total) for phrase, count in met.most_common()]

    def _phrase(self, cue: str, start: int, end: int) -> str:
        if end - start == 1:
            return self._form(self._analysis.words[start])
        return cue.replace("*", "")

    def _form(self, word: str) -> str:
        """Return a folded word as it stands in the text."""
        return self._forms.get(word, word)


def _forms(raw: str) -> dict[str, str]:
    """Return, for each folded word, a way it is written: in small letters if it ever is, or when all in capitals."""
    forms: dict[str, str] = {}
    for token in dict.fromkeys(_TOKEN.findall(raw)):
        key = fold(token)
        if key not in forms or token.islower():
            forms[key] = token
    return {key: _lowered(form) for key, form in forms.items()}


def _lowered(form: str) -> str:
    # Acronyms stay as they are: six letters hold nearly all of them (DLA, ESUS, SRDEII).
    return form.lower() if form.isupper() and len(form) > 6 else form
