"""Dates are found in every usual form, with their hours, and read from the day of publication."""

from datetime import date

import pytest

from veille.enrich.when import Precision, When, dates

PUBLISHED = date(2025, 10, 6)  # a Monday


def only(text: str, published: date | None = PUBLISHED) -> When:
    found = dates(text, published)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("avant le 15 mars 2026", "2026-03-15", ""),
        ("au plus tard le vendredi 31 octobre 2025 à 23 h 59", "2025-10-31", "23:59"),
        ("jusqu'au 15 mars minuit", "2026-03-15", "23:59"),
        ("avant le 15 mars 12h (heure de Bruxelles), puis", "2026-03-15", "12:00"),
        ("d'ici au 30/11", "2025-11-30", ""),
        ("le 04/11/2025", "2025-11-04", ""),
        ("avant le vendredi 07/11/2025", "2025-11-07", ""),
        ("4.11.25", "2025-11-04", ""),
        ("2025-11-04T12:00", "2025-11-04", "12:00"),
        ("le 5 Oct. 2026, 12h", "2026-10-05", "12:00"),
        ("quinze mars 2026", "2026-03-15", ""),
        ("avant le 1er\ndécembre", "2025-12-01", ""),
        ("CLÔTURE LE 3 NOVEMBRE 2025 À MIDI", "2025-11-03", "12:00"),
        ("by 5 pm (Brussels time) on 12 December 2025", "2025-12-12", "17:00"),
        ("Tuesday, March 3rd, 2026 at 17:00 CET", "2026-03-03", "17:00"),
        ("entro le ore 17 del 31 ottobre", "2025-10-31", "17:00"),
        ("hasta las 14:00 horas del lunes 5 de mayo de 2026", "2026-05-05", "14:00"),
        ("bis zum 15. April 2026, 12 Uhr", "2026-04-15", "12:00"),
        ("bis zum 15.4.", "2026-04-15", ""),
        ("vendredi prochain", "2025-10-10", ""),
        ("dans trois semaines", "2025-10-27", ""),
        ("réponse sous 30 jours", "2025-11-05", ""),
        ("six semaines à compter du 3 novembre", "2025-12-15", ""),
        ("within two weeks from publication", "2025-10-20", ""),
        ("avant la fin du mois", "2025-10-31", ""),
        ("depuis le 12 septembre", "2025-09-12", ""),
        ("le 12 septembre dernier", "2025-09-12", ""),
    ],
)
def test_a_day_in_any_form(text: str, day: str, hour: str) -> None:
    when = only(text)
    assert (when.last.isoformat(), when.hour) == (day, hour)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("du 4 au 6 novembre 2025 à Lyon", "2025-11-04", "2025-11-06"),
        ("04-06/11/2025", "2025-11-04", "2025-11-06"),
        ("du 04/11 au 06/11/2025", "2025-11-04", "2025-11-06"),
        ("November 4-6, 2025", "2025-11-04", "2025-11-06"),
        ("du 28 février au 2 mars 2026", "2026-02-28", "2026-03-02"),
        ("1er décembre 2025 - 31 janvier 2026", "2025-12-01", "2026-01-31"),
        ("du 12 novembre à 9h au 3 décembre à 17h", "2025-11-12", "2025-12-03"),
        ("entre le 1er et le 30 novembre", "2025-11-01", "2025-11-30"),
        ("entre le lundi 05/05/2025 (9h) et le vendredi 30/05/2025 (minuit)", "2025-05-05", "2025-05-30"),
    ],
)
def test_a_range(text: str, first: str, last: str) -> None:
    when = only(text)
    assert when.span
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)


def test_a_list_is_no_range() -> None:
    when = only("les 4, 11 et 18 décembre de 18h à 20h")
    assert not when.span
    assert [day.day for day in when.days] == [4, 11, 18]
    assert (when.hour, when.until) == ("18:00", "20:00")


def test_parts_of_months_say_so() -> None:
    assert (only("fin mars").precision, only("fin mars").last) == (Precision.PART, date(2026, 3, 31))
    assert only("mi-avril").first == date(2026, 4, 15)
    assert only("juin 2026").precision is Precision.MONTH


def test_a_lone_day_has_the_month_of_the_date_before() -> None:
    found = dates("Ateliers le 9 janvier à Stains et le 14 à La Courneuve", PUBLISHED)
    assert [when.last.isoformat() for when in found] == ["2026-01-09", "2026-01-14"]
    assert found[1].bare


def test_the_weekday_decides_the_year() -> None:
    assert only("mardi 14 octobre").last == date(2025, 10, 14)
    assert only("lundi 3 mars", date(2025, 3, 20)).last == date(2025, 3, 3)


def test_offsets_are_those_of_the_text() -> None:
    text = "Œuvre : à déposer « avant » le 15 mars 2026, à midi."
    when = only(text)
    assert text[when.start : when.end] == "15 mars 2026, à midi"


def test_without_publication_the_one_year_named_counts() -> None:
    assert only("Campagne 2026 : avant le 15 mars", None).last == date(2026, 3, 15)
    assert only("Campagne 2026 : avant le 15 mars", None).doubtful
    assert dates("avant le 15 mars", None) == ()
    assert dates("dans trois semaines", None) == ()


@pytest.mark.parametrize(
    "text",
    [
        "01 02 03 04 05",
        "3/4 des dépenses et 24/7",
        "version 1.2.3",
        "le 31 février",
        "12 000 €",
        "le 93",
        "ma ville demain",
        "",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert not [when for when in dates(text, PUBLISHED) if when.precision is Precision.DAY]


@pytest.mark.parametrize(
    "hostile",
    ["1 " * 300_000, "1, " * 200_000, "12/" * 200_000, "1 mars " * 90_000, "du 1 au " * 80_000, "\x00\ud800" * 50_000,
     "dans un délai de " * 40_000, "lundi " * 100_000, "1\n\n" * 200_000, "le 1 et " * 100_000],
)  # fmt: skip
def test_hostile_text_gives_bounded_work(hostile: str) -> None:
    assert len(dates(hostile, PUBLISHED)) <= 400
