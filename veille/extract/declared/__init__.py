"""What the markup of a page declares: events (schema.org in JSON-LD, microdata, RDFa; calendar links) and forms.

`declared_facts` reads the tree that `html` has parsed, within bounds, and never raises: pages declare anything. It
looks for events only where the text of the page holds the words that every such markup has: others cost nothing.
"""

from collections.abc import Callable

from lxml.html import HtmlElement

from veille.extract.declared.calendars import calendar_events
from veille.extract.declared.forms import forms
from veille.extract.declared.jsonld import jsonld_events
from veille.extract.declared.microdata import marked_events
from veille.extract.declared.properties import Declared, best_first
from veille.facts import Facts

__all__ = ["Declared", "declared_facts"]

MOST_EVENTS = 20


def declared_facts(tree: HtmlElement, source: str, url: str, title: Callable[[], str] = str) -> Facts:
    """Return the events and forms that a page declares; `source` is its text as decoded, `title` gives its subject."""
    found: list[Declared] = []
    if "Event" in source or "Festival" in source or "Hackathon" in source:
        found.extend(jsonld_events(tree, url))
        if not found and ("itemtype" in source or "typeof" in source):
            found.extend(marked_events(tree, url))
    if not found and ("calendar" in source or "BEGIN:VEVENT" in source):
        found.extend(calendar_events(tree))
    return Facts(declared=best_first(found[:MOST_EVENTS], title()) if found else (), forms=forms(tree, url))
