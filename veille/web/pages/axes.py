"""The pages of themes, sectors and sources: what it is, its articles over time, what is coming, what goes with it."""

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode

from datasette import Response

from veille.i18n import _
from veille.phrases import key
from veille.web.badges import call_badges, next_closing
from veille.web.charts import MonthChart, month_chart, movement
from veille.web.follow import Follow, follow
from veille.web.pages.sources import line
from veille.web.queries import Catalogue
from veille.web.queries.axes import Overview, overview
from veille.web.queries.labelahead import LabelAhead, label_ahead
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

KINDS = {
    "theme": _("Thème"),
    "secteur": _("Secteur"),
    "source": _("Source"),
    "territoire": _("Territoire"),
    "structure": _("Structure"),
}
_FOLLOWED = {
    "theme": _("Articles du thème « {name} »"),
    "secteur": _("Articles du secteur « {name} »"),
    "source": _("Articles de la source « {name} »"),
    "territoire": _("Articles sur le territoire « {name} »"),
    "structure": _("Articles qui nomment « {name} »"),
}
_INDEXES = {
    "theme": "/themes",
    "secteur": "/themes",
    "source": "/sources",
    "territoire": "/territoires",
    "structure": "/structures",
}
"""Where each kind is listed."""
_THINGS = {"territoire": "AdministrativeArea", "structure": "Organization"}
"""What they are in schema.org."""
_LISTED = ("theme", "secteur", "territoire")
"""Axes that the lists of calls and of events can be filtered by."""
_RELATED = (
    ("theme", _("Thèmes")),
    ("secteur", _("Secteurs")),
    ("territoire", _("Territoires")),
    ("structure", _("Structures")),
    ("source", _("Sources")),
)
STATES = {
    "active": _("Elle est lue régulièrement et répond bien."),
    "vide": _("Elle répond, mais ne donne plus rien à lire."),
    "muette": _("Elle répond, mais n’a rien publié depuis bien plus longtemps que d’habitude."),
    "en panne": _("Elle ne répond plus depuis un jour au moins ; la veille essaie encore."),
    "bloquée": _("Son site refuse d’être lu par la veille."),
    "à vérifier": _("La veille ne l’a encore jamais vue publier, ou très rarement."),
    "déplacée": _("Elle a changé d’adresse ; la veille la lit à la nouvelle."),
    "nouvelle": _("Elle vient d’être ajoutée et n’a pas encore été lue."),
    "retirée": _("Son adresse n’existe plus, ou la veille y a renoncé ; ses articles restent."),
    "arrêtée": _("Elle n’est plus suivie ; ses articles restent."),
}
"""What each state of a source (sources.etat) means for its readers."""
_RARE = 40
"""Articles of a label below which related ones would be told by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a page is about."""

    axis: str
    id: str
    name: str
    eyebrow: str
    """What sort of thing it is, above its name."""
    definition: str = ""
    apart: frozenset[str] = frozenset()
    """Ids of the same axis that go without saying beside it: what a territory lies in."""

    @property
    def index(self) -> str:
        """Where all of its kind are listed."""
        return _INDEXES[self.axis]

    @property
    def thing(self) -> str:
        """What it is in schema.org, empty for what has no name there."""
        return _THINGS.get(self.axis, "")

    @property
    def path(self) -> str:
        """Its own page."""
        return f"/{self.axis}/{self.id}"

    @property
    def search(self) -> str:
        """The list of its articles."""
        return f"/recherche?{urlencode({self.axis: self.id})}"

    @property
    def studies(self) -> str:
        """The list of its studies and reports."""
        return f"/recherche?{urlencode({self.axis: self.id, 'genre': 'etude-rapport'})}"

    def listed(self, path: str) -> str:
        """Return the address of a list of calls or events, of this subject where the list can be filtered by it."""
        return f"{path}?{urlencode({self.axis: self.id})}" if self.axis in _LISTED else ""

    @property
    def follow(self) -> Follow:
        """How to follow its articles."""
        return follow(_FOLLOWED[self.axis].format(name=self.name), self.search)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is read of a subject."""

    overview: Overview
    ahead: LabelAhead


def told_of(conn: sqlite3.Connection, subject: Subject, site: "Site") -> Told:
    """Read what there is to tell of a subject."""
    found = overview(conn, subject.axis, subject.id, site.today, subject.apart)
    ahead = label_ahead(conn, subject.axis, subject.id, site.today) if found.count else LabelAhead()
    return Told(overview=found, ahead=ahead)


def context(site: "Site", shown: Catalogue, subject: Subject, told: Told) -> dict[str, Any]:
    """Return what the template veille_axe.html shows of every subject."""
    found = told.overview
    return {
        "shown": shown,
        "subject": subject,
        "found": found,
        "ahead": told.ahead,
        "calls": [
            (call, call_badges(call.told, site.today), next_closing(call.told, site.today)) for call in told.ahead.calls
        ],
        "chart": chart(found, site),
        "movement": movement(found.recent, found.before) if found.count and found.can_compare else "",
        "related": related(found, shown) if found.count >= _RARE else (),
        "follow": subject.follow,
    }


def chart(found: Overview, site: "Site") -> MonthChart | None:
    """Return the chart of a subject's articles by month."""
    return month_chart(found.months, found.first_month, site.today)


