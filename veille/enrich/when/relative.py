"""Dates counted from the publication: « vendredi prochain », « dans trois semaines », « sous 30 jours »."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from veille.enrich.when import patterns
from veille.enrich.when.resolve import month_end, next_weekday, shifted
from veille.enrich.when.values import When
from veille.enrich.when.words import NUMBERS, UNITS, WEEKDAYS

_TO_DAY = re.compile(r"(?:date\s(?:du\s)?|du\s|le\s|the\s|of\s){0,3}")
_NEAR = {"today": 0, "tomorrow": 1, "after": 2, "yesterday": -1}
_LONGEST = {"hour": 240, "day": 180, "week": 26, "month": 12}


def relative(text: str, published: date, whens: Sequence[When], worth: frozenset[re.Pattern[str]]) -> Iterator[When]:
    """Give the relative dates of a flat text; `whens` are its dates, one of which may be what is counted from."""
    starts = {when.start: when for when in whens}
    for pattern, read in ((patterns.COUNTED, _counted), (patterns.DELAY, _delay)):
        if pattern in worth:
            for match in pattern.finditer(text):
                yield from read(match, published, starts, text)
    if patterns.RELATIVE in worth:
        for match in patterns.RELATIVE.finditer(text):
            day = _day(match, published)
            if day:
                yield When(start=match.start(), end=match.end(), days=(day,), relative=True)


def _counted(match: re.Match[str], published: date, starts: dict[int, When], text: str) -> Iterator[When]:
    count, unit = _number(match["count"]), UNITS[match["unit"]]
    if not 0 < count <= _LONGEST[unit]:
        return
    if match["what"]:
        yield When(start=match.start(), end=match.end(), days=(shifted(published, count, unit),), relative=True)
        return
    anchor = _anchor(match.end(), starts, text)
    if anchor:
        day = shifted(anchor.last, count, unit)
        yield When(start=match.start(), end=anchor.end, days=(day,), floating=anchor.floating, relative=True)


def _delay(match: re.Match[str], published: date, starts: dict[int, When], text: str) -> Iterator[When]:
    unit = UNITS[match["unit"]]
    if match["early"] or unit == "hour" or (match["lead"] == "in" and unit not in ("week", "day")):
        return
    if match["anchor"]:
        yield from _counted(match, published, starts, text)
        return
    count = _number(match["count"])
    if 0 < count <= _LONGEST[unit]:
        yield When(start=match.start(), end=match.end(), days=(shifted(published, count, unit),), relative=True)


def _anchor(place: int, starts: dict[int, When], text: str) -> When | None:
    """Return the date that begins at `place`, but for « le » or « date du »."""
    lead = _TO_DAY.match(text, place)
    for one in (place, lead.end() if lead else place):
        if one in starts:
            return starts[one]
    return None


def _number(written: str) -> int:
    return int(written) if written.isdigit() else NUMBERS.get(written, 0)


def _day(match: re.Match[str], published: date) -> date | None:
    kind = match.lastgroup or ""
    name = match[kind]
    if kind in _NEAR:
        return published + timedelta(days=_NEAR[kind])
    if kind in ("next", "next2"):  # written the day before, it would be « demain »
        return next_weekday(published, WEEKDAYS[name], least=2)
    if kind == "this":
        return next_weekday(published, WEEKDAYS[name])
    if kind in ("last", "last2"):
        return next_weekday(published, WEEKDAYS[name], least=-7)
    if kind == "weekend":
        return next_weekday(published, 6)
    ahead = shifted(published.replace(day=1), 1 if kind == "nextmonthend" else 0, "month")
    return month_end(ahead.year, ahead.month)
