"""Events marked in the HTML itself: microdata (itemprop) and RDFa (property), with the vocabulary of schema.org."""

from collections.abc import Iterator

from lxml.etree import XPath
from lxml.html import HtmlElement

from veille.extract.declared.jsonld import EVENT, OFF
from veille.extract.declared.properties import Declared, Properties, declared

_SCOPES = XPath(
    "//*[contains(@itemtype, 'Event') or contains(@itemtype, 'Festival')"
    " or contains(@typeof, 'Event') or contains(@typeof, 'Festival')]"
)
_MARKED = XPath(".//*[@itemprop or @property]")
_MOST_SCOPES = 20
_MOST_PROPERTIES = 200
_LONGEST = 300
_KEPT = (
    "name",
    "startdate",
    "enddate",
    "eventattendancemode",
    "eventstatus",
    "addresslocality",
    "location",
    "address",
    "url",
    "offers",
)


def marked_events(tree: HtmlElement, url: str) -> Iterator[Declared]:
    """Give the events of a page's microdata or RDFa."""
    for scope in _SCOPES(tree)[:_MOST_SCOPES]:
        types = f"{scope.get('itemtype') or ''} {scope.get('typeof') or ''}".split()
        if any(EVENT.search(name) for name in types) and (found := _event(scope, url)):
            yield found


def _event(scope: HtmlElement, url: str) -> Declared | None:
    found: dict[str, str] = {}
    offer = ""
    for node in _MARKED(scope)[:_MOST_PROPERTIES]:
        owner = _owner(node, scope)
        for key in (node.get("itemprop") or node.get("property") or "").lower().split():
            name = key.rpartition(":")[2].rpartition("/")[2]
            if name == "url" and owner == "offers":
                offer = offer or _value(node)
            elif name in ("name", "addresslocality") and owner in ("location", "address"):
                found.setdefault(f"place {name}", _value(node))
            elif name in _KEPT and (owner == "" or name == "addresslocality"):
                found.setdefault(name, _value(node))
    if OFF.search(found.get("eventstatus", "")):
        return None
    town = found.get("place addresslocality") or found.get("addresslocality", "")
    hall = found.get("place name", "")
    whole = ", ".join(part for part in (hall, "" if town.lower() in hall.lower() else town) if part)
    said = Properties(
        name=found.get("name", ""),
        start=found.get("startdate", ""),
        end=found.get("enddate", ""),
        place=whole or found.get("location", ""),
        mode=found.get("eventattendancemode", ""),
        registration=offer,
    )
    return declared(said, url)


def _owner(node: HtmlElement, scope: HtmlElement) -> str:
    """Return the property that the nearest item around a node is the value of, "" when it is the event's own."""
    parent = node.getparent()
    for _depth in range(20):
        if parent is None or parent is scope:
            return ""
        if parent.get("itemscope") is not None or parent.get("typeof") is not None:
            return (parent.get("itemprop") or parent.get("property") or "?").lower().rpartition(":")[2]
        parent = parent.getparent()
    return "?"


def _value(node: HtmlElement) -> str:
    for attribute in ("content", "datetime", "href", "src"):
        if value := node.get(attribute):
            return str(value)[:2_000]
    return " ".join(str(node.text_content())[: _LONGEST * 4].split())[:_LONGEST]
