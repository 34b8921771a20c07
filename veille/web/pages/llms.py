"""/llms.txt (llmstxt.org): the site for language models and the programs around them, in French and short."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.config.licences import LICENCES
from veille.i18n import _
from veille.web import french
from veille.web.outputs.feed import clean
from veille.web.pages.replies import MAX_ENTRIES
from veille.web.queries import Catalogue
from veille.web.rendering import own_page

if TYPE_CHECKING:
    from veille.web.site import Site

_LEAD = _(
    "L’actualité de l’économie sociale et solidaire (ESS) en France et en Europe : {articles} de {sources} sources,"
    " classés par thème, par secteur et par territoire. Le site est public, sans compte ni cookie."
)
_NATURE = _(
    "Chaque article a une page avec son titre, un court extrait, ses étiquettes et le lien vers l’original."
    " Les étiquettes (thèmes, secteurs, territoires, dates d’appels) sont posées par un programme, avec leur degré de"
    " certitude : vérifiez chez l’éditeur avant de citer. Le texte entier des articles n’est pas sur ce site."
)
_SECTIONS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        _("Listes"),
        (
            ("/recherche", _("Recherche"), _("tous les articles, du plus récent au plus ancien ; mots et filtres")),
            ("/themes", _("Thèmes"), _("une page par thème et par secteur, avec les chiffres par mois")),
            ("/territoires", _("Territoires"), _("régions, départements et communes")),
            ("/appels", _("Appels à projets"), _("par date limite, avec qui peut répondre et les montants connus")),
            ("/agenda", _("Agenda"), _("les événements annoncés")),
            ("/etudes", _("Études et rapports"), _("les publications repérées")),
            ("/structures", _("Structures"), _("les structures nommées dans les articles")),
            ("/sources", _("Sources"), _("qui est suivi, et ce qui marche ou non")),
            ("/bulletins", _("Bulletins"), _("un résumé par semaine")),
        ),
    ),
    (
        _("Pour les programmes"),
        (
            ("/recherche.atom", "Atom", _("les {count} derniers articles ; mêmes filtres que la page de recherche")),
            ("/recherche.json", "JSON Feed", _("la même liste en JSON")),
            ("/recherche.csv", "CSV", _("la même liste en tableau, 10 000 lignes au plus")),
            ("/appels.csv", _("Appels en CSV"), _("au schéma français des dispositifs d’aide")),
            ("/api", _("Données et SQL"), _("exemples de requêtes, dictionnaire des tables, exports du jour")),
            ("/sitemap.xml", _("Plan du site"), _("l’adresse de chaque page")),
        ),
    ),
)
_FILTERS = _(
    "Filtres de la recherche, de ses flux et de son tableau : q (mots), theme, secteur, genre, territoire, structure,"
    " source, langue, famille, du et au (AAAA-MM-JJ). Exemple : {example}"
)


@own_page
async def llms(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Say what the site is, where its lists and data are, and what may be done with them."""
    settings = site.site_settings
    lead = _LEAD.format(articles=french.articles(shown.total), sources=french.number(shown.followed))
    lines = [f"# {clean(settings.title)}", f"> {lead}", _NATURE]
    for title, links in _SECTIONS:
        lines.append(f"## {title}")
        lines.append(
            "\n".join(
                f"- [{name}]({site.absolute(request, path)}){_(' :')} {text.format(count=MAX_ENTRIES)}"
                for path, name, text in links
            )
        )
    lines.append(_FILTERS.format(example=site.absolute(request, "/recherche.json?territoire=R11&du=2026-01-01")))
    lines.append(f"## {_('Droits')}")
    lines.append("\n".join(f"- {right}" for right in _rights(site, request)))
    return Response.text("\n\n".join(lines) + "\n")


def _rights(site: "Site", request: Any) -> list[str]:
    licence = LICENCES[site.site_settings.licence]
    return [
        _("Titres et extraits appartiennent à leurs éditeurs : citez-les, avec le lien vers l’original."),
        _("Étiquettes, dates et comptes sont à ce site, sous {name} ({url}) : {condition}.").format(
            name=licence.name, url=licence.url, condition=licence.condition
        ),
        _("Mentions légales et contact : {address}").format(address=site.absolute(request, "/mentions-legales")),
    ]
