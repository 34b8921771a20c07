"""French dates, numbers and typography."""

from datetime import UTC, date, datetime

import pytest

from veille.web import french


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-21", "samedi 21\u00a0novembre 2026"),
        ("2026-02-01", "dimanche 1er\u00a0février 2026"),
        (date(2024, 2, 29), "jeudi 29\u00a0février 2024"),
        ("n’importe quoi", ""),
        (None, ""),
    ],
)
def test_days_are_said_in_french(value: str | date | None, expected: str) -> None:
    assert french.day(value) == expected


def test_moments_are_said_in_paris_time() -> None:
    assert french.moment("2026-07-14T22:05:00Z") == "15\u00a0juillet 2026 à 0\u00a0h\u00a005"
    assert french.moment("2026-11-21T05:10:00+00:00") == "21\u00a0novembre 2026 à 6\u00a0h\u00a010"
    assert french.moment("2026-11-21T05:00:00Z") == "21\u00a0novembre 2026 à 6\u00a0h"
    assert french.moment("bientôt") == french.moment(None) == ""


def test_the_day_in_paris_changes_at_its_own_midnight() -> None:
    assert french.today_in_paris(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)) == date(2026, 11, 22)


def test_numbers_are_grouped_by_narrow_spaces() -> None:
    assert french.number(1234567) == "1\u202f234\u202f567"
    assert french.articles(1) == "1 article"
    assert french.articles(2000) == "2\u202f000 articles"


def test_a_probability_never_claims_certainty() -> None:
    assert french.percent(1.0) == "99\u202f%"
    assert french.percent(0.0) == "1\u202f%"
    assert french.percent(0.923) == "92\u202f%"


def test_words_for_probabilities_rise_with_them() -> None:
    assert [french.certainty(p) for p in (0.1, 0.4, 0.6, 0.8, 0.95)] == [
        "peu sûr",
        "possible",
        "probable",
        "très probable",
        "presque certain",
    ]


def test_a_probability_and_its_word_agree() -> None:
    assert (french.percent(0.796), french.certainty(0.796)) == ("80\u202f%", "très probable")
    assert (french.percent(0.794), french.certainty(0.794)) == ("79\u202f%", "probable")


def test_weights_have_a_sign_and_a_comma() -> None:
    assert french.weight(0.4) == "+0,40"
    assert french.weight(-1.256) == "−1,26"


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("Thème : énergie ; eau !", "Thème\u00a0: énergie\u202f; eau\u202f!"),
        ("« habitat »", "«\u00a0habitat\u00a0»"),
        ("en %(language)s", "en %(language)s"),
        ("à 12 %", "à 12\u202f%"),
        ("https://exemple.org/?a=1", "https://exemple.org/?a=1"),
    ],
)
def test_spaces_do_not_break_before_high_punctuation(plain: str, expected: str) -> None:
    assert french.spaces(plain) == expected


def test_the_newest_two_days_have_names() -> None:
    today = date(2026, 11, 21)

    assert french.relative_day("2026-11-21", today) == "aujourd’hui"
    assert french.relative_day("2026-11-20", today) == "hier"
    assert french.relative_day("2026-11-19", today) == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [("2026-11-21T12:00", "aujourd’hui"), ("2026-11-22", "demain"), ("2026-12-01", "dans 10 jours"), ("2026-11-20", ""),
     ("bientôt", "")],
)  # fmt: skip
def test_coming_days_are_said_by_their_distance(value: str, said: str) -> None:
    assert french.in_days(value, date(2026, 11, 21)) == said


def test_the_present_year_goes_without_saying() -> None:
    today = date(2026, 11, 21)

    assert french.when_near("2026-11-24T17:00", today) == "mardi 24\u00a0novembre à 17\u00a0h"
    assert french.when_near("2027-01-08", today) == "vendredi 8\u00a0janvier 2027"


def test_thousands_stay_on_one_line_and_years_apart_from_words() -> None:
    assert french.spaces("19 900 structures, 1 250 000 salariés en 2026") == (
        "19\u202f900 structures, 1\u202f250\u202f000 salariés en 2026"
    )


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [("2026-11-20", "2026-11-22", "du 20 au 22\u00a0novembre"),
     ("2026-11-30T09:00", "2026-12-01", "du 30\u00a0novembre au 1er\u00a0décembre"),
     ("2026-12-30", "2027-01-02", "du 30\u00a0décembre 2026 au 2\u00a0janvier 2027"),
     ("2027-01-01", "2027-01-02", "du 1er au 2\u00a0janvier 2027"),
     ("bientôt", "2027-01-02", "bientôt – 2027-01-02")],
)  # fmt: skip
def test_two_days_are_said_without_what_goes_without_saying(first: str, last: str, said: str) -> None:
    assert french.span(first, last, date(2026, 11, 21)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [("2026-11-20T09:30", "9\u00a0h\u00a030"), ("2026-11-20T12:00", "12\u00a0h"), ("2026-11-20", ""), ("", "")],
)
def test_an_hour_is_said_where_there_is_one(value: str, said: str) -> None:
    assert french.hour(value) == said
