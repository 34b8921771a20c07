"""Decides which day closes a call, or that none does, from what speaks for each day.

The days of a text and « none » share one probability (a conditional logit; none has the score 0). The weights and the
least probability at which a day is said come from tools/fit_closings.py; nothing is learned at run time.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from veille.enrich.calls.evidence import Features

_WEIGHTS = Path(__file__).parent / "data" / "weights.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What tools/fit_closings.py found."""

    features: Mapping[str, float]
    threshold: float

    def score(self, features: Features) -> float:
        """Return the log-odds of a day against none; a feature that was never met says nothing."""
        known = self.features
        return sum(value * known.get(name, 0.0) for name, value in features.items())


@lru_cache(maxsize=1)
def fitted() -> Weights:
    """Return the weights of the package."""
    content = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return Weights(features=content["features"], threshold=content["threshold"])


def shares(days: Sequence[date], scores: Sequence[float]) -> dict[date, float]:
    """Return the probability of each day, all its mentions together; what is left of one is that of none."""
    top = max((0.0, *scores))
    parts = [math.exp(score - top) for score in scores]
    total = math.exp(-top) + math.fsum(parts)
    found: dict[date, float] = {}
    for day, part in zip(days, parts, strict=True):
        found[day] = found.get(day, 0.0) + part / total
    return found


def chances(days: Sequence[date], features: Sequence[Features], weights: Weights) -> dict[date, float]:
    """Return the probability of each day being the closing."""
    return shares(days, [weights.score(one) for one in features])
