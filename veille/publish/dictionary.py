"""The data dictionary of veille.db, in French, for the site, Datasette's metadata and the documentation.

A test holds it complete: every table and column of the schema is here, and nothing else.
"""

from dataclasses import replace

from veille.i18n import _
from veille.publish.calldictionary import CALL_TABLES
from veille.publish.described import Table
from veille.publish.searchdictionary import SEARCH_TABLES

_INDICES = _("Ce qui a pesé dans la décision : liste JSON [[mot, poids], …], du plus lourd au plus léger.")
_WORDS = _("Les mots du texte qui l’ont nommé : liste JSON [[mots, 0], …], vide quand il n’est pas nommé lui-même.")
_DAY = _("Jour de parution de l’article (AAAA-MM-JJ, heure de Paris), répété ici pour trier vite.")


def _labels(name: str, title: str, description: str, example: str) -> Table:
    return Table(
        name=name,
        title=title,
        description=description,
        columns={
            "id": _("Identifiant stable, employé dans les adresses du site (par exemple « {example} »).").format(
                example=example
            ),
            "nom": _("Nom en français."),
            "nom_en": _("Nom en anglais."),
            "definition": _("Ce que l’étiquette recouvre, en français si la taxonomie le dit."),
        },
    )


def _links(name: str, title: str, column: str, label: str, *, named: bool = False) -> Table:
    return Table(
        name=name,
        title=title,
        description=_("Une ligne par article et par étiquette ({label}).").format(label=label),
        columns={
            "article_id": _("L’article (articles.id)."),
            column: _("L’étiquette ({label}).").format(label=label),
            "probabilite": _("Probabilité que l’étiquette convienne, de 0 à 1."),
            "origine": _("« machine » pour l’étiqueteur, « humain » pour une personne."),
            "indices": _WORDS if named else _INDICES,
            "publie_le": _DAY,
        },
    )


_PLACES = _links("articles_territoires", _("Territoires des articles"), "territoire_id", "territoires.id", named=True)
_PLACES = replace(
    _PLACES,
    description=_(
        "Une ligne par article et par territoire qu’il concerne, avec les territoires qui contiennent ceux-ci : un "
        "article sur une commune se trouve aussi par son département et sa région. Les lieux cités en passant n’y "
        "sont pas."
    ),
    columns=_PLACES.columns
    | {
        "role": _(
            "« sujet » : cela s’y passe ; « zone » : l’aide ou le service s’adresse à ceux qui y vivent ; « editeur » "
            ": celui qui publie y est chez lui, le texte ne dit pas où. Pour un territoire indirect, le rôle de celui "
            "qu’il contient."
        ),
        "direct": _("1 quand c’est le territoire lui-même qui est nommé, 0 quand il en contient un qui l’est."),
    },
)

