"""The data dictionary of what the search works with, in French."""

from veille.i18n import _
from veille.publish.described import Table

SEARCH_TABLES: tuple[Table, ...] = (
    Table(
        name="recherche",
        title=_("Recherche"),
        description=_(
            "Index plein texte sans contenu, sur les racines des mots du titre et du texte ; rowid est articles.id. "
            "Le texte n’y est pas lisible."
        ),
        columns={
            "titre": _("Racines des mots du titre."),
            "chapo": _("Racines des soixante premiers mots du texte, une seconde fois : ils pèsent davantage."),
            "texte": _("Racines des mots du texte."),
            "etiquettes": _("Un mot par libellé (e et son code), par mois (m202611) et par année (a2026)."),
        },
    ),
    Table(
        name="synonymes",
        title=_("Synonymes de la recherche"),
        description=_("Expressions qui disent la même chose : qui cherche l’une trouve aussi les autres."),
        columns={
            "id": _("Numéro de l’expression, dans l’ordre de la taxonomie."),
            "groupe": _("Les expressions de même groupe sont équivalentes."),
            "expression": _("Un mot, un sigle ou quelques mots qui se suivent."),
            "cherchee": _(
                "1 quand elle est cherchée dans les textes ; 0 quand elle est seulement comprise, tapée ainsi, parce "
                "que dans les textes c’est le plus souvent un autre mot."
            ),
        },
    ),
    Table(
        name="facettes_codes",
        title=_("Codes des libellés"),
        description=_("Un petit numéro par libellé, pour chercher et compter vite ; il ne change plus."),
        columns={
            "code": _("Le numéro."),
            "axe": _("theme, secteur, famille, genre, territoire, structure, source ou langue."),
            "valeur": _("Le libellé."),
        },
    ),
    Table(
        name="facettes",
        title=_("Libellés des articles, en numéros"),
        description=_("Une ligne par article : son jour et les numéros de ses libellés, pour compter des résultats."),
        columns={
            "article_id": _("L’article (articles.id)."),
            "jour": _("Jour de parution, en jours depuis le 1er janvier de l’an 1, compté 1."),
            "codes": _("Les numéros (facettes_codes.code), de 32 bits chacun, petit-boutistes, croissants."),
        },
    ),
)
"""Closed to visitors but for the synonyms: positions of words rebuild the texts."""
