"""Has what comes in changed since the model was learned? Months compared with the months before them.

Four things tell, all without a label by a person:
- words that no training text has: their share of a text (new words);
- words that stand in far more texts than in any month before, when there are several: a new subject. Each is
  tested by its log-likelihood ratio (Dunning, 1993), which holds for rare words too;
- how relevance probabilities are spread: population stability index (Siddiqi, 2006, chapter 9). Its value for two
  samples of one population is about chi-square with bins - 1 degrees of freedom times (1/n + 1/m)
  (Yurdakul, 2018), so that small months do not ring;
- how often each label is given.

An alarm needs both: more than chance among all that is tested in a year, and a change that a person would care for.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from statistics import fmean, pstdev

from veille.classify.decisions import RELEVANCE
from veille.classify.looking import Look

FEWEST = 40
"""Texts of a month from which it is compared."""
REFERENCE = 12
"""Months before it that a month is compared with."""
_BINS = 10
_SURE = 4.0
"""Standard errors: of some 60 comparisons a month, one in twenty years is beyond by chance."""
_PSI = 0.1
"""« Slight change » for Siddiqi is from here, « significant » from 0.25."""
_PSI_Z = 3.7  # of a normal distribution: one in 10,000
_UNKNOWN = 0.02
"""Change of the mean share of unknown words that matters."""
_RATE = 0.05
"""Change of a label's rate that matters."""
_SEVERAL = 3
"""Texts from which a word counts as met."""
_WORDS_KEPT = 1_500
_WORDS_TOLD = 8
_RISEN = 0.05
"""Share of a month's texts that a word of a new subject is in."""
_SURE_WORD = 20.0
"""Log-likelihood ratio: one word in 100,000 is beyond by chance."""
_SUBJECT = 3
"""Words that make a subject; one is a name in the news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What a sample of one month's texts says."""

    month: str
    """2026-11."""
    texts: int
    unknown: float
    """Mean share of words that no training text has, over the texts with ten words or more."""
    unknown_spread: float
    """Standard deviation of that share."""
    relevance: tuple[int, ...]
    """Texts by relevance probability, ten bins."""
    labels: Mapping[str, int]
    """Texts that were given a label, by « facet:label »."""
    kept: int
    """Texts that are not out: the others have no labels."""
    words: Mapping[str, int]
    """Stems that stand in several texts, with the number of texts."""
    forms: Mapping[str, str]
    """A word for each of these stems, to be shown."""
    strange: tuple[str, ...]
    """Words that no training text has, those of most texts first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that moved."""

    month: str
    what: str
    """unknown (words nobody learned), vocabulary (a new subject), relevance, or a « facet:label »."""
    before: float
    now: float
    words: tuple[str, ...] = ()
    """For words: which."""


def month_of(month: str, looks: Sequence[Look]) -> Month:
    """Sum up the texts of a month."""
    long = [len(one.unknown) / one.words for one in looks if one.words >= 10]
    labels = Counter(f"{facet}:{label}" for one in looks for facet, label in one.given if facet != RELEVANCE)
    relevance = Counter(min(_BINS - 1, int(one.relevance * _BINS)) for one in looks)
    words = Counter(stem for one in looks for stem in one.stems).most_common(_WORDS_KEPT)
    strange = Counter(word for one in looks for word in set(one.unknown))
    forms = {stem: word for one in looks for stem, word in one.stems.items()}
    return Month(
        month=month,
        texts=len(looks),
        unknown=round(fmean(long), 5) if long else 0.0,
        unknown_spread=round(pstdev(long), 5) if long else 0.0,
        relevance=tuple(relevance[number] for number in range(_BINS)),
        labels=dict(sorted(labels.items())),
        kept=sum(bool(one.given) for one in looks),
        words={stem: count for stem, count in words if count >= _SEVERAL},
        forms={stem: forms[stem] for stem, count in words if count >= _SEVERAL},
        strange=tuple(word for word, count in strange.most_common(_WORDS_TOLD) if count >= _SEVERAL),
    )


def alarms(months: Sequence[Month]) -> list[Alarm]:
    """Compare each month, oldest first, with those before it; months of few texts are passed over."""
    long = [month for month in months if month.texts >= FEWEST]
    found: list[Alarm] = []
    for place, month in enumerate(long):
        before = long[max(0, place - REFERENCE) : place]
        if sum(one.texts for one in before) >= 2 * FEWEST:
            found += _alarms(month, before)
    return found


def _alarms(month: Month, before: Sequence[Month]) -> list[Alarm]:
    found = [_unknown(month, before), _vocabulary(month, before), _relevance(month, before)]
    names = sorted({name for one in (month, *before) for name in one.labels})
    found += [_label(name, month, before) for name in names]
    return [one for one in found if one is not None]


