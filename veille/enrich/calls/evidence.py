"""What speaks for each date of a text being the closing of its call, as named numbers that a learned judge weighs.

Beside the words near a date (`roles`), this says where it stands among the other dates: the next day ahead that is
nothing else is mostly the closing, whatever words announce it. Weights are fitted by tools/fit_closings.py.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from veille.enrich.calls import cues
from veille.enrich.calls.contexts import Context
from veille.enrich.calls.roles import CLOSES, OPENS, Reading
from veille.enrich.calls.ruling import Ruling, long_over, within
from veille.enrich.prose import Span
from veille.enrich.when import Precision, passed

Features = dict[str, float]
_SOME = 1.2
"""Points against a date from which some word makes it something else."""


class Option(NamedTuple):
    """A day that may be the closing, and where it is named."""

    reading: Reading
    day: date


_CLEARLY = 2.4
"""Points of a word that stands in the date's own clause."""
_GAPS = ((0, "past"), (4, "days"), (14, "fortnight"), (75, "weeks"), (150, "months"), (10_000, "far"))
"""Days from the publication, up to."""
_PAST = re.compile(
    r"\b(?:a|ont|avait|avaient|fut|furent|etait|etaient|s'est|se sont|was|were|had|has|have)(?: ete| been)? \w+"
    r"|\b\w+ed (?:on|by|the)"
)
_FUTURE = re.compile(r"\b\w{3,}(?:ra|ront)\b|\b(?:will|shall)\b")
_ASKED = re.compile(
    r"\b(?:vous|votre|vos|nous|on|you|your|us|we|candidat\w*|porteurs?|equipes?|associations|structures)\b"
)
_IMPERATIVE = re.compile(r"\b(?!avez|chez|rendez-vous|assez)\w{3,}ez\b(?!-vous a)")
_REFUSED = re.compile(r"\b(?:ne|n'|not|no longer|jamais|aucune?)\b")
_OPEN_CALL = re.compile(
    r"\b(?:appels?|aap|ami|prix|concours|trophees|bourses?|candidat\w*|consultation|call|grants?|awards?|fund|bando"
    r"|convocatoria|marche)\b"
)
_ROLES = (
    ("meeting", cues.MEETING), ("result", cues.RESULT), ("legal", cues.LEGAL), ("project", cues.PROJECT),
    ("paper", cues.OTHER_PAPER), ("prepared", cues.PREPARED), ("deadline", cues.DEADLINE), ("submit", cues.SUBMIT),
)  # fmt: skip
_KINDS = ("meeting", "jury", "result", "project", "legal", "question")
_WORD = re.compile(r"[a-z]{2,}|[:|(]")
_STEM = 5
_SMALL = frozenset("le la les l un une the el il der den dem".split())  # noqa: SIM905 - a list of words


def options(readings: Sequence[Reading], published: date | None) -> list[Option]:
    """Return each day that a text names, in order: the last of a range, every one of « les 4 et 6 mars ».

    Left out are whole months, a closing that was put off, an edition long over.
    """
    found = []
    for reading in readings:
        when = reading.context.when
        if when.precision is Precision.MONTH or reading.initial:
            continue
        if reading.over and published:
            when = passed(when, published)
            if long_over(when.last, published):
                continue
        days = when.days[-1:] if when.span else when.days
        found += [Option(reading, day) for day in days if within(day, published)]
    return found


def ruled_out(reading: Reading) -> bool:
    """Say whether a day is told to be that of a jury, a law or an update: of those so told and labelled none closes."""
    told = max(reading.parts.get(name, 0.0) for name in ("jury", "legal", "update"))
    return reading.context.attached or told >= _CLEARLY or reading.against >= 2 * _CLEARLY


