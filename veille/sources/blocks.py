"""Finds the list of articles in a page nobody has described: the repeated block.

    found = find(html, now)
    if found.sure >= SURE: found.blocks[0].items

Links are grouped by the path of elements they hang from. Of each group, an item is the largest element that holds
one link of the group only; groups with the same items are one block. Blocks are scored by what lists of articles
have and menus have not: long titles, headings, dates, summaries, a place in the middle of the page.

No library is asked: the page's own regularity says enough, and every weight below can be tried on
tests/data/pages/listings/.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from veille.kinds import ListingOptions
from veille.sources import listitem, margins
from veille.sources.htmlpage import Html, text_of
from veille.sources.listitem import Item, Piece

SURE = 0.5
"""`Found.sure` from which a block may be taken without asking anybody."""
ENOUGH = 1.0
"""Score below which a block is no list of articles: eight menu entries of 18 characters have 0.4, five bare links with
titles of 40 characters 1.2."""
CLEAR = 4.0
"""Score of a list nobody doubts. Of 80 real pages of articles, none of which is a list, three have a block of half this
score (a shop, a slider of recipes, a gallery); the listings of tests/data/pages/listings/ have 3.7 to 8."""
NEAR = 0.8
"""Two blocks with scores nearer than this are as good as each other."""
MAX_ANCHORS = 3_000
MAX_ITEMS = 500
"""Items read of one block."""
MAX_TRIES = 40
"""Selectors tried to name a block."""
_LEAST = 3
_WORD = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,60}")
_VARYING = frozenset(("odd", "even", "first", "last", "active", "sticky", "impair", "pair", "premier", "dernier"))


@dataclass(frozen=True, slots=True)
class Block:
    """One repeated block: its items in document order, and what was read of each."""

    items: tuple[Item, ...]
    pieces: tuple[Piece, ...]
    score: float
    css: str
    """A selector of the items, for feeds.yml; "" when no simple one finds just them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a page offers, best first; `sure`, from 0 to 1, says how far the first stands out."""

    blocks: tuple[Block, ...]
    sure: float

    @property
    def ambiguous(self) -> bool:
        """Whether the second block is as good as the first."""
        return len(self.blocks) > 1 and self.blocks[1].score > NEAR * self.blocks[0].score


def find(html: Html, now: datetime, options: ListingOptions | None = None) -> Found:
    """Return the blocks of a page that may be its list of articles. Selectors within items are obeyed, if given."""
    options = options or ListingOptions()
    blocks: dict[frozenset[HtmlElement], Block] = {}
    for items in _candidates(html):
        block = _block(items, html, now, options)
        key = frozenset(item.elements[0] for item in block.items)
        if block.score >= ENOUGH and (key not in blocks or blocks[key].score < block.score):
            blocks[key] = block
    ranked = _distinct(sorted(blocks.values(), key=lambda block: block.score, reverse=True))
    if not ranked or _is_article(html, ranked[0]):
        return Found((), 0.0)
    second = ranked[1].score / ranked[0].score if len(ranked) > 1 else 0.0
    return Found(tuple(ranked[:5]), round(min(1.0, ranked[0].score / CLEAR) * (1 - second**2), 2))


def _candidates(html: Html) -> Iterable[Sequence[Item]]:
    """Yield the items of every group of links that hang from the same path, container by container."""
    groups: dict[tuple[str, ...], list[tuple[HtmlElement, str]]] = defaultdict(list)
    anchors = [(a, url) for a in html.root.iter("a") if (url := html.link(a.get("href")))]
    for anchor, url in anchors[:MAX_ANCHORS]:
        path = tuple(str(element.tag) for element in anchor.iterancestors())
        groups[path].append((anchor, url))
    for group in groups.values():
        if len({url for _anchor, url in group}) < 2:
            continue
        contained: dict[object, list[HtmlElement]] = defaultdict(list)
        for element in _items_of(group):
            parent = element.getparent()
            if parent is not None:
                grand = parent.getparent()
                contained[(grand, str(parent.tag), _classes(parent))].append(element)
        for elements in contained.values():
            yield _whole(elements)


def _items_of(group: Sequence[tuple[HtmlElement, str]]) -> Sequence[HtmlElement]:
    """Return, for each link of a group, the largest element that holds no other address of the group."""
    inside: dict[HtmlElement, set[str]] = defaultdict(set)
    for anchor, url in group:
        for element in (anchor, *anchor.iterancestors()):
            inside[element].add(url)
    items: dict[HtmlElement, None] = {}
    for anchor, _url in group:
        element = anchor
        while (parent := element.getparent()) is not None and parent.tag != "body" and len(inside[parent]) == 1:
            element = parent
        items[element] = None
    return list(items)


def _whole(elements: Sequence[HtmlElement]) -> Sequence[Item]:
    """Return items with what belongs to them: alike siblings that were missed, and what flows beside in flat lists."""
    chosen = set(elements)
    shape = frozenset.intersection(*(_classes(element) for element in elements))
    containers = list(dict.fromkeys(element.getparent() for element in elements))
    tag = elements[0].tag
    items: list[Item] = []
    for container in containers:
        own = [
            child
            for child in container
            if child in chosen
            or (child.tag == tag and shape <= _classes(child) and (shape or tag in ("li", "article", "tr")))
        ]
        flat = tag in (*listitem.HEADINGS, "dt", "a", "p", "strong")
        items += _flowing(container, own) if flat else [Item((child,)) for child in own]
    return items[:MAX_ITEMS]


def _flowing(container: HtmlElement, own: Sequence[HtmlElement]) -> Sequence[Item]:
    """Return headings each with the siblings that follow it, or that precede it where the list ends with a heading."""
    heads, children = set(own), list(container)
    before: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    after: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    waiting: list[HtmlElement] = []
    last: HtmlElement | None = None
    for child in children:
        if child in heads:
            before[child], waiting, last = waiting, [], child
        else:
            waiting.append(child)
            if last is not None:
                after[last].append(child)
    beside = before if children and children[-1] in heads and children[0] not in heads else after
    # a heading that is the last of its kind takes no more than the others do
    most = max((len(beside[head]) for head in own[:-1]), default=3)
    return [Item((head, *beside[head][:most])) for head in own]


def _block(items: Sequence[Item], html: Html, now: datetime, options: ListingOptions) -> Block:
    read: dict[str, tuple[Item, Piece]] = {}
    for item in items:
        piece = listitem.read(item, html, now, options)
        if piece is not None and len(piece.title) >= 4:
            read.setdefault(piece.url, (item, piece))
    kept = tuple(item for item, _piece in read.values())
    pieces = tuple(piece for _item, piece in read.values())
    score = _score(kept, pieces, html) if kept else 0.0
    return Block(kept, pieces, score, _css(kept, html) if score >= ENOUGH else "")


def _score(items: Sequence[Item], pieces: Sequence[Piece], html: Html) -> float:
    count = len(pieces)

    def share(flags: Iterable[bool]) -> float:
        return sum(flags) / count

    dated, headed = share(piece.published is not None for piece in pieces), share(piece.headed for piece in pieces)
    told = share(bool(piece.summary) for piece in pieces)
    if count < _LEAST and not (count == 2 and headed == 1 and (dated == 1 or told == 1)):
        return 0.0
    titled = sum(min(1.0, max(0.0, (len(piece.title) - 10) / 30)) for piece in pieces) / count
    host = _site(html.url)
    own = share(_site(piece.url) == host for piece in pieces)
    several = share(len({text_of(h, 100) for h in _headings(item)}) > 1 for item in items)
    score = math.log2(1 + min(count, 30)) * titled
    score *= 1 + 0.6 * dated + 0.4 * headed + 0.3 * told + 0.3 * (items[0].elements[0].tag == "article")
    score *= (0.4 + 0.6 * own) * margins.place(items[0].elements[0]) * (1 - 0.7 * several)
    return float(score if dated or headed or told else score * 0.5)


def _headings(item: Item) -> list[HtmlElement]:
    """Return the headings in an item that are links: more than one means several articles."""
    found = [heading for element in item.elements for heading in element.iter(*listitem.HEADINGS)]
    return [h for h in found if h.xpath("descendant::a[@href] | ancestor::a[@href]")]


def _distinct(ranked: Sequence[Block]) -> list[Block]:
    """Drop blocks that hold a better one or are held by it, and those that show mostly the same articles."""
    kept: list[Block] = []
    for block in ranked:
        elements = {element for item in block.items for element in item.elements}
        around = {above for element in elements for above in element.iterancestors()}
        urls = {piece.url for piece in block.pieces}
        for better in kept:
            theirs = {element for item in better.items for element in item.elements}
            above = {one for element in theirs for one in element.iterancestors()}
            same = urls & {piece.url for piece in better.pieces}
            if elements & (above | theirs) or theirs & around or len(same) * 2 > len(urls):
                break
        else:
            kept.append(block)
    return kept


def _is_article(html: Html, best: Block) -> bool:
    """Say whether the page is one long text, beside which the block is only further reading."""
    listed = {element for item in best.items for element in item.elements}
    prose = sum(
        len(text_of(paragraph))
        for paragraph in html.root.iter("p")
        if len(text_of(paragraph)) >= 80 and listed.isdisjoint((paragraph, *paragraph.iterancestors()))
    )
    own = sum(len(text_of(element)) for element in listed)
    return prose > 1_500 and prose > 1.5 * own


def _classes(element: HtmlElement) -> frozenset[str]:
    """Return the classes that siblings share: those without a number or a place in the list."""
    given = (element.get("class") or "")[:1_000].split()
    return frozenset(one for one in given if not any(char.isdigit() for char in one) and one not in _VARYING)


def _css(items: Sequence[Item], html: Html) -> str:
    """Return the shortest selector tried that finds these items and nothing else."""
    heads = [item.elements[0] for item in items]
    shared = frozenset.intersection(*(_classes(head) for head in heads))
    tag = str(heads[0].tag)
    names = [*(f"{tag}{one}" for one in _dotted(shared)), tag]
    parent = heads[0].getparent()
    outer = [] if parent is None else [*_handles(parent), str(parent.tag)]
    tries = list(names)
    for above in (*outer, *(one for around in heads[0].iterancestors() for one in _handles(around))):
        tries += [f"{above} > {name}" if above in outer else f"{above} {name}" for name in names]
    wanted = set(heads)
    return next((one for one in tries[:MAX_TRIES] if _finds(one, html) == wanted), "")


def _handles(element: HtmlElement) -> list[str]:
    """Return the selectors of one element that its id and classes make."""
    ids = [f"#{element.get('id')}"] if _WORD.fullmatch(element.get("id") or "") else []
    return ids + [f"{element.tag}{one}" for one in _dotted(_classes(element))]


def _dotted(classes: Iterable[str]) -> list[str]:
    return [f".{one}" for one in sorted(classes, key=lambda one: (len(one), one)) if _WORD.fullmatch(one)]


def _finds(selector: str, html: Html) -> set[HtmlElement]:
    try:
        return set(listitem.select(html.root, selector))
    except ValueError:  # a class name that is none in CSS
        return set()


@lru_cache(maxsize=2048)
def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
