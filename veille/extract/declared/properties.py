"""From the properties of a declared event, however written, to an `Event`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from veille.facts import QUOTE_CHARS, Event, Found
from veille.models import PARIS
from veille.text import is_http_url, shorten, squeeze, words

CONFIDENCE = 0.95
"""Of what the page itself declares; its text is not asked."""
_STAMP = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?\d\d)?(?:\.\d{1,6})?\s?(Z|[+-]\d\d:?\d\d)?)?")
_LONGEST_NAME = 160
_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An event with its name, by which the page's own is told from others it lists."""

    name: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What markup says of an event, as written; empty where it says nothing."""

    name: str = ""
    start: str = ""
    end: str = ""
    place: str = ""
    mode: str = ""
    """schema.org's eventAttendanceMode."""
    registration: str = ""


def declared(said: Properties, url: str = "") -> Declared | None:
    """Return the event of these properties, None where its beginning is no date; `url` is that of the page."""
    name, start, place, registration = said.name, said.start, said.place, said.registration
    first = stamp(start)
    if not first:
        return None
    quote = shorten(" · ".join(part for part in (squeeze(name), squeeze(start), squeeze(place)) if part), QUOTE_CHARS)
    last = stamp(said.end)
    if last <= first or last[:10] == first:
        last = ""
    where = shorten(place, _LONGEST_NAME)
    address = absolute(url, registration)
    event = Event(
        start=Found(value=first, quote=quote, confidence=CONFIDENCE),
        end=Found(value=last, quote=quote, confidence=CONFIDENCE) if last else None,
        place=Found(value=where, quote=quote, confidence=CONFIDENCE) if where else None,
        online=_online(said.mode),
        registration=Found(value=address, quote=quote, confidence=CONFIDENCE) if address else None,
        declared=True,
    )
    return Declared(name=squeeze(name)[:_LONGEST_NAME], event=event)


def absolute(url: str, href: str | None) -> str:
    """Return the http(s) address that href means on the page at url, "" when it means none."""
    try:
        address = urljoin(url, href.strip()) if href and len(href) <= _LONGEST_ADDRESS else ""
    except ValueError:
        return ""
    return address if is_http_url(address) else ""


def stamp(written: str) -> str:
    """Return « 2025-11-04 » or « 2025-11-04T09:00 » in the place's own time, "" for what is no ISO date.

    An hour with an offset is the place's own as written; in UTC (sites that convert everything) it is made Paris time.
    Midnight, the hour of those who know none, is left out.
    """
    match = _STAMP.match(written)
    if not match:
        return ""
    year, month, day, hour, minute = (int(part or 0) for part in match.groups()[:5])
    try:
        moment = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the place's own time
        if match[6] in ("Z", "+00:00", "+0000"):
            moment = datetime.fromisoformat(f"{moment.isoformat()}+00:00").astimezone(PARIS).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return ""
    if not match[4] or (moment.hour, moment.minute) in ((0, 0), (23, 59)):
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes")


def _online(mode: str) -> bool | None:
    if "Online" in mode or "Mixed" in mode or "Virtual" in mode:
        return True
    return False if "Offline" in mode else None


def best_first(found: Sequence[Declared], title: str) -> tuple[Event, ...]:
    """Return the events, each once, those named like the page first: the others are what the site has besides."""
    wanted = set(words(title))

    def likeness(one: Declared) -> float:
        named = set(words(one.name))
        return len(named & wanted) / len(named) if named else 0.0

    ranked = sorted(found, key=lambda one: -round(likeness(one), 1)) if wanted else found
    alike = [one for one in ranked if likeness(one) >= 0.5]
    return tuple(dict.fromkeys(one.event for one in (alike or ranked)))
