"""One item of a listing page: its link, title, date and summary, by selectors or by how such things are written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from veille.config.selectors import xpath
from veille.kinds import ListingOptions
from veille.sources import dates
from veille.sources.htmlpage import Html, text_of, words_of
from veille.sources.plain import title_text
from veille.text import fold, shorten, squeeze

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SUMMARY = 1_000
_MIN_SUMMARY = 40
_MONTH = (
    r"(?:janv?(?:ier|uary)?|f[ée]v(?:r(?:ier)?)?|feb(?:ruary)?|mar(?:s|ch)|avr(?:il)?|apr(?:il)?|mai|may|juin|june?"
    r"|juil(?:let)?|july?|ao[uû]t|aug(?:ust)?|sept?(?:embre|ember)?|oct(?:obre|ober)?|nov(?:embre|ember)?"
    r"|d[ée]c(?:embre|ember)?)"
)
_DATE = re.compile(
    rf"(?<![\d/])(?:\d{{1,2}}(?:er)?\s+{_MONTH}\.?,?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}},\s+\d{{4}}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})(?![\d/])",
    re.I,
)
_CLOSING = re.compile(r"limite|clotur|jusqu|avant le|echeance|depot|expir|ferm|deadline|closing|fin d|remise|candidat")
_PUBLISHED = re.compile(r"publi|mis[e]? en ligne|mise? a jour|paru|poste|posted|date\s*:?\s*$")
_BEGINS = re.compile(r"\b(?:du|des)\s*$")
_ENDS = re.compile(r"\s*(?:au|to|[-–—])\s*\d")
_AGO = (
    r"(?:il y a (?:environ |plus d[e’'] ?|moins d[e’'] ?)?(?:\d{1,3}|une?|quelques)\s(?:secondes?|minutes?|heures?"
    r"|jours?|semaines?|mois|ans?|années?)|(?:an?|\d{1,3}) (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago"
    r"|avant-hier|hier|aujourd[’']hui|yesterday|today)\b"
)
_MOVING = re.compile(rf"\b{_AGO}", re.I)
_OPENS = re.compile(
    rf"\s*(?:(?:publiée?|postée?|mise? en ligne|posted|published)\s+)?{_AGO}\s*(?:[-–—|·•,:]\s*|$)", re.I
)
_BEFORE = 60
GENERIC = re.compile(
    r"(?:\W*(?:lire|voir|decouvrir|en savoir|savoir|consulter|telecharger|read|see|learn|acceder|cliquez|ouvrir"
    r"|afficher)"
    r"(?:\s+(?:a|au|aux|la|le|les|l|cet|cette|ce|tout|tous|toutes|plus|more|suite|article|articles|document|documents"
    r"|fiche|page|detail|details|appel|ici|fichier|pdf|du|de|version|rapport|etude|offre|actualite|actualites|et|en|ligne"
    r"|publication|lettre))*"
    r"|suite|ici|details?|plus|plus d infos?|more|lien|link|image|photo|pdf|document)\W*"
)
_SHARING = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|whatsapp|pinterest|instagram|youtube|addtoany|bsky|t)\.[a-z]+$"
)
_NEW_WINDOW = re.compile(
    r"\s*[\[(]?(?:nouvelle fen[êe]tre|nouvel onglet|ouvre[^)]{0,40}(?:fen[êe]tre|onglet))[\])]?", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one item says."""

    url: str
    title: str
    published: datetime | None = None
    published_raw: str | None = None
    summary: str = ""
    headed: bool = False
    """The title is a heading."""


@dataclass(frozen=True, slots=True)
class Item:
    """The elements of one item, the first of which holds its link unless selectors say otherwise."""

    elements: tuple[HtmlElement, ...]


@lru_cache(maxsize=512)
def _compiled(selector: str) -> XPath:
    return XPath(xpath(selector))


