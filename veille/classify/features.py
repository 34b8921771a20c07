"""From a text to numbers: stems by TF-IDF, cue counts, and the shape of the writing.

    analyse(title, text)  ->  Analysis   words, stems, cues met, shape
    Lexicon.vector(analysis)  ->  (indices, values) of one sparse row

The same code makes the rows for learning and for tagging. Only numpy is used, so
that a worker starts without scikit-learn. Everything measured is in docs/tagging.md.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log, log1p, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from veille.classify.cues import CueIndex, Hit
from veille.classify.shape import SHAPES, shape
from veille.text import stem_words, words

FEATURES = "1"
"""Version of this module, `cues` and `shape`: change it with any change of their output, models are then retrained."""

TITLE_CHARS = 300
LEAD_CHARS = 2_000
"""Only this much of a text is read: what an article is about stands at its beginning, the corpus has some 700
characters a text, and a page of 1 MB must not cost more than one of 2 KB."""
TITLE_WEIGHT = 2
"""A word of the title counts as if it stood twice in the text."""
MIN_TEXTS = 2
"""A stem must be in this many texts to be learned: half the vocabulary, the same figures."""
CUE_WEIGHT = 0.1
SHAPE_WEIGHT = 0.1
"""Both beside a TF-IDF row of length 1; chosen by cross-validation among 0.05 to 0.5."""
USUAL_WORDS = 110
"""Words of a usual text of the corpus: counts of cues in longer texts are brought down to this length."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was read in one text."""

    words: list[str]
    """Folded words, the title's first."""
    stems: list[str]
    """The stem of each word."""
    title_words: int
    hits: list[Hit]
    shape: tuple[float, ...]
    """One number for each of shape.SHAPES."""


def analyse(title: str, text: str, cues: CueIndex) -> Analysis:
    """Read title and the beginning of text; empty strings give an analysis without anything."""
    title, text = title[:TITLE_CHARS], text[:LEAD_CHARS]
    title_words, text_words = words(title), words(text)
    found = title_words + text_words
    offset = len(title_words)
    # Scanned apart: a cue never begins in the title and ends in the text.
    hits = cues.scan(title_words)
    hits += [Hit(hit.group, hit.cue, hit.start + offset, hit.end + offset) for hit in cues.scan(text_words)]
    return Analysis(
        words=found, stems=stem_words(found), title_words=offset, hits=hits, shape=shape(title, text, found)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What the rows are made of: stems with their inverse document frequency, then cue groups, then shapes."""

    stems: tuple[str, ...]
    idf: Floats
    groups: int
    """Number of cue groups (cues.CueIndex.groups)."""
    index: dict[str, int]

    @classmethod
    def fit(cls, analyses: Iterable[Analysis], groups: int) -> "Lexicon":
        """Learn the stems worth keeping and how rare each is."""
        frequency: Counter[str] = Counter()
        total = 0
        for analysis in analyses:
            frequency.update(set(analysis.stems))
            total += 1
        kept = sorted(stem for stem, count in frequency.items() if count >= MIN_TEXTS)
        idf = [log((1 + total) / (1 + frequency[stem])) + 1 for stem in kept]
        return cls.of(kept, np.array(idf, np.float32), groups)

    @classmethod
    def of(cls, stems: Iterable[str], idf: Floats, groups: int) -> "Lexicon":
        """Build a lexicon from its parts as saved."""
        stems = tuple(stems)
        return cls(stems=stems, idf=idf, groups=groups, index={stem: place for place, stem in enumerate(stems)})

    @property
    def first_cue(self) -> int:
        """Column of the first cue group."""
        return len(self.stems)

    @property
    def first_shape(self) -> int:
        """Column of the first shape."""
        return len(self.stems) + self.groups

    @property
    def columns(self) -> int:
        """Number of columns of a row."""
        return self.first_shape + len(SHAPES)

    def vector(self, analysis: Analysis) -> tuple[Ints, Floats]:
        """Return columns (ascending) and values of the row of one text."""
        columns, values = self._stems(analysis)
        scale = min(1.0, USUAL_WORDS / max(1, len(analysis.words)))
        for group, count in sorted(_cue_counts(analysis).items()):
            columns.append(self.first_cue + group)
            values.append(CUE_WEIGHT * log1p(count * scale))
        for place, value in enumerate(analysis.shape):
            if value:
                columns.append(self.first_shape + place)
                values.append(SHAPE_WEIGHT * value)
        return np.array(columns, np.int32), np.array(values, np.float32)

    def _stems(self, analysis: Analysis) -> tuple[list[int], list[Any]]:
        """Sublinear TF-IDF, length 1."""
        counts = Counter(analysis.stems)
        for stem in analysis.stems[: analysis.title_words]:
            counts[stem] += TITLE_WEIGHT - 1
        known = sorted((self.index[stem], count) for stem, count in counts.items() if stem in self.index)
        columns = [column for column, _count in known]
        weights = [
            (1 + log(count)) * idf for (_column, count), idf in zip(known, self.idf[columns].tolist(), strict=True)
        ]
        length = sqrt(sum(weight * weight for weight in weights))
        return columns, [weight / length for weight in weights]


def _cue_counts(analysis: Analysis) -> Counter[int]:
    counts: Counter[int] = Counter()
    for hit in analysis.hits:
        counts[hit.group] += TITLE_WEIGHT if hit.start < analysis.title_words else 1
    return counts
