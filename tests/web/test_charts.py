"""The chart by month: bars to scale, months that are not over or not known, and what it says in words."""

from datetime import date
from itertools import pairwise

import pytest

from veille.web.charts import HEIGHT, WIDTH, month_chart, movement

TODAY = date(2026, 11, 21)


def test_two_years_are_shown_when_there_are_as_many() -> None:
    chart = month_chart({"2026-11": 3, "2024-12": 8, "2024-11": 99}, "2024-01", TODAY)

    assert chart
    assert [chart.bars[0].month, chart.bars[-1].month] == ["2024-12", "2026-11"]
    assert len(chart.bars) == 24
    assert chart.total == 11
    assert chart.labels == ("déc. 2024", "juin 2025", "déc. 2025", "juin 2026")


def test_a_younger_watch_shows_one_year_and_which_months_it_did_not_see() -> None:
    chart = month_chart({"2026-11": 3, "2026-10": 1}, "2026-09", TODAY)

    assert chart
    assert [bar.month for bar in chart.bars if bar.is_known] == ["2026-09", "2026-10", "2026-11"]
    assert len(chart.bars) == 12
    assert [bar.is_open for bar in chart.bars] == [False] * 11 + [True]


@pytest.mark.parametrize(
    ("counts", "first"), [({}, "2026-01"), ({"2026-11": 2}, ""), ({"2020-01": 5}, "2019-01"), ({}, "2027-02")]
)
def test_nothing_is_drawn_where_there_is_nothing(counts: dict[str, int], first: str) -> None:
    assert month_chart(counts, first, TODAY) is None


def test_bars_are_to_scale_inside_the_box_and_side_by_side() -> None:
    chart = month_chart({"2026-11": 50, "2026-10": 100, "2025-12": 1}, "2025-12", TODAY)

    assert chart
    assert chart.top == 100
    assert chart.bars[-2].height == HEIGHT == 2 * chart.bars[-1].height
    assert all(bar.y + bar.height == pytest.approx(HEIGHT) for bar in chart.bars)
    assert all(left.x + left.width < right.x for left, right in pairwise(chart.bars))
    assert chart.bars[-1].x + chart.bars[-1].width < WIDTH


@pytest.mark.parametrize(
    ("most", "top"), [(1, 2), (2, 2), (3, 4), (9, 10), (11, 12), (13, 16), (17, 20), (101, 120), (987_654, 1_000_000)]
)
def test_the_scale_ends_at_a_round_even_number(most: int, top: int) -> None:
    chart = month_chart({"2026-11": most}, "2026-01", TODAY)

    assert chart
    assert chart.top == top


def test_the_summary_says_what_the_drawing_shows() -> None:
    chart = month_chart({"2026-11": 3, "2026-09": 7}, "2026-08", TODAY)

    assert chart
    assert chart.summary == (
        "De août\u00a02026 à novembre\u00a02026 : 10 articles ; le mois le plus fourni est septembre\u00a02026, avec"
        " 7 articles."
    )


@pytest.mark.parametrize(
    ("recent", "before", "ending"),
    [
        (0, 0, "Aucun article depuis soixante jours."),
        (1, 3, "trop peu pour y lire une tendance."),
        (0, 9, "trop peu pour y lire une tendance."),
        (12, 10, "à peu près autant."),
        (0, 12, "nettement moins."),
        (40, 12, "nettement plus."),
        (1000, 1050, "à peu près autant."),
        (1000, 1200, "nettement moins."),
    ],
)
def test_a_movement_is_told_only_when_it_is_sure(recent: int, before: int, ending: str) -> None:
    assert movement(recent, before).endswith(ending)


def test_a_movement_tells_its_numbers() -> None:
    told = movement(1, 1234)

    assert told.startswith("1 article ces trente derniers jours, contre 1\u202f234 les trente jours d’avant")