TABLES: tuple[Table, ...] = (
    Table(
        name="articles",
        title=_("Articles"),
        description=_(
            "Un article public par sujet, celui de la source d’origine quand plusieurs le reprennent : titre, lien, "
            "source, dates, étiquettes principales et court extrait. "
            "Le texte entier se lit chez l’éditeur."
        ),
        columns={
            "id": _("Numéro de l’article, jamais réattribué ; il forme l’adresse /article/<id>."),
            "url": _("Adresse de l’original, après redirections et sans marqueurs de suivi."),
            "titre": _("Titre donné par la source ou par la page."),
            "source_id": _("Source où la veille l’a trouvé (sources.id)."),
            "publie_le": _("Jour de parution (AAAA-MM-JJ, heure de Paris)."),
            "vu_le": _("Instant où la veille l’a vu pour la première fois (UTC, ISO 8601)."),
            "langue": _("Langue du texte (code ISO 639-1), reconnue automatiquement."),
            "auteur": _("Signature telle que publiée, vide si elle n’est pas connue."),
            "extrait": _("Début du texte, dans la limite convenue pour la source."),
            "genre": _("Genre de l’article (genres.id), un seul par article."),
            "pertinence": _("Probabilité que le texte parle de l’économie sociale et solidaire, de 0 à 1."),
            "theme_principal": _("Le thème le plus probable (themes.id)."),
            "secteur_principal": _("Le secteur le plus probable (secteurs.id)."),
            "territoire_principal": _("Le territoire dont il parle le plus sûrement (territoires.id)."),
            "revision": _("Numéro de la version du texte : il monte quand l’article change."),
            "date_estimee": _("1 quand la date de parution est inconnue et que vu_le en tient lieu, sinon 0."),
            "genre_probabilite": _("Probabilité du genre, de 0 à 1."),
            "genre_indices": _INDICES,
            "pertinence_indices": _(
                "Ce qui a pesé pour (poids positif) ou contre la pertinence : JSON [[mot, poids], …]."
            ),
        },
    ),
    Table(
        name="sources",
        title=_("Sources"),
        description=_("Les sites suivis et la santé de leur collecte."),
        columns={
            "id": _("Identifiant de la source, celui de feeds.yml."),
            "nom": _("Nom de la source."),
            "url": _("Adresse collectée (flux ou page)."),
            "accueil": _("Page d’accueil du site."),
            "famille": _("Famille de source : réseau, média, institution…"),
            "langue": _("Langue habituelle de la source."),
            "territoire": _("Territoire dont parle la source, quand elle est locale."),
            "ess": _("1 quand tout ce que dit la source relève de l’ESS, sinon 0."),
            "etat": _(
                "« active », « vide » (répond, sans contenu), « muette » (silencieuse bien plus que d’habitude), "
                "« en panne » (échoue depuis un jour au moins), « bloquée » (le site refuse), « à vérifier » (jamais "
                "vue en marche, ou très rare), « déplacée » (lue à une autre adresse), « nouvelle » (jamais "
                "collectée), « retirée » (son adresse n’existe plus, ou la veille y a renoncé) ou « arrêtée » (sortie "
                "de la liste)."
            ),
            "derniere_collecte": _("Dernier essai de collecte (UTC, ISO 8601)."),
            "dernier_succes": _("Dernière collecte réussie (UTC, ISO 8601)."),
            "dernier_article": _("Jour de parution de son article public le plus récent."),
        },
    ),
    _labels("themes", _("Thèmes"), _("De quoi parle l’article ; plusieurs thèmes possibles."), "financement"),
    _labels("secteurs", _("Secteurs"), _("Secteurs d’activité ; plusieurs possibles."), "habitat"),
    _labels(
        "familles", _("Familles"), _("Familles juridiques : associations, coopératives, mutuelles…"), "cooperative"
    ),
    _labels("genres", _("Genres"), _("Nature de l’article : actualité, appel à projets, étude…"), "etude-rapport"),
    Table(
        name="territoires",
        title=_("Territoires"),
        description=_(
            "Territoires dont parlent des articles ou des sources, et ceux qui les contiennent ; un seul code pour "
            "chacun partout. Noms et codes : Code officiel géographique (Insee), Licence Ouverte."
        ),
        columns={
            "id": _("Code : EU, pays ISO, FR, région R11, département D93, commune ou EPCI par code officiel."),
            "nom": _("Nom du territoire."),
            "type": _(
                "union, pays, region, departement, collectivite (d’outre-mer, sans région), epci (intercommunalité), "
                "commune ou arrondissement."
            ),
            "parent": _("Le plus petit territoire qui le contient (territoires.id)."),
        },
    ),
    Table(
        name="structures",
        title=_("Structures"),
        description=_("Structures nommées dans les articles, et celles dont elles font partie."),
        columns={
            "id": _("Identifiant de la structure."),
            "nom": _("Nom de la structure."),
            "famille": _("Famille juridique que son nom indique (familles.id)."),
            "sigle": _("Sigle, quand il est connu."),
            "autres_noms": _("Autres noms, actuels ou anciens, séparés par « | »."),
            "parent": _("La structure ou le réseau dont elle fait partie (structures.id), quand il est connu."),
            "site": _("Adresse de son site, quand elle est connue."),
            "cle": _("Son nom sans majuscules, accents ni ponctuation, pour chercher et trier."),
        },
    ),
    _links("articles_themes", _("Thèmes des articles"), "theme_id", "themes.id"),
    _links("articles_secteurs", _("Secteurs des articles"), "secteur_id", "secteurs.id"),
    _links("articles_familles", _("Familles des articles"), "famille_id", "familles.id"),
    _PLACES,
    _links("articles_structures", _("Structures des articles"), "structure_id", "structures.id", named=True),
    *CALL_TABLES,
    Table(
        name="vu_aussi",
        title=_("Vu aussi"),
        description=_(
            "Les copies, extraits et réécritures de l’article ailleurs, et les autres sources qui l’ont signalé."
        ),
        columns={
            "article_id": _("L’article (articles.id)."),
            "url": _("L’autre adresse."),
            "titre": _("Le titre donné là."),
            "source_id": _("La source où il a été vu (sources.id)."),
            "publie_le": _("Jour de parution là (AAAA-MM-JJ, heure de Paris)."),
        },
    ),
    Table(
        name="fusions",
        title=_("Fusions"),
        description=_(
            "Numéros des copies, extraits et réécritures d’un article, et de ceux qui se sont révélés la même page : "
            "/article/<id> renvoie à l’article qui les représente."
        ),
        columns={"id": _("Numéro fusionné."), "article_id": _("Article qui le représente (articles.id).")},
    ),
    Table(
        name="comptes",
        title=_("Comptes"),
        description=_("Nombre d’articles par étiquette et par mois, tenu à jour à chaque publication."),
        columns={
            "axe": _("total, jour, theme, secteur, famille, genre, source, langue, territoire ou structure."),
            "valeur": _("L’étiquette comptée ; la date pour l’axe jour ; vide pour total."),
            "mois": _("AAAA-MM, ou vide pour tous les mois."),
            "nombre": _("Nombre d’articles publics."),
        },
    ),
    Table(
        name="publications",
        title=_("Publications"),
        description=_("Une ligne par mise à jour du site."),
        columns={
            "generation": _("Numéro de la mise à jour ; il ne fait que monter."),
            "le": _("Instant de la mise à jour (UTC, ISO 8601)."),
            "nombre": _("Nombre d’articles publics après elle."),
            "ajoutes": _("Articles ajoutés."),
            "modifies": _("Articles modifiés."),
            "retires": _("Articles retirés."),
            "dernier_changement": _("Dernier changement de collect.db pris en compte."),
        },
    ),
    *SEARCH_TABLES,
)
"""Every table of the public file."""
