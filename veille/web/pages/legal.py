"""The pages the law asks for, filled from [site] of veille.toml; what is missing says so."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.web.queries import Catalogue
from veille.web.rendering import View, own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site


def _legal(template: str) -> View:
    @own_page
    async def show(site: "Site", request: Any, shown: Catalogue) -> Response:
        return await page(site, request, template, {"shown": shown})

    return show


notices = _legal("veille_mentions.html")
privacy = _legal("veille_donnees.html")
accessibility = _legal("veille_accessibilite.html")
