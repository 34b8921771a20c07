"""The quality gate: cross-validated figures of the shipped corpus may not fall below what is pinned in floors.json.

Every training measures them anyway, so the gate costs nothing more. A changed corpus needs its floors looked at again.
"""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from veille.classify import Row, Tagger, Taxonomy, evaluate, load_corpus
from veille.classify.corpus import corpus_fingerprint
from veille.classify.cues import CueIndex
from veille.classify.decisions import MULTI, Outputs
from veille.classify.evaluation import Evaluation, Judged, judge
from veille.classify.features import analyse
from veille.classify.learners import fit, score
from veille.classify.training import FOLDS, _Learner, cross_fitted, deal, decide, fit_parameters
from veille.demo.stories import FOLDER, load_stories

PINNED = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


def summary(figures: dict[str, object]) -> dict[str, float]:
    said = json.loads(json.dumps(figures))
    facets = {facet["facet"]: facet["micro"]["f1"] for facet in said["facets"] if facet["facet"] in MULTI}
    shares = {name: said[name]["value"] for name in ("kind_accuracy", "recall", "recall_public", "held", "rejected")}
    return {**facets, **shares}


def test_floors_were_pinned_for_this_corpus() -> None:
    assert PINNED["corpus"] == corpus_fingerprint(), "the corpus changed: train, look at the figures, pin floors again"


@pytest.mark.parametrize("name", sorted(PINNED["floors"]))
def test_cross_validated_figures_hold_their_floors(tagger: Tagger, name: str) -> None:
    assert summary(dict(tagger.figures))[name] >= PINNED["floors"][name]


def test_every_label_is_learned_by_somebody(tagger: Tagger) -> None:
    never = [
        label
        for facet in json.loads(json.dumps(dict(tagger.figures)))["facets"]
        for label, figures in facet["labels"].items()
        if figures["support"] >= 10 and figures["f1"] < 0.3
    ]

    assert not never


def test_folds_share_out_relevance_and_labels_evenly(taxonomy: Taxonomy) -> None:
    rows = load_corpus(taxonomy).rows
    folds = deal(rows, seed=1)

    assert {-1} == {int(fold) for fold, row in zip(folds, rows, strict=True) if not row.natural}
    for wanted in (lambda row: row.relevant, lambda row: not row.relevant, lambda row: "energie" in row.sectors):
        counts = [
            sum(wanted(row) for fold, row in zip(folds, rows, strict=True) if fold == number) for number in range(FOLDS)
        ]
        assert max(counts) - min(counts) <= 3


def test_articles_written_by_somebody_else_for_the_sample_web_hold_their_floors(
    tagger: Tagger, taxonomy: Taxonomy
) -> None:
    figures = summary(evaluate(tagger, _sample_web()).to_json())

    # Nothing was tuned on them: no label of theirs is in the corpus. They carry no legal families.
    for name, floor in PINNED["sample_web"].items():
        assert figures[name] >= floor, name


def _sample_web() -> list[Row]:
    sites = sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != "README")
    stories = [story for site in sites for story in load_stories(site, date(2026, 11, 21))]
    return [
        Row(
            id=story.slug,
            lang=story.lang,
            title=story.title,
            text="\n".join(block.text for block in story.blocks),
            relevant=story.kind != "bruit",
            themes=story.themes if story.kind != "bruit" else (),
            sectors=story.sectors if story.kind != "bruit" else (),
            kind=story.kind if story.kind != "bruit" else "",
        )
        for story in stories
    ]


@pytest.fixture(scope="module")
def unseen(taxonomy: Taxonomy) -> _Learner:
    rows = load_corpus(taxonomy).rows
    cues = CueIndex(taxonomy)
    return _Learner(rows, [analyse(row.title, row.text, cues) for row in rows], taxonomy, len(cues.groups), 0)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_folds_give_much_the_same(unseen: _Learner, taxonomy: Taxonomy, seed: int) -> None:
    learner = _Learner(unseen.rows, unseen.analyses, taxonomy, unseen.groups, seed)
    scores = learner.unseen_scores(lambda _message: None)
    figures = cross_fitted(scores, learner.rows, learner.folds, Outputs.of(taxonomy), taxonomy)

    for name, floor in PINNED["floors"].items():
        assert summary(figures.to_json())[name] >= floor - 0.02, name


@pytest.mark.long
def test_a_part_written_apart_is_tagged_nearly_as_well(unseen: _Learner, taxonomy: Taxonomy) -> None:
    figures = _part_by_part(unseen, taxonomy)

    for name, floor in PINNED["part_by_part"].items():
        assert summary(figures.to_json())[name] >= floor, name


@pytest.mark.long
def test_probabilities_mean_what_they_say(unseen: _Learner, taxonomy: Taxonomy) -> None:
    outputs = Outputs.of(taxonomy)
    scores = unseen.unseen_scores(lambda _message: None)
    said, true = [], []
    for fold in range(FOLDS):
        others = np.flatnonzero((unseen.folds >= 0) & (unseen.folds != fold)).tolist()
        parameters = fit_parameters(scores[others], [unseen.rows[place] for place in others], outputs)
        for place in np.flatnonzero(unseen.folds == fold).tolist():
            row = unseen.rows[place]
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


def _part_by_part(learner: _Learner, taxonomy: Taxonomy) -> Evaluation:
    """Judge each natural part by models that saw nothing of it, a harder test than folds: each was written apart."""
    outputs, rows = Outputs.of(taxonomy), learner.rows
    parts = np.array([int(row.id[1:].partition("-")[0]) if row.natural else 0 for row in rows])
    scores = np.zeros((len(rows), len(outputs.names)))
    for part in set(parts) - {0}:
        seen, held = np.flatnonzero(parts != part).tolist(), np.flatnonzero(parts == part).tolist()
        fitted = fit(
            [rows[place] for place in seen],
            [learner.analyses[place] for place in seen],
            taxonomy,
            groups=learner.groups,
            seed=0,
        )
        scores[held] = score(fitted, [learner.analyses[place] for place in held])
    judged = []
    for part in set(parts) - {0}:
        others = np.flatnonzero((parts > 0) & (parts != part)).tolist()
        parameters = fit_parameters(scores[others], [rows[place] for place in others], outputs)
        for place in np.flatnonzero(parts == part).tolist():
            decision = decide(scores[place], outputs, parameters)
            judged.append(Judged.of(rows[place], decision.zone, decision.labels(outputs)))
    return judge(judged, taxonomy)
