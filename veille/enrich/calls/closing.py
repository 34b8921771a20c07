"""The dates of a call: closing, waves, extension, opening, or that it is permanent."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from veille.enrich.calls import cues
from veille.enrich.calls.evidence import Features, Option, evidence, options, ruled_out
from veille.enrich.calls.judging import chances, fitted
from veille.enrich.calls.roles import CLOSES, OPENS, Reading
from veille.enrich.calls.ruling import Candidate, Ruling, confidence, readings_of, rule, squash, with_hour
from veille.enrich.prose import Span, quote, sentences
from veille.enrich.when import Precision, When, flat, passed
from veille.facts import Found

EXTENDED = 0.9
"""How likely a closing is that the text says was put off: 13 of the 14 of the odd and tuning rows are right."""
_NEAR_CLOSING = 250
"""Characters between the sentences of an opening and a closing that belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What the dates of a call say."""

    closing: Found | None = None
    opening: Found | None = None
    waves: tuple[Found, ...] = ()
    extended: Found | None = None
    permanent: Found | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The dates of a text as far as they are weighed: what each is, what the rules say, what speaks for each."""

    readings: Sequence[Reading]
    ruling: Ruling
    options: Sequence[Option]
    evidence: Sequence[Features]


def told(title: str, text: str, published: date | None) -> Told | None:
    """Return what the dates of a text tell; None where its title says who has won."""
    whole = f"{title}\n{text}"
    folded = flat(whole)
    head = folded[: len(title)]
    if cues.WINNERS.search(head) and not cues.STILL_OPEN.search(head):
        return None
    readings = readings_of(whole, folded, len(title), published)
    ruling = rule(readings, folded, published)
    found = options(readings, published)
    weighed = zip(found, evidence(found, ruling, folded, len(title), published), strict=True)
    kept = [(option, features) for option, features in weighed if not ruled_out(option.reading)]
    return Told(
        readings=readings,
        ruling=ruling,
        options=[option for option, _features in kept],
        evidence=[features for _option, features in kept],
    )


def call_dates(title: str, text: str, published: date | None) -> Dates:
    """Return the dates of a call told by title and text, read from the day of its publication."""
    known = told(title, text, published)
    if known is None:
        return Dates()
    ruling, chance = _judged(known)
    closing = ruling.closing
    whole = f"{title}\n{text}"
    opening = _opening(known.readings, closing, published)
    return Dates(
        closing=_found(whole, closing, chance) if closing else None,
        opening=opening and _opened(whole, opening),
        waves=tuple(_found(whole, wave, confidence(wave, [], guessed=False)) for wave in ruling.waves),
        extended=_extended(whole, closing, ruling.earlier),
        permanent=_permanent(whole, flat(whole), closing),
    )


def _judged(known: Told) -> tuple[Ruling, float]:
    """Return the likeliest closing and how likely it is; of an extension, the rules' word counts (too few to learn)."""
    if known.ruling.closing and known.ruling.closing.reading.extension:
        return known.ruling, EXTENDED
    weights = fitted()
    found = chances([one.day for one in known.options], known.evidence, weights)
    if not found:
        return Ruling(), 0.0
    day = max(found, key=lambda one: found[one])
    chance = found[day]
    several = {one.day for one in (known.ruling.closing, *known.ruling.waves) if one}
    if known.ruling.closing and day in several:  # waves share what the one closing would have
        day, chance = known.ruling.closing.day, math.fsum(found.get(one, 0.0) for one in several)
    return (_agreed(known, day), round(chance, 3)) if chance >= weights.threshold else (Ruling(), 0.0)


def _agreed(known: Told, day: date) -> Ruling:
    """Return the rules' answer where it is the same day, else the day with its hour and nothing else."""
    if known.ruling.closing and known.ruling.closing.day == day:
        return known.ruling
    named = [_candidate(one) for one in known.options if one.day == day]
    best = max(named, key=lambda one: one.points)
    return Ruling(closing=with_hour(best, named))


def _candidate(option: Option) -> Candidate:
    when = option.reading.context.when
    hour = when.until if when.span else when.hour
    return Candidate(day=option.day, hour=hour, points=option.reading.closing, reading=option.reading)


def _permanent(whole: str, folded: str, closing: Candidate | None) -> Found | None:
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
    readings: Sequence[Reading], closing: Candidate | None, published: date | None
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


def _opens(reading: Reading, closing: Candidate | None) -> float:
    """Return the points for an opening: alone it must be told in full, near the closing a word is enough."""
    if reading.closing >= CLOSES + 1:
        return 0.0
    if reading.opening >= OPENS + 1:
        return reading.opening
    if closing is None:
        return 0.0
    apart = abs(reading.context.sentence[0] - closing.reading.context.sentence[0])
    return reading.opening if apart < _NEAR_CLOSING else 0.0


def _opened_on(when: When, closing: Candidate | None, published: date | None, *, over: bool) -> date | None:
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
    confidence = squash(max(reading.opening, OPENS + 0.5) - OPENS)
    return Found(
        value=value, quote=quote(whole, reading.context.sentence, (when.start, when.end)), confidence=confidence
    )


def _found(whole: str, one: Candidate, confidence: float) -> Found:
    when = one.reading.context.when
    words = quote(whole, one.reading.context.sentence, (when.start, when.end))
    return Found(value=one.value, quote=words, confidence=confidence)


def _extended(whole: str, closing: Candidate | None, earlier: Candidate | None) -> Found | None:
    if closing is None or not (closing.reading.extension or earlier):
        return None
    when = closing.reading.context.when
    words = quote(whole, closing.reading.context.sentence, (when.start, when.end))
    return Found(value=earlier.value if earlier else "", quote=words, confidence=0.8)
