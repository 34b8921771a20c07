"""The page of one theme, sector or source."""

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette import Response

from veille.web.queries import Catalogue, latest_by
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

_LATEST = 30


@own_page
async def axis_page(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Say what a theme, sector or source is, and show its newest articles."""
    axis, value = request.url_vars["axis"], unquote(request.url_vars["value"])
    label = shown.axes.get(axis, {}).get(value)
    if label is None:
        return await error(site, 404, request)
    cards = await site.reader.read(lambda conn: latest_by(conn, axis, value, _LATEST))
    context = {
        "shown": shown,
        "axis": axis,
        "label": label,
        "source": shown.sources.get(value) if axis == "source" else None,
        "cards": cards,
    }
    return await page(site, request, "veille_axe.html", context)
