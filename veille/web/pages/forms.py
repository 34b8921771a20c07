"""The two forms of the site: how they are shown, come back with their faults, and are taken in.

    GET   -> the form, or thanks (`?merci=1`)
    POST  -> what is wrong: the form again, with everything that was written
             taken in:      303 to the thanks, so that a page loaded again sends nothing

Neither is kept by a cache: each carries a token of its moment. Which fields there are is the matter of
`proposing` and `reporting`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response

from veille.errors import InputError
from veille.i18n import _, ngettext
from veille.web.filled import MAX_CONTACT, MAX_LINKS, MAX_TEXT, TRAP, Filled, text_problem
from veille.web.filters import number_in
from veille.web.queries import Catalogue
from veille.web.queries.known import Known, titled
from veille.web.rendering import page
from veille.web.submissions import Age

if TYPE_CHECKING:
    from veille.web.site import Site

_UNKEPT = {"cache-control": "private, no-cache"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it is shown."""

    template: str
    filled: Filled = field(default_factory=Filled)
    problems: tuple[tuple[str, str], ...] = ()
    """Field and what is wrong with it, in the order of the page."""
    note: str = ""
    """Why it is shown again although nothing in it is wrong."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """What else its template needs."""

    @property
    def problem(self) -> dict[str, str]:
        """What is wrong, by field."""
        return dict(self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What goes into the inbox, and where its author is led afterwards."""

    kind: str
    values: Mapping[str, str]
    thanks: str


def shared_problems(filled: Filled) -> list[tuple[str, str]]:
    """Return what is wrong with the fields that both forms have."""
    found = [
        ("pourquoi", text_problem(filled["pourquoi"], MAX_TEXT)),
        ("contact", text_problem(filled["contact"], MAX_CONTACT)),
        (TRAP, _("Laissez ce champ vide : il sert à écarter les robots.") if filled.is_trapped else ""),
    ]
    return [(name, text) for name, text in found if text]


async def show(site: "Site", request: Any, shown: Catalogue, form: Form, *, status: int = 200) -> Response:
    """Render a form with a token of this moment."""
    context = {
        "shown": shown,
        "form": form,
        "filled": form.filled,
        "token": site.submissions.token(),
        "trap": TRAP,
        "limits": {"pourquoi": MAX_TEXT, "contact": MAX_CONTACT, "liens": MAX_LINKS},
        **form.context,
    }
    response = await page(site, request, form.template, context, status=status)
    response.headers.update(_UNKEPT)
    return response


async def take_in(site: "Site", request: Any, shown: Catalogue, form: Form, text: Text | None) -> Response:
    """Answer a form that came back: with its faults, with why it must wait, or with thanks.

    `text` is None for a form with problems.
    """
    if form.problems or text is None:
        return await show(site, request, shown, form, status=400)
    age = site.submissions.age(form.filled.token)
    if age is not Age.GOOD:
        return await show(site, request, shown, replace(form, note=_AGES[age]), status=400)
    client = (request.scope.get("client") or ("",))[0]
    try:
        answer = await site.submissions.hand_in(text.kind, text.values, client)
    except InputError:
        too_long = (("pourquoi", _("Votre texte est trop long, une fois enregistré : raccourcissez-le.")),)
        return await show(site, request, shown, replace(form, problems=too_long), status=400)
    if answer.kept:
        return Response("", status=303, headers={"location": text.thanks, "cache-control": "no-store"})
    if answer.wait:
        response = await show(site, request, shown, replace(form, note=_patience(answer.wait)), status=429)
        response.headers["retry-after"] = str(answer.wait)
        return response
    return await show(site, request, shown, replace(form, note=_unkept(site)), status=503)


async def thank(site: "Site", request: Any, shown: Catalogue, context: Mapping[str, Any]) -> Response:
    """Say that a text has come in, and what happens to it."""
    response = await page(site, request, "veille_merci.html", {"shown": shown, **context})
    response.headers.update(_UNKEPT)
    return response


async def sought(site: "Site", request: Any) -> Known | None:
    """Return the article that `?article=` names."""
    ident = number_in(request.args.get("article") or "")
    if ident is None:
        return None
    found: Known | None = await site.reader.read(lambda conn: titled(conn, ident))
    return found


def thanks(path: str, **given: str) -> str:
    """Return the address of the thanks of a form."""
    return f"{path}?{urlencode({'merci': '1', **given})}"


def form_view(view: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Any]]:
    """Make a view of (site, request, catalogue) a Datasette view; unlike `own_page` it never answers 304."""

    async def answer(datasette: "Site", request: Any) -> Response:
        return await view(datasette, request, await datasette.current())

    return answer


_AGES = {
    Age.TOO_SOON: _(
        "C’était plus rapide qu’une personne ne peut l’être, et les robots sont nombreux. Votre texte est là : attendez"
        " quelques secondes et envoyez-le de nouveau."
    ),
    Age.UNKNOWN: _(
        "Cette page était ouverte depuis longtemps, et le site a besoin d’une confirmation. Votre texte est là :"
        " envoyez-le de nouveau."
    ),
}


def _patience(seconds: int) -> str:
    minutes = -(-seconds // 60)
    hours = -(-seconds // 3600)
    said = (
        ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
        if minutes <= 90
        else ngettext("{n} heure", "{n} heures", hours).format(n=hours)
    )
    return _(
        "Trop de textes sont arrivés en peu de temps ; le vôtre n’est pas encore transmis. Il est là : gardez cette"
        " page ouverte et envoyez-le de nouveau dans {time}."
    ).format(time=said)


def _unkept(site: "Site") -> str:
    contact = site.site_settings.contact.strip()
    said = _("Le site n’a pas pu enregistrer votre texte : c’est noté de notre côté. Il est là : réessayez plus tard")
    return said + (_(", ou écrivez à {contact}.").format(contact=contact) if contact else ".")
