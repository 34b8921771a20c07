"""« Signaler »: a wrong tag or another fault of an article, or of any page of the site."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.i18n import _
from veille.text import fold, squeeze
from veille.web import filled
from veille.web.choices import AXIS_NAMES
from veille.web.filled import Filled
from veille.web.filters import number_in
from veille.web.pages.forms import (
    Form,
    Text,
    form_view,
    shared_problems,
    show,
    sought,
    take_in,
    thank,
    thanks,
)
from veille.web.queries import Catalogue
from veille.web.queries.article import Detail, head_of
from veille.web.queries.article import article as find_article
from veille.web.rendering import error
from veille.web.submissions import REPORT

if TYPE_CHECKING:
    from veille.web.site import Site

_TEMPLATE = "veille_signaler.html"
_OFF_SUBJECT = "pertinence:ess"
NAMES = {axis: AXIS_NAMES[axis] for axis in ("theme", "secteur", "genre", "famille")}
"""Axes whose labels people may put right, and how a label of each is announced."""
GROUPS = {"theme": _("Thèmes"), "secteur": _("Secteurs"), "genre": _("Types"), "territoire": _("Territoires")}
"""Axes from which what is missing can be chosen."""


@form_view
async def report(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the form about an article (`?article=7`) or a page (`?page=/appels`), take it in, or say thanks."""
    is_sent = request.method == "POST"
    if not is_sent and request.args.get("merci"):
        return await thank(site, request, shown, {"proposed": False, "article": await sought(site, request)})
    got = await _sent(request) if is_sent else Filled(values={"page": squeeze(request.args.get("page") or "")[:300]})
    number = got["article"] if is_sent else request.args.get("article") or ""
    found = await _find(site, number)
    if number and found is None and not is_sent:
        return await error(site, 404, request)
    context = {"article": found, "tags": _tags(found, shown) if found else {}, "groups": _groups(shown)}
    form = Form(template=_TEMPLATE, filled=got, context=context)
    if not is_sent:
        return await show(site, request, shown, form)
    return await _take_in(site, request, shown, form, found)


async def _take_in(site: "Site", request: Any, shown: Catalogue, form: Form, found: Detail | None) -> Response:
    got, tags = form.filled, form.context["tags"]
    wrong = [tag for tag in got.chosen if tag in tags]
    missing = got["attendu"] if got["attendu"] in form.context["groups"]["known"] else ""
    form = replace(form, problems=tuple(_problems(got, found, bool(wrong or missing))))
    values = {
        "article": str(found.card.id) if found else "",
        "url": found.card.url if found else got["page"],
        "title": found.card.title if found else "",
        "wrong": " ".join(wrong),
        "missing": missing,
        "why": got["pourquoi"],
        "contact": got["contact"],
    }
    return await take_in(
        site, request, shown, form, None if form.problems else Text(kind=REPORT, values=values, thanks=_thanks(found))
    )


def _problems(got: Filled, found: Detail | None, is_marked: bool) -> list[tuple[str, str]]:
    problems = []
    if not found:
        too_long = len(got["page"]) > filled.MAX_ADDRESS
        if not got["page"] or too_long:
            problems.append(("page", _("Dites de quelle page il s’agit : son adresse, ou le titre de l’article.")))
    shared = shared_problems(got)
    if not got["pourquoi"] and not is_marked:
        said = (
            _("Cochez ce qui est faux, choisissez ce qui manque, ou dites-le ici.")
            if found
            else _("Dites ce qui ne va pas.")
        )
        shared.insert(0, ("pourquoi", said))
    return problems + shared


async def _sent(request: Any) -> Filled:
    body = await request.post_body()
    return filled.read(body, lines=("article", "page", "attendu", "contact"), texts=("pourquoi",), boxes="faux")


async def _find(site: "Site", number: str) -> Detail | None:
    """Return an article, or the one it was merged into."""
    ident = number_in(number)
    if ident is None:
        return None

    def read(conn: sqlite3.Connection) -> Detail | None:
        found = find_article(conn, ident)
        head = head_of(conn, ident) if found is None else None
        return find_article(conn, head) if head else found

    return await site.reader.read(read)


def _tags(found: Detail, shown: Catalogue) -> dict[str, tuple[str, str]]:
    """Return the boxes of an article: value, then what is announced and what it is called."""
    tags = {
        f"{mark.axis}:{mark.value}": (NAMES[mark.axis], shown.name(mark.axis, mark.value))
        for axis in NAMES
        for mark in found.of(axis)
    }
    tags |= {f"territoire:{one.code}": (_("Territoire"), one.name) for one in found.facts.territories}
    return tags | {_OFF_SUBJECT: (_("Sujet"), _("l’article concerne l’économie sociale et solidaire"))}


def _groups(shown: Catalogue) -> dict[str, Any]:
    """Return what can be chosen as missing, by group, and all values of it."""
    groups: Mapping[str, list[tuple[str, str]]] = {
        name: sorted(
            ((f"{axis}:{label.id}", label.name) for label in shown.axes.get(axis, {}).values() if label.is_offered),
            key=lambda pair: fold(pair[1]),
        )
        for axis, name in GROUPS.items()
    }
    return {"offered": groups, "known": {value for group in groups.values() for value, _name in group}}


def _thanks(found: Detail | None) -> str:
    return thanks("/signaler", **({"article": str(found.card.id)} if found else {}))
