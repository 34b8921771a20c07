import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.model import Training
from veille.classify import Taxonomy, load_corpus, load_tagger, train
from veille.classify.corpus import Row
from veille.classify.training import FOLDS, _Learner, by_hand, deal
from veille.errors import ConfigError, InputError


def test_a_training_says_what_it_does_and_how_good_it_is(small_training: Training) -> None:
    report = small_training.report

    assert "Validation croisée, 5 sur 5" in small_training.told
    assert (report.texts, report.natural) == (290, 160)
    assert f"Modèle {report.version} : 290 textes" in report.to_text()
    assert "THÈMES" in report.to_text()


def test_the_figures_are_kept_with_the_model(small_training: Training, small_corpus: Path) -> None:
    kept = load_tagger(small_training.folder, corpus=small_corpus).figures
    assert json.loads(json.dumps(small_training.report.evaluation.to_json())) == dict(kept)


def test_labels_without_any_example_are_never_given(tmp_path: Path, small_corpus: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in small_corpus.iterdir():
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        kept = [{**row, "orgs": [org for org in row["orgs"] if org != "mutuelle"]} for row in rows]
        (corpus / path.name).write_text("\n".join(map(json.dumps, kept)), encoding="utf-8")

    report = train(tmp_path / "model", corpus=corpus)

    assert report.evaluation.facet("org").labels["mutuelle"].given == 0


def test_a_wrong_taxonomy_or_corpus_stops_it_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "taxonomy.yml").write_text("themes: 3", encoding="utf-8")

    with pytest.raises(ConfigError):
        train(tmp_path / "model", taxonomy=tmp_path / "taxonomy.yml")
    with pytest.raises(InputError):
        train(tmp_path / "model", corpus=tmp_path)
    assert not (tmp_path / "model").exists()


def test_a_corpus_without_natural_texts_is_refused(tmp_path: Path, small_corpus: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "part-1.jsonl").write_bytes((small_corpus / "part-1.jsonl").read_bytes())

    with pytest.raises(InputError, match="flux naturel"):
        train(tmp_path / "model", corpus=corpus)


def written_by(hands: int) -> list[Row]:
    """Return 20 natural texts and 5 others of each hand, and one of nobody's: an officer's correction."""
    row = Row(id="", lang="fr", title="", text="", relevant=True)
    texts = [
        replace(row, id=f"{hand}-{number}", hand=hand, natural=number < 20)
        for hand in range(hands)
        for number in range(25)
    ]
    return [*texts, replace(row, id="hers")]


def test_a_fold_holds_all_that_a_hand_wrote_and_is_scored_by_models_without_it(taxonomy: Taxonomy) -> None:
    rows = written_by(FOLDS + 2)
    learner = _Learner(rows, [], taxonomy, 0, seed=1)

    assert {int(fold) for fold, row in zip(learner.folds, rows, strict=True) if not row.natural} == {-1}
    assert set(learner.folds) == {-1, *range(FOLDS)}
    for fold in range(FOLDS):
        judged = {row.hand for row, other in zip(rows, learner.folds, strict=True) if other == fold}
        seen = [rows[place] for place in learner.unseen_by(fold)]
        assert judged.isdisjoint(row.hand for row in seen)
        assert rows[-1] in seen


def test_where_few_hands_wrote_texts_are_dealt_like_cards(taxonomy: Taxonomy, small_corpus: Path) -> None:
    rows = load_corpus(taxonomy, small_corpus).rows
    folds = deal(rows, seed=1)

    assert not by_hand(rows)
    assert {-1} == {int(fold) for fold, row in zip(folds, rows, strict=True) if not row.natural}
    for wanted in (lambda row: row.relevant, lambda row: not row.relevant):
        counts = [
            sum(wanted(row) for fold, row in zip(folds, rows, strict=True) if fold == number) for number in range(FOLDS)
        ]
        assert max(counts) - min(counts) <= 3


def test_the_shipped_corpus_is_judged_by_hand(taxonomy: Taxonomy) -> None:
    assert by_hand(load_corpus(taxonomy).rows)
