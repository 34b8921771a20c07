"""How good the model in use is on the real stream: an estimate without bias, from the random sample officers judged.

Each judged text stands for so many of the stock (`Row.weight`), so that sums over the sample estimate sums over the
stock (Horvitz and Thompson, 1952). Intervals resample texts within each zone they were drawn from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from veille.classify.corpus import Row
from veille.classify.decisions import MULTI, RELEVANCE
from veille.classify.tagger import Tagger, TextIn
from veille.models import Tagging, Zone

_RESAMPLES = 2_000
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One figure of the stock, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetQuality:
    """Precision, recall and F1 of one facet; `relevance` is about being kept at all."""

    facet: str
    texts: int
    """Judged texts that it is estimated from."""
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What the sample says."""

    texts: int
    stock: int
    """Articles that they stand for."""
    facets: tuple[FacetQuality, ...]


def quality(tagger: Tagger, audited: Sequence[Row]) -> Quality:
    """Tag the judged texts, which no model ever learned from, and estimate. An empty sample says nothing."""
    texts = [TextIn(title=row.title, text=row.text, lang=row.lang) for row in audited]
    pairs = list(zip(audited, tagger.tag(texts, explain=False), strict=True))
    facets = (RELEVANCE, *MULTI, "kind")
    return Quality(
        texts=len(audited),
        stock=round(sum(row.weight for row in audited)),
        facets=tuple(_facet(facet, pairs) for facet in facets) if audited else (),
    )


def _facet(facet: str, pairs: Sequence[tuple[Row, Tagging]]) -> FacetQuality:
    known = [(row, tagging) for row, tagging in pairs if _is_judged(facet, row)]
    counts = np.array([_counts(facet, row, tagging) for row, tagging in known], float).reshape(-1, 3)
    weights = np.array([row.weight for row, _tagging in known])
    whole = _figures((counts * weights[:, None]).sum(axis=0)[None])
    drawn = np.zeros((_RESAMPLES, 3))
    rng = np.random.default_rng(0)
    for weight in np.unique(weights):
        ours = counts[weights == weight]
        draws = rng.multinomial(len(ours), np.full(len(ours), 1 / len(ours)), size=_RESAMPLES)
        drawn += weight * (draws @ ours)
    low, high = np.quantile(_figures(drawn), [0.025, 0.975], axis=0) if known else (np.zeros(3), np.ones(3))
    estimates = [
        Estimate(value=round(float(v), 4), low=round(float(lo), 4), high=round(float(hi), 4))
        for v, lo, hi in zip(whole[0], low, high, strict=True)
    ]
    return FacetQuality(facet=facet, texts=len(known), precision=estimates[0], recall=estimates[1], f1=estimates[2])


def _is_judged(facet: str, row: Row) -> bool:
    """Say whether a text tells of a facet: labels of what is off the subject are judged with its relevance."""
    return row.knows(facet) and (facet == RELEVANCE or row.relevant)


def _counts(facet: str, row: Row, tagging: Tagging) -> tuple[int, int, int]:
    """Return labels rightly given, given, and due."""
    if facet == RELEVANCE:
        given = tagging.zone is not Zone.OUT
        return int(given and row.relevant), int(given), int(row.relevant)
    labels = {tag.label for tag in tagging.tags if tag.facet == facet}
    due = set(row.gold(facet))
    return len(labels & due), len(labels), len(due)


def _figures(sums: Array) -> Array:
    """Return precision, recall and F1 of rows of (rightly given, given, due); 0 where nothing is to be said."""
    both, given, due = sums[:, 0], sums[:, 1], sums[:, 2]
    parts = [(both, given), (both, due), (2 * both, given + due)]
    return np.stack([np.divide(a, b, out=np.zeros(len(a)), where=b > 0) for a, b in parts], axis=1)
