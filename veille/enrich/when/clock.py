"""Hours beside a date: « à 12 h », « minuit », « 23h59 (heure de Bruxelles) », « by 5 pm », « entro le ore 17 del »."""

import re
from dataclasses import replace
from typing import NamedTuple

from veille.enrich.when.values import When

_NAMED = {
    "minuit": "23:59", "midnight": "23:59", "mezzanotte": "23:59", "medianoche": "23:59", "mitternacht": "23:59",
    "midi": "12:00", "noon": "12:00", "mezzogiorno": "12:00", "mediodia": "12:00", "mittags": "12:00",
}  # fmt: skip
"""Midnight ends the day that is named (the issue's convention)."""

_TIME = (
    r"(?:(?:[01]?\d|2[0-4])\s?(?:h(?:eures?|oras?|ours?|rs?)?(?![a-z])(?:\s?[0-5]\d(?!\d))?"
    r"|[:.][0-5]\d(?!\d)(?::[0-5]\d)?(?:\s?(?:uhr|h(?![a-z])))?"
    r"(?:\s?[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?|\s?uhr\b)|(?:ore|las)\s(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?(?![\d/])"
    r"|minuit|midnight|mezzanotte|medianoche|mitternacht|midi(?![\w-])|noon|mezzogiorno|mediodia|mittags)"
)
_GAP = (
    r"\.?[\s,(|]{0,4}(?:(?:-|:|inclus|included|compris|dernier delai|au plus tard|precises?|de|du|from|entre|between"
    r"|dalle|ore|alle|"
    r"a partir de|a compter de|avant|before|jusqu'a|jusque|until|by|at|a|as|des|vers|um|ab|bis|von|las|les|le|the"
    r"|soir|matin)[\s,]{1,3}){0,3}"
)
_AFTER = re.compile(
    rf"{_GAP}(?P<from>{_TIME})(?:\s{{0,2}}(?:-|/|a|au|to|et|and|until|alle|bis|jusqu'a"
    rf"|jusqu'au)\s{{0,2}}(?P<to>{_TIME}))?"
)
_SHORT_RANGE = re.compile(
    r"[\s,(|]{0,4}(?:de\s|from\s)?(\d{1,2})\s?(?:-|a)\s?(?P<to>\d{1,2}\s?h(?:[0-5]\d)?)(?![a-z\d])"
)
_BEFORE = re.compile(
    rf"(?P<from>{_TIME})(?:\s?\([^()]{{0,40}}\))?[\s,]{{1,3}}(?:(?:precises|cet|cest|time|heure de paris)[\s,]{{1,2}})?"
    r"(?:le|du|on|del|dell'|am|den|the|of|au|el|de|horas del|hours on)?\s{0,2}$"
)
_ZONE = re.compile(r"[\s,]{0,2}\(?(?:heure|time|ora|hora|uhrzeit|cet|cest|brussels|paris|gmt|utc)\b[^()\n.;,]{0,30}\)?")
_DIGITS = re.compile(r"(\d{1,2})(?:\s?[h:.]\w{0,6}?\s?([0-5]\d))?")
_REACH = 70
_BACK = 70


class Hours(NamedTuple):
    """What stands beside a date."""

    hour: str = ""
    until: str = ""
    start: int = 0
    end: int = 0


def after(text: str, place: int) -> Hours | None:
    """Return the hours that follow a date ending at `place` of a flat text."""
    window = text[place : place + _REACH]
    match = _AFTER.match(window)
    if match:
        hour, until = _value(match["from"]), _value(match["to"])
        zone = _ZONE.match(window, match.end())
        end = zone.end() if zone and zone[0].strip() else match.end()
        end += window[end : end + 1] == ")" and "(" in window[:end]
        return Hours(hour, until, place, place + end) if hour else None
    match = _SHORT_RANGE.match(window)
    if match and int(match[1]) < 24:
        return Hours(f"{int(match[1]):02}:00", _value(match["to"]), place, place + match.end())
    return None


def before(text: str, place: int) -> Hours | None:
    """Return the hour that precedes a date beginning at `place` of a flat text: « à 17 h le … »."""
    begin = max(0, place - _BACK)
    match = _BEFORE.search(text[begin:place])
    if not match or text[begin + match.start() - 1 : begin + match.start()].isalnum():
        return None
    hour = _value(match["from"])
    return Hours(hour, "", begin + match.start(), place) if hour else None


def timed(text: str, when: When, floor: int, limit: int) -> When:
    """Return a date of a flat text with the hours beside it, between `floor` and `limit`."""
    hours = after(text, when.end)
    if hours and hours.end <= limit:
        if when.span and not hours.until:
            return replace(when, until=hours.hour, end=hours.end)
        return replace(when, hour=when.hour or hours.hour, until=hours.until, end=hours.end)
    hours = None if when.span else before(text, when.start)
    if hours and hours.start >= floor:
        return replace(when, hour=hours.hour, start=hours.start)
    return when


def _value(written: str | None) -> str:
    """Return « HH:MM », "" for what is no hour of a day."""
    if not written:
        return ""
    for name, value in _NAMED.items():
        if name in written:
            return value
    match = _DIGITS.search(written)
    if not match:
        return ""
    hour, minute = int(match[1]), int(match[2] or 0)
    half = re.search(r"([ap])\.?m", written)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[1] == "p" else 0)
    if hour == 24 or (hour == 0 and minute == 0):
        return "23:59"
    return f"{hour:02}:{minute:02}"
