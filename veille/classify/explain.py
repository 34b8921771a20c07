"""Why a label was given, in words that stand in the text.

A linear model's score is a sum, so each stem, cue and shape has its exact part in it; of what the words mean
together each word has its share about (`wordvectors.Meaning.shares`). Parts are shown as people read them: the
form found in the text for a stem, the phrase for a cue, a short name for a shape. Function words and bare
numbers explain nothing: they are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from veille.classify.cues import CueIndex, Hit
from veille.classify.features import (
    FUNCTION_WORDS,
    LEAD_CHARS,
    MEANING_WEIGHT,
    TITLE_CHARS,
    Analysis,
    Floats,
    Ints,
    Lexicon,
)
from veille.classify.shape import SHAPES
from veille.text import fold

MOST = 6
"""Reasons shown for a label."""

_LOOKED_AT = 4 * MOST  # columns or words: some have no name, some share one
_SILENT = frozenset(FUNCTION_WORDS)

Evidence = tuple[tuple[str, float], ...]

_TOKEN = re.compile(r"[^\W_]+")


class Explainer:
    """Explains one text: made once for all its labels."""

    def __init__(self, title: str, text: str, analysis: Analysis, lexicon: Lexicon, cues: CueIndex) -> None:
        self._analysis, self._lexicon, self._cues = analysis, lexicon, cues
        self._forms = _forms(f"{title[:TITLE_CHARS]}\n{text[:LEAD_CHARS]}")
        self._phrases = self._phrase_of_places()
        self._name_of = self._name_of_stems()
        self._named: dict[int, tuple[tuple[str, str, float], ...]] = {}

    def meant(self, weights: Floats) -> Floats:
        """Return what each word of the text adds through its meaning: words x labels, for the weights of some labels.

        `weights` are the model's own, lexicon.columns x labels.
        """
        lexicon = self._lexicon
        return MEANING_WEIGHT * self._analysis.meaning().shares(weights[lexicon.first_meaning : lexicon.first_style])

    def reasons(self, columns: Ints, parts: Floats, meant: Floats) -> Evidence:
        """Return what spoke for, heaviest first: (words, part of the score).

        `parts` are value x weight by column, `meant` the label's column of `meant`.
        """
        return tuple(reason for reason in self._strongest(columns, parts, meant) if reason[1] > 0)[:MOST]

    def both_ways(self, columns: Ints, parts: Floats, meant: Floats) -> Evidence:
        """Return what spoke for and against, heaviest first whatever its sign."""
        return self._strongest(columns, parts, meant)[:MOST]

    def _strongest(self, columns: Ints, parts: Floats, meant: Floats) -> Evidence:
        found: dict[str, tuple[str, float]] = {}
        for key, name, part in (*self._of_columns(columns, parts), *self._of_words(meant)):
            # The same word as stem, as cue and by its meaning is one reason.
            found[key] = (found[key][0] if key in found else name, part + found.get(key, ("", 0.0))[1])
        strongest = sorted(found.values(), key=lambda item: (-abs(item[1]), item[0]))
        return tuple((name, round(part, 3)) for name, part in strongest if round(part, 3))

    def _of_columns(self, columns: Ints, parts: Floats) -> Iterator[tuple[str, str, float]]:
        lexicon = self._lexicon
        named = np.where((columns >= lexicon.first_meaning) & (columns < lexicon.first_style), 0, parts)
        for place in np.argsort(-np.abs(named), kind="stable")[:_LOOKED_AT].tolist():
            for key, name, share in self._names(int(columns[place])):
                yield key, name, share * float(named[place])

    def _of_words(self, meant: Floats) -> Iterator[tuple[str, str, float]]:
        words, stems = self._analysis.words, self._analysis.stems
        for place in np.argsort(-np.abs(meant), kind="stable")[:_LOOKED_AT].tolist():
            if words[place] not in _SILENT and (name := self._phrases.get(place) or self._name_of[stems[place]]):
                yield fold(name), name, float(meant[place])

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
        name = self._name_of[lexicon.stems[column]]
        return [(name, 1.0)] if name else []

    def _cues_of(self, group: int) -> list[tuple[str, float]]:
        met = Counter(self._phrase(hit) for hit in self._analysis.hits if hit.group == group)
        total = sum(met.values())
        return [(phrase, count / total) for phrase, count in met.most_common()]

    def _phrase_of_places(self) -> dict[int, str]:
        """Return the longest cue of several words that each word of the text stands in."""
        found: dict[int, str] = {}
        for hit in sorted(self._analysis.hits, key=lambda hit: hit.end - hit.start):
            if hit.end - hit.start > 1:
                found.update(dict.fromkeys(range(hit.start, hit.end), self._phrase(hit)))
        return found

    def _name_of_stems(self) -> dict[str, str]:
        """Return how each stem is shown: the first of its words, or the phrase that all of them stand in; "" for none.

        « projets » that only ever comes in « appel à projets » is one reason with it.
        """
        names: dict[str, str] = {}
        phrases: dict[str, set[str | None]] = {}
        for place, (word, stem) in enumerate(zip(self._analysis.words, self._analysis.stems, strict=True)):
            names.setdefault(stem, "" if len(word) < 2 or word.isdigit() else self._forms.get(word, word))
            phrases.setdefault(stem, set()).add(self._phrases.get(place))
        for stem, found in phrases.items():
            (phrase,) = found if len(found) == 1 else (None,)
            names[stem] = phrase or names[stem]
        return names

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
