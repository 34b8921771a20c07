"""The home page: what is new, and every way in."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.web.queries import Catalogue, latest
from veille.web.rendering import own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

_LATEST = 30
_SOURCES = 12


@own_page
async def home(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the newest articles by day, and the axes with their counts."""
    cards = await site.reader.read(lambda conn: latest(conn, _LATEST))
    days = [(day, list(group)) for day, group in groupby(cards, key=lambda card: card.published)]
    context = {"shown": shown, "days": days, "source_count": _SOURCES}
    return await page(site, request, "veille_accueil.html", context)
