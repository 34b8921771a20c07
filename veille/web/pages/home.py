"""The home page: what is new, and every way in."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.web.queries import Card, Catalogue, by_day, latest
from veille.web.rendering import own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

_LATEST = 30
_SOURCES = 12
_DAYS = 30
_TALLEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day of the chart; height in units of its view box."""

    day: date
    count: int
    height: float
    is_weekend: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Articles a day, for the chart."""

    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """Articles of the busiest day."""
        return max(bar.count for bar in self.bars)

    @property
    def total(self) -> int:
        """Articles of all days."""
        return sum(bar.count for bar in self.bars)


@own_page
async def home(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the newest articles by day, and the axes with their counts."""
    first = site.today - timedelta(days=_DAYS - 1)

    def read(conn: sqlite3.Connection) -> tuple[tuple[Card, ...], dict[str, int]]:
        return latest(conn, _LATEST), by_day(conn, first, site.today)

    cards, counts = await site.reader.read(read)
    days = [(day, list(group)) for day, group in groupby(cards, key=lambda card: card.published)]
    context = {"shown": shown, "days": days, "source_count": _SOURCES, "rhythm": rhythm(first, counts)}
    return await page(site, request, "veille_accueil.html", context)


def rhythm(first: date, counts: Mapping[str, int]) -> Rhythm:
    """Return the bars of _DAYS days from first; a day without article has none of its height."""
    days = [first + timedelta(days=number) for number in range(_DAYS)]
    most = max([counts.get(day.isoformat(), 0) for day in days] + [1])
    return Rhythm(
        bars=tuple(
            Bar(
                day=day,
                count=(count := counts.get(day.isoformat(), 0)),
                height=round(count * _TALLEST / most, 1),
                is_weekend=day.weekday() >= 5,
            )
            for day in days
        )
    )
