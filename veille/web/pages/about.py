"""What the site is, what its data are, and how to take them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import Response

from veille.i18n import _
from veille.publish.dictionary import TABLES
from veille.web.guard import MAX_QUERIES
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


EXAMPLES = (
    Example(
        _("Les thèmes les plus traités depuis trente jours"),
        "select t.nom, count(*) as articles\n"
        "from articles_themes a join themes t on t.id = a.theme_id\n"
        "where a.publie_le >= date('now', '-30 days')\n"
        "group by t.id order by articles desc",
    ),
    Example(
        _("Les appels à projets récents, avec leur source"),
        "select a.publie_le, a.titre, s.nom as source, a.url\n"
        "from articles a join sources s on s.id = a.source_id\n"
        "where a.genre = 'appel-a-projets'\n"
        "order by a.publie_le desc limit 50",
    ),
    Example(
        _("Le nombre d’articles par mois et par secteur"),
        "select mois, s.nom as secteur, nombre\n"
        "from comptes c join secteurs s on s.id = c.valeur\n"
        "where c.axe = 'secteur' and mois <> ''\n"
        "order by mois desc, nombre desc",
    ),
)

ADDRESSES = (
    (_("Tous les articles, en JSON, par pages de 100"), "/veille/articles.json?_shape=array&_size=100"),
    (_("Les articles en français d’un type donné"), "/veille/articles.json?_shape=array&langue=fr&genre=evenement"),
    (_("Les articles en CSV, jusqu’à 10 000 lignes"), "/veille/articles.csv?_stream=1"),
    (_("Les sources suivies, en CSV"), "/veille/sources.csv?_size=max"),
)


@own_page
async def about(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the page."""
    context = {
        "shown": shown,
        "tables": [table for table in TABLES if not is_closed(table.name)],
        "examples": EXAMPLES,
        "addresses": ADDRESSES,
        "limits": {
            "seconds": f"{site.site_settings.sql_time_limit_ms / 1000:g}".replace(".", ","),
            "rows": site.site_settings.max_returned_rows,
            "queries": MAX_QUERIES,
        },
    }
    return await page(site, request, "veille_apropos.html", context)
