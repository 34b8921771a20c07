"""What rises, and what only looks as if it did."""

from datetime import date, timedelta

import pytest

from veille.web.trends import Tally, periods, rises

TODAY = date(2026, 11, 21)
TOTALS = {True: 400, False: 1200}


def tally(recent: int, before: int, value: str = "habitat") -> Tally:
    return Tally(axis="secteur", value=value, recent=recent, before=before)


def test_a_clear_rise_is_told_with_the_number_that_was_to_be_expected() -> None:
    found = rises([tally(40, 45)], TOTALS, 5)

    assert [(rise.value, rise.recent, rise.expected) for rise in found] == [("habitat", 40, 15.0)]


@pytest.mark.parametrize(
    ("recent", "before"),
    [(4, 0), (5, 9), (16, 45), (10, 15), (0, 60)],
    ids=["four at all", "five for three", "one more", "twice of few", "a fall"],
)
def test_what_chance_explains_is_not_told(recent: int, before: int) -> None:
    assert rises([tally(recent, before)], TOTALS, 5) == ()


def test_with_very_many_articles_a_sure_but_slight_rise_is_no_news() -> None:
    assert rises([tally(11_500, 30_000)], {True: 100_000, False: 300_000}, 5) == ()


def test_a_label_that_is_new_can_rise() -> None:
    assert [rise.expected for rise in rises([tally(8, 0)], TOTALS, 5)] == [0.0]


def test_when_everything_doubles_nothing_rises() -> None:
    assert rises([tally(60, 90), tally(20, 30, "energie")], {True: 800, False: 1200}, 5) == ()


def test_without_articles_in_one_period_nothing_is_said() -> None:
    assert rises([tally(8, 0)], {True: 8, False: 0}, 5) == ()
    assert rises([tally(0, 8)], {True: 0, False: 8}, 5) == ()


def test_the_surest_come_first_and_only_as_many_as_asked() -> None:
    told = [tally(30, 45, "a"), tally(60, 45, "b"), tally(45, 45, "c")]

    assert [rise.value for rise in rises(told, TOTALS, 2)] == ["b", "c"]


def test_four_whole_weeks_without_today_are_compared_with_the_twelve_before() -> None:
    compared = periods(TODAY, date(2020, 1, 1))

    assert compared.last == TODAY - timedelta(days=1)
    assert (compared.last - compared.recent).days + 1 == 28
    assert (compared.recent - compared.before).days == 84
    assert compared.is_enough
    assert compared.weeks_before == 12


@pytest.mark.parametrize("oldest", [None, TODAY, TODAY - timedelta(days=40)])
def test_a_site_that_is_too_young_compares_nothing(oldest: date | None) -> None:
    assert not periods(TODAY, oldest).is_enough
