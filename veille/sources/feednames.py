"""The vocabularies of feeds: short names for the elements of many namespaces."""

from functools import lru_cache

# Elements are told apart by the short names below; RSS and Atom elements have none before them.
_FEED_SPACES = frozenset(
    (
        "",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://backend.userland.com/rss091",
        "http://backend.userland.com/rss092",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/net/rss1.1#",
        "http://www.w3.org/2005/atom",
        "http://purl.org/atom/ns#",
        "http://example.com/newformat#",  # Atom 0.2 drafts, still in the wild when feedparser was written
    )
)
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/elements/1.0/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
ATOM = ("http://www.w3.org/2005/atom", "http://purl.org/atom/ns#")
"""Atom 1.0 and 0.3, in lower case."""


@lru_cache(maxsize=2048)
def name_of(tag: object) -> str:
    """Return the short name of an lxml tag: title, dc:date, content:encoded; `?:name` in unknown namespaces."""
    if not isinstance(tag, str):  # a processing instruction or a reference that lenient parsing left in
        return ""
    space, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    if space.lower() in _FEED_SPACES:
        return local
    return _PREFIXES.get(space, "?:") + local
