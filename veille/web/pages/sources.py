"""The list of sources: who is followed, and whether it works."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.web.queries import Catalogue
from veille.web.rendering import own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site


@own_page
async def sources(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show every source with its state."""
    return await page(site, request, "veille_sources.html", {"shown": shown, "sources": list(shown.sources.values())})
