"""The shelf of studies and reports, by month, narrowed by plain addresses."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.i18n import _
from veille.web import choices, filters
from veille.web.filters import Search
from veille.web.follow import follow
from veille.web.queries import Card, Catalogue
from veille.web.queries.studies import CHOICES, KIND, Shelf, shelf
from veille.web.rendering import own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

_EVERY = {"theme": _("Tous"), "secteur": _("Tous"), "territoire": _("Tous"), "langue": _("Toutes")}
_READ = frozenset({*CHOICES, "q", "du", "au", "page"})
"""Parameters of this page; others of an address are left aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One choice of the form."""

    axis: str
    name: str
    every: str
    """What choosing nothing is called."""
    options: tuple[tuple[str, str, int], ...]
    """Value, what it is called ('' for a language, which the template names), studies it would leave."""


@own_page
async def studies(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show one page of the shelf, or what is wrong with the question."""
    given = {key: request.args.get(key) for key in request.args if key in _READ}
    asked = filters.read({**given, "genre": KIND}, shown.synonyms)
    search = filters.check_values(asked, {axis: shown.axes[axis] for axis in CHOICES})
    found = Shelf()
    if not search.problems:
        found = await site.reader.read(lambda conn: shelf(conn, search))
    context = {
        "shown": shown,
        "search": search,
        "found": found,
        "months": _months(found.cards),
        "fields": [_field(axis, search, found, shown) for axis in CHOICES],
        "years": [_year(search, year, count) for year, count in found.years.items()],
        "first": address(search),
        "exact": address(search, q=search.query.exact),
        "earlier": address(search, page=str(search.page - 1) if search.page > 2 else None),
        "later": address(search, page=str(search.page + 1)),
        "is_narrowed": len(search.axes) > 1 or bool(search.query.text or search.since or search.until),
        "follow": follow(_title(search, shown), search.address()),
    }
    return await page(site, request, "veille_etudes.html", context, status=400 if search.problems else 200)


def _title(search: Search, shown: Catalogue) -> str:
    """Return what this state of the shelf is called, with its words and choices."""
    if search.problems:
        return _("Études et rapports")
    said = [_("« {words} »").format(words=search.query.text)] if search.query.text else []
    said += [one.value for one in choices.active(search, shown, {}) if one.key != "genre"]
    return _("Études et rapports : {filters}").format(filters=", ".join(said)) if said else _("Études et rapports")


def address(search: Search, **changes: str | None) -> str:
    """Return the address of this state of the shelf with some parameters replaced, on its first page."""
    return search.address(genre=None, **changes).replace("/recherche", "/etudes", 1)


def _months(cards: tuple[Card, ...]) -> list[tuple[str, list[Card]]]:
    return [(month, list(group)) for month, group in groupby(cards, key=lambda card: card.published[:7])]


def _year(search: Search, year: int, count: int) -> tuple[int, int, str, bool]:
    """Return a year, its studies, its address, and whether it is shown; then its address takes it off."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if (search.since, search.until) == (first, last):
        return year, count, address(search, du=None, au=None), True
    return year, count, address(search, du=first.isoformat(), au=last.isoformat()), False


def _field(axis: str, search: Search, found: Shelf, shown: Catalogue) -> Field:
    counts = dict(found.choices.get(axis, {}))
    if chosen := search.chosen.get(axis):
        counts.setdefault(chosen, 0)
    known = shown.axes[axis]
    values = [value for value in known if value in counts and (known[value].is_offered or value == chosen)]
    options = tuple((value, known[value].name, counts[value]) for value in values)
    return Field(axis=axis, name=choices.AXIS_NAMES[axis], every=_EVERY[axis], options=options)
