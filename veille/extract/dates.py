"""Dates of pages: written moments and bare days, made UTC and believed only within bounds."""

import re
from datetime import UTC, date, datetime, time, timedelta

from veille.models import PARIS
from veille.text import fold, squeeze

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web: such a date is a default of the CMS or an error."""
LEEWAY = timedelta(days=2)
"""An event page may be dated tomorrow, and clocks differ; later is not believed."""

_ISO = re.compile(r"^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*$")

_MONTHS = {"jan": 1, "fev": 2, "feb": 2, "mar": 3, "avr": 4, "apr": 4, "mai": 5, "may": 5, "jun": 6, "juin": 6,
           "jul": 7, "juil": 7, "aou": 8, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}  # fmt: skip
"""By their first letters in French and English, folded."""
# On folded text: a date that something says to be the day of publication.
_ANNOUNCED = re.compile(
    r"(?:publi(?:ee?|cation)s?|mise? en ligne|postee?|parue?|redigee?|published|posted)(?: le| du| on)?\s*:?\s*(?:le )?"
    r"(?:[a-z]{3,8}di |dimanche )?(\d{1,2})(?:er)?[ ./-]\s?(\d{1,2}|[a-z]{3,9})\.?[ ./-]\s?(\d{4})\b"
)


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


def announced_day(text: str) -> date | None:
    """Return the first day that text itself calls its publication (« Mis en ligne le 5 sept. 2023 »), day first."""
    for match in _ANNOUNCED.finditer(squeeze(fold(text))):
        name = match[2]
        month = int(name) if name.isdigit() else _MONTHS.get(name[:4]) or _MONTHS.get(name[:3], 0)
        try:
            return date(int(match[3]), month, int(match[1]))
        except ValueError:
            continue
    return None


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Return moment in UTC when it lies between `EARLIEST` and `now` + `LEEWAY`, else None."""
    if moment is None:
        return None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).astimezone(UTC)
    return moment if EARLIEST <= moment <= now + LEEWAY else None
