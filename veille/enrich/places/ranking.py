"""Decides what a text is about: places, the country as a whole, the Union, or none it can tell.

A logistic model per level (département, region, country, « FR », « EU ») turns the features of each candidate into
a probability. Weights and thresholds are fitted by tools/fit_territories.py on the corpus; nothing is learned at run
time. What is known of the source shifts the odds: by `python -m bench.territories`, given its own region as its
source's, a local text of parts 1 to 13 is read right at 0.968 instead of 0.958 (F1, regions); given a region at random,
a national one at 0.921 instead of 0.947.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from veille.enrich.places.evidence import Features
from veille.enrich.places.homonyms import Levels

_WEIGHTS = Path(__file__).parent / "data" / "weights.json"


Chances = dict[str, dict[str, float]]
"""Probability of each candidate, by level."""


OWN = 1.0
"""What the source's territory adds to the log-odds of itself, of what lies in it and of what it lies in."""
NATION_UNPLACED = -1.5
"""What a source that speaks of another territory than France adds to « FR » for a text that names no place."""
FROM_SOURCE = 0.4
"""How likely a source's own territory is what a text is about that names no place at all; where the text is more
likely about the country as a whole than this, it is."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What tools/fit_territories.py found."""

    levels: Mapping[str, tuple[float, Mapping[str, float]]]
    """By level: intercept, and weight of each feature."""
    thresholds: Mapping[str, float]
    """By level: the least probability that counts; « fallback » is the least part of its threshold."""


def probability(weights: Weights, level: str, features: Features, shift: float = 0.0) -> float:
    """Return how likely the text is about a candidate of a level; `shift` is added to the log-odds."""
    intercept, known = weights.levels[level]
    score = intercept + shift
    for name, value in features.items():
        if value:
            score += known.get(name, 0.0) * value
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def weighed(
    weights: Weights, features: Mapping[str, Mapping[str, Features]], levels: Levels, prior: str = ""
) -> Chances:
    """Return the probability of every candidate by level; `prior` is the source's territory, empty when unknown."""
    return {
        level: {code: probability(weights, level, one, _shift(code, prior, levels, one)) for code, one in codes.items()}
        for level, codes in features.items()
    }


def _shift(code: str, prior: str, levels: Levels, features: Features) -> float:
    if not prior or prior == "FR":
        return 0.0
    if code == "FR":
        return NATION_UNPLACED if features["nothing"] else 0.0
    return OWN if code in levels.of(prior).values() or prior in levels.of(code).values() else 0.0


def chosen(weights: Weights, chances: Chances, levels: Levels, *, settle: bool = True) -> dict[str, float]:
    """Return the codes that the text is about with their probabilities, likeliest first; none is an answer too.

    A département brings its region. Where no candidate passes its threshold the one that comes nearest stands,
    if it comes near enough; `settle=False` leaves that out.
    """
    limits = weights.thresholds
    found: dict[str, float] = {}
    for level, codes in chances.items():
        for code, chance in codes.items():
            if chance >= limits[level]:
                region = levels.of(code).get("region", code) if level == "departement" else code
                for one in (code, region):
                    found[one] = max(chance, found.get(one, 0.0))
    if not found and settle:
        near = [
            (chance / limits[level], code, chance)
            for level, codes in chances.items()
            if level != "departement"
            for code, chance in codes.items()
        ]
        part, code, chance = max(near, default=(0.0, "", 0.0))
        if part >= limits["fallback"]:
            found[code] = chance
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """Return the weights in the package."""
    loaded = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    levels = {level: (float(one["intercept"]), dict(one["features"])) for level, one in loaded["levels"].items()}
    return Weights(levels, loaded["thresholds"])
