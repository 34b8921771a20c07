"""Dates written as people write them, counted from the day an article appeared.

The articles of the sample web hold places such as `{date+30}`: the demo is as
fresh in five years as today. Offsets are in days.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

_MONTHS = {
    "fr": "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre",
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
    "it": "gennaio,febbraio,marzo,aprile,maggio,giugno,luglio,agosto,settembre,ottobre,novembre,dicembre",
}
_WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_PLACE = re.compile(r"\{(date|jour|court|nom|mois|an|en|it|" + "|".join(_WEEKDAYS) + r")([+-]\d+)?\}")
_FRIDAY = 4


def long_date(day: date, lang: str = "fr") -> str:
    """Return « 1er décembre 2026 », « 1 December 2026 », « 1 dicembre 2026 »."""
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    return f"{number} {_month(day, lang)} {day.year}"


def weekday_date(day: date) -> str:
    """Return « mardi 1er décembre », without the year."""
    return f"{_WEEKDAYS[day.weekday()]} {long_date(day).rsplit(' ', 1)[0]}"


def fill_dates(text: str, day: date) -> str:
    """Replace the places of text by dates counted from day.

    `{date+30}` 15 décembre 2026, `{jour+30}` mardi 15 décembre, `{court+30}` 15/12/2026; `{en+30}` and `{it+30}`
    are date in English and Italian. Offices are closed at the weekend: these five leave it, forwards for a day
    to come and backwards for a past one. `{samedi+30}` is the first Saturday from there (any weekday will do),
    `{nom-1}` dimanche, `{mois-60}` octobre 2026, `{an-1}` the year before, counted in years.
    A day that opens a sentence has a capital.
    """

    def fill(match: re.Match[str]) -> str:
        written = _written(match[1], int(match[2] or 0), day)
        before = text[: match.start()].rstrip()
        return written[0].upper() + written[1:] if not before or before[-1] in ".?!" else written

    return _PLACE.sub(fill, text)


def _written(form: str, offset: int, day: date) -> str:
    target = day + timedelta(days=offset)
    open_day = _working_day(target, forwards=offset >= 0)
    forms: dict[str, Callable[[], str]] = {
        "date": lambda: long_date(open_day),
        "en": lambda: long_date(open_day, "en"),
        "it": lambda: long_date(open_day, "it"),
        "jour": lambda: weekday_date(open_day),
        "court": lambda: open_day.strftime("%d/%m/%Y"),
        "nom": lambda: _WEEKDAYS[target.weekday()],
        "mois": lambda: f"{_month(target, 'fr')} {target.year}",
        "an": lambda: str(day.year + offset),
    }
    if form in _WEEKDAYS:
        return weekday_date(target + timedelta(days=(_WEEKDAYS.index(form) - target.weekday()) % 7))
    return forms[form]()


def _month(day: date, lang: str) -> str:
    return _MONTHS[lang].split(",")[day.month - 1]


def _working_day(day: date, *, forwards: bool) -> date:
    past_friday = day.weekday() - _FRIDAY
    if past_friday <= 0:
        return day
    return day + timedelta(days=3 - past_friday) if forwards else day - timedelta(days=past_friday)
