"""One article: where to read it, what it tells and is about, and why we think so, what is near it, how to cite it."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from datasette import Response

from veille.facts import Event, call_state
from veille.i18n import _
from veille.web.badges import call_badges
from veille.web.nearness import beside
from veille.web.outputs.citation import FORMS, Cited, bibtex, cite, plain
from veille.web.queries import Catalogue, Detail, head_of
from veille.web.queries import article as find_article
from veille.web.queries.article import byline
from veille.web.queries.lists import Card, cards
from veille.web.queries.similar import Near, near
from veille.web.rendering import error, own_page, page, safe_url

if TYPE_CHECKING:
    from veille.web.site import Site

NOT_PUBLIC = (
    _("Page introuvable"),
    _(
        "Aucun article public ne porte ce numéro. Il a pu être retiré, à la demande de son éditeur par exemple, ou "
        "l’adresse est incomplète."
    ),
)


@own_page
async def article(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show an article, or go to the one it was merged into."""
    ident = int(request.url_vars["id"])

    def read(conn: Any) -> tuple[Detail, tuple[Near, ...]] | int | None:
        found = find_article(conn, ident)
        return (found, near(conn, found.card)) if found else head_of(conn, ident)

    found = await site.reader.read(read)
    if not isinstance(found, tuple):
        return await _instead(site, request, found)
    return await page(site, request, "veille_article.html", _context(site, request, shown, *found))


@own_page
async def citation(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the citation of an article as a file: BibTeX or plain text."""
    ident, form = int(request.url_vars["id"]), request.url_vars["form"]

    def read(conn: Any) -> tuple[Card, str] | int | None:
        found = cards(conn, [ident])
        return (found[0], byline(conn, ident)) if found else head_of(conn, ident)

    found = await site.reader.read(read)
    if not isinstance(found, tuple):
        return await _instead(site, request, found, f".{form}")
    return Response(
        cite(form, _cited(site, request, shown, *found)),
        headers={"content-disposition": f'attachment; filename="veille-{ident}.{form}"'},
        content_type=f"{FORMS[form]}; charset=utf-8",
    )


async def _instead(site: "Site", request: Any, head: int | None, ending: str = "") -> Response:
    """Lead to the article that stands for this one, or say that there is none."""
    if head is None:
        return await error(site, 404, request, said=NOT_PUBLIC)
    return Response("", status=301, headers={"location": f"/article/{head}{ending}"})


def _context(site: "Site", request: Any, shown: Catalogue, found: Detail, around: tuple[Near, ...]) -> dict[str, Any]:
    cited = _cited(site, request, shown, found.card, found.author)
    call, event = found.facts.call, found.facts.event
    places = [one.code for one in found.facts.territories]
    return {
        "shown": shown,
        "article": found,
        "card": found.card,
        "host": (urlsplit(safe_url(found.card.url)).hostname or "").removeprefix("www."),
        # told now: a call closes by itself, an event is over by itself, without a publication
        "state": call_state(call.told, site.today) if call else "",
        "badges": call_badges(call.told, site.today) if call else (),
        "is_over": event is not None and _last_day(event) < site.today.isoformat(),
        "beside": beside(found.card, around, [other.title for other in found.elsewhere], places, shown),
        "cited": cited,
        "reference": plain(cited),
        "bibtex": bibtex(cited),
    }


def _cited(site: "Site", request: Any, shown: Catalogue, card: Card, author: str) -> Cited:
    return Cited(
        number=card.id,
        title=card.title,
        author=author,
        source=shown.name("source", card.source),
        published=card.published,
        is_estimated=card.date_is_estimated,
        lang=card.lang,
        url=card.url,
        page=site.absolute(request, f"/article/{card.id}"),
        consulted=site.today,
    )


def _last_day(event: Event) -> str:
    return (event.end or event.start).value[:10]
