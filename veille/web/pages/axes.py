"""The page of one theme, sector, territory or source."""

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette import Response

from veille.web.queries import Catalogue, latest_by
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veille.web.queries.catalogue import Label
    from veille.web.site import Site

_LATEST = 30


def _around(label: "Label", known: "Mapping[str, Label]") -> "list[Label]":
    """Return what a territory lies in, nearest first.

    A commune's département is told by its code: its group of communes may lie in several.
    """
    found: list[Label] = []
    if label.kind in {"commune", "arrondissement"}:
        digits = 3 if label.id.startswith("97") else 2
        found = [known[code] for code in (label.parent, f"D{label.id[:digits]}") if code in known]
    above = found[-1] if found else label
    while (higher := known.get(above.parent)) is not None and higher not in found:
        found.append(higher)
        above = higher
    return list(dict.fromkeys(found))


@own_page
async def axis_page(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Say what a theme, sector, territory or source is, and show its newest articles."""
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
        "around": _around(label, shown.axes["territoire"]) if axis == "territoire" else (),
        "cards": cards,
    }
    return await page(site, request, "veille_axe.html", context)
