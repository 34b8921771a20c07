"""A date read in a text."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a text says when."""

    DAY = "jour"
    PART = "partie"
    """The beginning, middle or end of a month: `first` and `last` bound it."""
    MONTH = "mois"
    YEAR = "annee"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One mention of a day, of several days or of a part of a month or year."""

    start: int
    end: int
    """Offsets in the text; the weekday before and the hour after or before are part of it."""
    days: tuple[date, ...]
    """In the order written; two for a range."""
    span: bool = False
    """True for a range: every day from the first to the last."""
    precision: Precision = Precision.DAY
    hour: str = ""
    """« 12:00 », in the place's own time; midnight is 23:59. Of a range, the hour of its first day."""
    until: str = ""
    """Where it gives a beginning and an end, the end; of a range, the hour of its last day."""
    floating: bool = False
    """The text gives no year: it is the next such day from the publication, or the last when the text says so."""
    relative: bool = False
    """Counted from the publication (« vendredi prochain », « sous 30 jours »)."""
    bare: bool = False
    """The text gives no month either (« avant le 19 »), or a lone weekday."""
    doubtful: bool = False
    """Its weekday and its day disagree, or its year had to be guessed."""

    @property
    def first(self) -> date:
        """The first day."""
        return self.days[0]

    @property
    def last(self) -> date:
        """The last day."""
        return self.days[-1]
