"""The data dictionary of veille.db, for the page « À propos » and the raw tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from veille.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One public table."""

    name: str
    text: str
    columns: Mapping[str, str]


def _label_table(name: str, text: str) -> Table:
    return Table(
        name=name,
        text=text,
        columns={
            "id": _("identifiant, stable"),
            "nom": _("nom en français"),
            "nom_en": _("nom en anglais"),
            "definition": _("ce que l’étiquette recouvre"),
        },
    )


def _link_table(name: str, other: str, text: str) -> Table:
    return Table(
        name=name,
        text=text,
        columns={
            "article_id": _("article"),
            f"{other}_id": _("étiquette"),
            "probabilite": _("probabilité donnée par le classement automatique, de 0 à 1"),
            "origine": _("« machine », ou « humain » quand une personne a tranché"),
            "indices": _("mots qui ont pesé et leur poids, liste JSON de paires"),
            "publie_le": _("date de l’article, répétée ici pour trier vite"),
        },
    )


TABLES = (
    Table(
        name="articles",
        text=_("Un article par ligne : ce qui parle de l’économie sociale et solidaire, une fois chacun."),
        columns={
            "id": _("identifiant, donné une fois pour toutes"),
            "url": _("adresse de l’original"),
            "titre": _("titre donné par l’éditeur"),
            "source_id": _("source qui l’a signalé la première"),
            "publie_le": _("date de publication, à l’heure de Paris"),
            "vu_le": _("moment où il a été trouvé, en temps universel"),
            "langue": _("code de la langue, à deux lettres"),
            "auteur": _("signature telle que publiée"),
            "extrait": _("premiers mots du texte"),
            "genre": _("type d’article : actualité, appel à projets, étude…"),
            "pertinence": _("probabilité que l’article relève de l’ESS, de 0 à 1"),
            "theme_principal": _("thème le plus probable"),
            "secteur_principal": _("secteur le plus probable"),
            "territoire_principal": _("territoire principal (à venir)"),
            "revision": _("nombre de versions vues"),
            "date_estimee": _("1 quand la date est celle où l’article a été trouvé"),
            "genre_probabilite": _("probabilité du type"),
            "genre_indices": _("mots qui ont pesé pour le type, en JSON"),
            "pertinence_indices": _("mots qui ont pesé pour la pertinence, en JSON"),
        },
    ),
    Table(
        name="sources",
        text=_("Les sites suivis."),
        columns={
            "id": _("identifiant, stable"),
            "nom": _("nom"),
            "url": _("adresse lue par la veille"),
            "accueil": _("page d’accueil"),
            "famille": _("réseau, média, institution…"),
            "langue": _("langue principale"),
            "territoire": _("territoire couvert"),
            "ess": _("1 quand tout ce qu’elle publie relève de l’ESS"),
            "etat": _("fin de la dernière lecture, en un mot"),
            "derniere_collecte": _("dernière lecture"),
            "dernier_succes": _("dernière lecture réussie"),
            "dernier_article": _("date de son article le plus récent"),
        },
    ),
    _label_table("themes", _("Les thèmes.")),
    _label_table("secteurs", _("Les secteurs d’activité.")),
    _label_table("genres", _("Les types d’articles.")),
    _label_table("familles", _("Les familles de structures : association, coopérative, mutuelle…")),
    _link_table("articles_themes", "theme", _("Les thèmes de chaque article.")),
    _link_table("articles_secteurs", "secteur", _("Les secteurs de chaque article.")),
    _link_table("articles_familles", "famille", _("Les familles de structures dont parle chaque article.")),
    Table(
        name="vu_aussi",
        text=_("Les autres endroits où le même texte a paru."),
        columns={
            "article_id": _("article"),
            "url": _("adresse"),
            "titre": _("titre à cet endroit"),
            "source_id": _("source"),
            "publie_le": _("date"),
        },
    ),
    Table(
        name="fusions",
        text=_("Les identifiants réunis à un autre article."),
        columns={"id": _("ancien identifiant"), "article_id": _("article qui le remplace")},
    ),
    Table(
        name="comptes",
        text=_("Des nombres d’articles tout faits."),
        columns={
            "axe": _("total, jour, theme, secteur, famille, genre, source ou langue"),
            "valeur": _("identifiant dans cet axe, ou date pour « jour »"),
            "mois": _("AAAA-MM, ou vide pour toute la période"),
            "nombre": _("nombre d’articles"),
        },
    ),
    Table(
        name="publications",
        text=_("Les mises à jour de cette base."),
        columns={
            "generation": _("numéro, croissant"),
            "le": _("moment, en temps universel"),
            "nombre": _("articles après la mise à jour"),
            "ajoutes": _("articles ajoutés"),
            "modifies": _("articles modifiés"),
            "retires": _("articles retirés"),
            "dernier_changement": _("dernier changement pris en compte"),
        },
    ),
)