def evidence(
    found: Sequence[Option], ruling: Ruling, folded: str, title: int, published: date | None
) -> list[Features]:
    """Return the features of each option of a flat text; `ruling` is what the rules would choose."""
    preferred = ruling.closing
    text = {"": 1.0} | _of_text(found, folded, title)
    ahead, free = _ranks(_ahead(found, published)), _ranks(_free(_ahead(found, published)))
    points: dict[date, float] = {}
    for one in found:
        points[one.day] = max(points.get(one.day, -4.0), one.reading.closing)
    best = sorted(points.values())[-2:]
    counts = Counter(one.day for one in found)
    said: dict[Span, Features] = {}
    features = []
    for place, one in enumerate(found):
        rival = -4.0 if len(best) < 2 else best[0] if points[one.day] == best[1] else best[1]
        context = one.reading.context
        if context.sentence not in said:
            said[context.sentence] = _of_sentence(context)
        its = text | said[context.sentence] | _of_words(one.reading) | _of_date(one.reading, one.day, published)
        its |= _of_rank(one.day, ahead, free)
        its |= {"first": float(one is found[0]), "last": float(one is found[-1])}
        its |= {"margin": max(-4.0, min(4.0, one.reading.closing - rival)) / 4, "repeated": float(counts[one.day] > 1)}
        its |= _of_neighbour("previous", found[place - 1] if place else None, one)
        its |= _of_neighbour("next", found[place + 1] if place + 1 < len(found) else None, one)
        its |= _of_doubt(one.reading, its)
        if preferred is not None:
            which = "preferred" if one.day == preferred.day else "other preferred"
            its[which] = 1.0
            its[f"{which} extended"] = float(preferred.reading.extension)
            its[f"{which} wave"] = float(preferred.reading.wave)
            its[f"{which} stage"] = float(preferred.reading.first_stage)
        features.append({name: value for name, value in its.items() if value})
    return features


def _ahead(found: Sequence[Option], published: date | None) -> list[Option]:
    return [
        one
        for one in found
        if one.reading.context.when.precision is Precision.DAY and (published is None or one.day >= published)
    ]


def _free(found: Sequence[Option]) -> list[Option]:
    """Return those that no word makes something else."""
    return [
        one
        for one in found
        if one.reading.against < _SOME and one.reading.opening < OPENS + 0.5 and not one.reading.context.attached
    ]


def _ranks(found: Sequence[Option]) -> dict[date, int]:
    return {day: place for place, day in enumerate(sorted({one.day for one in found}))}


def _of_text(found: Sequence[Option], folded: str, title: int) -> Features:
    head = folded[:title]
    roles = {f"title {name}": float(bool(pattern.search(head))) for name, pattern in _ROLES}
    return roles | {
        "text winners": float(bool(cues.WINNERS.search(head))),
        "text awarded": float(bool(cues.AWARDED.search(folded))),
        "text open": float(bool(cues.STILL_OPEN.search(head))),
        "text call": float(bool(_OPEN_CALL.search(head))),
        "text asks": float(bool(_IMPERATIVE.search(folded))),
        "text permanent": float(bool(cues.PERMANENT.search(folded))),
        "text clear": float(any(one.reading.closing >= CLOSES + 1 for one in found)),
    }


def _of_sentence(context: Context) -> Features:
    return {
        "imperative": float(bool(_IMPERATIVE.search(context.said))),
        "sentence submits": float(bool(cues.SUBMIT.search(context.said))),
        "sentence before submits": float(bool(cues.SUBMIT.search(context.before))),
        "paper in sentence": float(bool(cues.OTHER_PAPER.search(context.said))),
        "prepared in sentence": float(bool(cues.PREPARED.search(context.said))),
    }


