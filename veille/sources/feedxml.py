"""Reads RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0 from a well-formed document with lxml.

The usual path: 0.6 ms for twenty entries (25 KB) where feedparser takes 8. Nothing is
fetched, no entity is expanded (`feedbytes` has removed the DTD besides), and
lxml's limits on depth and text size stay on.
"""

from collections.abc import Iterator
from html import escape
from itertools import islice

from lxml import etree

from veille.models import Enclosure, Hints
from veille.sources import hints
from veille.sources.feednames import ATOM, name_of
from veille.sources.rawfeed import MAX_ENTRIES, RawEntry, RawFeed, rebased

_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ROOTS = ("rss", "rdf:RDF", "feed", "entry", "channel")

_PUBLISHED = (
    "pubDate",
    "published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "created",
    "dcterms:date",
)
_UPDATED = ("updated", "modified", "dcterms:modified", "lastBuildDate")
_SUMMARIES = ("description", "summary", "dc:description", "dcterms:abstract", "itunes:summary", "media:description")
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
_AUTHORS = ("author", "dc:creator", "dc:author", "itunes:author")

Children = dict[str, list["etree._Element"]]


class NotWellFormedError(ValueError):
    """Strict XML rules are broken; `lenient` may still read something."""


def parse(document: bytes, *, lenient: bool = False) -> "etree._Element":
    """Return the root of clean UTF-8 XML (see `feedbytes.clean`); NotWellFormedError when there is none.

    Lenient skips what is broken and keeps the elements around it.
    """
    parser = etree.XMLParser(
        encoding="utf-8", recover=lenient, resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True, huge_tree=False, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise NotWellFormedError(str(error)) from None
    if root is None:
        raise NotWellFormedError
    return root


def is_feed(root: "etree._Element") -> bool:
    """Say whether the root element is one of a feed we know."""
    return name_of(root.tag) in _ROOTS


def read(root: "etree._Element") -> RawFeed:
    """Return the feed under root, taking it apart; without entries when it has none we know."""
    feed = RawFeed()
    channel = next((child for child in root if name_of(child.tag) == "channel"), root)
    about = _children(channel)
    is_atom = root.tag[1:].partition("}")[0].lower() in ATOM
    feed.links_follow_site = not is_atom
    feed.title = _first(about, "title")
    feed.site = next(iter(_links(about)), "")
    feed.base = _base(channel)
    feed.lang = root.get(f"{_XML}lang") or channel.get(f"{_XML}lang") or _first(about, "language", "dc:language")
    feed.authors = _authors(about) if is_atom else []
    feed.hints = _hints(about)
    # Last first, each taken out once read: an item that a fault in the document put inside another
    # is then not part of the other's text.
    for element in reversed(list(islice(_items(root), MAX_ENTRIES))):
        feed.entries.append(_entry(element))
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    feed.entries.reverse()
    return feed


def _hints(about: Children) -> Hints:
    return hints.read(
        ttl=_first(about, "ttl"),
        skip_hours=[hour.text or "" for part in about.get("skipHours", ()) for hour in part],
        skip_days=[day.text or "" for part in about.get("skipDays", ()) for day in part],
        period=_first(about, "sy:updatePeriod"),
        times=_first(about, "sy:updateFrequency"),
    )


def _items(root: "etree._Element") -> Iterator["etree._Element"]:
    """Yield items and entries at any depth, as feedparser counts them."""
    return (element for element in root.iter("{*}item", "{*}entry") if name_of(element.tag) in ("item", "entry"))


def _entry(element: "etree._Element") -> RawEntry:
    parts = _children(element)
    guid = _first(parts, "guid", "id", "dc:identifier")
    return RawEntry(
        id=guid or element.get(_RDF_ABOUT, "").strip(),
        id_is_link=not ("guid" in parts and (parts["guid"][0].get("isPermaLink") or "").strip().lower() == "false"),
        links=_links(parts) + [source for part in parts.get("content", ()) if (source := part.get("src"))],
        title=_first(parts, "title", "dc:title", "media:title"),
        summary=_first(parts, *_SUMMARIES) or _media_description(parts),
        content=_first(parts, *_CONTENTS),
        published=_all(parts, *_PUBLISHED),
        updated=_all(parts, *_UPDATED),
        authors=_authors(parts),
        categories=_categories(parts),
        enclosures=_enclosures(parts),
        lang=element.get(f"{_XML}lang") or _first(parts, "dc:language"),
        base=_base(parts["link"][0] if "link" in parts else element),
    )


def _children(element: "etree._Element") -> Children:
    parts: Children = {}
    for child in element:
        parts.setdefault(name_of(child.tag), []).append(child)
    return parts


def _markup(element: "etree._Element") -> str:
    """Return an element's text, or its markup where there are elements in it (XHTML, or HTML left unescaped)."""
    if len(element):
        inside = (etree.tostring(child, encoding="unicode", method="html") for child in element)
        return (escape(element.text or "", quote=False) + "".join(inside)).strip()
    if element.get("mode") == "base64":
        return ""
    return (element.text or "").strip()


def _first(parts: Children, *names: str) -> str:
    for name in names:
        for element in parts.get(name, ()):
            if text := _markup(element):
                return text
    return ""


def _all(parts: Children, *names: str) -> list[str]:
    return [text for name in names for element in parts.get(name, ()) if (text := (element.text or "").strip())]


def _media_description(parts: Children) -> str:
    for group in parts.get("media:group", ()):
        if text := _first(_children(group), "media:description"):
            return text
    return ""


def _links(parts: Children) -> list[str]:
    """Return the links of an entry or a feed, the page to read first, files and self last."""
    ranked: list[tuple[int, str]] = [(0, text) for text in _all(parts, "feedburner:origLink")]
    for element in parts.get("link", ()):
        href = element.get("href") or (element.text or "").strip()
        rel, kind = (element.get("rel") or "alternate").lower(), (element.get("type") or "text/html").lower()
        rel = rel.removeprefix("http://www.iana.org/assignments/relation/")
        if not href or rel in (
            "enclosure",
            "self",
            "replies",
            "edit",
            "next",
            "prev",
            "previous",
            "first",
            "last",
            "hub",
        ):
            continue
        if rel == "alternate":
            rank = 1 if "html" in kind else 2
        else:
            rank = 3 if rel in ("canonical", "via", "related") else 4
        ranked.append((rank, href))
    ranked.sort(key=lambda pair: pair[0])
    return [href for _, href in ranked]


def _authors(parts: Children) -> list[str]:
    found = []
    for name in _AUTHORS:
        for element in parts.get(name, ()):
            text = _first(_children(element), "name", "email") if len(element) else (element.text or "")
            if text.strip():
                found.append(text)
        if found:
            break
    return found


def _categories(parts: Children) -> list[str]:
    found = []
    for name in ("category", "dc:subject"):
        found += [part.get("label") or part.get("term") or part.text or "" for part in parts.get(name, ())]
    return found


def _enclosures(parts: Children) -> list[Enclosure]:
    files = [*parts.get("enclosure", ()), *(link for link in parts.get("link", ()) if link.get("rel") == "enclosure")]
    return [
        enclosure(url, file.get("type"), file.get("length"))
        for file in files
        if (url := file.get("url") or file.get("href"))
    ]


def enclosure(url: str, media_type: str | None, size: object) -> Enclosure:
    """Return an enclosure as declared; the URL is still as written."""
    text = str(size or "").strip()
    length = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    return Enclosure(url=url.strip(), media_type=(media_type or "").strip().lower() or None, size=length)


def _base(element: "etree._Element") -> str:
    """Return the xml:base in force at element, joined from the inside out."""
    base = ""
    for here in (element, *element.iterancestors()):
        if outer := here.get(f"{_XML}base"):
            base = rebased(outer, base)
    return base
