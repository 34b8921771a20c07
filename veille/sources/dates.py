"""Dates as feeds write them: RFC 822, ISO 8601 and what people type, in seven languages.

Written for French feeds: 05/09/2025 is the fifth of September, a time
without zone is Paris time, « 15 septembre 2025 à 10h30 » is a date. Of the
feed parsers tried, one read the first as the ninth of May, one not at all, and
one ignored CET and CEST.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from veille.models import PARIS
from veille.text import fold

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing on the web is older; 1970 and 1900 are unset clocks."""
AHEAD = timedelta(days=2)
"""Time zones and clocks set wrong, but no announcement dated by its event."""
_LONGEST = 100

_NAMES = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "january february march april may june july august september october november december",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "janner feber maerz april mai juni juli august september oktober november dezember",
)


def _months() -> dict[str, int]:
    """Return every beginning of three letters or more that means one month only (« jui » means two)."""
    found: dict[str, set[int]] = {}
    for names in _NAMES:
        for number, name in enumerate(names.split(), 1):
            for length in range(3, len(name) + 1):
                found.setdefault(name[:length], set()).add(number)
    return {start: numbers.pop() for start, numbers in found.items() if len(numbers) == 1}


_MONTHS = _months() | {"sept": 9, "jul": 7, "jun": 6}

# Hours east of Greenwich; names that mean several zones (IST, AST) are taken as none.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2,
    "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) "
    r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d) (?:GMT|([+-])(0\d|1[0-3])([0-5]\d))"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_NAME_YEAR = re.compile(
    r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th|º|o)?[\s.-]*(?:de\s+)?([a-z]{3,})\.?[\s,-]*(?:de[l]?\s+)?(\d{4}|\d{2})(?![\d:])"
)
_NAME_DAY_YEAR = re.compile(r"([a-z]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_ASCTIME = re.compile(r"([a-z]{3,})\s+(\d{1,2})\s+\d{1,2}:\d{2}(?::\d{2})?\s+(?:[a-z]{1,5}\s+)?(\d{4})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(?!\d)")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?$")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?$")
_CLOCK = re.compile(
    r"(?<![\d+-])(\d{1,2})\s*(?:[:.]\s*(\d{2})|h(?:eures?)?\s*(\d{2})?(?![a-z]))(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\b)?"
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})?(?!\d)|(?<=gmt)([+-])(\d)(?!\d)|(?<=utc)([+-])(\d)(?!\d)")
_ZONE_NAME = re.compile(r"(?<![a-z])([a-z]{1,4})(?![a-z])")


def parse(raw: str) -> datetime | None:
    """Return the moment a date string means, in UTC; None when it means none.

    Does not judge whether it is believable: see `believable`.
    """
    raw = raw.strip()[:_LONGEST]
    if raw[4:5] == "-":  # ISO 8601 as the standard writes it, ordinal and week dates too
        try:
            return _utc(datetime.fromisoformat(raw))
        except (ValueError, OverflowError):
            pass
    try:
        if (rfc := _RFC_822.fullmatch(raw)) and rfc[2].lower() in _MONTHS:  # nearly all RSS: a fifth of the long way
            return _rfc_822(rfc)
        return _parse_folded(fold(raw))
    except (ValueError, OverflowError):  # a 31 February, an hour 25, a year 0
        return None


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Return moment unless it is before 1990 or more than two days after now."""
    return moment if moment is not None and OLDEST <= moment <= now + AHEAD else None


def _rfc_822(match: re.Match[str]) -> datetime:
    day, year, hour, minute, second = (int(match[group]) for group in (1, 3, 4, 5, 6))
    moment = datetime(year, _MONTHS[match[2].lower()], day, hour, minute, second, tzinfo=UTC)
    east = timedelta(hours=int(match[8] or 0), minutes=int(match[9] or 0))
    return moment + east if match[7] == "-" else moment - east


def _parse_folded(text: str) -> datetime | None:
    if epoch := _EPOCH.match(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    if compact := _COMPACT.match(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups())
        return _utc(datetime(year, month, day, hour, minute, second, tzinfo=_zone(text[compact.end() :])))
    if partial := _PARTIAL.match(text):
        return _utc(datetime(int(partial[1]), int(partial[2] or 1), 1, tzinfo=PARIS))
    if found := _date(text):
        return _at_time(datetime(*found[0], tzinfo=PARIS), found[1])
    return None


def _at_time(midnight: datetime, text: str) -> datetime:
    """Return the moment on that day at the time named in text; midnight when it names none."""
    clock = _CLOCK.search(text)
    if clock is None:
        return _utc(midnight)
    hour, minute, second = int(clock[1]), int(clock[2] or clock[3] or 0), min(int(clock[4] or 0), 59)
    if clock[5]:
        hour = hour % 12 + (12 if clock[5][0] == "p" else 0)
    next_day, hour = (1, 0) if hour == 24 else (0, hour)
    moment = midnight.replace(hour=hour, minute=minute, second=second, tzinfo=_zone(text[clock.end() :]))
    return _utc(moment + timedelta(days=next_day))


def _date(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Return year, month and day, and the text without them."""
    for pattern, order in _PATTERNS:
        for match in pattern.finditer(text):
            parts = _ordered(match, order)
            if parts:
                keep = match[0] if pattern is _ASCTIME else ""
                return parts, f"{text[: match.start()]} {keep} {text[match.end() :]}"
    return None


def _ordered(match: re.Match[str], order: str) -> tuple[int, int, int] | None:
    groups = [group for group in match.groups() if group not in ("-", "/", ".")]
    year, month, day = (groups[order.index(part)] for part in "ymd")
    number = _MONTHS.get(month) if month.isalpha() else int(month)
    if number is None:
        return None
    if number > 12 and order == "dmy":  # 09/15/2025 can only be American
        number, day = int(day), str(number)
    return _full_year(year), number, int(day)


def _full_year(year: str) -> int:
    """Return the year meant; two digits up to 68 are of this century (POSIX strptime)."""
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 69 else 1900)


_PATTERNS = (
    (_DAY_NAME_YEAR, "dmy"),
    (_YEAR_FIRST, "ymd"),
    (_DAY_FIRST, "dmy"),
    (_NAME_DAY_YEAR, "mdy"),
    (_ASCTIME, "mdy"),
)


def _zone(text: str) -> tzinfo:
    """Return the zone named at the beginning of what follows a time; Paris when there is none."""
    text = text.strip(" ()")
    if offset := _OFFSET.search(text):
        sign = offset[1] or offset[4] or offset[6]
        shift = timedelta(hours=int(offset[2] or offset[5] or offset[7]), minutes=int(offset[3] or 0))
        if shift <= timedelta(hours=14):
            return timezone(-shift if sign == "-" else shift)
    for name in _ZONE_NAME.findall(text):
        if name in _ZONES:
            return timezone(timedelta(hours=_ZONES[name]))
    return PARIS


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=PARIS)
    return moment.astimezone(UTC)
