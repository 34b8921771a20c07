"""Outcomes in the words of people."""

from veille.cli.outcomes import outcome_name
from veille.models import Outcome


def test_every_outcome_has_a_french_name() -> None:
    names = [outcome_name(outcome) for outcome in Outcome]

    assert len(set(names)) == len(Outcome)
