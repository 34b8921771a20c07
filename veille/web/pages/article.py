"""One article: where to read it, what it is about, and why we think so."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.facts import call_state
from veille.web.queries import Catalogue, Detail, head_of
from veille.web.queries import article as find_article
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site


@own_page
async def article(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show an article, or go to the one it was merged into."""
    ident = int(request.url_vars["id"])

    def read(conn: Any) -> Detail | int | None:
        return find_article(conn, ident) or head_of(conn, ident)

    found = await site.reader.read(read)
    if isinstance(found, int):
        return Response("", status=301, headers={"location": f"/article/{found}"})
    if found is None:
        return await error(site, 404, request)
    call = found.facts.call
    context = {
        "shown": shown,
        "article": found,
        "card": found.card,
        # told now: a call closes by itself, without a publication
        "state": call_state(call.told, site.today) if call else None,
    }
    return await page(site, request, "veille_article.html", context)
