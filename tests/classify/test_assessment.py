"""What `veille evaluate` tells: figures by facet, kinds confused, reliability, agreement, worst mistakes."""

import json
from pathlib import Path
from typing import Any

import pytest

from veille.classify import Tagger, Taxonomy
from veille.classify.assessment import SaidFacts, assess, read_gold
from veille.classify.assessment.agreement import agreement, set_score, territories
from veille.classify.assessment.mistakes import worst
from veille.classify.assessment.reliability import reliability
from veille.errors import InputError
from veille.models import Tag, Tagging, Zone

CALL = "La région lance un appel à projets pour les coopératives d’énergie citoyenne, dossiers avant le 15 mars."


def line(**values: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"id": "a", "title": "Énergie citoyenne", "text": CALL, "relevant": True, "themes": []}
    return {**base, "sectors": ["energie"], "kind": "appel-a-projets", "orgs": ["cooperative"], **values}


def written(tmp_path: Path, *lines: dict[str, Any]) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def noise(id: str) -> dict[str, Any]:
    text = "Le match s’est terminé sur un score nul devant des tribunes pleines, malgré deux tirs sur le poteau."
    return {"id": id, "title": "Football", "text": text, "relevant": False, "kind": ""}


def test_everything_is_told_of_labelled_texts(tagger: Tagger, taxonomy: Taxonomy, tmp_path: Path) -> None:
    second = {"relevant": True, "themes": [], "sectors": ["energie"], "kind": "dispositif", "territory": ["IDF"]}
    lines = [line(territory=["IDF", "93"], deadline="2026-03-15", second=second), noise("b")]
    gold = read_gold(written(tmp_path, *lines), taxonomy)
    facts = [SaidFacts(territories=frozenset(["IDF"]), deadline="2026-03-15T12:00"), SaidFacts()]

    found = assess(tagger, gold, facts)
    said, text = found.to_json(), found.to_text()

    assert said["version"] == tagger.version
    assert said["zones"]["relevant"]["in"] == said["zones"]["other"]["out"] == 1
    assert said["territories"]["region"]["f1"] == 1.0
    assert said["territories"]["departement"]["recall"] == 0.0
    assert said["dates"]["deadline"]["f1"] == 1.0
    assert said["agreement"]["relevance"]["value"] == 1.0
    assert said["agreement"]["kind"]["value"] == 0.0
    assert json.loads(json.dumps(said)) == said
    for part in ("SECTEURS", "Zones", "Genres", "Fiabilité", "Territoires", "Dates", "Accord de deux personnes"):
        assert part in text


def test_texts_without_more_say_no_more(tagger: Tagger, taxonomy: Taxonomy, tmp_path: Path) -> None:
    found = assess(tagger, read_gold(written(tmp_path, line()), taxonomy))

    assert (found.territories, found.dates, found.agreement) == ({}, {}, None)
    assert "Accord" not in found.to_text()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"second": 3}, "second"),
        ({"second": {}}, "seconde annotation : « relevant »"),
        ({"published": "hier"}, "« published » : attendu une date ISO"),
        ({"second": {"relevant": True, "themes": ["x"]}}, "étiquette inconnue « x »"),
        ({"territory": 75}, "territory"),
        ({"deadline": 3}, "deadline"),
    ],
)
def test_a_wrong_line_is_named(taxonomy: Taxonomy, tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=rf"ligne 3 : .*{said}"):
        read_gold(written(tmp_path, line(), line(**change)), taxonomy)


def test_a_second_person_may_have_a_file_of_her_own(taxonomy: Taxonomy, tmp_path: Path) -> None:
    gold_file = written(tmp_path, line(territory=["IDF", "93"]), noise("b"), line(id="c"))
    second = tmp_path / "second.jsonl"
    hers = [
        {"id": "b", "relevant": False, "themes": [], "kind": ""},
        {"id": "a", "relevant": True, "sectors": ["energie"], "kind": "actualite", "territory": ["IDF", "75"]},
    ]
    second.write_text("\n".join(map(json.dumps, hers)), encoding="utf-8-sig")

    found = agreement(read_gold(gold_file, taxonomy, second))

    assert found is not None
    assert (found.texts, found.relevance.value, found.kind.value) == (2, 1.0, 0.0)
    assert found.facets["sector"].f1 == 1.0
    assert (found.territories["region"].f1, found.territories["departement"].f1) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("hers", "said"),
    [
        ({"id": "z", "relevant": False}, "ligne 1 : aucun texte « z »"),
        ({"id": "a"}, "ligne 1 : seconde annotation"),
        ({"relevant": True}, "ligne 1 : « id »"),
    ],
)
def test_a_second_persons_wrong_line_is_named(
    taxonomy: Taxonomy, tmp_path: Path, hers: dict[str, Any], said: str
) -> None:
    second = tmp_path / "second.jsonl"
    second.write_text(json.dumps(hers), encoding="utf-8")

    with pytest.raises(InputError, match=said):
        read_gold(written(tmp_path, line()), taxonomy, second)


def test_nothing_to_judge_is_said(taxonomy: Taxonomy, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="aucun texte annoté"):
        read_gold(written(tmp_path), taxonomy)


def test_odd_characters_of_a_line_are_left_out(taxonomy: Taxonomy, tmp_path: Path) -> None:
    (one,) = read_gold(written(tmp_path, line(id="a\ud800", title="\ud83dCoop\u0000érative")), taxonomy)

    assert (one.row.id, one.row.title) == ("a", "Coopérative")


def test_probabilities_that_say_what_is_true_have_no_error() -> None:
    fair = reliability([(0.75, True)] * 3 + [(0.75, False)])
    boasting = reliability([(0.95, False)] * 4)

    assert (fair.error, boasting.error) == (pytest.approx(0.0), pytest.approx(0.95))
    assert [one.tags for one in fair.bins] == [4]
    assert "█" in fair.to_lines("x")[1]
    assert reliability([]).error == 0.0


def test_sets_are_scored_together() -> None:
    score = set_score([(frozenset("ab"), frozenset("a")), (frozenset(), frozenset("c")), (frozenset(), frozenset())])

    assert (score.precision, score.recall, score.f1, score.support) == (0.5, 0.5, 0.5, 2)
    assert 0 <= score.low <= score.f1 <= score.high <= 1
    assert set_score([]).texts == 0


def test_the_worst_mistake_comes_first(taxonomy: Taxonomy, tmp_path: Path) -> None:
    gold = read_gold(written(tmp_path, line(id="missed"), noise("let-in"), line(id="right")), taxonomy)
    right = tuple(Tag(facet=facet, label=label, probability=0.9) for facet, label in gold[2].first.labels)
    taggings = [
        Tagging(relevance=0.02, zone=Zone.OUT),
        Tagging(relevance=0.9, zone=Zone.IN),
        Tagging(relevance=0.9, zone=Zone.IN, tags=right),
    ]

    found = worst(list(zip(gold, taggings, strict=True)))

    assert [one.id for one in found] == ["missed", "let-in"]
    assert "hors sujet (0.02)" in found[0].to_line()
    assert found[0].missed == ("appel-a-projets", "cooperative", "energie")


def test_nothing_to_agree_on_and_no_territory_told(taxonomy: Taxonomy, tmp_path: Path) -> None:
    gold = read_gold(written(tmp_path, line()), taxonomy)

    assert agreement(gold) is None
    assert territories(gold, [SaidFacts()]) == {}
