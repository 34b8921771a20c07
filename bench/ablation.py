"""What each kind of feature buys, and what more texts would: cross-validated, each hand judged by models of the others.

python -m bench.ablation             features, then the learning curve; some five minutes
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from veille.classify import Evaluation, Row, features, load_corpus, load_taxonomy, training
from veille.classify.cues import CueIndex
from veille.classify.decisions import MULTI, Outputs

TAXONOMY = load_taxonomy()
FRACTIONS = (0.25, 0.5, 0.75, 1.0)
WITHOUT = {
    "everything": {},
    "without meaning": {"MEANING_WEIGHT": 0.0},
    "without cues": {"CUE_WEIGHT": 0.0},
    "without style": {"STYLE_WEIGHT": 0.0},
    "without title weight": {"TITLE_WEIGHT": 1},
    "stems alone": {"MEANING_WEIGHT": 0.0, "CUE_WEIGHT": 0.0, "STYLE_WEIGHT": 0.0, "TITLE_WEIGHT": 1},
}


def main() -> None:
    """Print one JSON line a figure."""
    rows = load_corpus(TAXONOMY).rows
    for name, constants in WITHOUT.items():
        with _set(features, constants):
            _tell(name, _figures(rows))
    with _set(training, {"RIVALS": frozenset()}):
        _tell("sectors without rivals", _figures(rows))
    rng = np.random.default_rng(1)
    order = rng.random(len(rows))
    for fraction in FRACTIONS:
        _tell(f"{fraction:.0%} of the texts to learn from", _figures(rows, kept=order < fraction))


def _figures(rows: Sequence[Row], kept: "np.ndarray | None" = None) -> Evaluation:
    """Judge every natural text by what was learned from other hands, of these rows only those kept."""
    cues = CueIndex(TAXONOMY)
    analyses = [features.analyse(row.title, row.text, cues) for row in rows]
    learner = training._Learner(rows, analyses, TAXONOMY, len(cues.groups), training.SEED)
    if kept is not None:
        unseen_by = learner.unseen_by
        learner.unseen_by = lambda fold: [place for place in unseen_by(fold) if kept[place]]  # type: ignore[method-assign]
    outputs = Outputs.of(TAXONOMY)
    scores = learner.unseen_scores(lambda _message: None)
    return training.cross_fitted(scores, rows, learner.folds, outputs, TAXONOMY)


@contextmanager
def _set(module: object, constants: dict[str, object]) -> Iterator[None]:
    before = {name: getattr(module, name) for name in constants}
    for name, value in constants.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


def _tell(name: str, evaluation: Evaluation) -> None:
    said = json.loads(json.dumps(evaluation.to_json()))
    facets = {facet["facet"]: facet["micro"]["f1"] for facet in said["facets"] if facet["facet"] in MULTI}
    shares = {share: said[share]["value"] for share in ("kind_accuracy", "recall_public", "held")}
    figures = {key: round(value, 3) for key, value in {**facets, **shares}.items()}
    sys.stdout.write(json.dumps({"what": name, **figures}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
