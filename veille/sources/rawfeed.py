"""What the parsers of every feed format agree on, before anything is cleaned or resolved.

Texts are as the feed wrote them (HTML or not, one level of XML or JSON
decoded), dates are raw strings. `leads.build` makes Leads of it.
"""

from dataclasses import dataclass, field
from urllib.parse import urljoin

from veille.models import Enclosure, Hints

MAX_ENTRIES = 250_000
"""Entries read from one feed; 200,000 take 7 s and 280 MB. The largest of 70 real feeds has 141."""


@dataclass(slots=True)
class RawEntry:
    """One item or entry."""

    id: str = ""
    id_is_link: bool = False
    """The id may serve as a link when it is a URL and there is no better one."""
    links: list[str] = field(default_factory=list)
    """Best first."""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: list[str] = field(default_factory=list)
    """Candidates, best first."""
    updated: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    enclosures: list[Enclosure] = field(default_factory=list)
    lang: str = ""
    base: str = ""
    """The xml:base in force, already joined within the document; empty when there is none."""


@dataclass(slots=True)
class RawFeed:
    """A whole feed."""

    title: str = ""
    site: str = ""
    """The home page as written."""
    base: str = ""
    """The xml:base in force for `site`."""
    lang: str = ""
    links_follow_site: bool = False
    """Relative links are relative to `site` (RSS), not to the feed's own address (Atom, JSON)."""
    authors: list[str] = field(default_factory=list)
    """Authors of every entry that names none."""
    entries: list[RawEntry] = field(default_factory=list)
    hints: Hints = field(default_factory=Hints)


def rebased(outer: str, inner: str) -> str:
    """Return the base that an xml:base of `inner` makes within `outer`; `outer` where it is no address."""
    try:
        return urljoin(outer, inner)
    except ValueError:  # « http://[ »
        return outer
