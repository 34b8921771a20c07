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
    | fast, default if < 1,000 char.| 225 (.938)      | 28 (.122)    | 31 ms  |

so the defaults: `fast` misreads six pages of eighty, and asking again for the
short results costs more than it saves. Comments only add noise (+4 foreign phrases).
"""

import logging
from datetime import datetime
from typing import Any

import trafilatura
from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from veille.extract.base import Content, Wanted
from veille.extract.dates import EARLIEST, LEEWAY, noon
from veille.extract.meta import PageMeta
from veille.extract.prose import tidy
from veille.extract.sniff import decode
from veille.i18n import _
from veille.models import Outcome, Page

# Both say at length what they could not do with a page; what matters of it is in our outcome.
for _name in ("trafilatura", "htmldate", "justext", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

MAX_ELEMENTS = 40_000
"""Past this a page is TOO_BIG: trafilatura takes 40 µs an element (120,000 table cells: 4.8 s)."""
MAX_SOURCE = 10_000_000
"""Characters of HTML parsed."""
BIG_SOURCE = 300_000
"""Characters from which scripts and long attributes are dropped before trafilatura reads the tree:
a `class` of 5 MB alone takes it 6 s. Pages of real-web have 90,000 on average."""
MAX_ATTRIBUTE = 1_000
MAX_STRING = 1_000_000
"""Characters of visible text handed to trafilatura; MAX_TEXT of them are kept."""

_COUNT = XPath("count(//*)")
_DEAD = XPath("//style | //svg | //script[not(@type='application/ld+json')]")
_LONG_ATTRIBUTES = XPath(f"//*[@*[string-length() > {MAX_ATTRIBUTE}]]")
_LONG_TEXT = XPath(f"string-length(/) > {MAX_STRING}")


def read(page: Page, wanted: Wanted, now: datetime) -> Content:
    """Return text and metadata of an HTML page; title, author and date only when wanted."""
    tree = parse(decode(page.body, page.charset))
    if tree is None:
        return Content(outcome=Outcome.EMPTY, detail=_("page vide"))
    if not _bounded(tree, len(page.body)):
        return Content(outcome=Outcome.TOO_BIG, detail=_("page trop longue ou trop complexe pour être lue"))
    meta = PageMeta(tree)
    text = tidy(trafilatura.extract(tree, include_comments=False) or "")
    return Content(
        outcome=Outcome.OK if text else Outcome.EMPTY,
        detail="" if text else _("page sans texte"),
        text=text,
        title=meta.title() if wanted.title else "",
        author=meta.author() if wanted.author else "",
        published=(meta.published() or _guessed_date(tree, page.final_url, now)) if wanted.date else None,
        canonical=meta.canonical(),
        lang=meta.lang(),
    )


def parse(source: str) -> HtmlElement | None:
    """Return the tree of an HTML page, None when it holds no element at all.

    libxml2 stops at a depth of 256 elements: deeper content is left out, in bounded time.
    """
    source = source[:MAX_SOURCE].replace("\x00", "").lstrip()
    if not source:
        return None
    # As bytes: lxml refuses strings that carry an XML declaration with an encoding.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    tree = document_fromstring(source.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    return tree if isinstance(tree, HtmlElement) else None


def _bounded(tree: HtmlElement, size: int) -> bool:
    """Lighten a big tree of what no reader of ours uses; say whether the rest can be read in bounded time."""
    if size > BIG_SOURCE:
        for node in _DEAD(tree):
            node.drop_tree()
        for node in _LONG_ATTRIBUTES(tree):
            for key, value in list(node.attrib.items()):
                if len(value) > MAX_ATTRIBUTE:
                    del node.attrib[key]
    return bool(_COUNT(tree) <= MAX_ELEMENTS and not _LONG_TEXT(tree))


def _guessed_date(tree: HtmlElement, url: str, now: datetime) -> datetime | None:
    """Return the day that htmldate finds in the address, the markup or the text, at noon in Paris."""
    options: dict[str, Any] = {
        "original_date": True,
        "url": url or None,
        "min_date": EARLIEST.replace(tzinfo=None),
        "max_date": (now + LEEWAY).replace(tzinfo=None),
    }
    day = find_date(tree, extensive_search=False, **options)
    if day is None:
        day = find_date(tree, extensive_search=True, **options)
        # The long search answers a copyright year with its first of January.
        if day is None or day.endswith("-01-01"):
            return None
    return noon(datetime.fromisoformat(day).date())
