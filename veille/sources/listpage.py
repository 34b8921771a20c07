"""Reads one listing page: by selectors, by its repeated block, or for its links to PDF files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from veille.i18n import _
from veille.kinds import ListingOptions
from veille.models import Lead, Outcome, Page, Source
from veille.sources import blocks, htmlpage, listitem, notalist, pdflinks
from veille.sources.base import Reading
from veille.sources.htmlpage import Html, text_of
from veille.sources.leads import language
from veille.sources.listitem import Item, Piece, lasting
from veille.sources.plain import title_text
from veille.text import digest, fold

MAX_LEADS = 500
"""Items read of one page; lists that long are archives."""
_NEXT = re.compile(
    r"(?:page\s+)?(?:suivante?s?|next)(?:\s+page)?|plus anciens?|articles? (?:plus anciens|precedents)|[>›»]"
)


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one page of a listing says, and where the next one is ("" when it names none)."""

    reading: Reading
    next: str = ""


def read(page: Page, source: Source) -> ListPage:
    """Read the page in an ok answer; every ending is a ListPage."""
    strange = notalist.strange(page)
    if strange is not None:
        return ListPage(strange)
    html = htmlpage.parse(page)
    if html is None:
        too_big = page.body.count(b"<") > htmlpage.MAX_TAGS
        detail = _("page trop complexe pour être lue") if too_big else _("page vide")
        return ListPage(Reading(outcome=Outcome.TOO_BIG if too_big else Outcome.EMPTY, detail=detail))
    options = source.options if isinstance(source.options, ListingOptions) else ListingOptions()
    pieces, detail = _pieces(html, page.fetched_at, options)
    if not pieces:
        return ListPage(notalist.diagnose(html, detail))
    if len(pieces) > MAX_LEADS:
        detail = _("seuls les {n} premiers liens de la page sont lus").format(n=MAX_LEADS)
        pieces = pieces[:MAX_LEADS]
    lang = language(html.root.get("lang") or "")
    reading = Reading(
        outcome=Outcome.OK,
        leads=tuple(_lead(piece, source.id, lang) for piece in pieces),
        detail=detail,
        title=title_text(html.root.findtext("head/title") or ""),
    )
    return ListPage(reading, _next(html, options))


def _pieces(html: Html, now: datetime, options: ListingOptions) -> tuple[Sequence[Piece], str]:
    """Return what the items say, or nothing and why."""
    if options.item is None and not options.pdf:
        return _detected(html, now, options)
    elements: Sequence[HtmlElement] = [html.root]
    if options.item is not None:
        elements = listitem.select(html.root, options.item)[: 2 * MAX_LEADS]
        if not elements:
            gone = _("le sélecteur « {selector} » ne trouve plus rien : la page a changé ?")
            return (), gone.format(selector=options.item)
    if options.pdf:
        found = pdflinks.read(elements, html, now, options)
        return found, "" if found else _("aucun lien vers un PDF dans cette page")
    pieces = [listitem.read(Item((element,)), html, now, options) for element in elements]
    distinct = {piece.url: piece for piece in reversed(pieces) if piece is not None}
    kept = tuple(distinct.values())[::-1]
    return kept, "" if kept else _mute(elements, options)


def _mute(elements: Sequence[HtmlElement], options: ListingOptions) -> str:
    """Say which selector finds nothing in the items that there are."""
    for name in ("link", "title"):
        selector = getattr(options, name)
        if selector and not any(listitem.select(element, selector) for element in elements):
            said = _("le sélecteur « {selector} » ({key}) ne trouve rien dans les {n} éléments de la liste")
            return said.format(selector=selector, key=name, n=len(elements))
    said = _("les {n} éléments trouvés par « {selector} » n’ont ni lien ni titre")
    return said.format(n=len(elements), selector=options.item)


def _detected(html: Html, now: datetime, options: ListingOptions) -> tuple[Sequence[Piece], str]:
    found = blocks.find(html, now, options)
    if not found.blocks:
        return (), _(
            "aucune liste d’articles reconnue ; donnez des sélecteurs (listing.item et, au besoin, title, link)"
        )
    if found.ambiguous:
        said = _("plusieurs listes se valent ({lists}) ; choisissez avec listing.item")
        return (), said.format(lists=", ".join(map(_named, found.blocks[:2])))
    return found.blocks[0].pieces, ""


def _named(block: blocks.Block) -> str:
    example = block.pieces[0].title
    return f"« {block.css} »" if block.css else _("celle de « {title} »").format(title=example[:60])


def _lead(piece: Piece, source_id: str, lang: str | None) -> Lead:
    return Lead(
        source_id=source_id,
        url=piece.url,
        entry_id=piece.url,
        title=piece.title,
        summary=piece.summary,
        published=piece.published,
        published_raw=piece.published_raw,
        lang=lang,
        fingerprint=digest(piece.url, *map(lasting, (piece.title, piece.summary, piece.published_raw or ""))),
    )


def _next(html: Html, options: ListingOptions) -> str:
    """Return the address of the next page, as the selector finds it or as pages usually say it."""
    if options.pages < 2:
        return ""
    if options.next is not None:
        chosen = listitem.select(html.root, options.next)
        anchors = [a for element in chosen for a in (element, *element.iter("a")) if a.get("href")]
    else:
        said = [link for link in html.root.iter("link", "a") if "next" in (link.get("rel") or "").lower().split()]
        anchors = said or [a for a in html.root.iter("a") if _says_next(a)]
    return next((url for a in anchors if (url := html.link(a.get("href")))), "")


def _says_next(anchor: HtmlElement) -> bool:
    texts = (text_of(anchor, 60), anchor.get("title") or "", anchor.get("aria-label") or "")
    return any(_NEXT.fullmatch(fold(text).strip()) for text in texts if text)
