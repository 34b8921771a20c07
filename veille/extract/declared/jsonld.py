"""Events in JSON-LD: objects, arrays, graphs, lists of items, one within another."""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from veille.extract.declared.properties import Declared, Properties, declared

_SCRIPTS = XPath("//script[@type='application/ld+json']/text()")
_LONGEST_BLOCK = 300_000
_MOST_BLOCKS = 20
_MOST_NODES = 1_000
EVENT = re.compile(
    r"(?:^|[/:#])(?:(?!Publication|Broadcast|OnDemand|Delivery|Screening)[A-Z]?[a-zA-Z]*Event|Festival|Hackathon|EventSeries)$"
)
OFF = re.compile(r"Cancel|Postponed")


def jsonld_events(tree: HtmlElement, url: str) -> Iterator[Declared]:
    """Give the events of the JSON-LD blocks of a page."""
    for block in _SCRIPTS(tree)[:_MOST_BLOCKS]:
        if len(block) > _LONGEST_BLOCK or not ("Event" in block or "Festival" in block or "Hackathon" in block):
            continue
        try:
            data = json.loads(block, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if _is_event(node) and (found := _event(node, url)):
                yield found


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Give the objects of a JSON document, outermost first, at most `_MOST_NODES`."""
    waiting = deque([data])
    for _seen in range(_MOST_NODES):
        if not waiting:
            return
        one = waiting.popleft()
        if isinstance(one, list):
            waiting.extend(value for value in one[:_MOST_NODES] if isinstance(value, dict | list))
        elif isinstance(one, dict):
            yield one
            waiting.extend(value for value in one.values() if isinstance(value, dict | list))


def _is_event(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and EVENT.search(name) for name in names[:10])


def _event(node: dict[str, Any], url: str) -> Declared | None:
    if OFF.search(_text(node.get("eventStatus"))):
        return None
    places = node.get("location")
    listed = places if isinstance(places, list) else [places]
    mode = _text(node.get("eventAttendanceMode"))
    if not mode and any(isinstance(one, dict) and "Virtual" in _text(one.get("@type")) for one in listed[:5]):
        mode = "Virtual"
    said = Properties(
        name=_text(node.get("name")),
        start=_text(node.get("startDate")),
        end=_text(node.get("endDate")),
        place=next((name for one in listed[:5] if (name := _place(one))), ""),
        mode=mode,
        registration=_offer(node.get("offers")),
    )
    return declared(said, url)


def _place(value: Any) -> str:
    """Return « Salle des fêtes, Lyon » of a Place, a postal address or a string; "" of a virtual one."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or "Virtual" in _text(value.get("@type")):
        return ""
    address = value.get("address")
    town = _text(address.get("addressLocality")) if isinstance(address, dict) else _text(address)
    name = _text(value.get("name"))
    if town.lower() in name.lower():
        return name
    return f"{name}, {town}" if name else town


def _offer(value: Any) -> str:
    for one in value[:5] if isinstance(value, list) else [value]:
        if isinstance(one, dict) and (address := _text(one.get("url"))):
            return address
    return ""


def _text(value: Any) -> str:
    """Return a value as text: a string, a number, the first of a list, the @value, @id or name of an object."""
    for _depth in range(4):
        if isinstance(value, str):
            return value[:2_000]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("@id") or value.get("name")
        else:
            return ""
    return ""
