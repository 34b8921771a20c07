"""The search page: words and filters, each state a plain address."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.i18n import _
from veille.web import choices
from veille.web.filters import PAGE_SIZE, Search
from veille.web.highlight import highlight
from veille.web.pages.asked import arguments, articles
from veille.web.pages.paging import page_links
from veille.web.queries import Catalogue
from veille.web.queries.find import Found, find
from veille.web.queries.matching import RANKED
from veille.web.queries.relief import Relief, relief
from veille.web.querylang import without
from veille.web.rendering import own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site


@own_page
async def results(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show one page of results, or what is wrong with the question."""
    asked = await articles(site, arguments(request), shown)
    search, found, help_ = asked.search, Found(), Relief()
    if not search.problems:
        found, help_ = await site.reader.read(lambda conn: _read(conn, search, site.today))
    structures = {**found.structures, search.chosen.get("structure", ""): asked.structure}
    active = choices.active(search, shown, structures)
    context = {
        "shown": shown,
        "search": search,
        "found": found,
        "axis_names": choices.AXIS_NAMES,
        "active": active,
        "facets": choices.facets(search, found, shown, site.today),
        "start": (search.page - 1) * PAGE_SIZE + 1,
        "pages": page_links(search.address, search.page, found.pages),
        "ranked": RANKED,
        "mark": partial(highlight, forms=search.query.forms),
        "follow": None if search.problems else asked.followed,
        "reliefs": reliefs(search, help_, active),
        "unknown": help_.unknown,
    }
    return await page(site, request, "veille_recherche.html", context, status=400 if search.problems else 200)


def _read(conn: sqlite3.Connection, search: Search, today: date) -> tuple[Found, Relief]:
    found = find(conn, search, today)
    return found, Relief() if found.count else relief(conn, search)


def reliefs(search: Search, found: Relief, active: Sequence[choices.Active]) -> list[choices.Choice]:
    """Return what to leave out of a search that finds nothing, most results first."""
    named = {one.key: (one.value, one.without) for one in active}
    text = search.query.text
    for part in search.query.parts:
        named.setdefault(part.typed, (_quoted(part.typed), search.address(q=without(text, part.typed))))
    named["q"] = (_quoted(text), search.address(q=None))
    return [
        choices.Choice(name=named[key][0], address=named[key][1], count=count, is_more=is_more)
        for key, count, is_more in found.without
    ]


def _quoted(text: str) -> str:
    return _("« {words} »").format(words=text.strip('"«»“” '))