def _of_words(reading: Reading) -> Features:
    context, parts = reading.context, reading.parts
    near = context.left[-60:]
    features: Features = {f"cue {name}": min(float(value), 4.0) / 2 for name, value in parts.items()}
    features |= {
        "points": max(-4.0, min(6.0, reading.closing)) / 4,
        "against": min(reading.against, 6.0) / 3,
        "opens": min(reading.opening, 4.0) / 3,
        "full": float(reading.full_file),
        "first stage": float(reading.first_stage),
        "wave": float(reading.wave),
        "extension": float(reading.extension),
        "initial": float(reading.initial),
        "over": float(reading.over),
        "attached": float(context.attached),
        "titled": float(context.titled),
        "listed": float(context.listed),
        "label": float(bool(context.label)),
        "past tense": float(bool(_PAST.search(near))),
        "future tense": float(bool(_FUTURE.search(near) or _FUTURE.search(context.right[:30]))),
        "asked": float(bool(_ASKED.search(context.left[-90:]))),
        "free limit": float(bool(parts["limit"]) and reading.against < _SOME),
        "submit limit": float(bool(parts["limit"]) and bool(parts["submits"] or parts["submitted"])),
        "paper": float(bool(cues.OTHER_PAPER.search(context.left[-90:]))),
        "nothing": float(not reading.against and reading.opening < 1),
    }
    before = [_stem(word) for word in _WORD.findall(context.left[-70:]) if word not in _SMALL][-4:]
    after = [_stem(word) for word in _WORD.findall(context.right[:50]) if word not in _SMALL][:3]
    features |= {f"before {word}": 1.0 for word in before}
    features |= {f"after {word}": 1.0 for word in after}
    if before:
        features[f"just {before[-1]}"] = 1.0
    return features


def _stem(word: str) -> str:
    return word[:_STEM]


def _of_date(reading: Reading, day: date, published: date | None) -> Features:
    when = reading.context.when
    features = {
        "span": float(when.span and when.precision is Precision.DAY),
        "vague": float(when.precision is Precision.PART),
        "month": float(when.precision is Precision.MONTH),
        "year": float(when.precision is Precision.YEAR),
        "floating": float(when.floating),
        "relative": float(when.relative),
        "bare": float(when.bare),
        "doubtful": float(when.doubtful),
        "hour": float(bool(when.hour) and not when.until),
        "from hour to hour": float(bool(when.until) and not when.span),
        "late hour": float((when.until if when.span else when.hour) in ("23:59", "12:00", "17:00", "16:00", "18:00")),
        "several days": float(len(when.days) > 1 and not when.span),
        "first of month": float(day.day == 1),
        "last of month": float(day.day >= 28),
        "year ends": float((day.month, day.day) in ((12, 31), (1, 1))),
        "weekend": float(day.weekday() > 4),
    }
    if published:
        gap = (day - published).days
        features["gap " + next((name for most, name in _GAPS if gap < most), "far")] = 1.0
        if when.span and when.precision is Precision.DAY:
            features["span from now"] = float(abs((when.first - published).days) <= 21)
    return features


def _of_doubt(reading: Reading, known: Features) -> Features:
    """Return what makes a limit one of something else than the call: of a meeting told before, of a paper."""
    if not reading.parts["limit"]:
        return {"no limit in no call": float(not known["text asks"] and not known["text call"])}
    found = {
        f"limit, {name}": 1.0
        for name in ("previous meeting", "title meeting", "title prepared", "title legal", "title result", "paper",
                     "text awarded", "bare", "over", "prepared in sentence")
        if known.get(name)
    }  # fmt: skip
    found["limit alone"] = float(not (reading.parts["submits"] or reading.parts["submitted"] or reading.parts["noun"]))
    found["refused"] = float(bool(_REFUSED.search(reading.context.said)))
    found["limit in no call"] = float(not known["text asks"] and not known["text call"])
    return found


def _of_neighbour(which: str, other: Option | None, one: Option) -> Features:
    """Return what the date before or after is: a timetable runs from the opening to the jury and the projects."""
    if other is None:
        return {}
    features = {f"{which} {kind}": 1.0 for kind in _KINDS if other.reading.parts.get(kind)}
    features[f"{which} closes"] = float(other.reading.closing >= CLOSES)
    features[f"{which} opens"] = float(other.reading.opening >= OPENS)
    features[f"{which} later"] = float(other.day > one.day)
    return features


def _of_rank(day: date, ahead: Mapping[date, int], free: Mapping[date, int]) -> Features:
    features: Features = {}
    if day in ahead:
        features |= {f"ahead {min(ahead[day], 3)}": 1.0, "alone ahead": float(len(ahead) == 1)}
        features["latest"] = float(0 < ahead[day] == len(ahead) - 1)
    if day in free:
        features |= {f"free {min(free[day], 2)}": 1.0, "alone free": float(len(free) == 1)}
    return features
