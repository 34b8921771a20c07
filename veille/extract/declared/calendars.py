"""Events in « add to my calendar » links: Google's and Outlook's carry the dates, a `data:` link the iCalendar itself.

A link to an .ics file elsewhere is not followed: that would be another request for what the page says anyway.
"""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from veille.extract.declared.properties import Declared, Properties, declared

_LINKS = XPath(
    "//a[contains(@href, 'calendar.google.') or contains(@href, 'google.com/calendar') or contains(@href, '/calendar/')"
    " or starts-with(@href, 'data:text/calendar')]/@href"
)
_MOST_LINKS = 20
_LONGEST = 20_000
_FIELD = re.compile(r"^(SUMMARY|DTSTART|DTEND|LOCATION|URL|STATUS)[^:\n]{0,100}:(.{0,1000})$", re.M)


def calendar_events(tree: HtmlElement) -> Iterator[Declared]:
    """Give the events that a page's calendar links carry."""
    for href in _LINKS(tree)[:_MOST_LINKS]:
        address = str(href)
        if len(address) > _LONGEST:
            continue
        found = _inline(address) if address.startswith("data:") else _linked(address)
        if found:
            yield found


def _linked(address: str) -> Declared | None:
    try:
        fields = parse_qs(urlsplit(address).query, max_num_fields=40)
    except ValueError:
        return None
    start, _slash, end = _first(fields, "dates").partition("/")
    said = Properties(
        name=_first(fields, "text") or _first(fields, "subject"),
        start=start or _first(fields, "startdt") or _first(fields, "st"),
        end=end or _first(fields, "enddt") or _first(fields, "et"),
        place=_first(fields, "location"),
    )
    return declared(said)


def _first(fields: dict[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _inline(address: str) -> Declared | None:
    head, _comma, body = address.partition(",")
    try:
        text = b64decode(body).decode("utf-8", "replace") if head.endswith("base64") else unquote(body)
    except (Error, ValueError):
        return None
    return icalendar_event(text)


def icalendar_event(text: str) -> Declared | None:
    """Return the first event of an iCalendar text (RFC 5545): lines unfolded, escapes removed."""
    text = re.sub(r"\r?\n[ \t]", "", text[:_LONGEST]).replace("\r\n", "\n")
    _before, begun, rest = text.partition("BEGIN:VEVENT")
    if not begun:
        return None
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(rest.partition("END:VEVENT")[0]):
        fields.setdefault(name, re.sub(r"\\([,;\\])", r"\1", value).replace("\\n", " ").strip())
    if fields.get("STATUS") == "CANCELLED":
        return None
    said = Properties(
        name=fields.get("SUMMARY", ""),
        start=fields.get("DTSTART", ""),
        end=fields.get("DTEND", ""),
        place=fields.get("LOCATION", ""),
        registration=fields.get("URL", ""),
    )
    return declared(said)
