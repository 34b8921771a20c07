"""How well sets of labels agree: two persons with each other, or territories and dates with what is right."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from veille.classify.assessment.gold import Gold, Labels, SaidFacts
from veille.classify.decisions import MULTI
from veille.classify.evaluation import Share, share

_RESAMPLES = 1_000
REGIONS = frozenset(
    [
        "IDF",
        "ARA",
        "BRE",
        "PDL",
        "HDF",
        "GES",
        "BFC",
        "CVL",
        "NOR",
        "NAQ",
        "OCC",
        "PAC",
        "COR",
        "GP",
        "MQ",
        "GF",
        "RE",
        "YT",
    ]
)
"""Codes of régions in the corpus; départements are numbers, 2A and 2B."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScore:
    """Precision, recall and F1 of sets, all elements together, with the 95 % bootstrap interval of F1 over texts."""

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    texts: int
    support: int
    """Elements due."""


def set_score(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> SetScore:
    """Score (given, due) of each text; of two empty sides nothing is counted."""
    counts = np.array([(len(given & due), len(given), len(due)) for given, due in pairs], float).reshape(-1, 3)
    both, said, right = counts.sum(axis=0)
    low, high = 0.0, 1.0
    if len(pairs):
        draws = np.random.default_rng(0).multinomial(len(pairs), np.full(len(pairs), 1 / len(pairs)), size=_RESAMPLES)
        drawn = draws @ counts
        total = drawn[:, 1] + drawn[:, 2]
        f1 = np.divide(2 * drawn[:, 0], total, out=np.zeros(len(drawn)), where=total > 0)
        low, high = (float(value) for value in np.quantile(f1, [0.025, 0.975]))
    return SetScore(
        precision=float(both / said) if said else 0.0,
        recall=float(both / right) if right else 0.0,
        f1=float(2 * both / (said + right)) if said + right else 0.0,
        low=low,
        high=high,
        texts=len(pairs),
        support=int(right),
    )


def is_departement(code: str) -> bool:
    """Say whether a corpus code is a département's."""
    return code[:2].isdigit() or code in ("2A", "2B")


LEVELS: dict[str, Callable[[str], bool]] = {
    "region": lambda code: code in REGIONS,
    "departement": is_departement,
    "all": bool,
}
"""Levels at which territories are scored."""


def territories(gold: Sequence[Gold], said: Sequence[SaidFacts]) -> dict[str, SetScore]:
    """Score territories by level on the relevant texts whose lines tell them; nothing when none does."""
    told = [(two.territories, one.territories) for one, two in zip(gold, said, strict=True)
            if one.territories is not None and one.row.relevant]  # fmt: skip
    if not told:
        return {}
    return _by_level(told)


def _by_level(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> dict[str, SetScore]:
    return {
        level: set_score([(_only(given, keep), _only(due, keep)) for given, due in pairs])
        for level, keep in LEVELS.items()
    }


def dates(gold: Sequence[Gold], said: Sequence[SaidFacts]) -> dict[str, SetScore]:
    """Score closing dates and beginnings of events, to the day, on the texts whose lines tell dates."""
    told = [(one, two) for one, two in zip(gold, said, strict=True) if one.dated]
    if not told:
        return {}
    return {
        "deadline": set_score([(_day(two.deadline), _day(one.deadline)) for one, two in told]),
        "event": set_score([(_day(two.event), _day(one.event)) for one, two in told]),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two persons against each other."""

    texts: int
    relevance: Share
    """Texts on which they agree that they are about the ESS, or not."""
    kind: Share
    """Of those both find relevant."""
    facets: dict[str, SetScore]
    """F1 of the second against the first: the best that a model can be asked for."""
    territories: dict[str, SetScore]
    """The same by level."""


def agreement(gold: Iterable[Gold]) -> Agreement | None:
    """Compare the two persons on the texts that both labelled; None where there is none."""
    pairs = [(one.first, one.second) for one in gold if one.second is not None]
    if not pairs:
        return None
    both = [(first, second) for first, second in pairs if first.relevant and second.relevant]
    same_kind = sum(_of(first, "kind") == _of(second, "kind") for first, second in both)
    facets = {facet: set_score([(_of(second, facet), _of(first, facet)) for first, second in both]) for facet in MULTI}
    return Agreement(
        texts=len(pairs),
        relevance=share(sum(first.relevant == second.relevant for first, second in pairs), len(pairs)),
        kind=share(same_kind, len(both)),
        facets=facets,
        territories=_by_level([(second.territories, first.territories) for first, second in both]),
    )


def _of(labels: Labels, facet: str) -> frozenset[str]:
    return frozenset(label for of, label in labels.labels if of == facet)


def _only(codes: frozenset[str], keep: Callable[[str], bool]) -> frozenset[str]:
    return frozenset(code for code in codes if keep(code))


def _day(moment: str | None) -> frozenset[str]:
    return frozenset([moment[:10]] if moment else [])
