"""What the shipped model owes its labels; tests/eval holds its figures."""

import json

import numpy as np
import pytest

from veille.classify import Tagger, Taxonomy, load_corpus
from veille.classify.cues import CueIndex
from veille.classify.decisions import MULTI, Outputs, decide
from veille.classify.features import analyse
from veille.classify.training import FOLDS, SEED, _Learner, fit_parameters


def test_every_label_is_learned_by_somebody(tagger: Tagger) -> None:
    never = [
        label
        for facet in json.loads(json.dumps(dict(tagger.figures)))["facets"]
        for label, figures in facet["labels"].items()
        if figures["support"] >= 10 and figures["f1"] < 0.3
    ]

    assert not never


@pytest.mark.long
def test_probabilities_mean_what_they_say(taxonomy: Taxonomy) -> None:
    rows, cues, outputs = load_corpus(taxonomy).rows, CueIndex(taxonomy), Outputs.of(taxonomy)
    analyses = [analyse(row.title, row.text, cues) for row in rows]
    learner = _Learner(rows, analyses, taxonomy, len(cues.groups), SEED)
    scores = learner.unseen_scores(lambda _message: None)
    said, true = [], []
    for fold in range(FOLDS):
        others = np.flatnonzero((learner.folds >= 0) & (learner.folds != fold)).tolist()
        parameters = fit_parameters(scores[others], [rows[place] for place in others], outputs)
        for place in np.flatnonzero(learner.folds == fold).tolist():
            row = rows[place]
            if row.relevant:
                probabilities = decide(scores[place], outputs, parameters).probabilities
                for column, (facet, label) in enumerate(outputs.names):
                    if facet in MULTI:
                        said.append(probabilities[column])
                        true.append(label in row.gold(facet))
    bins = np.digitize(said, np.arange(0.1, 1.0, 0.1))

    for number in range(10):
        inside = bins == number
        assert np.array(said)[inside].mean() == pytest.approx(np.array(true)[inside].mean(), abs=0.12)
