"""Which date of a call is its closing by the watch's conventions: extensions, stages, waves, and what is long past.

Reads what `roles` made of each date; the choice is one voice among others that `judging` weighs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from veille.enrich.calls import cues
from veille.enrich.calls.contexts import contexts
from veille.enrich.calls.roles import CLOSES, Reading, continues, read
from veille.enrich.when import Precision, When, dates, passed

SURE = 0.5
"""Below, the rules say nothing."""
_SLOPE = 1.1
_FAR_AHEAD = timedelta(days=210)
"""Who announces a closing so far ahead gives its year: without one it is rather the past one that is told."""
_JUST = timedelta(days=3)
_LONG_OVER = timedelta(days=150)
"""What closed so long before the publication is another edition, recalled."""
_ARCHIVE = timedelta(days=900)
_AHEAD = timedelta(days=900)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A day that the words around it make a closing."""

    day: date
    hour: str
    points: float
    reading: Reading

    @property
    def value(self) -> str:
        """ISO, with the hour if there is one."""
        return f"{self.day.isoformat()}T{self.hour}" if self.hour else self.day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the rules take for the closing, the waves after it, and the closing that an extension replaced."""

    closing: Candidate | None = None
    waves: tuple[Candidate, ...] = ()
    earlier: Candidate | None = None


def rule(readings: Sequence[Reading], folded: str, published: date | None) -> Ruling:
    """Return what the conventions make of the dates of a text, nothing where they are not sure."""
    candidates = closings(readings, published)
    closing, waves, earlier = chosen(candidates, readings, published)
    if closing is None or (published and _only_recalled(closing, folded, published)):
        return Ruling()
    if confidence(closing, candidates, guessed=published is None) < SURE:
        return Ruling()
    return Ruling(closing=closing, waves=tuple(waves), earlier=earlier)


def _only_recalled(closing: Candidate, folded: str, published: date) -> bool:
    """Say whether a closing before the publication is told in passing: by who has won, or by a mere limit."""
    if closing.day >= published - _JUST:
        return False
    said = closing.reading.context.said
    return bool(cues.AWARDED.search(folded)) or not (cues.DEADLINE.search(said) or closing.reading.context.label)


def readings_of(whole: str, folded: str, title_length: int, published: date | None) -> list[Reading]:
    """Return the readings of all dates; one that only adds to the one before it plays the same part."""
    put_off, several = bool(cues.EXTENSION.search(folded)), bool(cues.SEVERAL.search(folded))
    readings: list[Reading] = []
    for context in contexts(whole, dates(whole, published), title_length):
        reading = read(context, put_off=put_off)
        if readings and continues(context) and not reading.initial and reading.closing < readings[-1].closing:
            reading = replace(readings[-1], context=context, wave=True)
        readings.append(replace(reading, wave=reading.wave or several))
    return readings


def closings(readings: Sequence[Reading], published: date | None) -> list[Candidate]:
    """Return the days that have the points of a closing."""
    found: list[Candidate] = []
    for reading in readings:
        when = reading.context.when
        points = reading.closing
        if when.precision is not Precision.DAY:
            points -= _vagueness(when)
        if points < CLOSES:
            continue
        if reading.over and published:
            when = passed(when, published)
            if long_over(when.last, published):
                continue
        if published and when.floating and not when.relative and when.last - published > _FAR_AHEAD:
            points -= 1.5
        days = [when.last] if when.span or len(when.days) == 1 else list(when.days)
        hour = when.until if when.span else when.hour
        found.extend(
            Candidate(day=day, hour=hour, points=points, reading=reading) for day in days if within(day, published)
        )
    return found


def long_over(day: date, published: date) -> bool:
    """Say whether what closed on a day is rather another edition, recalled."""
    return published - day > _LONG_OVER


def within(day: date, published: date | None) -> bool:
    """Say whether a day is near enough the publication to be of the call told."""
    return published is None or published - _ARCHIVE <= day <= published + _AHEAD


def _vagueness(when: When) -> float:
    """Return the points that « fin mars » loses, more for a whole month or year."""
    if when.precision is Precision.PART:
        return 0.5 if when.last.day > 14 else 2.5
    return 1.5 if when.precision is Precision.YEAR else 9.0


def chosen(
    candidates: list[Candidate], readings: Sequence[Reading], published: date | None
) -> tuple[Candidate | None, list[Candidate], Candidate | None]:
    """Return the closing that counts, the waves after it, and the closing that an extension replaced."""
    earlier: Candidate | None = None
    current = _exact([one for one in candidates if not one.reading.initial])
    replaced = _replaced(readings)
    new = [one for one in current if one.reading.extension]
    if new:
        latest = max(new, key=lambda one: (one.points, one.day))
        older = [one for one in (*replaced, *current) if one.day < latest.day]
        earlier = max(older, key=lambda one: one.day) if older else _span_start(latest)
        current = [one for one in current if one.day >= latest.day] or [latest]
    if not current:
        return None, [], None
    stage = [one for one in current if one.reading.first_stage]
    if stage and any(one.reading.full_file or not one.reading.first_stage for one in current):
        current = stage
    elif any(not one.reading.full_file for one in current) and any(one.reading.full_file for one in current):
        partial = [one for one in current if not one.reading.full_file]
        first_full = min(one.day for one in current if one.reading.full_file)
        if min(one.day for one in partial) < first_full:
            current = partial
    coming = [one for one in current if published and one.day >= published and one.points >= CLOSES + 0.4]
    current = coming or current
    best = max(one.points for one in current)
    near = [one for one in current if one.points >= best - 1.6 or one.reading.wave]
    days = sorted({one.day: one for one in sorted(near, key=lambda one: one.points)}.values(), key=lambda one: one.day)
    if len({one.day for one in near}) > 1 and not any(one.reading.wave for one in near):
        strong = [one for one in days if one.points >= best - 0.5]
        days = strong or days
    ahead = [one for one in days if published is None or one.day >= published]
    closing = ahead[0] if ahead else days[-1]
    closing = with_hour(closing, current)
    if earlier is None:
        earlier = max((one for one in replaced if one.day < closing.day), key=lambda one: one.day, default=None)
    column = closing.reading.context.label
    waves = [one for one in ahead[1:] if one.reading.wave or one.reading is closing.reading
             or (column and one.reading.context.label == column)]  # fmt: skip
    return closing, waves, earlier


def _exact(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates without those of a whole year (« fin 2025 ») where others say more."""
    days = [one for one in candidates if one.reading.context.when.precision is not Precision.YEAR]
    return days or candidates


