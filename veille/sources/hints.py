"""What a feed says of how often to ask for it: RSS 2.0 `ttl`, `skipHours`, `skipDays`; RDF syndication module `sy:*`.

Absurd values are taken as none. `sy:updateBase` is not used: publishing software fills it with a constant, and
keeping to it would bring half the feeds of the web at noon sharp.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

from veille.models import Hints

LONGEST = timedelta(days=30)
"""Of what is kept; how much of it is heeded is the schedule's affair."""
_PERIODS: Mapping[str, timedelta] = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WHOLE = re.compile(r"[0-9]{1,6}")


def read(
    *, ttl: str = "", skip_hours: Iterable[str] = (), skip_days: Iterable[str] = (), period: str = "", times: str = ""
) -> Hints:
    """Return the hints in elements as written: minutes to live, hours (GMT), English days, period and times in it.

    A feed that skips every hour or every day says nothing. Of `ttl` and the period the longer one counts.
    """
    hours = {int(hour) % 24 for hour in map(str.strip, skip_hours) if _WHOLE.fullmatch(hour) and int(hour) <= 24}
    days = {_DAYS.index(day) for text in skip_days if (day := text.strip().lower()) in _DAYS}
    waits = [wait for wait in (_ttl(ttl.strip()), _period(period.strip().lower(), times.strip())) if wait]
    return Hints(
        ttl=min(max(waits), LONGEST) if waits else None,
        skip_hours=frozenset(hours) if len(hours) < 24 else frozenset(),
        skip_days=frozenset(days) if len(days) < 7 else frozenset(),
    )


def _ttl(minutes: str) -> timedelta | None:
    return timedelta(minutes=int(minutes)) if _WHOLE.fullmatch(minutes) else None


def _period(period: str, times: str) -> timedelta | None:
    """Return the time between two updates; `sy:updateFrequency` alone is of a day (RSS 1.0 syndication module)."""
    if not period and not times:
        return None
    length = _PERIODS.get(period or "daily")
    number = int(times) if _WHOLE.fullmatch(times) else 1
    return length / number if length and number else None
