"""The chart of articles by month: where its bars stand, and what it says in words. Pure, no database, no HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

from veille.i18n import _, ngettext
from veille.web import french

MONTHS = 24
"""Months shown; half of them while the watch is younger than that."""
WIDTH, HEIGHT = 720, 200
"""The view box; it is stretched to the width of the page, so the drawing holds no words."""
_GAP = 0.25
"""Share of a month's width left free beside its bar."""
LABELS = 4
"""Months named below the chart, at equal distances."""
_ENOUGH = 10
"""Articles of sixty days below which nothing is said of a movement."""
_SURE = 2.0
"""Standard deviations: one chance in twenty that what does not move seems to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month; measures in units of the view box."""

    month: str
    """AAAA-MM."""
    name: str
    """In French, with its year."""
    count: int
    is_known: bool
    """Whether the watch had begun."""
    is_open: bool
    """Whether the month is not over."""
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthChart:
    """Articles by month."""

    bars: tuple[Bar, ...]
    top: int
    """What the upper edge stands for; even, so that the middle is a whole number."""
    labels: tuple[str, ...]

    @property
    def total(self) -> int:
        """Articles of all months shown."""
        return sum(bar.count for bar in self.bars)

    @property
    def summary(self) -> str:
        """What there is to see, in a sentence: it stands for the drawing where that cannot be seen."""
        known = [bar for bar in self.bars if bar.is_known]
        most = max(known, key=lambda bar: bar.count)
        return _("De {first} à {last} : {articles} ; le mois le plus fourni est {month}, avec {most}.").format(
            first=known[0].name,
            last=known[-1].name,
            articles=french.articles(self.total),
            month=most.name,
            most=french.articles(most.count),
        )


def month_chart(counts: Mapping[str, int], first: str, today: date) -> MonthChart | None:
    """Return the chart of some counts by month (AAAA-MM), None where there is nothing to draw.

    `first` is the month of the oldest article of the whole watch, empty when there is none.
    """
    now = _index(f"{today:%Y-%m}")
    if not first or _index(first) > now:
        return None
    shown = MONTHS if now - _index(first) >= MONTHS // 2 else MONTHS // 2
    months = [_month(now - shown + 1 + position) for position in range(shown)]
    if not any(counts.get(month) for month in months):
        return None
    top = _top(max(counts.get(month, 0) for month in months))
    step = WIDTH / shown
    bars = tuple(
        Bar(
            month=month,
            name=french.month(month),
            count=(count := counts.get(month, 0)),
            is_known=month >= first or count > 0,
            is_open=position == shown - 1,
            x=round(position * step + step * _GAP / 2, 1),
            y=round(HEIGHT - count * HEIGHT / top, 1),
            width=round(step * (1 - _GAP), 1),
            height=round(count * HEIGHT / top, 1),
        )
        for position, month in enumerate(months)
    )
    # a plain space: large text on a narrow screen breaks the line there
    labels = tuple(french.month(month, short=True).replace(french.NBSP, " ") for month in months[:: shown // LABELS])
    return MonthChart(bars=bars, top=top, labels=labels)


def movement(recent: int, before: int) -> str:
    """Say how many articles there were in the last thirty days, and whether that is more than in the thirty before.

    The two are compared as two counts of rare events, on the scale of square roots (`trends`).
    """
    if not recent and not before:
        return _("Aucun article depuis soixante jours.")
    told = ngettext(
        "{count} article ces trente derniers jours, contre {before} les trente jours d’avant",
        "{count} articles ces trente derniers jours, contre {before} les trente jours d’avant",
        recent,
    ).format(count=french.number(recent), before=french.number(before))
    if recent + before < _ENOUGH:
        return _("{told} : trop peu pour y lire une tendance.").format(told=told)
    z = sqrt(2) * (sqrt(recent + 3 / 8) - sqrt(before + 3 / 8))
    if abs(z) < _SURE:
        return _("{told} : à peu près autant.").format(told=told)
    return (_("{told} : nettement plus.") if z > 0 else _("{told} : nettement moins.")).format(told=told)


def _top(most: int) -> int:
    """Return the round, even number just above the largest count."""
    size = 1
    while True:
        for times in (2, 4, 6, 8, 10, 12, 16):
            if times * size >= most:
                return times * size
        size *= 10


def _index(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _month(index: int) -> str:
    return f"{index // 12:04}-{index % 12 + 1:02}"