def _replaced(readings: Sequence[Reading]) -> list[Candidate]:
    """Return the closings that the text says no longer hold."""
    return [
        Candidate(day=when.last, hour=when.hour, points=reading.closing, reading=reading)
        for reading in readings
        if reading.initial and reading.against < 3 and (when := reading.context.when).precision is Precision.DAY
    ]


def with_hour(candidate: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """Return the candidate with the hour that another mention of its day gives, where its own gives none."""
    if candidate.hour:
        return candidate
    hours = [one.hour for one in candidates if one.day == candidate.day and one.hour]
    return replace(candidate, hour=hours[0]) if hours else candidate


def _span_start(candidate: Candidate) -> Candidate | None:
    """Return the earlier day of « reportée du 15 au 30 mars »."""
    when = candidate.reading.context.when
    return replace(candidate, day=when.first, hour="") if when.span and when.first < when.last else None


def confidence(closing: Candidate | None, rivals: Sequence[Candidate], *, guessed: bool) -> float:
    """Return how sure the rules are of a closing; `guessed` where the publication is not known."""
    if closing is None:
        return 0.0
    when = closing.reading.context.when
    points = closing.points - CLOSES
    points -= (3.0 if guessed else 1.0) * when.doubtful + 0.7 * when.bare
    others = [
        one for one in rivals if one.day != closing.day and one.points > closing.points - 1 and not one.reading.wave
    ]
    points -= 0.8 * bool(others)
    return squash(points)


def squash(points: float) -> float:
    """Return points as a confidence."""
    return round(1 / (1 + math.exp(-(_SLOPE * points + 0.3))), 3)
