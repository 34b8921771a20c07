"""Links to PDF files in a page, each with the title a person would give it."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from veille.kinds import ListingOptions
from veille.sources import listitem
from veille.sources.htmlpage import Html, text_of
from veille.sources.listitem import HEADINGS, Item, Piece, clean_title, is_generic
from veille.sources.margins import in_margin

_SIZE = r"\d+(?:[.,]\d+)?\s*(?:octets|[kmg]?o|[kmg]b|[kmg]io)\b"
# « (PDF, 1,2 Mo) », « [PDF - 340 Ko] », « - PDF – 2 Mo », « .pdf »
_FORMAT = re.compile(
    rf"\s*[\[(]\s*(?:format\s+)?(?:\.?pdf\b[^\])]{{0,40}}|{_SIZE}[^\])]{{0,20}})[\])]"
    rf"|\s*[-–—,:|]\s*(?:format\s+)?pdf\b(?:\s*[-–—,:|]?\s*{_SIZE})?\s*$"
    rf"|\s+pdf\s*[-–—,:|]?\s*{_SIZE}\s*$|\s*[-–—,:|]\s*{_SIZE}\s*$|\.pdf\s*$|^\s*pdf\s*[-–—:|]\s*",
    re.I,
)
MAX_LINKS = 500
"""PDF files read of one page."""
_SIBLINGS = 30
_CLIMB = 6
"""Elements climbed in search of a heading."""


def read(elements: Sequence[HtmlElement], html: Html, now: datetime, options: ListingOptions) -> tuple[Piece, ...]:
    """Return one piece per PDF linked within the elements; not those of menus and footers."""
    links: dict[HtmlElement, str] = {}
    for element in elements:
        for anchor in element.iter("a"):
            url = html.link(anchor.get("href"))
            if url and len(links) < MAX_LINKS and _is_pdf(anchor, url):
                links[anchor] = url
    held = Counter(above for anchor in links for above in (anchor, *anchor.iterancestors()))
    found: dict[str, Piece] = {}
    for anchor, url in links.items():
        if url not in found and not in_margin(anchor) and (piece := _piece(anchor, url, held, now, options)):
            found[url] = piece
    return tuple(found.values())


def _is_pdf(anchor: HtmlElement, url: str) -> bool:
    return urlsplit(url).path.lower().endswith(".pdf") or "application/pdf" in (anchor.get("type") or "").lower()


def without_format(text: str) -> str:
    """Return a title without the format and size of the file it names."""
    text = clean_title(text)
    while (shorter := clean_title(_FORMAT.sub(" ", text))) != text:
        text = shorter
    return text


def _piece(
    anchor: HtmlElement, url: str, held: Counter[HtmlElement], now: datetime, options: ListingOptions
) -> Piece | None:
    item = Item((_item(anchor, held),))
    chosen = None
    if options.title:
        chosen = next(iter(listitem.select(item.elements[0], options.title)), None)
    texts = [text_of(chosen, 1_000)] if chosen is not None else []
    texts += [text_of(anchor, 1_000), anchor.get("title") or "", anchor.get("aria-label") or ""]
    titles = (without_format(text) for text in texts)
    title = next((one for one in titles if not is_generic(one)), "") or _nearest(anchor) or _from_name(url)
    if not title:
        return None
    published, raw = listitem.date_of(item, now, options.date)
    summary = listitem.summary_of(item, title, options.summary) if options.summary else ""
    return Piece(url=url, title=title, published=published, published_raw=raw, summary=summary)


def _item(anchor: HtmlElement, held: Counter[HtmlElement]) -> HtmlElement:
    """Return the largest element around a link that holds no other PDF."""
    item = anchor
    while (parent := item.getparent()) is not None and parent.tag not in ("body", "html", "main"):
        if held[parent] > 1:
            break
        item = parent
    return item


def _nearest(anchor: HtmlElement) -> str:
    """Return the text that names a link called « Télécharger »: first cell, term or heading before it."""
    here = anchor
    for _step in range(_CLIMB):
        parent = here.getparent()
        if parent is None or parent.tag == "html":
            break
        for before in islice(here.itersiblings(preceding=True), _SIBLINGS):
            named = before.tag in (*HEADINGS, "dt", "td", "th", "strong", "b")
            inside = [] if named else list(before.iter(*HEADINGS))
            candidate = before if named else (inside[-1] if inside else None)
            text = without_format(text_of(candidate, 1_000)) if candidate is not None else ""
            if text and not is_generic(text) and not _only_date(text):
                if candidate is not None and candidate.tag == "td":
                    first = next(cell for cell in parent if cell.tag in ("td", "th"))
                    text = without_format(text_of(first, 1_000)) or text
                return text
        here = parent
    return ""


def _only_date(text: str) -> bool:
    return len(text) < 25 and listitem.has_date(text)


def _from_name(url: str) -> str:
    """Return a file's name as words."""
    name = urlsplit(url).path.rpartition("/")[2]
    words = re.sub(r"[-_+]|%20", " ", re.sub(r"\.pdf$", "", name, flags=re.I)).strip()
    return clean_title(words) if len(words) > 3 else ""
