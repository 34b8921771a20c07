"""The ways to narrow or widen a search: facets with their counts, each choice a plain address. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from veille.i18n import _, ngettext
from veille.web import french
from veille.web.filters import Search
from veille.web.queries.catalogue import Catalogue
from veille.web.queries.find import Found

AXIS_NAMES = {
    "theme": _("Thème"),
    "secteur": _("Secteur"),
    "territoire": _("Territoire"),
    "genre": _("Type"),
    "structure": _("Structure"),
    "famille": _("Famille de structures"),
    "source": _("Source"),
    "langue": _("Langue"),
}
"""In the order of the page."""
FEW = 6
"""Choices of a facet that are seen at once; the others are one click away."""
MOST = 20
"""Choices of a facet in all: it is a help to narrow a search, and no catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value that a list can be narrowed to."""

    name: str
    value: str = ""
    """As a form sends it; empty where there are only links."""
    address: str = ""
    """Of the list with it; empty where there is only a form."""
    count: int | None = None
    """What the list would show; None where that is not counted."""
    is_more: bool = False
    """Whether there are more than `count`."""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow a search."""

    key: str
    name: str
    few: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """A filter in force."""

    key: str
    """Its axis, or periode."""
    name: str
    value: str
    without: str
    """The address of the search without it."""


def facets(search: Search, found: Found, shown: Catalogue, today: date) -> list[Facet]:
    """Return the ways to narrow a search, without those that would change nothing."""
    made = [_facet(axis, name, _labels(axis, search, found, shown)) for axis, name in AXIS_NAMES.items()]
    made.insert(4, _facet("periode", _("Période"), _periods(search, found, today)))
    return [facet for facet in made if facet.few]


def active(search: Search, shown: Catalogue, structures: Mapping[str, str]) -> list[Active]:
    """Return the filters in force, in the order of the page."""
    chosen = search.chosen
    lines = [
        Active(
            key=axis,
            name=name,
            value=called(axis, chosen[axis], shown, structures),
            without=search.address(**{axis: None}),
        )
        for axis, name in AXIS_NAMES.items()
        if axis in chosen
    ]
    name, told = _told(search)
    if told:
        without = search.address(du=None, au=None)
        lines.append(Active(key="periode", name=name, value=told, without=without))
    return lines


def _told(search: Search) -> tuple[str, str]:
    """Return what the period of a search is called, and the period in words."""
    first, last = (french.day(day, weekday=False) if day else "" for day in (search.since, search.until))
    if first and last:
        return _("Période"), _("du {first} au {last}").format(first=first, last=last)
    return (_("Depuis le"), first) if first else (_("Jusqu’au"), last)


def _facet(key: str, name: str, choices: Iterable[Choice]) -> Facet:
    several = list(islice(choices, MOST))
    return Facet(key=key, name=name, few=tuple(several[:FEW]), more=tuple(several[FEW:]))


def _labels(axis: str, search: Search, found: Found, shown: Catalogue) -> Iterator[Choice]:
    """Yield the values of an axis that would leave some results and not all of them."""
    chosen = search.chosen.get(axis)
    for value, count in found.labels.get(axis, {}).items():
        # a territory can be narrowed further, to what lies in it
        is_offered = count < found.count and (not chosen or (axis == "territoire" and _lies_in(value, chosen, shown)))
        if is_offered:
            name = called(axis, value, shown, found.structures)
            yield Choice(name=name, count=count, address=search.address(**{axis: value}))


def _lies_in(value: str, chosen: str, shown: Catalogue) -> bool:
    known, seen = shown.axes.get("territoire", {}), set[str]()
    while value in known and value not in seen:
        seen.add(value)
        value = known[value].parent
        if value == chosen:
            return True
    return False


def called(axis: str, value: str, shown: Catalogue, structures: Mapping[str, str]) -> str:
    """Return the name of a value; structures: the names of those at hand, which the catalogue leaves out."""
    if axis == "langue":
        return french.language(value)
    return structures.get(value, value) if axis == "structure" else shown.name(axis, value)


def _periods(search: Search, found: Found, today: date) -> Iterator[Choice]:
    """Yield the last days, then years, or the months of the only year there is."""
    if not (search.since or search.until):
        for days, count in found.recent.items():
            if 0 < count < found.count:
                name = ngettext("{n} dernier jour", "{n} derniers jours", days).format(n=days)
                first = today - timedelta(days=days - 1)
                yield Choice(name=name, count=count, address=search.address(du=first.isoformat()))
    years: dict[str, int] = {}
    for month, count in found.months.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    if len(years) > 1:
        for year, count in years.items():
            address = _within(search, date(int(year), 1, 1), date(int(year), 12, 31))
            yield Choice(name=year, count=count, address=address)
    elif len(found.months) > 1:
        for month, count in found.months.items():
            first = date.fromisoformat(f"{month}-01")
            last = first.replace(day=monthrange(first.year, first.month)[1])
            yield Choice(name=french.month(month), count=count, address=_within(search, first, last))


def _within(search: Search, first: date, last: date) -> str:
    """Return the address of a search narrowed to the days of a span that lie in its own period."""
    since, until = max(first, search.since or first), min(last, search.until or last)
    return search.address(du=since.isoformat(), au=until.isoformat())
