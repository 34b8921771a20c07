"""The floors under what `python -m bench.structures` measures; raise them, never lower them."""

from collections import Counter

import pytest

from bench import structures as bench
from veille.enrich.structures.chances import CHANCES, PRIOR, WEIGHT
from veille.enrich.structures.finding import How

FLOORS = {"precision": 0.95, "recall": 0.85, "id_right": 1.0}


@pytest.fixture(scope="module")
def texts():
    return bench.corpus()


@pytest.mark.parametrize(("half", "labelled"), [("judge", 31), ("fresh", 25)])
def test_organisations_of_unseen_texts_are_read(half, labelled, texts):
    figures = bench.score(half, texts).figures()

    assert {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor} == {}
    assert figures["labelled"] >= labelled


def test_probabilities_are_those_of_the_judged_mentions():
    judged: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in bench.rows("judged"):
        judged[row["how"]] += 1
        right[row["how"]] += row["right"]

    measured = {how: (right[how] + WEIGHT * PRIOR) / (judged[how] + WEIGHT) for how in How}
    assert {how: CHANCES[how] for how in How} == pytest.approx(measured, abs=0.006)


def test_what_was_judged_right_is_still_read(texts):
    rows = [row for row in bench.rows("judged") if row["text"] in texts]
    still = [any(one.id == row["id"] for one in bench.read(texts[row["text"]])) for row in rows]

    kept = [found for found, row in zip(still, rows, strict=True) if row["right"]]
    assert sum(kept) >= 0.97 * len(kept)
    assert sum(found for found, row in zip(still, rows, strict=True) if not row["right"]) <= 16
