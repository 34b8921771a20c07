"""What rises: labels told of more often of late than their own past makes likely. Pure arithmetic, no database.

Not a forecast, and no cause: a conference or a new source that speaks of one thing makes its theme rise too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

RECENT_DAYS = 28
"""Four whole weeks, so that week-ends weigh the same on both sides."""
BEFORE_DAYS = 84
"""The twelve weeks before: a quarter evens out a single busy fortnight."""
_LEAST_HISTORY = 28
"""Days of articles needed before the recent ones; with fewer, nothing is said."""
_LEAST_ARTICLES = 5
"""Of late: below this, two articles more would already double a theme."""
_LEAST_GAIN = 1.25
"""Times the expected number: with very many articles, a sure rise of 3 % is still no news."""
_LEAST_Z = 2.6
"""One-sided 0.5 %: of the 38 themes and sectors judged together, 0.2 would pass by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often one label was given in the two periods."""

    axis: str
    value: str
    recent: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A label that rises."""

    axis: str
    value: str
    recent: int
    """Articles of the last RECENT_DAYS days."""
    expected: float
    """Articles it would have had with the share that it had before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The days compared; `before` is shorter where articles do not go back far enough."""

    before: date
    recent: date
    last: date

    @property
    def is_enough(self) -> bool:
        """Whether the past is long enough to compare with."""
        return (self.recent - self.before).days >= _LEAST_HISTORY

    @property
    def weeks_before(self) -> int:
        """Whole weeks of the past compared with."""
        return (self.recent - self.before).days // 7


def periods(today: date, oldest: date | None) -> Periods:
    """Return the days to compare on a day; oldest is the day of the first article, None when there is none.

    Today is left out: it is not over, and would make every Monday look calm.
    """
    recent = today - timedelta(days=RECENT_DAYS)
    before = recent - timedelta(days=BEFORE_DAYS)
    return Periods(before=min(max(before, oldest or recent), recent), recent=recent, last=today - timedelta(days=1))


def rises(tallies: Iterable[Tally], totals: Mapping[bool, int], most: int) -> tuple[Rise, ...]:
    """Return what rises, surest first; totals: all articles of the recent period (True) and of the one before (False).

    Shares are compared rather than numbers, so that a new source or a summer break lifts or sinks nothing by itself.
    The rule is the test of two Poisson rates on the scale of square roots, where their spread no longer depends on
    the rate and which holds for small counts (Huffman 1984; Gu, Ng, Tang and Schucany 2008, Biometrical Journal 50,
    statistic W5): z = 2 (√(recent + 3/8) - √(r (before + 3/8))) / √(1 + r), r being the ratio of the totals.
    """
    if not totals[True] or not totals[False]:
        return ()
    ratio = totals[True] / totals[False]
    found = []
    for one in tallies:
        z = 2 * (sqrt(one.recent + 3 / 8) - sqrt(ratio * (one.before + 3 / 8))) / sqrt(1 + ratio)
        expected = ratio * one.before
        if one.recent >= _LEAST_ARTICLES and z >= _LEAST_Z and one.recent >= _LEAST_GAIN * expected:
            found.append((-z, Rise(axis=one.axis, value=one.value, recent=one.recent, expected=expected)))
    return tuple(rise for _z, rise in sorted(found, key=lambda pair: (pair[0], pair[1].value))[:most])
