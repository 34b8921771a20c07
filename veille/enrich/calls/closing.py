"""The dates of a call: closing, waves, extension, opening, or that it is permanent."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from veille.enrich.calls import cues
from veille.enrich.calls.contexts import contexts
from veille.enrich.calls.roles import CLOSES, OPENS, Reading, continues, read
from veille.enrich.prose import Span, quote, sentences
from veille.enrich.when import Precision, When, dates, flat, passed
from veille.facts import Found

SURE = 0.5
"""Below, nothing is said."""
_SLOPE = 1.1
_FAR_AHEAD = timedelta(days=210)
"""Who announces a closing so far ahead gives its year: without one it is rather the past one that is told."""
_JUST = timedelta(days=3)
_NEAR_CLOSING = 250
"""Characters between the sentences of an opening and a closing that belong together."""
_LONG_OVER = timedelta(days=150)
"""What closed so long before the publication is another edition, recalled."""
_ARCHIVE = timedelta(days=900)
_AHEAD = timedelta(days=900)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What the dates of a call say."""

    closing: Found | None = None
    opening: Found | None = None
    waves: tuple[Found, ...] = ()
    extended: Found | None = None
    permanent: Found | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    day: date
    hour: str
    points: float
    reading: Reading

    @property
    def value(self) -> str:
        return f"{self.day.isoformat()}T{self.hour}" if self.hour else self.day.isoformat()


def call_dates(title: str, text: str, published: date | None) -> Dates:
    """Return the dates of a call told by title and text, read from the day of its publication."""
    whole = f"{title}\n{text}"
    folded = flat(whole)
    head = folded[: len(title)]
    if cues.WINNERS.search(head) and not cues.STILL_OPEN.search(head):
        return Dates()
    readings = _read(whole, folded, len(title), published)
    candidates = _candidates(readings, published)
    closing, waves, extended = _chosen(candidates, readings, published)
    if closing and published and _only_recalled(closing, folded, published):
        closing, waves, extended = None, [], None
    confidence = _confidence(closing, candidates, guessed=published is None)
    if confidence < SURE:
        closing, waves, extended = None, [], None
    permanent = _permanent(whole, folded, closing)
    opening = _opening(readings, closing, published)
    return Dates(
        closing=_found(whole, closing, confidence) if closing else None,
        opening=opening and _opened(whole, opening),
        waves=tuple(_found(whole, wave, _confidence(wave, [], guessed=False)) for wave in waves),
        extended=_extended(whole, closing, extended),
        permanent=permanent,
    )


def _only_recalled(closing: _Candidate, folded: str, published: date) -> bool:
    """Say whether a closing before the publication is told in passing: by who has won, or by a mere limit."""
    if closing.day >= published - _JUST:
        return False
    said = closing.reading.context.said
    return bool(cues.AWARDED.search(folded)) or not (cues.DEADLINE.search(said) or closing.reading.context.label)


def _read(whole: str, folded: str, title_length: int, published: date | None) -> list[Reading]:
    """Return the readings of all dates; one that only adds to the one before it plays the same part."""
    put_off, several = bool(cues.EXTENSION.search(folded)), bool(cues.SEVERAL.search(folded))
    readings: list[Reading] = []
    for context in contexts(whole, dates(whole, published), title_length):
        reading = read(context, put_off=put_off)
        if readings and continues(context) and not reading.initial and reading.closing < readings[-1].closing:
            reading = replace(readings[-1], context=context, wave=True)
        readings.append(replace(reading, wave=reading.wave or several))
    return readings


def _candidates(readings: Sequence[Reading], published: date | None) -> list[_Candidate]:
    found: list[_Candidate] = []
    for reading in readings:
        when = reading.context.when
        points = reading.closing
        if when.precision is not Precision.DAY:
            points -= _vagueness(when)
        if points < CLOSES:
            continue
        if reading.over and published:
            when = passed(when, published)
            if (published - when.last) > _LONG_OVER:
                continue
        if published and when.floating and not when.relative and when.last - published > _FAR_AHEAD:
            points -= 1.5
        days = [when.last] if when.span or len(when.days) == 1 else list(when.days)
        hour = when.until if when.span else when.hour
        found.extend(_Candidate(day=day, hour=hour, points=points, reading=reading) for day in days
                     if published is None or published - _ARCHIVE <= day <= published + _AHEAD)  # fmt: skip
    return found


def _vagueness(when: When) -> float:
    """Return the points that « fin mars » loses, more for a whole month or year."""
    if when.precision is Precision.PART:
        return 0.5 if when.last.day > 14 else 2.5
    return 1.5 if when.precision is Precision.YEAR else 9.0


def _chosen(
    candidates: list[_Candidate], readings: Sequence[Reading], published: date | None
) -> tuple[_Candidate | None, list[_Candidate], _Candidate | None]:
    """Return the closing that counts, the waves after it, and the closing that an extension replaced."""
    earlier: _Candidate | None = None
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
    closing = _with_hour(closing, current)
    if earlier is None:
        earlier = max((one for one in replaced if one.day < closing.day), key=lambda one: one.day, default=None)
    column = closing.reading.context.label
    waves = [one for one in ahead[1:] if one.reading.wave or one.reading is closing.reading
             or (column and one.reading.context.label == column)]  # fmt: skip
    return closing, waves, earlier


