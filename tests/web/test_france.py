"""The map's data: every région with an outline inside the box, every département once, and shades with round bounds."""

import re

import pytest

from veille.enrich.places.gazetteer import gazetteer
from veille.web.france import CLASSES, france, shade, thresholds
from veille.web.pages.territories import legend


def test_regions_and_departements_are_those_of_the_gazetteer() -> None:
    official = gazetteer().larger.values()
    wanted = {one.code: one.name for one in official if one.kind in ("region", "departement")}

    assert france().names == wanted
    assert all(
        gazetteer().larger[code].parents[0] == region.code
        for region in france().regions.values()
        for code in region.departements
    )


def test_every_outline_and_its_number_lie_in_the_box() -> None:
    width, height = france().box
    for region in france().regions.values():
        for ring in region.path.split("z")[:-1]:
            numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
            x, y = numbers[:2]
            for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
                x, y = x + dx, y + dy
                assert (0 <= x <= width, 0 <= y <= height) == (True, True), region.name
        assert 0 < region.at[0] < width
        assert 0 < region.at[1] < height


def test_the_map_is_light() -> None:
    assert sum(len(region.path) for region in france().regions.values()) < 15_000


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [
        ([], ()),
        ([0, 0], ()),
        ([0, 1], (1,)),
        ([7] * 18, (1, 6)),
        ([1, 2, 3, 4, 50, 60, 70, 800], (1, 3, 50, 60)),
        (list(range(1, 1001)), (1, 300, 500, 800)),
    ],
)
def test_bounds_of_shades_are_round_and_rise(counts: list[int], bounds: tuple[int, ...]) -> None:
    found = thresholds(counts)

    assert found == bounds
    assert len(found) <= CLASSES
    assert all(shade(count, found) <= CLASSES for count in counts)


def test_no_article_has_a_shade_of_its_own() -> None:
    assert [shade(count, (1, 10)) for count in (0, 1, 9, 10, 99)] == [0, 1, 1, 2, 2]


def test_the_legend_says_each_shade_in_words() -> None:
    assert [one.text for one in legend((1, 10, 50), has_empty=True)] == [
        "aucun article", "1 à 9", "10 à 49", "50 articles et plus",
    ]  # fmt: skip
    assert [one.text for one in legend((1, 2), has_empty=False)] == ["1", "2 articles et plus"]
    assert [one.text for one in legend((1,), has_empty=False)] == ["au moins un article"]
    assert [one.text for one in legend((), has_empty=True)] == ["aucun article"]
