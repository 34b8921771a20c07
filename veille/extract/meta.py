"""What the head of a page says of it: title, author, date, canonical address, language.

Reads a parsed tree and changes nothing in it. What is searched here is what
pages declare; guesses from their looks are left out: a wrong author is worse than none.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from veille.extract.base import MAX_TITLE
from veille.extract.dates import parse_iso
from veille.extract.rights import snippet
from veille.models import Reservation
from veille.text import fold, is_http_url, squeeze

_LD_BYTES = 300_000
"""Longest JSON-LD block read: an article's own text may be in it, a shop's catalogue need not."""
_LD_NODES = 500
_ARTICLE_TYPES = re.compile(r"article|posting|report|webpage|event|publication|creativework", re.I)
_SEPARATOR = re.compile(r"\s+(?:[|•·–—»«›>/-]|::)\s+|\s*\|\s*")

_METAS = XPath("//meta[@content and (@property or @name or @itemprop)]")
_SCRIPTS = XPath("//script[@type='application/ld+json']/text()")
_TITLE = XPath("string((//head/title | /html/title | //title[not(ancestor::svg)])[1])")
_H1 = XPath("//h1[not(ancestor::header[not(ancestor::article or ancestor::main)]) or count(//h1) = 1]")
_TIMES = XPath("//time[@datetime and (@itemprop='datePublished' or @pubdate or ancestor::article)]/@datetime")

_AUTHOR_METAS = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author")
_DATE_METAS = (
    *("article:published_time", "og:article:published_time", "datepublished", "dcterms.issued", "dc.date.issued"),
    *("citation_publication_date", "citation_online_date", "parsely-pub-date", "date", "dc.date"),
)


class PageMeta:
    """The declared metadata of the tree of a page of `host`; each part is read on first use only."""

    def __init__(self, tree: HtmlElement, host: str = "") -> None:
        self._tree = tree
        self._host = host.removeprefix("www.")
        self._metas: dict[str, str] | None = None
        self._everything: list[dict[str, Any]] = []
        self._nodes: list[dict[str, Any]] | None = None

    def canonical(self) -> str:
        """Return rel=canonical as written; "" when absent, or when the page names several."""
        links = [link for link in self._tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
        found = {href for link in links if (href := (link.get("href") or "").strip())}
        return found.pop() if len(found) == 1 else ""

    def lang(self) -> str:
        """Return the two-letter language of `<html lang>`, "" when absent or odd."""
        code = str(self._tree.get("lang") or self._tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
        code = code.strip().lower().replace("_", "-").partition("-")[0]
        return code if len(code) == 2 and code.isascii() and code.isalpha() else ""

    def title(self) -> str:
        """Return the title without the site's name: og:title, else the one h1, else `<title>`."""
        named = squeeze(self._meta("og:title"))
        if named:
            return self._without_site(named)
        heads = [text for node in _H1(self._tree) if (text := squeeze(node.text_content())) and not self._is_site(text)]
        if len(heads) == 1 and len(heads[0]) <= MAX_TITLE:
            return heads[0]
        whole = squeeze(_TITLE(self._tree))
        # Of several h1 the right one begins <title>.
        for head in heads:
            if len(head) > 10 and fold(whole).startswith(fold(head)):
                return head
        return self._without_site(whole) or next(iter(heads), "")

    def _is_site(self, name: str) -> bool:
        """Say whether name is the site's: as declared, or as its host is called (« Gala » on www.gala.fr)."""
        letters = _letters(name)
        names = (self._meta("og:site_name"), self._host, self._host.rpartition(".")[0])
        return bool(letters) and letters in map(_letters, names)

    def _without_site(self, title: str) -> str:
        """Return title without a last part that names the site: « Un article - Le site » gives « Un article »."""
        separators = list(_SEPARATOR.finditer(title))
        if not separators:
            return title
        last = separators[-1]
        head, tail = title[: last.start()].strip(), title[last.end() :]
        # A bar separates names; a dash may belong to the sentence.
        barred = last[0].strip() in ("|", "•", "::") and len(tail) <= min(50, len(head))
        return head if head and (barred or self._is_site(tail)) else title

    def author(self) -> str:
        """Return the declared authors joined by ", ": `<meta>` first, then JSON-LD; "" when undeclared."""
        for key in _AUTHOR_METAS:
            name = squeeze(self._meta(key))
            if self._is_person(name):
                return name
        for node in self._linked():
            found = dict.fromkeys(self._names(node.get("author") or node.get("creator")))
            names = [name for name in found if self._is_person(name)]
            if names:
                return ", ".join(names)
        return ""

    def _is_person(self, name: str) -> bool:
        """Say whether name may be a byline: no address, and not the site itself."""
        if not name or name.startswith(("http:", "https:", "//", "@")) or self._is_site(name):
            return False
        return not (self._host and self._host in name.lower())

    def published(self) -> datetime | None:
        """Return the declared moment of publication in UTC, None when undeclared or not in ISO 8601."""
        for key in _DATE_METAS:
            moment = parse_iso(self._meta(key))
            if moment:
                return moment
        for node in self._linked():
            moment = parse_iso(str(node.get("datePublished") or ""))
            if moment:
                return moment
        times = [moment for value in _TIMES(self._tree) if (moment := parse_iso(str(value)))]
        return times[0] if len(set(times)) == 1 else None

    def tdm(self) -> Reservation | None:
        """Return what the page says of mining its text (TDMRep, 6.3); None when it says nothing that is defined."""
        value, policy = self._meta("tdm-reservation").strip(), self._meta("tdm-policy").strip()
        if value not in ("0", "1"):
            return None
        return Reservation(reserved=value == "1", policy=policy if len(policy) <= 500 and is_http_url(policy) else "")

    def snippet(self) -> int | None:
        """Return how many characters of its text the page lets others show; None: any number."""
        return snippet(self._meta("robots"))

    def _meta(self, key: str) -> str:
        if self._metas is None:
            self._metas = {}
            for node in _METAS(self._tree):
                name = node.get("property") or node.get("name") or node.get("itemprop")
                self._metas.setdefault(name.strip().lower(), node.get("content"))
        return self._metas.get(key, "")

    def _linked(self) -> list[dict[str, Any]]:
        """Return the JSON-LD nodes that describe a text."""
        if self._nodes is None:
            blocks = (block for block in _SCRIPTS(self._tree) if len(block) <= _LD_BYTES)
            self._everything = [node for block in blocks for node in _flatten(block)][:_LD_NODES]
            self._nodes = [node for node in self._everything if _ARTICLE_TYPES.search(str(node.get("@type", "")))]
        return self._nodes

    def _names(self, value: Any) -> Iterator[str]:
        """Give the names in a JSON-LD author: a string, a person, a reference, or a list of them."""
        if isinstance(value, list):
            for one in value[:10]:
                yield from self._names(one)
        elif isinstance(value, dict):
            name = value.get("name")
            if isinstance(name, str) and name.strip():
                yield squeeze(name)
            elif "@id" in value and "@type" not in value:
                yield from (squeeze(node["name"]) for node in self._everything
                            if node.get("@id") == value["@id"] and isinstance(node.get("name"), str))  # fmt: skip
        elif isinstance(value, str) and value.strip() and not value.startswith(("http:", "https:", "#")):
            yield squeeze(value)


def _flatten(block: str) -> Iterator[dict[str, Any]]:
    """Give the nodes of one JSON-LD block: the object, a list of them, or an @graph."""
    try:
        data = json.loads(block, strict=False)
    except (ValueError, RecursionError):
        return
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            yield from (one for one in graph if isinstance(one, dict)) if isinstance(graph, list) else ()


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))
