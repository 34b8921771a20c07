"""Atom (RFC 4287) of a list. The same feed gives the same bytes."""

from datetime import datetime

from lxml import etree

from veille.web.outputs.feed import Feed, FeedEntry, clean, content, language, link, named

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAME = "veille"


def atom(feed: Feed) -> bytes:
    """Return a feed as an Atom document in UTF-8."""
    root = etree.Element(f"{{{_ATOM}}}feed", {_LANG: "fr"}, nsmap={None: _ATOM})
    _add(root, "id", feed.id)
    _add(root, "title", named(feed.title, feed.url))
    _add(root, "updated", _moment(feed.changed))
    author = _add(root, "author")
    _add(author, "name", named(feed.author, feed.home))
    _add(author, "uri", feed.home)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.atom)
    _add(root, "link", rel="alternate", type="text/html", hreflang="fr", href=feed.url)
    _add(root, "link", rel="alternate", type="application/feed+json", href=feed.json)
    if feed.next_atom:
        _add(root, "link", rel="next", type="application/atom+xml", href=feed.next_atom)
    _add(root, "rights", feed.rights)
    _add(root, "generator", _NAME, **({"version": feed.version} if feed.version else {}))
    for entry in feed.entries:
        _entry(root, entry)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _entry(root: etree._Element, entry: FeedEntry) -> None:
    node = _add(root, "entry")
    if lang := language(entry.lang):
        node.set(_LANG, lang)
    _add(node, "id", entry.id)
    _add(node, "title", named(entry.title, entry.url))
    _add(node, "link", rel="alternate", type="text/html", href=entry.url)
    if original := link(entry.original):
        _add(node, "link", rel="via", href=original)
    _add(node, "published", _moment(entry.published))
    _add(node, "updated", _moment(entry.updated))
    if entry.source:
        # in the entry too: few readers look into its source, and the feed's own author is not who wrote it
        _add(_add(node, "author"), "name", named(entry.source, entry.url))
    for category in entry.categories:
        scheme = {"scheme": category.scheme} if category.scheme else {}
        _add(node, "category", term=clean(category.term), **scheme, label=clean(category.label))
    if entry.summary:
        _add(node, "summary", entry.summary)
    if said := content(entry):
        _add(node, "content", said, type="html")
    _source(node, entry)


def _source(node: etree._Element, entry: FeedEntry) -> None:
    """Say from which feed an entry comes."""
    home, own_feed = link(entry.source_url), link(entry.source_feed)
    if not entry.source or not (home or own_feed):
        return
    source = _add(node, "source")
    _add(source, "id", own_feed or home)
    _add(source, "title", named(entry.source, home or own_feed))
    _add(source, "updated", _moment(entry.updated))
    if home:
        _add(source, "link", rel="alternate", href=home)
    if own_feed:
        _add(source, "link", rel="self", href=own_feed)


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    node.text = clean(text) or None
    return node


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
