"""Dates of pages: written moments and bare days, made UTC and believed only within bounds."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web: such a date is a default of the CMS or an error."""
LEEWAY = timedelta(days=2)
"""An event page may be dated tomorrow, and clocks differ; later is not believed."""

_ISO = re.compile(r"^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*$")


def noon(day: date) -> datetime:
    """Return a day known without its hour as noon in Paris, in UTC: the day stays right in France and in Europe."""
    return datetime.combine(day, time(12), PARIS).astimezone(UTC)


def parse_iso(text: str) -> datetime | None:
    """Return the moment of an ISO 8601 date as found in markup, in UTC; None when it is none.

    A moment without zone is Paris time, a day alone is its noon (see `noon`).
    """
    match = _ISO.match(text)
    if not match:
        return None
    try:
        day = date.fromisoformat(match[1])
        if not match[2]:
            return noon(day)
        moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).astimezone(UTC)


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Return moment in UTC when it lies between `EARLIEST` and `now` + `LEEWAY`, else None."""
    if moment is None:
        return None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).astimezone(UTC)
    return moment if EARLIEST <= moment <= now + LEEWAY else None
