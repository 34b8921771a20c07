"""The data dictionary of calls and events, in French."""

from veille.i18n import _
from veille.publish.described import Table

_WHEN = _("Jour (AAAA-MM-JJ) ou jour et heure (AAAA-MM-JJTHH:MM, heure de Paris) ; un jour seul vaut jusqu’à minuit.")
_EVIDENCE = _(
    "La phrase de l’article d’où vient chaque donnée (300 caractères au plus), et sa fiabilité de 0 à 1 : JSON "
    "{{nom de la colonne: {{phrase, fiabilite}}}}. La phrase est vide quand la source n’admet aucun extrait."
).format()

CALL_TABLES: tuple[Table, ...] = (
    Table(
        name="appels",
        title=_("Appels à projets"),
        description=_(
            "Un appel par ligne, quel que soit le nombre d’articles qui l’annoncent. Les colonnes portent les noms du "
            "schéma des dispositifs d’aide (etalab/schema-dispositif-aide, version 0.1.0) quand il en a un. Tout est "
            "lu automatiquement dans les articles : vérifiez auprès du financeur. L’état (ouvert, clos…) se déduit des "
            "dates le jour où on lit : un appel est clos quand date_cloture et toutes les vagues sont passées."
        ),
        columns={
            "id": _("Numéro de l’appel dans cette veille, jamais réattribué."),
            "titre": _("Titre de l’article qui l’annonce."),
            "description": _("Début de cet article, dans la limite convenue pour la source."),
            "eligibilite": _("Bénéficiaires nommés par les articles, un par ligne."),
            "types_aides": _("« financement » quand un montant ou un taux d’aide est indiqué."),
            "porteurs": _("Financeur nommé par les articles : JSON [{{nom, roles}}].").format(),
            "url_source": _("Adresse de l’article qui l’annonce."),
            "cibles": _(
                "Catégories de bénéficiaires, séparées par « | » : professionnels, particuliers, associations, secteur "
                "public."
            ),
            "eligibilite_geographique": _(
                "Territoires auxquels il s’adresse, ou à défaut dont parle l’article, séparés par « | » : REG-11, "
                "DEP-93, COM-93066, EPCI-200054781, PAYS-99100 (France entière)."
            ),
            "date_ouverture": _("Premier jour où l’on peut répondre. ") + _WHEN,
            "date_cloture": _("Date limite de la première étape, report compris. ") + _WHEN,
            "date_mise_a_jour": _("Dernier changement de ces données (UTC, ISO 8601)."),
            "article_id": _("L’article public qui l’annonce (articles.id)."),
            "lien_depot": _("Où répondre : adresse d’un formulaire, ou adresse électronique de l’organisme."),
            "vagues": _("Dates limites suivantes, dans l’ordre : liste JSON."),
            "permanent": _("1 quand un article dit que l’appel reste ouvert sans date limite, sinon 0."),
            "date_cloture_precedente": _("Date limite d’avant le report, quand il y en a eu un."),
            "montants": _(
                "Sommes et taux indiqués : JSON [{{role, valeur, devise, phrase, fiabilite}}] ; role : plancher, "
                "plafond (par projet), enveloppe (pour tous), forfait ou taux (pour cent)."
            ).format(),
            "preuves": _EVIDENCE,
            "territoires": _(
                "Territoires auxquels il s’adresse, ou à défaut dont parle l’article (territoires.id), séparés par "
                "« | »."
            ),
        },
    ),
    Table(
        name="articles_appels",
        title=_("Appels des articles"),
        description=_("Quels articles parlent de quel appel."),
        columns={"article_id": _("L’article (articles.id)."), "appel_id": _("L’appel (appels.id).")},
    ),
    Table(
        name="appels_changements",
        title=_("Dates changées"),
        description=_("Les dates d’appels qui ont changé depuis qu’ils sont connus, reports compris."),
        columns={
            "appel_id": _("L’appel (appels.id)."),
            "rang": _("Numéro du changement, 1 pour le premier."),
            "le": _("Instant où la veille l’a appris (UTC, ISO 8601)."),
            "champ": _("cloture, ouverture, vagues ou permanent."),
            "avant": _("Date d’avant, vide s’il n’y en avait pas."),
            "apres": _("Date d’après, vide s’il n’y en a plus."),
            "article_id": _("L’article qui l’a dit (articles.id)."),
        },
    ),
    Table(
        name="evenements",
        title=_("Événements"),
        description=_("Les événements annoncés, un par article, lus dans son texte ou déclarés par sa page."),
        columns={
            "article_id": _("L’article (articles.id)."),
            "debut": _("Début. ") + _WHEN,
            "fin": _("Fin, quand elle est indiquée. ") + _WHEN,
            "lieu": _("Ville ou salle, comme écrit."),
            "territoire_id": _("Territoire du lieu (code de territoires.id)."),
            "en_ligne": _("1 quand on peut y assister en ligne, 0 quand c’est seulement sur place, vide sinon."),
            "inscription": _("Adresse d’inscription."),
            "declare": _("1 quand la page elle-même déclare l’événement (schema.org, iCalendar), 0 quand il est lu."),
            "preuves": _EVIDENCE,
        },
    ),
)
"""Tables of calls and of events."""