def _exact(candidates: list[_Candidate]) -> list[_Candidate]:
    """Return the candidates without those of a whole year (« fin 2025 ») where others say more."""
    days = [one for one in candidates if one.reading.context.when.precision is not Precision.YEAR]
    return days or candidates


def _replaced(readings: Sequence[Reading]) -> list[_Candidate]:
    """Return the closings that the text says no longer hold."""
    return [
        _Candidate(day=when.last, hour=when.hour, points=reading.closing, reading=reading)
        for reading in readings
        if reading.initial and reading.against < 3 and (when := reading.context.when).precision is Precision.DAY
    ]


def _with_hour(chosen: _Candidate, candidates: Sequence[_Candidate]) -> _Candidate:
    """Return the candidate with the hour that another mention of its day gives, where its own gives none."""
    if chosen.hour:
        return chosen
    hours = [one.hour for one in candidates if one.day == chosen.day and one.hour]
    return replace(chosen, hour=hours[0]) if hours else chosen


def _span_start(candidate: _Candidate) -> _Candidate | None:
    """Return the earlier day of « reportée du 15 au 30 mars »."""
    when = candidate.reading.context.when
    return replace(candidate, day=when.first, hour="") if when.span and when.first < when.last else None


def _permanent(whole: str, folded: str, closing: _Candidate | None) -> Found | None:
    for pattern, points in ((cues.PERMANENT, 0.85), (cues.AS_THEY_COME, 0.7)):
        match = pattern.search(folded)
        if not match:
            continue
        span = _sentence(whole, match.start())
        sentence = folded[slice(*span)]
        if not (cues.SUBMIT.search(sentence) or cues.DEADLINE.search(sentence)):
            continue
        if closing and (pattern is cues.AS_THEY_COME or not closing.reading.wave):
            return None
        return Found(value="", quote=quote(whole, span, match.span()), confidence=points)
    return None


def _sentence(whole: str, place: int) -> Span:
    return next((span for span in sentences(whole) if span[0] <= place < span[1]), (place, place + 1))


def _opening(
    readings: Sequence[Reading], closing: _Candidate | None, published: date | None
) -> tuple[date, str, Reading] | None:
    best: tuple[date, str, Reading] | None = None
    points = OPENS
    for reading in readings:
        when = reading.context.when
        if when.precision is not Precision.DAY or (closing and reading is closing.reading and not when.span):
            continue
        if when.span and closing and reading is closing.reading:
            value = max(reading.opening, OPENS + 1)
        else:
            value = _opens(reading, closing)
        day = _opened_on(when, closing, published, over=reading.over)
        if value > points and day and (closing is None or day <= closing.day):
            best, points = (day, when.hour, reading), value
    return best


def _opens(reading: Reading, closing: _Candidate | None) -> float:
    """Return the points for an opening: alone it must be told in full, near the closing a word is enough."""
    if reading.closing >= CLOSES + 1:
        return 0.0
    if reading.opening >= OPENS + 1:
        return reading.opening
    if closing is None:
        return 0.0
    apart = abs(reading.context.sentence[0] - closing.reading.context.sentence[0])
    return reading.opening if apart < _NEAR_CLOSING else 0.0


def _opened_on(when: When, closing: _Candidate | None, published: date | None, *, over: bool) -> date | None:
    day = when.first
    if not when.floating or when.span:
        return day
    limit = closing.day if closing else None
    if published and (over or (limit and day > limit)):
        return passed(when, limit if limit and not over else published).first
    return day


def _opened(whole: str, opening: tuple[date, str, Reading]) -> Found:
    day, hour, reading = opening
    value = f"{day.isoformat()}T{hour}" if hour else day.isoformat()
    when = reading.context.when
    confidence = _squash(max(reading.opening, OPENS + 0.5) - OPENS)
    return Found(
        value=value, quote=quote(whole, reading.context.sentence, (when.start, when.end)), confidence=confidence
    )


def _found(whole: str, one: _Candidate, confidence: float) -> Found:
    when = one.reading.context.when
    words = quote(whole, one.reading.context.sentence, (when.start, when.end))
    return Found(value=one.value, quote=words, confidence=confidence)


def _extended(whole: str, closing: _Candidate | None, earlier: _Candidate | None) -> Found | None:
    if closing is None or not (closing.reading.extension or earlier):
        return None
    when = closing.reading.context.when
    words = quote(whole, closing.reading.context.sentence, (when.start, when.end))
    return Found(value=earlier.value if earlier else "", quote=words, confidence=0.8)


def _confidence(chosen: _Candidate | None, rivals: Sequence[_Candidate], *, guessed: bool) -> float:
    if chosen is None:
        return 0.0
    when = chosen.reading.context.when
    points = chosen.points - CLOSES
    points -= (3.0 if guessed else 1.0) * when.doubtful + 0.7 * when.bare
    others = [
        one for one in rivals if one.day != chosen.day and one.points > chosen.points - 1 and not one.reading.wave
    ]
    points -= 0.8 * bool(others)
    return _squash(points)


def _squash(points: float) -> float:
    return round(1 / (1 + math.exp(-(_SLOPE * points + 0.3))), 3)
