"""From scores to probabilities, thresholds and zones: small numbers learned on texts the scores have not seen.

Scores of a linear model say "more" and "less"; a person wants to read "0.8" and
have it right four times in five. Everything here is one to four parameters per
facet: per-label parameters did no better on unseen texts (measured), for want of examples.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from veille.config.costs import Costs
from veille.models import Zone

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

RECALL_KEPT = 0.985
"""Share of relevant texts to keep in or to review; the goal on unseen texts is 0.97, the rest is margin."""
NOISE_HELD = 0.88
"""Share of irrelevant texts to keep out of the zone `in`; the goal on unseen texts is 0.85."""
ESS_FLOOR = 0.02
"""A text of a source that is all about the ESS (`ess: true`) is `in` whatever its score, unless its probability is
below this: then `review`. Never `out`."""

_GRID = np.round(np.arange(0.10, 0.71, 0.01), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sigmoid:
    """Platt's calibration: probability = 1 / (1 + exp(-(slope x score + offset))).

    With rivals, the labels of a facet stand against each other: its lead over the best other label counts, and being
    first. An item has one sector as a rule, two at times: F1 of sectors gains 1 to 2.5 points when learned on one half
    of the corpus and measured on the other; themes and families lose half a point.
    """

    slope: float
    offset: float
    lead: float = 0.0
    first: float = 0.0

    def __call__(self, scores: Array) -> Array:
        """Return the probabilities of scores, any shape; the labels of a facet are on the last axis."""
        z = self.slope * scores + self.offset
        if self.lead or self.first:
            z = z + self.lead * _leads(scores) + self.first * _firsts(scores)
        return _logistic(z)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """Where the relevance probability cuts."""

    review: float
    """At least this: `review`."""
    public: float
    """At least this: `in`."""

    def at(self, costs: Costs) -> "Zones":
        """Return the cuts that cost least, where costs are given; these ones elsewhere.

        Bayes' rule for three actions (Chow, 1970): read when both errors to be feared cost more than a reading.
        """
        review = 1 / costs.missed if costs.missed else self.review
        public = 1 - 1 / costs.noise if costs.noise else self.public
        return Zones(review=min(review, 1.0), public=max(public, min(review, 1.0)))

    def zone(self, probability: float, *, ess: bool) -> Zone:
        """Return the zone of one text; `ess` says that its source is all about the ESS."""
        if ess:
            return Zone.IN if probability >= min(ESS_FLOOR, self.public) else Zone.REVIEW
        if probability >= self.public:
            return Zone.IN
        return Zone.REVIEW if probability >= self.review else Zone.OUT


def fit_sigmoid(scores: Array, truth: Mask, *, even: bool = False, rivals: bool = False) -> Sigmoid:
    """Fit Platt's sigmoid by Newton's method with his smoothed targets (Lin, Lin and Weng, 2007).

    `even` weighs yes and no as if each were half of the texts: then the probability
    does not depend on how much noise the calibration texts happened to hold.
    """
    parts = [scores, np.ones_like(scores)]
    if rivals:
        parts += [_leads(scores), _firsts(scores)]
    design = np.stack([part.ravel() for part in parts], axis=1).astype(np.float64)
    beta = _newton(design, truth.ravel(), even=even)
    return Sigmoid(**dict(zip(("slope", "offset", "lead", "first"), map(float, beta), strict=False)))


def _newton(design: Array, y: Mask, *, even: bool) -> Array:
    yes, no = int(y.sum()), int((~y).sum())
    target = np.where(y, (yes + 1) / (yes + 2), 1 / (no + 2))
    weight = np.where(y, 0.5 / max(yes, 1), 0.5 / max(no, 1)) * len(y) if even else np.ones(len(y))
    beta = np.zeros(design.shape[1])
    for _step in range(100):
        p = _logistic(design @ beta)
        gradient = design.T @ (weight * (p - target)) + 1e-6 * beta
        curvature = (design * (weight * p * (1 - p))[:, None]).T @ design + 1e-6 * np.eye(len(beta))
        step = np.linalg.solve(curvature, gradient)
        # Newton's step, shortened: far from the solution the full one may overshoot.
        beta = beta - step * min(1.0, 5.0 / float(np.abs(step).max() + 1e-12))
        if float(np.abs(step).max()) < 1e-9:
            break
    return beta


def _leads(scores: Array) -> Array:
    """Return by how much each label leads the best other one of its text; negative behind it."""
    ranked = np.sort(scores, axis=-1)
    best, second = ranked[..., -1:], ranked[..., -2:-1]
    leads: Array = scores - np.where(scores == best, second, best)
    return leads


def _firsts(scores: Array) -> Array:
    firsts: Array = (scores == scores.max(axis=-1, keepdims=True)).astype(np.float64)
    return firsts


def fit_threshold(probabilities: Array, truth: Mask) -> float:
    """Return the probability from which tags are given: the best micro-F1, the middle one of equals."""
    figures = np.array([micro_f1(probabilities >= threshold, truth) for threshold in _GRID])
    best = np.flatnonzero(figures >= figures.max() - 1e-12)
    return float(_GRID[best[len(best) // 2]])


def fit_temperature(scores: Array, truth: npt.NDArray[np.int64]) -> float:
    """Return the factor that makes softmax(factor x scores) most likely to give the true classes."""
    factors = np.geomspace(0.5, 20.0, 75)
    losses = [-np.log(softmax(scores, factor)[np.arange(len(truth)), truth] + 1e-12).mean() for factor in factors]
    return float(factors[int(np.argmin(losses))])


def fit_zones(probabilities: Array, relevant: Mask) -> Zones:
    """Cut so that RECALL_KEPT of the relevant texts are in or to review, NOISE_HELD of the others not in."""
    review = float(np.quantile(probabilities[relevant], 1 - RECALL_KEPT))
    public = float(np.quantile(probabilities[~relevant], NOISE_HELD))
    return Zones(review=round(review, 4), public=round(max(public, review), 4))


def softmax(scores: Array, factor: float) -> Array:
    """Return probabilities over the last axis."""
    scaled = factor * (scores - scores.max(axis=-1, keepdims=True))
    weights = np.exp(scaled)
    result: Array = weights / weights.sum(axis=-1, keepdims=True)
    return result


def micro_f1(given: Mask, truth: Mask) -> float:
    """Return F1 over all decisions together; 1.0 when there was nothing to give and nothing was given."""
    both, total = int((given & truth).sum()), int(given.sum() + truth.sum())
    return 2 * both / total if total else 1.0


def _logistic(z: Array) -> Array:
    result: Array = 1.0 / (1.0 + np.exp(-np.clip(z, -60.0, 60.0)))
    return result
