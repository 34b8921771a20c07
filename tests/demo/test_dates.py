"""Dates in the sample articles read as people write them."""

from datetime import date

import pytest

from veille.demo.dates import fill_dates, long_date, weekday_date

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("{date+9}", "27 novembre 2026"),
        ("{date+13}", "1er décembre 2026"),
        ("{jour-1}", "mardi 17 novembre"),
        ("{nom-3}", "dimanche"),
        ("{court+2}", "20/11/2026"),
        ("{mois-60}", "septembre 2026"),
        ("{an-1}", "2025"),
        ("{an}", "2026"),
        ("{en+13}", "1 December 2026"),
        ("{it+13}", "1 dicembre 2026"),
        ("{samedi+0}", "samedi 21 novembre"),
        ("{samedi+3}", "samedi 21 novembre"),
        ("{samedi+4}", "samedi 28 novembre"),
        ("{mardi+0}", "mardi 24 novembre"),
    ],
)
def test_a_place_is_counted_from_the_day(place, written):
    assert fill_dates(f"avant {place}.", WEDNESDAY) == f"avant {written}."


def test_offices_are_closed_at_the_weekend():
    assert fill_dates("le {jour+3}", WEDNESDAY) == "le lundi 23 novembre"
    assert fill_dates("le {jour+4}", WEDNESDAY) == "le lundi 23 novembre"
    assert fill_dates("le {jour-3}", WEDNESDAY) == "le vendredi 13 novembre"
    assert fill_dates("le {jour-4}", WEDNESDAY) == "le vendredi 13 novembre"


def test_a_day_that_opens_a_sentence_has_a_capital():
    assert fill_dates("{jour+1}, fête. {nom+2}, repos ; {nom+3} aussi.", WEDNESDAY) == (
        "Jeudi 19 novembre, fête. Vendredi, repos ; samedi aussi."
    )


def test_braces_that_are_no_place_stay():
    assert fill_dates("{demain} {date}", WEDNESDAY) == "{demain} 18 novembre 2026"


def test_the_first_of_the_month_is_premier_in_french_only():
    first = date(2027, 5, 1)
    assert (long_date(first), long_date(first, "en"), weekday_date(first)) == (
        "1er mai 2027",
        "1 May 2027",
        "samedi 1er mai",
    )
