"""The map of the régions with the list of départements, and the page of each territory."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from datasette import Response

from veille.i18n import _
from veille.text import fold
from veille.web import french, places
from veille.web.france import Region, france, shade, thresholds
from veille.web.pages.axes import KINDS, Subject, Told, context, told_of
from veille.web.places import Place
from veille.web.queries import Catalogue
from veille.web.queries.axes import DAYS
from veille.web.queries.territories import Counted, counts, inside, most_told, named, of_kind, recent_counts
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

_MOST = 24
"""Communes, intercommunalités and countries shown on /territoires."""
_FOUND = 30
"""Territories shown that a name finds."""
_LONGEST = 100
"""Characters of a name asked for."""
_INSIDE = {
    "pays": _("Ses régions"),
    "region": _("Ses départements"),
    "departement": _("Dans ce département"),
    "epci": _("Ses communes"),
    "commune": _("Ses arrondissements"),
}
"""Titles of the list of what lies in a territory, by its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRegion:
    """A région on the map and in the table beside it."""

    shape: Region
    count: int
    recent: int
    """Articles of the last thirty days."""
    shade: int
    departements: tuple[Counted, ...]
    """In the order of their numbers, those without an article too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """An entry of the legend."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """A territory found by its name."""

    place: Place
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    counts: dict[str, int]
    recent: dict[str, int]
    towns: tuple[Counted, ...]
    groups: tuple[Counted, ...]
    overseas: tuple[Counted, ...]
    countries: tuple[Counted, ...]
    found: tuple[FoundPlace, ...]
    """Those whose name begins as the visitor wrote."""


@own_page
async def territories(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the map and the lists."""
    name = (request.args.get("nom") or "").strip()[:_LONGEST]
    today = site.today
    told = await site.reader.read(lambda conn: _read(conn, name, today))
    known = france()
    bounds = thresholds([told.counts.get(code, 0) for code in known.regions])
    regions = [_on_map(region, told, bounds) for region in known.regions.values()]
    by_name = sorted(regions, key=lambda one: fold(one.shape.name))
    context = {
        "shown": shown,
        "box": known.box,
        "by_name": by_name,
        "regions": sorted(by_name, key=lambda one: -one.count),
        "legend": legend(bounds, any(not one.count for one in regions)),
        "told": told,
        "name": name,
    }
    return await page(site, request, "veille_territoires.html", context)


def _read(conn: sqlite3.Connection, name: str, today: date) -> _Read:
    known = france()
    return _Read(
        counts=counts(conn, known.names),
        recent=recent_counts(conn, known.regions, today - timedelta(days=DAYS - 1), today),
        towns=most_told(conn, "commune", _MOST),
        groups=most_told(conn, "epci", _MOST),
        overseas=of_kind(conn, "collectivite", _MOST),
        countries=(
            *of_kind(conn, "union", 1),
            *(one for one in of_kind(conn, "pays", _MOST + 1) if one.code != "FR"),
        ),
        found=_found(conn, name),
    )


def _found(conn: sqlite3.Connection, name: str) -> tuple[FoundPlace, ...]:
    known = places.named_like(name, _FOUND)
    articles = counts(conn, [one.code for one in known])
    return tuple(FoundPlace(place=one, count=articles.get(one.code, 0)) for one in known)


def _on_map(region: Region, told: _Read, bounds: Sequence[int]) -> MapRegion:
    count = told.counts.get(region.code, 0)
    return MapRegion(
        shape=region,
        count=count,
        recent=told.recent[region.code],
        shade=shade(count, bounds),
        departements=tuple(
            Counted(code=code, name=name, kind="departement", count=told.counts.get(code, 0))
            for code, name in region.departements.items()
        ),
    )


def legend(bounds: Sequence[int], has_empty: bool) -> list[Shade]:
    """Return what each shade of the map stands for, in words."""
    found = [Shade(number=0, text=_("aucun article"))] if has_empty or not bounds else []
    for number, (least, above) in enumerate(zip(bounds, [*bounds[1:], 0], strict=False), 1):
        if not above:
            text = _("{least} articles et plus") if least > 1 else _("au moins un article")
        else:
            text = _("{least} à {most}") if above - least > 1 else "{least}"
        found.append(Shade(number=number, text=text.format(least=french.number(least), most=french.number(above - 1))))
    return found


@own_page
async def territory_page(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show a territory, whether an article speaks of it or not; lead other spellings of its code there."""
    code = unquote(request.url_vars["value"])
    place = await site.reader.read(lambda conn: named(conn, code) or places.place(code))
    if place is None:
        return await _elsewhere(site, request, code)
    subject = Subject(
        axis="territoire",
        id=place.code,
        name=place.name,
        eyebrow=french.KINDS.get(place.kind, KINDS["territoire"]),
        apart=frozenset(above for above, _name in place.above),
    )

    def read(conn: sqlite3.Connection) -> tuple[Told, tuple[Counted, ...]]:
        return told_of(conn, subject, site), _within(conn, place)

    told, within = await site.reader.read(read)
    extra = {
        "place": place,
        "former": places.former_of(place.code),
        "inside": within,
        "inside_title": _INSIDE.get(place.kind, _("Ce qu’il contient")),
        "mixed": len({one.kind for one in within}) > 1,
    }
    return await page(site, request, "veille_territoire.html", context(site, shown, subject, told) | extra)


def _within(conn: sqlite3.Connection, place: Place) -> tuple[Counted, ...]:
    """Return what to list of a territory: of France and of its régions all that is there, else what articles tell."""
    known = france().regions
    if place.code == "FR":
        regions = sorted(known.values(), key=lambda one: fold(one.name))
        return _all(conn, "region", {region.code: region.name for region in regions})
    if place.code in known and len(known[place.code].departements) > 1:
        return _all(conn, "departement", known[place.code].departements)
    # a région overseas has one département, which is itself
    return tuple(one for one in inside(conn, place.code) if one.kind != "departement")


def _all(conn: sqlite3.Connection, kind: str, names: Mapping[str, str]) -> tuple[Counted, ...]:
    found = counts(conn, names)
    return tuple(Counted(code=code, name=name, kind=kind, count=found.get(code, 0)) for code, name in names.items())


async def _elsewhere(site: "Site", request: Any, written: str) -> Response:
    meant = places.meant(written)
    if not meant:
        return await error(site, 404, request)
    mark = "#anciennes" if places.is_former(written) else ""
    return Response("", status=301, headers={"location": f"/territoire/{quote(meant)}{mark}"})
