"""The list of sources: who is followed, whether it works, since when not."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response

from veille.i18n import _
from veille.models import Health, health_name
from veille.text import fold
from veille.web import french
from veille.web.choices import Choice
from veille.web.outputs.table import table
from veille.web.pages.paging import page_links
from veille.web.pages.replies import OPEN
from veille.web.queries import Catalogue
from veille.web.queries.catalogue import SourceRow
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

PAGE_SIZE = 100
"""Rows a page: 45 KB of HTML."""
WORKS, FAILS, STOPPED = "marche", "panne", "arret"
STANDINGS = {
    health_name(Health.ERROR): FAILS,
    health_name(Health.BLOCKED): FAILS,
    health_name(Health.TO_CHECK): FAILS,
    health_name(Health.RETIRED): STOPPED,
    _("arrêtée"): STOPPED,
}
"""Which of three groups a state belongs to; the others work."""
_STANDING_NAMES = {WORKS: _("lues normalement"), FAILS: _("en difficulté"), STOPPED: _("arrêtées")}
_SINCE = {
    health_name(Health.OK): _("fonctionne"),
    health_name(Health.MOVED): _("fonctionne, à une nouvelle adresse"),
    health_name(Health.EMPTY): _("répond, sans rien à lire"),
    health_name(Health.SILENT): _("silencieuse bien plus que d’habitude"),
    health_name(Health.ERROR): _("en panne"),
    health_name(Health.BLOCKED): _("refuse d’être lue"),
    health_name(Health.TO_CHECK): _("à vérifier"),
    health_name(Health.RETIRED): _("n’existe plus"),
    health_name(None): _("nouvelle, pas encore lue"),
    _("arrêtée"): _("n’est plus suivie"),
}
"""A state of the table `sources` said to somebody who has not read its dictionary."""
_SORTS: Mapping[str, tuple[str, Callable[[SourceRow], Any]]] = {
    "nom": (_("nom"), lambda source: fold(source.name)),
    "articles": (_("nombre d’articles"), lambda source: (-source.count, fold(source.name))),
    "dernier": (_("dernier article"), lambda source: (-_number(source.last_article), fold(source.name))),
}
_COLUMNS = ("id", "nom", "site", "flux", "famille", "langue", "etat", "dernier_essai", "derniere_lecture",
            "dernier_article", "articles")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the address asks for."""

    family: str = ""
    lang: str = ""
    standing: str = ""
    sort: str = "nom"
    page: int = 1

    def but(self, field: str, value: str) -> "State":
        """Return this state with one of family, lang, standing or sort replaced, on its first page."""
        changed: dict[str, Any] = {field: value, "page": 1}
        return replace(self, **changed)

    def address(self, form: str = "", page: str | None = None) -> str:
        """Return the address of this state; form: an ending."""
        given = {"famille": self.family, "langue": self.lang, "etat": self.standing}
        given |= {"tri": self.sort if self.sort != "nom" else "", "page": page or ""}
        pairs = [(key, value) for key, value in given.items() if value]
        return f"/sources{form}" + (f"?{urlencode(pairs)}" if pairs else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One source as the list says it."""

    source: SourceRow
    state: str
    is_bad: bool


def read(args: Mapping[str, str]) -> State:
    """Read the parameters of an address; what is not understood asks for nothing."""
    sort, number = args.get("tri", "nom"), args.get("page", "1")
    return State(
        family=args.get("famille", "").strip()[:100],
        lang=args.get("langue", "").strip()[:100],
        standing=args.get("etat", "").strip()[:100],
        sort=sort if sort in _SORTS else "nom",
        page=int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 1,
    )


@own_page
async def sources(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the sources asked for, with their state."""
    state = read({key: request.args.get(key) for key in request.args})
    every = list(shown.sources.values())
    found = sorted(_kept(every, state), key=_SORTS[state.sort][1])
    pages = max(1, -(-len(found) // PAGE_SIZE))
    if not 1 <= state.page <= pages:
        return await error(site, 404, request)
    start = (state.page - 1) * PAGE_SIZE
    choices = _filters(every, state)
    context = {
        "shown": shown,
        "state": state,
        "chosen": [one.name for _name, several in choices for one in several[1:] if one.is_chosen],
        "standings": Counter(standing(source) for source in every),
        "total": len(found),
        "pages": page_links(state.address, state.page, pages),
        "lines": [line(source) for source in found[start : start + PAGE_SIZE]],
        "filters": choices,
        "sorts": [
            (name, state.but("sort", sort).address(), sort == state.sort) for sort, (name, _key) in _SORTS.items()
        ],
    }
    return await page(site, request, "veille_sources.html", context)


@own_page
async def as_table(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the sources asked for as CSV."""
    state = read({key: request.args.get(key) for key in request.args})
    found = sorted(_kept(list(shown.sources.values()), state), key=_SORTS[state.sort][1])
    body = table(_COLUMNS, (_row(source) for source in found))
    name = f"veille-sources-{site.today:%Y-%m-%d}.csv"
    headers = OPEN | {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, content_type="text/csv; charset=utf-8")


def standing(source: SourceRow) -> str:
    """Return which of the three groups a source belongs to."""
    return STANDINGS.get(source.state, WORKS)


def line(source: SourceRow) -> Line:
    """Return a source with its state in words: since when it fails, when that is known."""
    told = _SINCE.get(source.state, source.state)
    failing = standing(source) == FAILS
    if failing and source.last_success:
        told = _("{state} depuis le {day}").format(state=told, day=french.day(source.last_success[:10], weekday=False))
    elif failing:
        told = _("{state}, jamais lue encore").format(state=told)
    return Line(source=source, state=told, is_bad=failing)


def _kept(every: Sequence[SourceRow], state: State) -> list[SourceRow]:
    return [
        source
        for source in every
        if state.family in ("", source.family)
        and state.lang in ("", source.lang)
        and state.standing in ("", standing(source))
    ]


def _filters(every: Sequence[SourceRow], state: State) -> list[tuple[str, list[Choice]]]:
    """Return each filter with its choices; a count is what the choice would leave of the others' result."""
    columns: tuple[tuple[str, str, Callable[[SourceRow], str], Callable[[str], str]], ...] = (
        (_("État"), "standing", standing, lambda value: _STANDING_NAMES.get(value, value)),
        (_("Famille"), "family", lambda source: source.family, french.family),
        (_("Langue"), "lang", lambda source: source.lang, french.language),
    )
    found = []
    for name, field, value_of, called in columns:
        counts = Counter(value_of(source) for source in _kept(every, state.but(field, "")))
        chosen = getattr(state, field)
        address = state.but(field, "").address()
        all_of_them = Choice(name=_("toutes"), count=counts.total(), address=address, is_chosen=not chosen)
        choices = [
            Choice(
                name=called(value), count=count, address=state.but(field, value).address(), is_chosen=value == chosen
            )
            for value, count in sorted(counts.items(), key=lambda pair: (_order(pair[0]), -pair[1], pair[0]))
            if value
        ]
        if len(choices) > 1 or chosen:
            found.append((name, [all_of_them, *choices]))
    return found


def _order(value: str) -> int:
    """Return where a standing comes among its like; 0 for other values, which go by their count."""
    names = list(_STANDING_NAMES)
    return names.index(value) if value in names else 0


def _number(day: str) -> int:
    """Return a day as a number that grows with it, 0 for none."""
    digits = day[:10].replace("-", "")
    return int(digits) if digits.isdigit() else 0


def _row(source: SourceRow) -> tuple[object, ...]:
    return (
        source.id, source.name, source.home, source.feed, source.family, source.lang, source.state,
        source.last_checked, source.last_success, source.last_article, source.count,
    )  # fmt: skip
