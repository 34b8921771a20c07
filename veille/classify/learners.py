"""Fits one linear model per label and puts them side by side. The only module that imports scikit-learn.

LinearSVC did better than logistic regression on every facet, with its constant C = 1 (measured
by cross-validation among 0.3 to 30); probabilities come from calibration afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from veille.classify.calibration import Array
from veille.classify.corpus import Row
from veille.classify.decisions import RELEVANCE, Outputs
from veille.classify.features import Analysis, Floats, Lexicon
from veille.classify.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Linear models side by side: scores of a row x are x @ weights + bias."""

    lexicon: Lexicon
    outputs: Outputs
    weights: Floats
    bias: Floats


def matrix(lexicon: Lexicon, analyses: Sequence[Analysis]) -> csr_matrix:
    """Return one sparse row per analysis."""
    vectors = [lexicon.vector(analysis) for analysis in analyses]
    starts = np.cumsum([0, *(len(columns) for columns, _values in vectors)])
    columns = np.concatenate([columns for columns, _values in vectors])
    values = np.concatenate([values for _columns, values in vectors])
    return csr_matrix((values, columns, starts), shape=(len(vectors), lexicon.columns))


def fit(rows: Sequence[Row], analyses: Sequence[Analysis], taxonomy: Taxonomy, *, groups: int, seed: int) -> Fitted:
    """Learn every label from labelled rows.

    Labels are learned on relevant texts only, relevance on all. Kinds see the style of
    the text too, the others only its words and cues.
    """
    lexicon = Lexicon.fit(analyses, groups)
    everything = matrix(lexicon, analyses)
    relevant = np.array([row.relevant for row in rows])
    weight = np.array([row.weight for row in rows])
    outputs = Outputs.of(taxonomy)
    weights = np.zeros((lexicon.columns, len(outputs.names)), np.float32)
    bias = np.zeros(len(outputs.names), np.float32)
    # Cut once for all labels: kinds see every column, the others all but the style; relevance is learned on all texts.
    told = everything[relevant]
    seen = {RELEVANCE: everything[:, : lexicon.first_style], "kind": told, "": told[:, : lexicon.first_style]}
    for place, (facet, label) in enumerate(outputs.names):
        x = seen.get(facet, seen[""])
        kept = np.ones(len(rows), bool) if facet == RELEVANCE else relevant
        known = np.array([row.knows(facet, label) for row in rows])[kept]
        truth = relevant if facet == RELEVANCE else np.array([label in row.gold(facet) for row in rows])[kept]
        column, constant = _fit_one(x if known.all() else x[known], truth[known], weight[kept][known], seed)
        weights[: x.shape[1], place], bias[place] = column, constant
    return Fitted(lexicon=lexicon, outputs=outputs, weights=weights, bias=bias)


def score(fitted: Fitted, analyses: Sequence[Analysis]) -> Array:
    """Return scores, one row per analysis and one column per output."""
    result: Array = np.asarray(matrix(fitted.lexicon, analyses) @ fitted.weights + fitted.bias, np.float64)
    return result


def _fit_one(x: csr_matrix, truth: np.ndarray, weight: np.ndarray, seed: int) -> tuple[Floats, float]:
    if truth.all() or not truth.any():
        # Nothing to tell apart: a label without example (or without counter-example) says always the same.
        return np.zeros(x.shape[1], np.float32), 1.0 if truth.all() else -1.0
    learner = LinearSVC(C=1.0, tol=1e-3, random_state=seed, max_iter=5_000).fit(x, truth, sample_weight=weight)
    return learner.coef_[0].astype(np.float32), float(learner.intercept_[0])