def _unknown(month: Month, before: Sequence[Month]) -> Alarm | None:
    texts = sum(one.texts for one in before)
    usual = sum(one.unknown * one.texts for one in before) / texts
    within = max(one.unknown_spread for one in (month, *before)) ** 2 * (1 / month.texts + 1 / texts)
    error = sqrt(within + _between([one.unknown for one in before]))
    if month.unknown - usual < max(_UNKNOWN, _SURE * error):
        return None
    return Alarm(month=month.month, what="unknown", before=round(usual, 4), now=month.unknown,
                 words=month.strange)  # fmt: skip


def _vocabulary(month: Month, before: Sequence[Month]) -> Alarm | None:
    """Find a new subject: several words that came up together. `before` and `now` are the share of texts with any
    of them at most, that of the word met most.
    """
    texts = sum(one.texts for one in before)
    risen = []
    for stem, count in month.words.items():
        # a stem that is not told stands in too few texts to be: as many as may be, to be on the safe side
        usual = [one.words.get(stem, _SEVERAL - 1) / one.texts for one in before]
        earlier = sum(one.words.get(stem, 1) for one in before)
        now = count / month.texts
        if now >= max(_RISEN, 2 * max(usual)) and _likelihood(count, month.texts, earlier, texts) >= _SURE_WORD:
            risen.append((count, stem, earlier))
    if len(risen) < _SUBJECT:
        return None
    risen.sort(reverse=True)
    words = tuple(month.forms[stem] for _count, stem, _earlier in risen[:_WORDS_TOLD])
    return Alarm(month=month.month, what="vocabulary", before=round(risen[0][2] / texts, 4),
                 now=round(risen[0][0] / month.texts, 4), words=words)  # fmt: skip


def _likelihood(one: int, n: int, other: int, m: int) -> float:
    """Return Dunning's log-likelihood ratio of `one` of n texts against `other` of m."""
    both = (one + other) / (n + m)

    def told(count: int, of: int, rate: float) -> float:
        return (count * log(rate) if count else 0.0) + ((of - count) * log(1 - rate) if count < of else 0.0)

    if not 0 < both < 1:
        return 0.0
    return 2 * (told(one, n, one / n) + told(other, m, other / m) - told(one, n, both) - told(other, m, both))


def _relevance(month: Month, before: Sequence[Month]) -> Alarm | None:
    usual = [sum(one.relevance[number] for one in before) for number in range(_BINS)]
    index, bins = psi(month.relevance, usual)
    chance = _chi_square(bins - 1) * (1 / month.texts + 1 / sum(usual))
    # what months differ by among themselves is no news either
    apart = [psi(one.relevance, usual)[0] for one in before]
    if index < max(_PSI, chance, 2 * max(apart)):
        return None
    share = sum(month.relevance[_BINS // 2 :]) / month.texts
    return Alarm(month=month.month, what=RELEVANCE, before=round(sum(usual[_BINS // 2 :]) / sum(usual), 4),
                 now=round(share, 4))  # fmt: skip


def _label(name: str, month: Month, before: Sequence[Month]) -> Alarm | None:
    kept = sum(one.kept for one in before)
    if not month.kept or not kept:
        return None
    usual = sum(one.labels.get(name, 0) for one in before) / kept
    now = month.labels.get(name, 0) / month.kept
    both = (usual * kept + now * month.kept) / (kept + month.kept)
    within = both * (1 - both) * (1 / month.kept + 1 / kept)
    error = sqrt(within + _between([one.labels.get(name, 0) / one.kept for one in before if one.kept]))
    if abs(now - usual) < max(_RATE, _SURE * error):
        return None
    return Alarm(month=month.month, what=name, before=round(usual, 4), now=round(now, 4))


def psi(sample: Sequence[int], usual: Sequence[int]) -> tuple[float, int]:
    """Return the population stability index of counts by bin, and the number of bins it was made of.

    Neighbouring bins are put together until five texts would be expected in each.
    """
    n, m = sum(sample), sum(usual)
    pairs: list[tuple[float, float]] = []
    mine = theirs = 0.0
    for one, other in zip(sample, usual, strict=True):
        mine, theirs = mine + one, theirs + other
        if theirs * n / m >= 5:
            pairs.append((mine, theirs))
            mine = theirs = 0.0
    if pairs and (mine or theirs):
        pairs[-1] = (pairs[-1][0] + mine, pairs[-1][1] + theirs)
    # half a text more in each bin: an empty one would make the index infinite
    shares = [((one + 0.5) / (n + 0.5 * len(pairs)), (other + 0.5) / (m + 0.5 * len(pairs))) for one, other in pairs]
    return sum((p - q) * log(p / q) for p, q in shares), max(2, len(pairs))


def _between(values: Iterable[float]) -> float:
    """Return the variance of months among themselves: what is usual is no alarm."""
    values = list(values)
    return pstdev(values) ** 2 if len(values) > 1 else 0.0


def _chi_square(freedom: int) -> float:
    """Return a high quantile (1 - 1/10,000) of chi-square (Wilson and Hilferty, 1931)."""
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + _PSI_Z * sqrt(part)) ** 3)
