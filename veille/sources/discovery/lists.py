"""How the lists of a page are best read: by selectors of their own, which tell when the page has changed.

Pure: nothing is asked. A list found by itself may be another one tomorrow, so what is proposed names it.
"""

from dataclasses import dataclass

from veille.kinds import ListingOptions
from veille.models import Page
from veille.sources import blocks, htmlpage, listitem, pdflinks
from veille.sources.blocks import Block
from veille.sources.htmlpage import Html
from veille.sources.listitem import Item
from veille.text import shorten

_FILES = 0.8
"""Part of a list's links that lead to PDF files when it is one of documents."""
_LEAST_FILES = 3
_MAX_LISTS = 3
_MAX_TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to read a page as a list."""

    options: ListingOptions | None
    """None where no simple selector names just these articles: the list is found by itself."""
    title: str = ""
    """Its first article, where the page has several lists that are as good as each other."""


def ways(page: Page) -> tuple[Way, ...]:
    """Return how the lists of a page may be read, best first; none when it has no list. Picklable."""
    html = htmlpage.parse(page)
    if html is None:
        return ()
    found = blocks.find(html, page.fetched_at)
    if not found.blocks:
        files = pdflinks.read([html.root], html, page.fetched_at, ListingOptions(pdf=True))
        return (Way(options=ListingOptions(pdf=True)),) if len(files) >= _LEAST_FILES else ()
    if not found.ambiguous:
        return (Way(options=_options(found.blocks[0], html, page)),)
    best = found.blocks[0].score
    lists = [(one, _options(one, html, page)) for one in found.blocks if one.score > blocks.NEAR * best]
    return tuple(
        Way(options=options, title=shorten(one.pieces[0].title, _MAX_TITLE))
        for one, options in lists[:_MAX_LISTS]
        if options is not None
    )


def _options(block: Block, html: Html, page: Page) -> ListingOptions | None:
    """Return the options that read just this block, None when its selector gives anything else."""
    files = sum(piece.url.lower().endswith(".pdf") for piece in block.pieces)
    is_files = files >= _FILES * len(block.pieces)
    if not block.css:
        return ListingOptions(pdf=True) if is_files else None
    if is_files:
        return ListingOptions(item=block.css, pdf=True)
    options = ListingOptions(item=block.css)
    chosen = listitem.select(html.root, block.css)
    pieces = [listitem.read(Item((element,)), html, page.fetched_at, options) for element in chosen]
    return options if [piece for piece in pieces if piece is not None] == list(block.pieces) else None
