"""From values to replies: templates, validators, and errors said in French."""

import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from veille.errors import StoreError
from veille.i18n import LANGUAGE, _, ngettext
from veille.text import is_http_url
from veille.web import french, places, posting
from veille.web.queries.catalogue import Catalogue
from veille.web.reader import TooSlowError

if TYPE_CHECKING:
    from veille.web.site import Site

log = logging.getLogger("veille.web")

View = Callable[..., Awaitable[Response]]

ERRORS = {
    400: (_("Adresse non comprise"), _("Un des paramètres de cette adresse n’a pas la forme attendue.")),
    403: (_("Accès fermé"), _("Cette partie du site n’est pas ouverte à la consultation.")),
    404: (
        _("Page introuvable"),
        _("Il n’y a rien à cette adresse : la page a été retirée, ou le lien est incomplet."),
    ),
    405: (_("Méthode non permise"), _("Ce site se consulte seulement : les méthodes permises sont GET et HEAD.")),
    413: (_("Contenu refusé"), _("Ce site n’accepte aucun contenu joint à une demande.")),
    414: (_("Adresse trop longue"), _("Cette adresse dépasse la longueur permise : raccourcissez la recherche.")),
    429: (
        _("Trop de requêtes en même temps"),
        _("D’autres requêtes SQL sont en cours. Réessayez dans quelques secondes."),
    ),
    431: (_("En-têtes trop longs"), _("Les en-têtes de cette demande dépassent la taille permise.")),
    500: (_("Erreur du site"), _("Une erreur s’est produite de notre côté. Elle est notée ; réessayez plus tard.")),
    503: (
        _("Réponse trop longue"),
        _("Cette page a demandé trop de temps. Réessayez, ou précisez la recherche."),
    ),
}
_TOO_LONG = (
    _("Requête trop longue"),
    _("La requête a dépassé le temps permis. Ajoutez une condition ou une limite, puis réessayez."),
)
_UNREADABLE = (
    _("Articles indisponibles pour l’instant"),
    _("Le site ne peut pas lire ses données en ce moment. C’est noté de notre côté ; réessayez dans quelques minutes."),
)
_RETRY_AFTER = 120
"""Seconds: a person has to do something first, and a crawler that waits longer keeps away longer than it must."""
_BAD_PARAMETER = (ValueError, KeyError, IndexError, TypeError, AssertionError, AttributeError, RecursionError)
"""What Datasette's own views raise for parameters that they do not check."""


def prepare(env: Environment) -> None:
    """Give the templates our filters and the translation functions; no-break spaces are put in on the way."""
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        lambda text: french.spaces(_(text)),
        lambda one, many, count: french.spaces(ngettext(one, many, count)),
        newstyle=True,
    )
    env.filters.update(
        day=french.day,
        moment=french.moment,
        month=french.month,
        hour=french.hour,
        when=french.when,
        state=french.state,
        role=french.role,
        number=french.number,
        percent=french.percent,
        size=french.size,
        certainty=french.certainty,
        weight=french.weight,
        family=french.family,
        language=french.language,
        typo=french.spaces,
        safe_url=safe_url,
        text_lang=text_lang,
        link_lang=link_lang,
    )
    env.globals.update(
        count_articles=french.articles,
        operator=french.operator,
        relative_day=french.relative_day,
        in_days=french.in_days,
        when_near=french.when_near,
        span=french.span,
        amount=french.amount,
        amount_roles=french.AMOUNTS,
        territory_kinds=french.KINDS,
    )
    env.trim_blocks = env.lstrip_blocks = True


def safe_url(url: str | None) -> str:
    """Return url when it is an absolute http(s) address, else an empty string: nothing else is ever a link."""
    return url if url and is_http_url(url) else ""


def text_lang(lang: str) -> str:
    """Return the attributes of an element whose text is in a language; none for that of the page."""
    return "" if lang == LANGUAGE else Markup(' lang="{}" dir="auto"').format(lang)


def link_lang(lang: str) -> str:
    """Return the attributes of a link whose text, and the article it leads to, are in a language."""
    return "" if lang == LANGUAGE else Markup(' lang="{0}" hreflang="{0}" dir="auto"').format(lang)


def outward_link(url: str) -> Markup:
    """Return a link to another site, for a cell of a raw table."""
    return Markup('<a href="{0}" rel="noopener nofollow ugc">{0}</a>').format(url)


def frame(site: "Site") -> dict[str, Any]:
    """Return what every template may use."""
    return {
        "site": site.site_settings,
        "style_url": site.asset_url("veille.css"),
        "icon_url": site.asset_url("icone.svg"),
        "today": site.today,
        "page_lang": LANGUAGE,
    }


def environment(templates: Path) -> Environment:
    """Return the environment of our own pages: the same templates as Datasette's, without its asynchronous calls.

    A page with many links renders in half the time (measured): nothing in our templates waits for anything.
    """
    env = Environment(loader=FileSystemLoader(templates), autoescape=True, auto_reload=False)
    prepare(env)
    return env


