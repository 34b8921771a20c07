"""When a source is asked again. Pure: values in, moments out; times are UTC, so no night in March or October matters.

wait      the source's own rhythm, asked twice per gap, between the shortest and the longest interval
          after failures: the shortest interval, doubled from the second failure on, up to 30 days
          after a failure that was ours (`stock`): the shortest interval
          on probation: a day at least; proposed for retirement: 30 days
- jitter  up to a fifth less, the same for one source on one day, so that sources come due one after the other
+ hints   what the server (Cache-Control, Retry-After) and the feed (ttl, skipHours, skipDays) ask for
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zlib import crc32

from veille.config import CollectSettings
from veille.models import Hints
from veille.store import SourceState
from veille.store.collected import GOOD

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LONGEST_BACKOFF = timedelta(days=30)
RETIRED_WAIT = timedelta(days=30)
"""A source that seems gone is still asked once a month: an accident heals by itself."""
MAX_DOUBLINGS = 20
EARLY = 0.8
"""Part of the wait after which a run takes a source: a timer that fires some minutes early still finds it due."""
MOST_EARLY = 0.2 * DAY
JITTER = 0.2
ASKS_PER_GAP = 2.54
"""Asking every p finds news of a Poisson source 1/(1 - exp(-p/gap)) askings apart: what is measured as its gap is
longer than the gap. Divided by this, p comes to half the true gap: 1/(1 - exp(-1/2))."""
QUIET_PART = 0.25
"""A source quiet for longer than its gap is asked after this part of its silence, halved as any gap."""
UNKNOWN_GAP = timedelta(hours=12)
"""Of a source without dates that has not spoken since it is followed."""
LONGEST_HINT = DAY
"""A feed may ask for this much patience, no more: a wrong ttl would look like a source that fell silent."""
NEVER = datetime.max.replace(tzinfo=UTC)
NOW = datetime.min.replace(tzinfo=UTC)
"""Of a source never asked."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a source is due, and from when a run that comes by takes it along."""

    at: datetime
    early: datetime


def due(state: SourceState, settings: CollectSettings, now: datetime) -> Due:
    """Return when a source is asked again.

    A last visit in the future (a clock that was wrong) counts as none: the source is due. Nothing is put off
    beyond 30 days from the last visit but for a source whose retirement is confirmed: that is never due.
    """
    if state.put_away is not None:
        return Due(NEVER, NEVER)
    if state.last_checked is None or state.last_checked > now:
        return Due(NOW, NOW)
    last = state.last_checked
    length = wait(state, settings, now)
    shortest = min(timedelta(minutes=settings.interval_minutes), length)
    length = max(shortest, length * (1 - JITTER * _share(f"{state.source_id} {last.date()}")))
    early = last + length - min(length * (1 - EARLY), MOST_EARLY)
    return Due(_asked_for(state, last, last + length), _asked_for(state, last, early))


def wait(state: SourceState, settings: CollectSettings, now: datetime) -> timedelta:
    """Return how long a source rests after a visit, before jitter and hints."""
    shortest, longest = bounds(settings)
    if state.retired:
        return max(shortest, RETIRED_WAIT)
    first = max(shortest, DAY) if state.probation else shortest
    if state.failures or (state.outcome is not None and state.outcome not in GOOD):
        # a failure of our network counts for none, and yet the source was not heard
        doublings = min(max(0, state.failures - 1), MAX_DOUBLINGS)
        return min(first * (1 << doublings), max(first, LONGEST_BACKOFF))
    return max(first, min(interval(state, now), longest), shortest)


def bounds(settings: CollectSettings) -> tuple[timedelta, timedelta]:
    """Return the shortest and the longest interval; the shortest wins over a longest below it."""
    shortest = timedelta(minutes=settings.interval_minutes)
    return shortest, max(shortest, timedelta(minutes=settings.longest_minutes))


def interval(state: SourceState, now: datetime) -> timedelta:
    """Return how often the source's own rhythm asks for a visit, unbounded."""
    rhythm = state.rhythm
    gap = rhythm.gap or UNKNOWN_GAP
    if rhythm.spoke is not None and now > rhythm.spoke:
        gap = max(gap, (now - rhythm.spoke) * QUIET_PART)
    return gap / ASKS_PER_GAP


def _share(text: str) -> float:
    """Return a number from 0 to 1 that is always the same for a text (crc32 is no secret, and fast)."""
    return crc32(text.encode()) / 0xFFFFFFFF


def _asked_for(state: SourceState, last: datetime, moment: datetime) -> datetime:
    """Return the moment put off as the server and the feed ask."""
    if state.hints.ttl is not None:
        moment = max(moment, last + min(state.hints.ttl, LONGEST_HINT))
    moment = _not_skipped(state.hints, moment)
    if state.next_due is not None:
        moment = max(moment, min(state.next_due, last + LONGEST_BACKOFF))
    return moment


def _not_skipped(hints: Hints, moment: datetime) -> datetime:
    """Return the first moment from this one on that the feed does not ask to leave out, a day later at most."""
    if not hints.skip_hours and not hints.skip_days:
        return moment
    latest = moment + LONGEST_HINT
    later = moment
    while later < latest:
        if later.hour not in hints.skip_hours and later.weekday() not in hints.skip_days:
            return later
        later = later.replace(minute=0, second=0, microsecond=0) + HOUR
    return latest
