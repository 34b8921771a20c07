"""What the reading of calls and events is worth on the labelled sets; `python -m bench.calls` shows every figure."""

import pytest

from bench.calls import Score, load, measure

FLOORS = {
    # least precision and recall on the half of calls.jsonl and events.jsonl that nobody looked at while writing rules
    "closing": (0.95, 0.88),
    "closing hour": (0.97, 0.90),
    "extension": (0.80, 0.70),
    "permanent": (0.80, 0.70),
    "form": (0.97, 0.90),
    "amounts": (0.78, 0.72),
    "event start": (0.88, 0.88),
    "event end": (0.85, 0.85),
}
WORKED = {"closing": (0.96, 0.96), "opening": (0.95, 0.90), "amounts": (0.93, 0.93), "event start": (0.97, 0.97)}
"""On the rows that the rules were written on."""


@pytest.fixture(scope="module")
def unseen() -> Score:
    return measure(load("calls", "even"), load("events", "even"))


@pytest.fixture(scope="module")
def worked() -> Score:
    return measure(load("tuning"), load("tuning-events"))


@pytest.mark.parametrize("fact", sorted(FLOORS))
def test_facts_of_unseen_texts_stay_above_their_floor(unseen: Score, fact: str) -> None:
    tally = unseen.facts[fact]
    precision, recall = FLOORS[fact]
    assert tally.precision >= precision
    assert tally.recall >= recall


@pytest.mark.parametrize("fact", sorted(WORKED))
def test_facts_of_the_worked_texts_stay_right(worked: Score, fact: str) -> None:
    tally = worked.facts[fact]
    precision, recall = WORKED[fact]
    assert tally.precision >= precision, worked.wrong
    assert tally.recall >= recall, worked.wrong
