"""The quality gate: no facet may fall under the floor pinned in floors.json (`python -m tests.eval.pin`)."""

import pytest

from tests.eval.figures import Figures, measured, pinned, raised


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measured()


@pytest.mark.parametrize(("texts", "name"), [(texts, name) for texts in pinned() for name in sorted(pinned()[texts])])
def test_figures_hold_their_floors(figures: Figures, texts: str, name: str) -> None:
    assert figures[texts][name] >= pinned()[texts][name]


def test_floors_rise_with_the_figures_and_fall_only_when_asked() -> None:
    floors = {"cross_validated": {"theme": 0.70, "sector": 0.80}, "unseen": {"theme": 0.75}}
    now = {"cross_validated": {"theme": 0.75, "sector": 0.78, "org": 0.9}}

    kept, falls = raised(floors, now, lower=False)
    lowered, _falls = raised(floors, now, lower=True)

    assert kept == {"cross_validated": {"theme": 0.73, "sector": 0.80, "org": 0.88}, "unseen": {"theme": 0.75}}
    assert falls == ["cross_validated sector: 0.780 is under its floor 0.80"]
    assert lowered["cross_validated"]["sector"] == 0.76


def test_a_figure_between_its_floor_and_the_margin_changes_nothing() -> None:
    floors = {"unseen": {"theme": 0.75}}

    assert raised(floors, {"unseen": {"theme": 0.76}}, lower=False) == (floors, [])