def select(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return what a CSS selector finds below an element, in document order."""
    return [found for found in _compiled(selector)(element) if isinstance(found, HtmlElement)]


def read(item: Item, html: Html, now: datetime, options: ListingOptions) -> Piece | None:
    """Return what an item says; None when it has no link or no title."""
    heading = _chosen(item, options.title) if options.title else _heading(item)
    anchor = _anchor(item, html, options.link, heading)
    if anchor is None:
        return None
    title = _title(item, heading, anchor)
    if not title:
        return None
    published, raw = date_of(item, now, options.date)
    return Piece(
        url=html.link(anchor.get("href")),
        title=title,
        published=published,
        published_raw=raw,
        summary=summary_of(item, title, options.summary),
        headed=heading is not None,
    )


def clean_title(text: str) -> str:
    """Return link or heading text without what it says of windows."""
    return title_text(_NEW_WINDOW.sub("", text)).strip(" -–—:|>»")


def lasting(text: str) -> str:
    """Return a text without the words that say the same moment otherwise each day: « il y a 3 jours »."""
    return _MOVING.sub("", text)


def is_generic(text: str) -> bool:
    """Say whether a link's text names no document: « Lire la suite », « Télécharger »."""
    return not text or GENERIC.fullmatch(re.sub(r"[’']", " ", fold(text))) is not None


def _chosen(item: Item, selector: str) -> HtmlElement | None:
    return next((found for element in item.elements for found in select(element, selector)), None)


def _within(item: Item, *tags: str) -> list[HtmlElement]:
    return [found for element in item.elements for found in element.iter(*tags)]


def _heading(item: Item) -> HtmlElement | None:
    for heading in _within(item, *HEADINGS):
        if text_of(heading, 200):
            return heading
    for element in _within(item, "div", "p", "span", "strong", "a", "td", "dt"):
        if not words_of(element).isdisjoint(("title", "titre")) and text_of(element, 200):
            return element
    return None


def _anchor(item: Item, html: Html, selector: str | None, heading: HtmlElement | None) -> HtmlElement | None:
    if selector:
        chosen = _chosen(item, selector)
        if chosen is None:
            return None
        return _linked(chosen, html)
    if heading is not None and (linked := _linked(heading, html)) is not None:
        return linked
    anchors = [a for a in _within(item, "a") if _leads_on(a, html)]
    if not anchors:
        return _around(item.elements[0], html)
    if heading is not None:  # a heading without link: « Lire la suite » below it is the article's
        more = next((a for a in anchors if is_generic(text_of(a, 200))), None)
        if more is not None:
            return more
    return max(anchors, key=lambda a: 0 if is_generic(text_of(a, 200)) else len(text_of(a, 200)))


def _linked(element: HtmlElement, html: Html) -> HtmlElement | None:
    """Return the link in an element, or the one it is in."""
    inside = next((a for a in element.iter("a") if _leads_on(a, html)), None)
    return inside if inside is not None else _around(element, html)


def _around(element: HtmlElement, html: Html) -> HtmlElement | None:
    return next((a for a in element.iterancestors("a") if _leads_on(a, html)), None)


def _leads_on(anchor: HtmlElement, html: Html) -> bool:
    url = html.link(anchor.get("href"))
    return bool(url) and not _SHARING.search(urlsplit(url).hostname or "")


def _title(item: Item, heading: HtmlElement | None, anchor: HtmlElement) -> str:
    texts = [text_of(heading, 1_000)] if heading is not None else []
    texts += [text_of(anchor, 1_000), anchor.get("title", ""), anchor.get("aria-label", "")]
    if heading is None:
        texts += [image.get("alt", "") for image in anchor.iter("img")]
        texts += [text_of(cell, 300) for cell in _within(item, "td", "dt", "strong", "b")]
    for text in texts:
        title = clean_title(text)
        if not is_generic(title):
            return title
    return ""


def has_date(text: str) -> bool:
    """Say whether a date is written in a text."""
    return _DATE.search(text) is not None


def date_of(item: Item, now: datetime, selector: str | None) -> tuple[datetime | None, str | None]:
    """Return when an item was published, and as written; deadlines and days of events are left alone.

    What a selector names is believed to be the date, whatever stands before it.
    """
    if selector:
        element = _chosen(item, selector)
        if element is None:
            return None, None
        times = [element, *element.iter("time")]
        raws = [time.get(name, "") for time in times for name in ("datetime", "content")] + [text_of(element, 200)]
        return _first(raws, now)
    raws = [time.get("datetime") or text_of(time, 100) for time in _within(item, "time") if not _closes(time)]
    moment, raw = _first(raws, now)
    return (moment, raw) if moment else _first(_written(item), now)


def _first(raws: Sequence[str], now: datetime) -> tuple[datetime | None, str | None]:
    for raw in raws:
        if raw and (moment := dates.believable(dates.parse(raw), now)):
            return moment, squeeze(raw)[:200]
    return None, None


def _closes(time: HtmlElement) -> bool:
    """Say whether what stands before a <time> makes it a deadline or the days of an event."""
    parent = time.getparent()
    around = [time] if parent is None else [parent, parent.getprevious(), time.getprevious()]
    before = " ".join(text_of(one, _BEFORE) for one in around if one is not None)
    own = [time] if parent is None else [time, parent]
    named = frozenset().union(*(words_of(one) for one in own))
    folded = fold(before)
    return bool(_CLOSING.search(folded) and not _PUBLISHED.search(folded)) or not named.isdisjoint(
        ("deadline", "cloture", "limite", "event", "evenement", "end", "closing")
    )


def _written(item: Item) -> list[str]:
    """Return the dates written in an item that are neither a deadline nor the days of an event."""
    text = " | ".join(_labelled(element) for element in item.elements)[:3_000]
    found, last = [], 0
    for match in _DATE.finditer(text):
        before = fold(text[max(last, match.start() - _BEFORE) : match.start()].rpartition("|")[2])
        closing = list(_CLOSING.finditer(before))
        announced = bool(closing) and not _PUBLISHED.search(before, closing[-1].end())
        if not (announced or _BEGINS.search(before) or _ENDS.match(text, match.end()) or _is_end(before, last)):
            found.append(match[0])
        last = match.end()
    return found


def _is_end(before: str, last: int) -> bool:
    return last > 0 and re.fullmatch(r"\s*(?:au|to|[-–—])\s*", before) is not None


def _labelled(element: HtmlElement) -> str:
    """Return an item's text, the cells of a row each after the heading of its column."""
    if element.tag != "tr":
        return text_of(element)
    labels = _column_labels(element)
    cells = [cell for cell in element if cell.tag in ("td", "th")]
    return " | ".join(
        f"{labels[number] if number < len(labels) else ''} : {text_of(cell, 500)}" for number, cell in enumerate(cells)
    )


def _column_labels(row: HtmlElement) -> list[str]:
    table = next(row.iterancestors("table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    if first is None or first is row or any(cell.tag == "td" for cell in first):
        return []
    return [text_of(cell, 100) for cell in first if cell.tag == "th"]


def summary_of(item: Item, title: str, selector: str | None) -> str:
    """Return an item's short text: what the selector names, or its longest paragraph."""
    if selector:
        element = _chosen(item, selector)
        return shorten(_OPENS.sub("", text_of(element)), SUMMARY) if element is not None else ""
    texts = [
        _OPENS.sub("", text_of(element))
        for element in _within(item, "p", "dd", "div", "span")
        if not element.xpath("descendant::a | descendant::div")
    ]
    texts = [text for text in texts if len(text) >= _MIN_SUMMARY and text != title]
    return shorten(max(texts, key=len), SUMMARY) if texts else ""
