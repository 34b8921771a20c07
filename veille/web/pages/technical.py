"""Files for programs: robots.txt, the style sheet, the icon."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.web.rendering import error

if TYPE_CHECKING:
    from veille.web.site import Site

_TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml", "woff2": "font/woff2"}
_FOR_EVER = "public, max-age=31536000, immutable"
"""The address of a file changes with its content."""

_ROBOTS = """User-agent: *
Disallow: /recherche?
Disallow: /veille
"""


async def robots(datasette: "Site") -> Response:
    """Let pages be indexed, but neither the endless combinations of filters nor the raw tables."""
    return Response.text(_ROBOTS, headers={"cache-control": "public, max-age=86400"})


async def static(datasette: "Site", request: Any) -> Response:
    """Give one of our static files."""
    name = request.url_vars["name"]
    if name not in datasette.assets:
        return await error(datasette, 404, request)
    return _file(datasette, name, _FOR_EVER if request.args.get("v") else "public, no-cache")


async def icon(datasette: "Site") -> Response:
    """Give the icon to those who ask at the old address."""
    return _file(datasette, "icone.svg", "public, max-age=86400")


def _file(site: "Site", name: str, caching: str) -> Response:
    content_type = _TYPES[name.rpartition(".")[2]]
    return Response(site.assets[name], headers={"cache-control": caching}, content_type=content_type)
