"""iCalendar (RFC 5545) of calls and events. The same calendar gives the same bytes.

Moments are written in UTC, which every calendar program shows in its own time, so that no VTIMEZONE is needed; days
are written as days (VALUE=DATE), and the end is the first day that is no longer part of it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vText

from veille.models import PARIS
from veille.text import shorten
from veille.web.outputs.feed import clean, link

_PRODUCT = "-//veille//veille//FR"
_EVERY = timedelta(hours=6)
"""How often programs may ask again: publications come a few times a day."""
_LONGEST = {"SUMMARY": 250, "LOCATION": 250, "DESCRIPTION": 2000}
"""Characters kept of a text: some programs refuse an entry with more."""

When = date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a calendar."""

    uid: str
    """The same as long as the thing is the same, without the host: « appel-12 »."""
    start: When
    """A day, or a moment with its zone."""
    end: When | None = None
    """The last day, itself included, or the moment at which it ends; of the same kind as the start, and not before."""
    summary: str
    stamp: datetime
    """When what is known of it last changed."""
    sequence: int = 0
    """How many times it has been moved."""
    url: str = ""
    """Whole address of our page about it."""
    location: str = ""
    lines: tuple[str, ...] = ()
    """What else there is to say, a line each."""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """A calendar; addresses are whole."""

    title: str
    address: str
    """Where it is asked for again."""
    host: str
    """What our identifiers end with (`host_of`)."""
    entries: tuple[Entry, ...]


def host_of(base_url: str) -> str:
    """Return the host that identifiers end with: that of [site] base_url, which outlives visits by other names."""
    host = urlsplit(base_url).hostname or "veille"
    return host if host.isascii() else host.encode("idna").decode()


def ical(diary: Diary) -> bytes:
    """Return a calendar in UTF-8."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(clean(diary.title)))
    # RFC 7986; the property with X- is the one that Outlook knows
    calendar.add("refresh-interval", _EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT6H"))
    calendar.add("source", diary.address, parameters={"VALUE": "URI"})
    for entry in diary.entries:
        calendar.add_component(_event(entry, diary.host))
    if not diary.entries:
        calendar.add_component(_paris())
    return bytes(calendar.to_ical(sorted=False))


def _paris() -> Timezone:
    """Return the time of Paris: a calendar must have a part (RFC 5545, 3.6), and this one says nothing untrue."""
    zone = Timezone()
    zone.add("tzid", "Europe/Paris")
    for part, name, month, before, after in (
        (TimezoneDaylight(), "CEST", 3, 1, 2),
        (TimezoneStandard(), "CET", 10, 2, 1),
    ):
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, 1 + before))  # noqa: DTZ001 - local time
        part.add("rrule", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("last-modified", entry.stamp.astimezone(UTC))
    event.add("sequence", entry.sequence)
    _add_times(event, entry)
    _add_text(event, "SUMMARY", entry.summary)
    _add_text(event, "LOCATION", entry.location)
    _add_text(event, "DESCRIPTION", *entry.lines)
    if link(entry.url):
        event.add("url", entry.url)
    if entry.categories:
        event.add("categories", [clean(one) for one in entry.categories])
    # a deadline or somebody else's event does not make its reader busy
    event.add("transp", "TRANSPARENT")
    return event


def _add_times(event: Event, entry: Entry) -> None:
    if isinstance(entry.start, datetime):
        event.add("dtstart", entry.start.astimezone(UTC))
        if isinstance(entry.end, datetime) and entry.end > entry.start:
            event.add("dtend", entry.end.astimezone(UTC))
        return
    last = entry.end if entry.end and not isinstance(entry.end, datetime) else entry.start
    event.add("dtstart", entry.start)
    event.add("dtend", max(last, entry.start) + timedelta(days=1))


def _add_text(event: Event, name: str, *lines: str) -> None:
    kept = [line for one in lines if (line := clean(one))]
    if kept:
        event.add(name, vText(shorten("\n".join(kept), _LONGEST[name]) if len(kept) == 1 else "\n".join(kept)))


def times(start: str, end: str) -> tuple[When, When | None]:
    """Return first and last as a calendar has them, of two texts as `facts` writes dates; an hour is of Paris.

    An event of several days of which only one end has an hour is of whole days. Raises ValueError when start is no
    date; an end that is none, or that is before the start, is left out.
    """
    first, last = _moment(start), None
    try:
        last = _moment(end) if end else None
    except ValueError:
        last = None
    if last is not None and last[0] < first[0]:
        last = None
    if first[1] is not None and last is None:
        return first[1], None
    if first[1] is not None and last is not None and last[1] is not None:
        return first[1], last[1] if last[1] > first[1] else None
    if first[1] is not None and last is not None and last[0] == first[0]:
        return first[1], None
    return first[0], last[0] if last is not None else None


def _moment(text: str) -> tuple[date, datetime | None]:
    """Return the day of a date, and its moment where it has an hour."""
    day = date.fromisoformat(text[:10])
    return day, datetime.fromisoformat(text).replace(tzinfo=PARIS) if len(text) > len("2026-11-21") else None
