"""ISO weeks: their addresses, their neighbours, how they are said."""

from datetime import date

import pytest

from veille.web.weeks import Week


@pytest.mark.parametrize(
    ("text", "week"),
    [("2026-s47", Week(2026, 47)), ("2026-S7", Week(2026, 7)), ("2026-s53", Week(2026, 53)), ("0001-s01", Week(1, 1))],
)
def test_weeks_are_read_however_they_are_spelt(text: str, week: Week) -> None:
    assert Week.read(text) == week


@pytest.mark.parametrize(
    "text",
    ["2026-s54", "2025-s53", "0000-s01", "9999-s52", "2026-s00", "2026-w47", "2026s47", "", "٢٠٢٦-s47", "2026-s47\n"],
)
def test_what_is_no_week_is_not_read(text: str) -> None:
    assert Week.read(text) is None


def test_a_week_goes_from_monday_to_sunday_and_belongs_to_the_year_of_its_thursday() -> None:
    week = Week.of(date(2027, 1, 3))

    assert (week, week.slug) == (Week(2026, 53), "2026-s53")
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))
    assert (week.previous, week.next) == (Week(2026, 52), Week(2027, 1))


def test_the_first_week_there_is_has_none_before_it() -> None:
    assert Week(1, 1).previous == Week(1, 1)


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (Week(2026, 47), "du 16 au 22\u00a0novembre 2026"),
        (Week(2026, 44), "du 26\u00a0octobre au 1er\u00a0novembre 2026"),
        (Week(2026, 53), "du 28\u00a0décembre 2026 au 3\u00a0janvier 2027"),
    ],
)
def test_the_days_of_a_week_are_said_without_repeating_month_or_year(week: Week, said: str) -> None:
    assert week.span == said
