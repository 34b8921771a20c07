"""Which of our lists an address of a feed asks for, said in words, or what is wrong with it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from veille.i18n import _
from veille.web import callfilters, filters, french
from veille.web.callfilters import CALLS, EVENTS, DatedList
from veille.web.choices import called
from veille.web.filters import Search
from veille.web.follow import Follow, follow
from veille.web.pages.replies import MAX_ENTRIES
from veille.web.queries import Catalogue
from veille.web.queries.feeds import structure_name

if TYPE_CHECKING:
    from veille.web.site import Site

LAST_PAGE = filters.MAX_RESULTS // MAX_ENTRIES
_SAID = {
    "theme": _("thème {value}"), "secteur": _("secteur {value}"), "genre": _("type {value}"),
    "territoire": _("territoire {value}"), "structure": _("structure {value}"), "source": _("source {value}"),
    "langue": _("en {value}"), "famille": _("famille {value}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list and what is wrong with its address: with problems it is not to be answered."""

    followed: Follow
    problems: tuple[str, ...] = ()
    search: Search = field(default_factory=Search)
    """Of articles."""
    structure: str = ""
    """Name of the organisation that is asked for."""


def arguments(request: Any) -> dict[str, str]:
    """Return the parameters of an address, the first of those with one name."""
    return {key: request.args.get(key) for key in request.args}


async def articles(site: "Site", args: Mapping[str, str], shown: Catalogue) -> Asked:
    """Read the address of a list of articles: the parameters are those of the search page."""
    search = filters.check_values(filters.read(args, shown.synonyms), shown.axes)
    structure = search.chosen.get("structure")
    name = await site.reader.read(lambda conn: structure_name(conn, structure)) if structure else ""
    if name is None:
        search = replace(search, problems=(*search.problems, ("structure", _("Cette structure n’existe pas."))))
    problems = [_problem(field, text) for field, text in search.problems]
    if search.page > LAST_PAGE:
        problems.append(_problem("page", _("Les pages vont de 1 à {last}.").format(last=LAST_PAGE)))
    said = _words(search.query.text) + [
        _SAID[axis].format(value=called(axis, value, shown, {value: name} if name else {}))
        for axis, value in search.axes
    ]
    if search.since:
        said.append(_("depuis le {day}").format(day=french.day(search.since, weekday=False)))
    if search.until:
        said.append(_("jusqu’au {day}").format(day=french.day(search.until, weekday=False)))
    title = _("Articles : {filters}").format(filters=", ".join(said)) if said else _("Tous les articles")
    followed = follow(title, search.address(), dated=True)
    return Asked(followed=followed, problems=tuple(problems), search=search, structure=name or "")


def _dated(of: DatedList, title: str) -> Callable[["Site", Mapping[str, str], Catalogue], Awaitable[Asked]]:
    async def read(_site: "Site", args: Mapping[str, str], shown: Catalogue) -> Asked:
        state = callfilters.read(of, args, shown.axes, shown.synonyms)
        said = _words(state.query.text)
        said += [_SAID[axis].format(value=shown.name(axis, value)) for axis, value in state.axes]
        said += [of.options[key][value] for key, value in state.options if key != "tri"]
        whole = f"{title}{_(' :')} {', '.join(said)}" if said else title
        return Asked(
            followed=follow(whole, state.address(), dated=True),
            problems=tuple(_problem(field, text) for field, text in state.problems),
        )

    return read


LISTS: Mapping[str, Callable[["Site", Mapping[str, str], Catalogue], Awaitable[Asked]]] = {
    "recherche": articles,
    "appels": _dated(CALLS, _("Appels à projets")),
    "agenda": _dated(EVENTS, _("Agenda")),
}
"""The lists that can be followed, by the first part of their address."""


def _words(text: str) -> list[str]:
    return [_("« {words} »").format(words=text)] if text else []


def _problem(field: str, text: str) -> str:
    return f"{field}{_(' :')} {text}"
