"""HTML pages: the only module that knows trafilatura and htmldate.

The page is decoded and parsed once; text, title, author, date and canonical
address all come from that tree.

Options, measured on 80 real pages (240 phrases that belong to the text, 230 that do not; CPU a page):

    | options, all without comments | belonging found | foreign kept | CPU    |
    |-------------------------------|-----------------|--------------|--------|
    | default                       | 229 (.954)      | 27 (.117)    | 28 ms  |
    | fast                          | 215 (.896)      | 29 (.126)    | 18 ms  |
    | favor_recall                  | 219 (.912)      | 32 (.139)    | 16 ms  |
    | favor_precision               | 218 (.908)      | 19 (.083)    | 24 ms  |
    | fast, default if < 1,000 char.| 225 (.938)      | 28 (.122)    | 28 ms  |

so the defaults: `fast` misreads six pages of eighty, and asking again for the short
results saves nothing. Comments only add noise (+4 foreign phrases). The whole of `read`
takes 1.1 times trafilatura's CPU when the feed gives title and date, 1.3 when it gives nothing.
"""

import logging
import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from htmldate import find_date
from lxml.etree import ParserError, XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from veille.extract.base import Content, Wanted
from veille.extract.dates import EARLIEST, LEEWAY, announced_day, noon
from veille.extract.declared import declared_facts
from veille.extract.meta import PageMeta
from veille.extract.prose import tidy
from veille.extract.rights import refusal
from veille.extract.sniff import CONTROLS, decode
from veille.i18n import _
from veille.models import Outcome, Page

# Both say at length what they could not do with a page; what matters of it is in our outcome.
for _name in ("trafilatura", "htmldate", "justext", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

# What trafilatura's time grows with, so that no page takes more than 5 s (measured: 40-60 µs an element, 0.5 µs a
# character of attribute, 0.5 µs a character of text). The largest of 80 real pages has 1,752 elements.
MAX_TAGS = 400_000
"""`<` in the source, before parsing: 1.2 million elements take 300 MB."""
MAX_ELEMENTS = 40_000
MAX_TEXT_IN = 1_000_000
"""Characters of visible text; `base.MAX_TEXT` of them are kept."""
MAX_ATTRIBUTES = 2_000_000
"""Characters of all attributes together."""
BIG_SOURCE = 300_000
"""Bytes from which a tree is lightened of scripts, styles and the attributes over `MAX_ATTRIBUTE` (inline images).
Half of the real pages have less than 80,000."""
MAX_ATTRIBUTE = 1_000
MAX_SEARCHED = 20_000
"""Characters of visible text searched for « publié le … »."""

# To control characters, which libxml2 lets into the tree and trafilatura then gives up on; not tab, newline, return.
_REFERENCE = re.compile(
    r"&#(0{0,5}(?:[0-8]|1[124-9]|2\d|3[01]|12[7-9]|1[345]\d)|x0{0,5}(?:[0-8bcef]|1[0-9a-f]|7f|[89][0-9a-f]))(?:;|(?!\w))",
    re.I,
)
_COUNT = XPath("count(//*)")
_DEAD = XPath("//style | //svg | //script[not(@type='application/ld+json') or string-length() > 300000]")
_TEXTS = XPath("//body//text()[not(parent::script or parent::style)]")
_TEXT_LENGTH = XPath("string-length(normalize-space(/))")


def read(page: Page, wanted: Wanted, now: datetime) -> Content:
    """Return text and metadata of an HTML page; title, author and date only when wanted."""
    too_big = Content(outcome=Outcome.TOO_BIG, detail=_("page trop longue ou trop complexe pour être lue"))
    if page.body.count(b"<") > MAX_TAGS:
        return too_big
    source = decode(page.body, page.charset)
    tree = parse(source)
    if tree is None:
        return Content(outcome=Outcome.EMPTY, detail=_("page vide"))
    if not _bounded(tree, len(page.body)):
        return too_big
    meta = PageMeta(tree, urlsplit(page.final_url).hostname or "")
    # the page's own word supersedes what its header and its site say (TDMRep, processing priority)
    if why := refusal(meta.tdm() or page.tdm) if wanted.permission else "":
        return Content(outcome=Outcome.BLOCKED, detail=why)
    facts = declared_facts(tree, source, page.final_url, meta.title)  # before trafilatura, which prunes the tree
    text = tidy(bare_extract(tree))
    return Content(
        outcome=Outcome.OK if text else Outcome.EMPTY,
        detail="" if text else _("page sans texte"),
        text=text,
        title=meta.title() if wanted.title else "",
        author=meta.author() if wanted.author else "",
        published=(meta.published() or _guessed_date(tree, page.final_url, now)) if wanted.date else None,
        canonical=meta.canonical(),
        lang=meta.lang(),
        snippet=meta.snippet(),
        facts=facts,
    )


def bare_extract(source: bytes | HtmlElement) -> str:
    """Return trafilatura's text with the options of this module: what `make bench` compares `read` with."""
    return trafilatura.extract(source, include_comments=False) or ""


def parse(source: str) -> HtmlElement | None:
    """Return the tree of an HTML page, None when it holds no element at all.

    libxml2 stops at a depth of 256 elements: deeper content is left out, in bounded time.
    """
    # As bytes: lxml refuses strings that carry an XML declaration with an encoding.
    body = _REFERENCE.sub(_character, source).encode("utf-8", "replace").translate(None, CONTROLS).lstrip()
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(body, parser=parser, ensure_head_body=True)
    except ParserError:
        return None
    return tree if isinstance(tree, HtmlElement) else None


def _character(match: re.Match[str]) -> str:
    """Return what a browser shows for a reference to a control character: cp1252's (&#146; is ’) or nothing."""
    number = int(match[1][1:], 16) if match[1][0] in "xX" else int(match[1])
    return bytes([number]).decode("cp1252", "ignore") if number >= 0x80 else ""


def _bounded(tree: HtmlElement, size: int) -> bool:
    """Lighten the tree of a big page of what no reader of ours uses; say whether the rest takes bounded time."""
    if size > BIG_SOURCE:
        for node in _DEAD(tree):
            node.drop_tree()
        if _lightened(tree) > MAX_ATTRIBUTES:
            return False
    return bool(_COUNT(tree) <= MAX_ELEMENTS and _TEXT_LENGTH(tree) <= MAX_TEXT_IN)


def _lightened(tree: HtmlElement) -> int:
    """Remove the attributes over `MAX_ATTRIBUTE` characters; return how many characters the others have."""
    total = 0
    for node in tree.iter():
        for key, value in node.attrib.items():
            if len(value) > MAX_ATTRIBUTE:
                del node.attrib[key]
            else:
                total += len(value)
    return total


def _guessed_date(tree: HtmlElement, url: str, now: datetime) -> datetime | None:
    """Return the day found in the address, the markup or the text, at noon in Paris."""
    options: dict[str, Any] = {
        "original_date": True,
        "url": url or None,
        "min_date": EARLIEST.replace(tzinfo=None),
        "max_date": (now + LEEWAY).replace(tzinfo=None),
    }
    found = find_date(tree, extensive_search=False, **options)
    if found:
        return noon(date.fromisoformat(found))
    announced = announced_day(" ".join(_TEXTS(tree))[:MAX_SEARCHED])
    if announced:
        return noon(announced)
    found = find_date(tree, extensive_search=True, **options)
    # The long search answers a copyright year with its first of January.
    return noon(date.fromisoformat(found)) if found and not found.endswith("-01-01") else None
