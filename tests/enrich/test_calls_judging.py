"""How the days of a text share the chance of being its closing."""

import math
from datetime import date

import pytest

from veille.enrich.calls.judging import Weights, chances, fitted, shares

ONE, OTHER = date(2025, 3, 3), date(2025, 4, 4)


def test_days_and_none_share_one_probability() -> None:
    found = shares([ONE, OTHER], [0.0, 0.0])
    assert found == pytest.approx({ONE: 1 / 3, OTHER: 1 / 3})


def test_a_day_named_twice_has_both_parts() -> None:
    assert shares([ONE, OTHER, ONE], [0.0, 0.0, 0.0])[ONE] == pytest.approx(0.5)


def test_scores_of_any_size_are_probabilities() -> None:
    found = shares([ONE, OTHER], [900.0, -900.0])
    assert found[ONE] == pytest.approx(1.0)
    assert all(math.isfinite(chance) for chance in found.values())


def test_a_text_without_a_day_has_no_chance_to_share() -> None:
    assert chances([], [], Weights(features={}, threshold=0.5)) == {}


def test_a_feature_never_met_says_nothing() -> None:
    weights = Weights(features={"limit": 2.0}, threshold=0.5)
    assert weights.score({"limit": 1.0, "unheard of": 5.0}) == 2.0


def test_the_weights_of_the_package_tell_a_limit_from_a_jury() -> None:
    weights = fitted()
    assert 0.5 <= weights.threshold < 1
    assert weights.score({"cue limit": 0.5, "preferred": 1.0}) > weights.score(
        {"cue jury": 1.5, "other preferred": 1.0}
    )
