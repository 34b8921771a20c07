"""Why a label was given, in words that stand in the text.

A linear model's score is a sum, so each stem, cue and shape has its exact part in it.
Parts are shown as people read them: the form found in the text for a stem, the phrase
for a cue, a short name for a shape. Function words and bare numbers explain nothing: they are left out.
"""

import re
from collections import Counter

import numpy as np

from veille.classify.cues import CueIndex, Hit
from veille.classify.features import LEAD_CHARS, TITLE_CHARS, Analysis, Floats, Ints, Lexicon
from veille.classify.shape import SHAPES
from veille.text import fold

MOST = 6
"""Reasons shown for a label."""

_LOOKED_AT = 4 * MOST  # columns: some have no name, some share one

Evidence = tuple[tuple[str, float], ...]

_TOKEN = re.compile(r"[^\W_]+")


class Explainer:
    """Explains one text: made once for all its labels."""

    def __init__(self, title: str, text: str, analysis: Analysis, lexicon: Lexicon, cues: CueIndex) -> None:
        self._analysis, self._lexicon, self._cues = analysis, lexicon, cues
        self._forms = _forms(f"{title[:TITLE_CHARS]}\n{text[:LEAD_CHARS]}")
        # Backwards: of the words with the same stem the first in the text is shown.
        self._word_of = dict(zip(reversed(analysis.stems), reversed(analysis.words), strict=True))
        self._named: dict[int, tuple[tuple[str, str, float], ...]] = {}

    def reasons(self, columns: Ints, parts: Floats) -> Evidence:
        """Return what spoke for, heaviest first: (words, part of the score); parts are value x weight by column."""
        return self._strongest(columns, np.maximum(parts, 0))

    def both_ways(self, columns: Ints, parts: Floats) -> Evidence:
        """Return what spoke for and against, heaviest first whatever its sign."""
        return self._strongest(columns, parts)

    def _strongest(self, columns: Ints, parts: Floats) -> Evidence:
        found: dict[str, tuple[str, float]] = {}
        for place in np.argsort(-np.abs(parts), kind="stable")[:_LOOKED_AT].tolist():
            part = float(parts[place])
            for key, name, share in self._names(int(columns[place])):
                # The same word as stem and as cue is one reason.
                found[key] = (found[key][0] if key in found else name, share * part + found.get(key, ("", 0.0))[1])
        strongest = sorted(found.values(), key=lambda item: (-abs(item[1]), item[0]))[:MOST]
        return tuple((name, round(part, 3)) for name, part in strongest if round(part, 3))

    def _names(self, column: int) -> tuple[tuple[str, str, float], ...]:
        """Return (folded name, name, share) of a column: several when several cues of one label were met."""
        if column not in self._named:
            self._named[column] = tuple((fold(name), name, share) for name, share in self._shares(column))
        return self._named[column]

    def _shares(self, column: int) -> list[tuple[str, float]]:
        lexicon = self._lexicon
        if column >= lexicon.first_style + len(SHAPES):
            return []  # a function word
        if column >= lexicon.first_style:
            return [(SHAPES[column - lexicon.first_style], 1.0)]
        if column >= lexicon.first_cue:
            return self._cues_of(column - lexicon.first_cue)
        word = self._word_of[lexicon.stems[column]]
        if len(word) < 2 or word.isdigit():
            return []
        return [(self._forms.get(word, word), 1.0)]

    def _cues_of(self, group: int) -> list[tuple[str, float]]:
        met = Counter(self._phrase(hit) for hit in self._analysis.hits if hit.group == group)
        total = sum(met.values())
        return [(phrase, count / total) for phrase, count in met.most_common()]

    def _phrase(self, hit: Hit) -> str:
        """Return a cue of one word as it stands in the text, a longer one as it stands in the taxonomy."""
        if hit.end - hit.start == 1:
            word = self._analysis.words[hit.start]
            return self._forms.get(word, word)
        return hit.cue.replace("*", "")


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
