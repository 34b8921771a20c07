"""The tree of an HTML page that is read for its links, bounded whatever the page is."""

import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from veille.models import Page
from veille.sources import feedbytes
from veille.sources.leads import absolute
from veille.text import squeeze

MAX_TAGS = 60_000
"""`<` in a page; the largest of 80 real article pages has 5,600. Reading one this size takes 2 s."""
MAX_TEXT = 2_000
"""Characters looked at of one element's text."""
DEAD = ("script", "style", "template", "noscript", "svg", "iframe", "object")
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_REFERENCE = re.compile(r"&#(?:0{0,5}(?:[0-8]|1[124-9]|2\d|3[01])|x0{0,5}(?:[0-8bcef]|1[0-9a-f]))(?:;|(?!\w))", re.I)


@dataclass(frozen=True, slots=True)
class Html:
    """A page's tree without scripts and styles, and what links in it are relative to."""

    root: HtmlElement
    base: str
    url: str
    """As fetched."""
    scripts: int
    """How many it had."""

    def link(self, href: str | None) -> str:
        """Return where a link leads; "" for none, for this page itself, and for what is no web page."""
        if not href or href.lstrip().startswith("#"):
            return ""
        url = absolute(href, self.base)
        return "" if url == absolute(self.url, self.url) and "#" in href else url


def parse(page: Page) -> Html | None:
    """Return the tree of a page; None when there is no element in it, or too many."""
    if page.body.count(b"<") > MAX_TAGS:
        return None
    text = _REFERENCE.sub("", feedbytes.decode(page.body, page.charset))
    document = text.encode("utf-8", "replace").translate(None, _CONTROLS).lstrip()
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=False)
    try:
        root = document_fromstring(document, parser=parser, ensure_head_body=True)
    except ParserError:
        return None
    if not isinstance(root, HtmlElement):
        return None
    scripts = 0
    for element in list(root.iter(*DEAD)):
        scripts += element.tag == "script"
        element.drop_tree()
    return Html(root, _base(root, page), urldefrag(page.final_url)[0], scripts)


def _base(root: HtmlElement, page: Page) -> str:
    for element in root.iter("base"):
        if href := element.get("href"):
            try:
                return str(urljoin(page.final_url, href.strip()))
            except ValueError:
                break
    return page.final_url


def text_of(element: HtmlElement, limit: int = MAX_TEXT) -> str:
    """Return an element's text on one line, at most about `limit` characters; elements are kept apart."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > 4 * limit:  # runs of white space go
            break
    return squeeze(" ".join(pieces))[:limit]


def words_of(element: HtmlElement) -> frozenset[str]:
    """Return the words an element's class, id and role are made of: « post-header » gives post and header."""
    given = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"[:500]
    return frozenset(re.split(r"[^a-z]+", re.sub(r"([a-z])([A-Z])", r"\1-\2", given).lower()))
