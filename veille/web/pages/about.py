"""What the site is, how its tags are made and how sure they are, how to search, who runs it."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.web import french
from veille.web.queries import Catalogue
from veille.web.rendering import own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

_SURE = (0.97, 0.85, 0.7, 0.5, 0.2)
"""A probability for each of the words of `french.certainty`."""


@own_page
async def about(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the page."""
    context = {"shown": shown, "words": [french.certainty(value) for value in _SURE]}
    return await page(site, request, "veille_apropos.html", context)
