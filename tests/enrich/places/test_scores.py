"""The scores that the corpus gives, with floors: only ever raised. `python -m bench.territories` has the figures.

The weights were fitted on these very parts, so the floors guard against damage; they promise nothing for new texts.
"""

import pytest

from bench.territories import load, read_codes, scores

FLOORS = {"all": 0.935, "region": 0.938, "departement": 0.925}


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, float]]:
    """Scores on the parts that imitate the natural stream."""
    texts = load((2, 6, 10, 11, 12, 13))
    return scores((text.about, read_codes(text)) for text in texts)


@pytest.mark.parametrize("level", FLOORS)
def test_territories_are_read_as_well_as_they_were(level: str, measured: dict[str, dict[str, float]]) -> None:
    assert measured[level]["f1"] >= FLOORS[level]
