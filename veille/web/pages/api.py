"""How to take the data: lists to follow, tables, SQL, daily dumps, the dictionary, the rights."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response

from veille.config.licences import LICENCES
from veille.i18n import _, ngettext
from veille.publish.dictionary import TABLES
from veille.publish.schema import VERSION
from veille.web.guard import MAX_QUERIES
from veille.web.pages.dumps import dumps
from veille.web.pages.replies import MAX_ROWS
from veille.web.queries import Catalogue
from veille.web.rendering import own_page, page
from veille.web.sandbox import is_closed

if TYPE_CHECKING:
    from veille.web.site import Site


@dataclass(frozen=True, slots=True)
class Example:
    """A query that can be tried."""

    title: str
    sql: str

    def address(self, form: str = "") -> str:
        """Return where it runs: '' for the page, '.json' or '.csv' for the data."""
        shape = {"_shape": "array"} if form == ".json" else {}
        return f"/veille{form}?{urlencode({'sql': self.sql, **shape})}"


def _calls(today: date) -> str:
    last = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (
        "select date_cloture, titre, porteurs, url_source\n"
        "from appels\n"
        f"where date_cloture >= '{today}' and date_cloture < '{last}'\n"
        "  and ('|' || territoires || '|' like '%|R11|%' or '|' || territoires || '|' like '%|FR|%')\n"
        "order by date_cloture"
    )


_MONTHS = """select c.mois, t.nom as theme, c.nombre
from comptes c join themes t on t.id = c.valeur
where c.axe = 'theme' and c.mois <> ''
order by c.mois desc, c.nombre desc"""
_NAMED = """select s.nom, count(*) as articles, max(a.publie_le) as dernier
from articles_themes t
join articles_structures a on a.article_id = t.article_id
join structures s on s.id = a.structure_id
where t.theme_id = 'financement'
group by s.id order by articles desc, s.nom limit 50"""
_COVERAGE = """select a.publie_le, a.titre, s.nom as source, a.url
from articles_territoires t
join articles a on a.id = t.article_id
join sources s on s.id = a.source_id
where t.territoire_id = 'D93' and t.role <> 'editeur'
order by t.publie_le desc limit 100"""


def _events(today: date) -> str:
    return (
        "select e.debut, e.lieu, a.titre, a.url\n"
        "from evenements e join articles a on a.id = e.article_id\n"
        f"where e.debut >= '{today}'\n"
        "order by e.debut limit 50"
    )


def _on_any_day(sql: str) -> Callable[[date], str]:
    return lambda _today: sql


_EXAMPLES: tuple[tuple[str, Callable[[date], str]], ...] = (
    (_("Les appels ouverts à l’Île-de-France qui ferment d’ici la fin du mois"), _calls),
    (_("Le nombre d’articles par mois et par thème"), _on_any_day(_MONTHS)),
    (_("Les structures nommées dans les articles sur le financement"), _on_any_day(_NAMED)),
    (_("Ce qui s’écrit sur la Seine-Saint-Denis"), _on_any_day(_COVERAGE)),
    (_("Les événements à venir, avec leur lieu"), _events),
)

ADDRESSES = (
    (_("Les articles, par pages de 100, en JSON"), "/veille/articles.json?_shape=array&_size=100"),
    (
        _("Les études en français, les plus récentes d’abord"),
        "/veille/articles.json?_shape=array&genre=etude-rapport&langue=fr&_sort_desc=publie_le",
    ),
    (
        _("Les articles dont le titre contient « coopérative », avec le nom de la source à côté de son code"),
        "/veille/articles.json?_shape=array&_labels=on&titre__contains=coop%C3%A9rative",
    ),
    (_("Les appels à projets, tels que lus, en CSV"), "/veille/appels.csv?_size=max"),
    (_("Les sources suivies, en CSV"), "/veille/sources.csv?_size=max"),
)

LISTS = (
    (_("Les articles d’un thème"), "/recherche", "theme=financement", ("atom", "json", "csv")),
    (_("Une recherche, avec ses mots et ses filtres"), "/recherche", "q=tiers-lieu&langue=fr", ("atom", "json", "csv")),
    (_("Les appels à projets d’une région"), "/appels", "territoire=R11", ("atom", "json", "csv", "ics")),
    (_("L’agenda d’un secteur"), "/agenda", "secteur=habitat", ("atom", "json", "csv", "ics")),
)
"""What it holds, path, query and forms of some lists."""


def examples(today: date) -> tuple[Example, ...]:
    """Return the queries to try; those that speak of the present know the day."""
    return tuple(Example(title, make(today)) for title, make in _EXAMPLES)


def _seconds(count: float) -> str:
    return ngettext("{n} seconde", "{n} secondes", int(count)).format(n=f"{count:g}".replace(".", ","))


def _stamp(site: "Site") -> str:
    return blake2b(repr(dumps(site)).encode(), digest_size=4).hexdigest()


@partial(own_page, stamp=_stamp)
async def api(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the page."""
    settings = site.site_settings
    context = {
        "shown": shown,
        "tables": [table for table in TABLES if not is_closed(table.name)],
        "examples": examples(site.today),
        "addresses": ADDRESSES,
        "lists": LISTS,
        "dumps": dumps(site),
        "absolute": lambda path: site.absolute(request, path),
        "licence": LICENCES[settings.licence],
        "version": VERSION,
        "limits": {
            "time": _seconds(settings.sql_time_limit_ms / 1000),
            "rows": settings.max_returned_rows,
            "queries": MAX_QUERIES,
            "csv": MAX_ROWS,
        },
    }
    return await page(site, request, "veille_api.html", context)
