"""Years, months and weekdays that a text leaves out, read from the day of its publication."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

from veille.enrich.when.values import When

_YEARS = range(1990, 2101)


def valid(year: int, month: int, day: int) -> date | None:
    """Return the day, None for a 31 February or a year far from ours."""
    if year not in _YEARS or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def next_such(month: int, day: int, reference: date, weekday: int | None = None) -> tuple[date, bool] | None:
    """Return the next such day on or after `reference`, and whether its weekday agrees.

    A weekday decides the year when one from the year before to two years later has it: weekdays come back every five
    or six years, so that only a slip of the pen lets it disagree.
    """
    years = (reference.year, reference.year + 1, reference.year + 2, reference.year - 1)
    days = [found for year in years if (found := valid(year, month, day))]
    if not days:
        return None
    ahead = [one for one in days if one >= reference] or days
    if weekday is None:
        return ahead[0], True
    agreeing = [one for one in days if one.weekday() == weekday]
    near = [one for one in agreeing if abs((one - reference).days) < 550]
    return (
        (min(near, key=lambda one: (one < reference, abs((one - reference).days))), True) if near else (ahead[0], False)
    )


def last_such(month: int, day: int, reference: date) -> date | None:
    """Return the last such day on or before `reference`."""
    days = (valid(reference.year - back, month, day) for back in range(5))
    return next((one for one in days if one and one <= reference), None)


def passed(when: When, reference: date) -> When:
    """Return a date without year at its last occurrence on or before `reference`."""
    if not when.floating or when.relative or when.last <= reference:
        return when
    days = tuple(last_such(day.month, day.day, reference) for day in when.days)
    known = tuple(day for day in days if day)
    return replace(when, days=known) if known and list(known) == sorted(known) else when


def next_weekday(reference: date, weekday: int, *, least: int = 0) -> date:
    """Return the next such day of the week at least `least` days after `reference`."""
    return reference + timedelta(days=least + (weekday - reference.weekday() - least) % 7)


def shifted(day: date, count: int, unit: str) -> date:
    """Return day + count units; a month later is the same day of the month, or its last."""
    if unit == "month":
        total = day.month - 1 + count
        year, month = day.year + total // 12, total % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return day + timedelta(days={"day": 1, "week": 7, "hour": 0}[unit] * count + (count // 24 if unit == "hour" else 0))
