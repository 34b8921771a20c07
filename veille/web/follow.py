"""The addresses at which a list can be followed: feeds, calendar, table, e-mail.

Every list of ours is a path with a query; its other forms are the same query under the same path with an ending.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

FORMS = {
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "ics": "text/calendar",
    "csv": "text/csv",
}
"""Endings of our lists and their media types; json is a JSON Feed."""
_OF_THE_PAGE = frozenset({"page", "tri"})
"""Parameters of the page that a follower has no use for: feeds come newest first, from the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """One list with all the ways to follow it; addresses are paths on this site."""

    title: str
    """What the list holds, in French: « Articles du thème Financement »."""
    page: str
    """Where it is read in a browser, without its page number."""
    atom: str
    json: str
    csv: str
    ics: str = ""
    """Empty where nothing is dated."""
    mail: str


def follow(title: str, address: str, *, dated: bool = False) -> Follow:
    """Return how to follow the list at an address of ours, such as /recherche?theme=emploi.

    dated: whether its entries are calls or events, which make a calendar.
    """
    parts = urlsplit(address)
    pairs = [(key, value) for key, value in parse_qsl(parts.query) if key not in _OF_THE_PAGE]
    query = f"?{urlencode(pairs)}" if pairs else ""
    forms = {form: f"{parts.path}.{form}{query}" for form in FORMS}
    return Follow(
        title=title,
        page=parts.path + query,
        atom=forms["atom"],
        json=forms["json"],
        csv=forms["csv"],
        ics=forms["ics"] if dated else "",
        mail=f"/suivre?{urlencode([('liste', parts.path.lstrip('/')), *pairs])}#courriel",
    )