def related(found: Overview, shown: Catalogue) -> tuple[tuple[str, str, list[tuple[str, str, int]]], ...]:
    """Return the lists of related labels: axis, title, and id, name and articles of each label."""
    return tuple(
        (axis, title, [(one.id, one.name or shown.name(axis, one.id), one.count) for one in found.related[axis]])
        for axis, title in _RELATED
        if found.related.get(axis)
    )


@own_page
async def axis_page(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show a theme or a sector."""
    axis, value = request.url_vars["axis"], unquote(request.url_vars["value"])
    label = shown.axes.get(axis, {}).get(value)
    if label is None:
        return await _elsewhere(site, request, shown, axis, value)
    subject = Subject(axis=axis, id=value, name=label.name, eyebrow=KINDS[axis], definition=label.definition)
    told = await site.reader.read(lambda conn: told_of(conn, subject, site))
    return await page(site, request, "veille_axe.html", context(site, shown, subject, told))


@own_page
async def source_page(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show a source: who publishes, how it is read, and its articles."""
    value = unquote(request.url_vars["value"])
    source = shown.sources.get(value)
    if source is None:
        return await _elsewhere(site, request, shown, "source", value)
    subject = Subject(axis="source", id=source.id, name=source.name, eyebrow=KINDS["source"])
    told = await site.reader.read(lambda conn: told_of(conn, subject, site))
    extra = {"source": source, "standing": line(source).state, "state": STATES.get(source.state, "")}
    return await page(site, request, "veille_source.html", context(site, shown, subject, told) | extra)


async def _elsewhere(site: "Site", request: Any, shown: Catalogue, axis: str, written: str) -> Response:
    """Lead another spelling to its page: capitals, spaces, the name instead of the id."""
    asked = key(written)
    labels = shown.axes.get(axis, {}).values()
    meant = [label.id for label in labels if asked and asked in (key(label.id), key(label.name))]
    if len(meant) != 1:
        return await error(site, 404, request)
    return Response("", status=301, headers={"location": f"/{axis}/{quote(meant[0])}"})


@own_page
async def themes(site: "Site", request: Any, shown: Catalogue) -> Response:
    """List themes and sectors with what they cover, most frequent first as the catalogue has them."""
    lists = (
        ("theme", _("Thèmes"), shown.axes["theme"].values()),
        ("secteur", _("Secteurs"), shown.axes["secteur"].values()),
    )
    return await page(site, request, "veille_themes.html", {"shown": shown, "lists": lists})
