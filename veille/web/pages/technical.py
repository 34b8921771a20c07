"""Files for programs: robots.txt, the description of the search, the style sheet, the typeface, the icon."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.i18n import _
from veille.web.outputs.opensearch import Engine, opensearch
from veille.web.rendering import error

if TYPE_CHECKING:
    from veille.web.site import Site

_TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml", "woff2": "font/woff2"}
_FOR_EVER = "public, max-age=31536000, immutable"
"""The address of a file changes with its content."""
_FOR_A_DAY = "public, max-age=86400"

_CLOSED_TO_ROBOTS = (
    "/recherche?*", "/appels?*", "/agenda?*", "/recherche.csv", "/recherche.ics", "/suivre", "/signaler", "/donnees/",
    "/veille", "/-/",
)  # fmt: skip
"""Endless combinations of filters, large files, forms and the visitors' SQL. Feeds stay open, with their filters.

A bare « ? » at the end would close the feeds too: Python's own urllib.robotparser drops it.
"""


async def robots(datasette: "Site", request: Any) -> Response:
    """Let pages and feeds be read, and say where all pages are listed."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED_TO_ROBOTS)]
    text = "\n".join([*lines, "", f"Sitemap: {datasette.absolute(request, '/sitemap.xml')}", ""])
    return Response.text(text, headers={"cache-control": _FOR_A_DAY})


async def search_description(datasette: "Site", request: Any) -> Response:
    """Let browsers offer the search in their address bar."""
    engine = Engine(
        name=datasette.site_settings.title,
        description=_("Chercher dans l’actualité de l’économie sociale et solidaire"),
        home=datasette.absolute(request, ""),
        icon=datasette.absolute(request, datasette.asset_url("icone.svg")),
    )
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return Response(opensearch(engine), headers={"cache-control": _FOR_A_DAY}, content_type=kind)


async def static(datasette: "Site", request: Any) -> Response:
    """Give one of our static files."""
    name = request.url_vars["name"]
    if name not in datasette.assets:
        return await error(datasette, 404, request)
    return _file(datasette, name, _FOR_EVER if request.args.get("v") else "public, no-cache")


async def icon(datasette: "Site") -> Response:
    """Give the icon to those who ask at the old address."""
    return _file(datasette, "icone.svg", _FOR_A_DAY)


def _file(site: "Site", name: str, caching: str) -> Response:
    content_type = _TYPES[name.rpartition(".")[2]]
    return Response(site.assets[name], headers={"cache-control": caching}, content_type=content_type)
