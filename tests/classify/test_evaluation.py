import json

import pytest

from veille.classify import Row, Tagger, Taxonomy, evaluate, load_corpus
from veille.classify.evaluation import Judged, judge, share
from veille.models import Zone


def row(number: int, **fields: object) -> Row:
    return Row(
        **{"id": str(number), "lang": "fr", "title": "", "text": "", "relevant": True, "kind": "actualite", **fields}
    )  # type: ignore[arg-type]


def given(*labels: str, kind: str = "actualite") -> list[tuple[str, str]]:
    return [*(("theme", label) for label in labels), ("kind", kind)]


@pytest.fixture
def judged() -> list[Judged]:
    return [
        Judged.of(row(1, themes=("financement",)), Zone.IN, given("financement", "innovation-sociale")),
        Judged.of(row(2, themes=("financement",)), Zone.REVIEW, given(kind="evenement")),
        Judged.of(row(3, themes=("innovation-sociale",)), Zone.OUT, []),
        Judged.of(row(4, relevant=False, kind=""), Zone.IN, given("financement")),
        Judged.of(row(5, relevant=False, kind=""), Zone.OUT, []),
    ]


def test_figures_are_those_of_a_hand_count(judged: list[Judged], taxonomy: Taxonomy) -> None:
    figures = judge(judged, taxonomy)
    themes = figures.facet("theme")

    assert (0.5, pytest.approx(1 / 3), pytest.approx(0.4)) == (
        themes.micro.precision,
        themes.micro.recall,
        themes.micro.f1,
    )
    assert pytest.approx(2 / 3) == themes.labels["financement"].f1
    assert pytest.approx(1 / 3) == themes.macro_f1
    assert pytest.approx((figures.kind_accuracy.value, figures.recall.value, figures.recall_public.value)) == (
        1 / 3,
        2 / 3,
        1 / 3,
    )
    assert (figures.held.value, figures.rejected.value) == (0.5, 0.5)


def test_figures_and_intervals_are_always_the_same(judged: list[Judged], taxonomy: Taxonomy) -> None:
    assert judge(judged, taxonomy) == judge(judged, taxonomy)


def test_intervals_hold_the_figure_and_narrow_with_more_texts(judged: list[Judged], taxonomy: Taxonomy) -> None:
    few, many = judge(judged, taxonomy).facet("theme").micro, judge(judged * 40, taxonomy).facet("theme").micro

    assert few.low <= few.f1 <= few.high
    assert many.low < many.f1 < many.high
    assert many.high - many.low < few.high - few.low


def test_nothing_to_judge_gives_zeros_and_no_opinion(taxonomy: Taxonomy) -> None:
    figures = judge([], taxonomy)

    assert (figures.recall.low, figures.recall.high, figures.recall.of) == (0.0, 1.0, 0)
    assert figures.facet("sector").micro.f1 == 0.0


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_intervals_are_those_of_the_books(part: int, whole: int, low: float, high: float) -> None:
    found = share(part, whole)

    assert (low, high) == (pytest.approx(found.low, abs=1e-3), pytest.approx(found.high, abs=1e-3))


def test_the_report_is_json_and_a_french_table(judged: list[Judged], taxonomy: Taxonomy) -> None:
    figures = judge(judged, taxonomy)
    said = json.loads(json.dumps(figures.to_json()))
    text = figures.to_text()

    assert said["facets"][0]["micro"]["f1"] == 0.4
    assert "5 textes, dont 3 du domaine" in text
    assert "THÈMES" in text
    assert max(len(line) for line in text.splitlines()) < 100


def test_a_tagger_is_judged_on_rows_of_the_corpus(tagger: Tagger, taxonomy: Taxonomy) -> None:
    rows = [row for row in load_corpus(taxonomy).rows if row.natural][:80]

    figures = evaluate(tagger, rows)

    # Seen in training, so nearly all is right; it is the way through tagger and figures that is tested.
    assert figures.texts == 80
    assert figures.facet("theme").micro.f1 > 0.9
    assert figures.recall.value > 0.95
