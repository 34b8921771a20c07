"""From a text to numbers: stems by TF-IDF, cue counts, and the shape of the writing.

    analyse(title, text)  ->  Analysis   words, stems, cues met, shape
    Lexicon.vector(analysis)  ->  (columns, values) of one sparse row:

    stems of content words, by TF-IDF | cue groups | meaning: wordvectors | style: shapes, then function words

Style tells the kind of a text (a call, an interview, a decree); the other facets learn without it. When function
words counted for all, 36 of 68 foreign pages about anything were found to be about the ESS, since the corpus held
few other texts in these languages.

The same code makes the rows for learning and for tagging. Only numpy is used, so
that a worker starts without scikit-learn.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log, log1p, sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt

from veille.classify.cues import CueIndex, Hit
from veille.classify.shape import SHAPES, shape
from veille.classify.wordvectors import DIMENSIONS, Meaning, word_vectors
from veille.text import stem_words, words

_WORDS_FILE = (Path(__file__).parent / "data" / "function-words.txt").read_text(encoding="utf-8")
FUNCTION_WORDS: tuple[str, ...] = tuple(
    sorted({word for line in _WORDS_FILE.splitlines() if not line.startswith("#") for word in line.split()})
)
"""Words that say nothing of what a text is about, in five languages, folded."""

TITLE_CHARS = 300
LEAD_CHARS = 1_500
"""Only this much of a text is read: what an article is about stands at its beginning, the corpus has some 700
characters a text (read further and long pages seem ever more relevant), and 1 MB must not cost more than 2 KB."""
TITLE_WEIGHT = 3
"""A word of the title counts as if it stood three times in the text: against twice, half a point to one and a half
on every facet."""
MIN_TEXTS = 2
"""A stem must be in this many texts to be learned: half the vocabulary, the same figures."""
CUE_WEIGHT = 0.1
STYLE_WEIGHT = 0.1
"""Both beside a TF-IDF row of length 1; chosen by cross-validation among 0.05 to 0.5."""
MEANING_WEIGHT = 0.5
"""Likewise; chosen among 0.3 to 1.2 by learning on one half of the corpus and measuring on the other half."""
USUAL_WORDS = 110
"""Words of a usual text of the corpus: counts of cues and of function words are brought to this length."""
_FEW_WORDS = 20  # below this a rate would mean nothing

_FUNCTION = {word: place for place, word in enumerate(FUNCTION_WORDS)}

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
    vector: Floats
    """What it means (wordvectors), length 1."""

    def meaning(self) -> Meaning:
        """Return the vector with its reasons: made again, since they are a hundred times its size."""
        return _meaning(self.words, self.title_words)


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
        words=found,
        stems=stem_words(found),
        title_words=offset,
        hits=hits,
        shape=shape(title, text, found),
        vector=_meaning(found, offset).vector,
    )


def _meaning(found: list[str], title_words: int) -> Meaning:
    weights = [TITLE_WEIGHT] * title_words + [1] * (len(found) - title_words)
    return word_vectors().meaning(found, weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What the columns of a row are."""

    stems: tuple[str, ...]
    idf: Floats
    """Inverse document frequency of each stem."""
    texts: int
    """Number of texts learned from."""
    groups: int
    """Number of cue groups (cues.CueIndex.groups)."""
    index: dict[str, int]
    """Column of each stem."""

    @classmethod
    def fit(cls, analyses: Iterable[Analysis], groups: int) -> "Lexicon":
        """Learn the stems worth keeping and how rare each is."""
        frequency: Counter[str] = Counter()
        texts = 0
        for analysis in analyses:
            frequency.update(_content(analysis).keys())
            texts += 1
        kept = sorted(stem for stem, count in frequency.items() if count >= MIN_TEXTS)
        idf = np.array([_idf(texts, frequency[stem]) for stem in kept], np.float32)
        return cls.of(kept, idf, texts, groups)

    @classmethod
    def of(cls, stems: Iterable[str], idf: Floats, texts: int, groups: int) -> "Lexicon":
        """Build a lexicon from its parts as saved."""
        stems = tuple(stems)
        index = {stem: place for place, stem in enumerate(stems)}
        return cls(stems=stems, idf=idf, texts=texts, groups=groups, index=index)

    @property
    def first_cue(self) -> int:
        """Column of the first cue group."""
        return len(self.stems)

    @property
    def first_meaning(self) -> int:
        """Column of the first number of the vector."""
        return len(self.stems) + self.groups

    @property
    def first_style(self) -> int:
        """Column of the first shape; function words follow the shapes."""
        return self.first_meaning + DIMENSIONS

    @property
    def columns(self) -> int:
        """Number of columns of a row."""
        return self.first_style + len(SHAPES) + len(FUNCTION_WORDS)

    def vector(self, analysis: Analysis) -> tuple[Ints, Floats]:
        """Return columns (ascending) and values of the row of one text."""
        columns, values = self._stems(analysis)
        scale = min(1.0, USUAL_WORDS / max(1, len(analysis.words)))
        for group, count in sorted(_cue_counts(analysis).items()):
            columns.append(self.first_cue + group)
            values.append(CUE_WEIGHT * log1p(count * scale))
        style = _style(analysis)
        known = analysis.vector.any()
        meaning = np.arange(self.first_meaning, self.first_style if known else self.first_meaning, dtype=np.int32)
        places = np.array([self.first_style + place for place, _value in style], np.int32)
        strengths = np.array([STYLE_WEIGHT * value for _place, value in style], np.float32)
        return (
            np.concatenate([np.array(columns, np.int32), meaning, places]),
            np.concatenate([np.array(values, np.float32), MEANING_WEIGHT * analysis.vector[: len(meaning)], strengths]),
        )

    def _stems(self, analysis: Analysis) -> tuple[list[int], list[float]]:
        """Sublinear TF-IDF, length 1 with the unknown stems counted in.

        A text that is half unknown has half a say: without this, ten chance meetings in a
        text about something else weigh like a hundred words on the subject.
        """
        counts = _content(analysis)
        known = sorted((self.index[stem], count) for stem, count in counts.items() if stem in self.index)
        columns = [column for column, _count in known]
        idf = self.idf[columns].tolist()
        weights = [(1 + log(count)) * rarity for (_column, count), rarity in zip(known, idf, strict=True)]
        rarest = _idf(self.texts, 0)
        unknown = sum(((1 + log(count)) * rarest) ** 2 for stem, count in counts.items() if stem not in self.index)
        length = sqrt(sum(weight * weight for weight in weights) + unknown)
        return columns, [weight / length for weight in weights]


def _idf(texts: int, frequency: int) -> float:
    return log((1 + texts) / (1 + frequency)) + 1


def _content(analysis: Analysis) -> Counter[str]:
    """Count the stems of words that are not function words; the title's several times."""
    counts: Counter[str] = Counter()
    for place, (word, stem) in enumerate(zip(analysis.words, analysis.stems, strict=True)):
        if word not in _FUNCTION:
            counts[stem] += TITLE_WEIGHT if place < analysis.title_words else 1
    return counts


def _cue_counts(analysis: Analysis) -> Counter[int]:
    counts: Counter[int] = Counter()
    for hit in analysis.hits:
        counts[hit.group] += TITLE_WEIGHT if hit.start < analysis.title_words else 1
    return counts


def _style(analysis: Analysis) -> list[tuple[int, float]]:
    """Return (place, value) of the shapes met, then of the function words."""
    shapes = [(place, value) for place, value in enumerate(analysis.shape) if value]
    rate = USUAL_WORDS / max(_FEW_WORDS, len(analysis.words))
    counts = Counter(_FUNCTION[word] for word in analysis.words if word in _FUNCTION)
    return shapes + [(len(SHAPES) + place, log1p(count * rate)) for place, count in sorted(counts.items())]
