"""ISO weeks, from Monday to Sunday: their addresses and how they are said in French."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from veille.web import french

_WRITTEN = re.compile(r"([0-9]{4})-s([0-9]{1,2})")
_LAST_YEAR = 9998
"""Of the weeks one can write: the last days of 9999 have no week after them."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO 8601 week; the year is the one its Thursday lies in."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Week":
        """Return the week a day lies in."""
        year, number, _weekday = day.isocalendar()
        return cls(year, number)

    @classmethod
    def read(cls, text: str) -> "Week | None":
        """Read 2026-s47; 2026-S47 and 2026-s7 are understood too, None is what is no week at all."""
        found = _WRITTEN.fullmatch(text.lower())
        if found is None or not 1 <= int(found[1]) <= _LAST_YEAR:
            return None
        try:
            date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            return None
        return cls(int(found[1]), int(found[2]))

    @property
    def slug(self) -> str:
        """How it is written in an address: 2026-s47."""
        return f"{self.year:04}-s{self.number:02}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week.of(self.monday + timedelta(days=7))

    @property
    def previous(self) -> "Week":
        """The week before; the first week there is has none before it, and is its own."""
        return Week.of(self.monday - timedelta(days=7)) if (self.year, self.number) > (1, 1) else self

    @property
    def span(self) -> str:
        """Its days in words: « du 16 au 22 novembre 2026 »."""
        return french.span(self.monday.isoformat(), self.sunday.isoformat())