def render(site: "Site", request: Any, template: str, context: dict[str, Any]) -> str:
    """Return one of our templates filled in."""
    return site.pages.get_template(template).render({**context, "request": request, **frame(site)})


async def page(site: "Site", request: Any, template: str, context: dict[str, Any], *, status: int = 200) -> Response:
    """Render one of our templates."""
    return Response.html(render(site, request, template, context), status=status)


def own_page(view: View, *, stamp: "Callable[[Site], str] | None" = None) -> View:
    """Make a view of (site, request, catalogue) a Datasette view: 304, or what it said before, when nothing changed.

    stamp tells by a short word the state of what the page shows besides veille.db.
    """

    @wraps(view)
    async def answer(datasette: "Site", request: Any) -> Response:
        shown = await datasette.current()
        validator = datasette.etag(shown)
        if stamp is not None:
            validator = f'"{validator.strip(chr(34))}-{stamp(datasette)}"'
        # weak: a page is the same whether it comes packed or not
        headers = {"etag": f"W/{validator}", "cache-control": "public, no-cache"}
        known = request.headers.get("if-none-match", "")
        if validator in (one.strip().removeprefix("W/") for one in known.split(",")):
            return Response("", status=304, headers=headers)
        if (kept := datasette.kept.get(request, validator)) is not None:
            return kept
        response = await view(datasette, request, await _with_territory(datasette, request, shown))
        if response.status == 200:
            response.headers.update(headers)
            datasette.kept.put(request, validator, response)
        return response

    # wrap_view looks at the signature; functools.wraps would show it the inner one
    del answer.__wrapped__
    return answer


async def _with_territory(site: "Site", request: Any, shown: Catalogue) -> Catalogue:
    """Return the catalogue with the territory that an address names, though no article speaks of it yet.

    Whoever follows a quiet département is told of its first article.
    """
    code = (request.args.get("territoire") or "").strip()
    if not code or code in shown.axes["territoire"]:
        return shown
    return shown.knowing(await site.reader.read(lambda _conn: places.labels(code)))


async def failure(site: "Site", request: Any, exception: Exception) -> Response:
    """Answer an exception that reached Datasette's router; what nobody foresaw is logged with its trace."""
    if isinstance(exception, Base400 | TooSlowError):
        return await error(site, exception.status if isinstance(exception, Base400) else 503, request)
    if isinstance(exception, StoreError):
        return await _unreadable(site, request, exception)
    if isinstance(exception, QueryInterrupted) or getattr(exception, "title", "") == "SQL Interrupted":
        return await error(site, 400, request, said=_TOO_LONG)
    if isinstance(exception, DatasetteError):
        # sqlite3 errors of visitors' SQL were put in French by PublicDatabase.execute; other texts are Datasette's
        if isinstance(exception.__cause__ or exception.__context__, sqlite3.OperationalError):
            return await error(site, 400, request, said=(_("Requête refusée"), exception.message))
        return await error(site, 400 if exception.status == 500 else exception.status, request)
    is_parameter = isinstance(exception, _BAD_PARAMETER) and request.path.startswith("/veille") and request.query_string
    log.log(
        logging.INFO if is_parameter else logging.ERROR,
        "%s %s", "paramètre refusé" if is_parameter else "erreur sur", request.path, exc_info=exception,
    )  # fmt: skip
    return await error(site, 400 if is_parameter else 500, request)


async def _unreadable(site: "Site", request: Any, exception: StoreError) -> Response:
    """Answer while veille.db cannot be used; the log says what to do, once for all the visitors who meet it."""
    site.alarm.tell(exception)
    title, text = _UNREADABLE
    said = (title, f"{text} {posting.BACK}" if request.method == "POST" else text)
    response = await error(site, 503, request, said=said)
    response.headers["retry-after"] = str(_RETRY_AFTER)
    return response


async def error(site: "Site", status: int, request: Any, *, said: tuple[str, str] | None = None) -> Response:
    """Return the French page, JSON or text of an error, after the kind of address asked."""
    return await _error(site, status, request.path, request, said or ERRORS.get(status) or ERRORS[400])


async def refusal(site: "Site", status: int, path: str, *, said: tuple[str, str] | None = None) -> Response:
    """Return the same as `error` for a request that Datasette has not seen."""
    await site.invoke_startup()
    return await _error(site, status, path, None, said or ERRORS[status])


async def _error(site: "Site", status: int, path: str, request: Any, said: tuple[str, str]) -> Response:
    title, text = (french.spaces(one) for one in said)
    if path.endswith((".json", ".jsono")):
        body = {"ok": False, "status": status, "title": title, "error": text}
        return Response(
            json.dumps(body, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8"
        )
    if path.endswith((".csv", ".blob", ".txt", ".atom", ".ics", ".xml", ".bib")):
        return Response(f"{title}. {text}\n", status=status, content_type="text/plain; charset=utf-8")
    context = {"status": status, "title": title, "text": text}
    return Response.html(render(site, request, "veille_erreur.html", context), status=status)
