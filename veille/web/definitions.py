"""What each theme and sector of the shipped taxonomy covers, in French, for its page.

The definitions of taxonomy.yml are written in English for the tagger. A label
that is not here, of an organisation's own taxonomy, is shown without one.
"""

from veille.i18n import _

# ruff: noqa: E501 - one sentence a line reads best here

DEFINITIONS = {
    "themes": {
        "politiques-publiques": _("Lois, décrets, budgets, stratégies et rôle de l’État, des régions, des départements et des communes à l’égard de l’ESS."),
        "financement": _("Subventions, investissement, épargne solidaire, financement participatif, garanties, monnaies locales, modèles économiques."),
        "creation-accompagnement": _("Naissance et soutien des projets : incubateurs, dispositif local d’accompagnement, concours, coopératives d’activité."),
        "transmission-reprise": _("Reprises par les salariés, transmissions d’entreprises, transformations en Scop ou en Scic, sauvetages."),
        "innovation-sociale": _("Innovations sociales, expérimentations, recherche-action, laboratoires de nouvelles pratiques."),
        "emploi-insertion": _("Emploi, insertion par l’activité économique, chômage, qualité de vie au travail, chiffres de l’emploi."),
        "formation-competences": _("Formation, compétences, ressources humaines, renouvellement des dirigeants, ESS à l’école et à l’université."),
        "gouvernance-statuts": _("Statuts, gouvernance, démocratie interne, agréments (Esus, utilité publique), fusions."),
        "commande-publique": _("Marchés publics, clauses sociales, schémas d’achats responsables, services d’intérêt général."),
        "cooperation-territoriale": _("Développement local, pôles territoriaux de coopération, ruralité, partenariats entre collectivités et ESS."),
        "quartiers-ville": _("Quartiers prioritaires, politique de la ville, entreprises de quartier."),
        "impact-evaluation": _("Mesure de l’utilité sociale et de l’impact, indicateurs de bien-être, évaluation des politiques et des projets."),
        "engagement-associatif": _("Bénévolat, vie associative, engagement citoyen, service civique."),
        "transition-ecologique": _("Transition écologique, climat, sobriété, développement durable, économie circulaire."),
        "inclusion-egalite": _("Pauvreté et exclusion, handicap, égalité entre femmes et hommes, discriminations, migrations, vieillissement, accès aux droits."),
        "numerique-communs": _("Outils numériques, données, communs, logiciel libre, inclusion numérique, plateformes, intelligence artificielle."),
        "europe-international": _("Politiques et programmes de l’Union européenne, autres pays, solidarité internationale, ONU, OCDE, OIT."),
        "structuration-reseaux": _("Fédérations et réseaux, mise en commun de moyens, changement d’échelle, organisation des filières."),
        "rse-entreprises": _("Responsabilité des entreprises, partenariats avec l’ESS, mécénat, sociétés à mission."),
        "observation-prospective": _("Statistiques, observatoires, recherche, prospective et tendances de l’ESS."),
    },
    "secteurs": {
        "action-sociale": _("Établissements et services sociaux et médico-sociaux, hébergement, protection de l’enfance, centres sociaux."),
        "sante-prevoyance": _("Santé, mutuelles, complémentaires, centres de santé, prévention."),
        "education-jeunesse": _("Petite enfance, école, éducation populaire, loisirs des jeunes, jeunesse."),
        "agriculture-alimentation": _("Agriculture, circuits courts, restauration collective, épiceries solidaires, aide alimentaire."),
        "energie": _("Énergie citoyenne, renouvelables, rénovation, précarité énergétique."),
        "reemploi-dechets": _("Ressourceries, réparation, recyclage, seconde main, collecte des déchets."),
        "habitat": _("Logement, habitat participatif et inclusif, foncier solidaire, bailleurs sociaux."),
        "culture-medias": _("Spectacle vivant, musique, cinéma, patrimoine, presse et radios associatives."),
        "sport-loisirs-tourisme": _("Clubs sportifs, loisirs, tourisme social et solidaire."),
        "finance-assurance": _("Banques coopératives, assureurs mutualistes, microcrédit, finance solidaire."),
        "services-personne": _("Aide à domicile, garde d’enfants, conciergeries, soutien aux aidants."),
        "insertion-iae": _("Chantiers et entreprises d’insertion, associations intermédiaires, Geiq, entreprises adaptées."),
        "mobilite": _("Autopartage, covoiturage, vélo, garages solidaires, transport à la demande."),
        "numerique": _("Logiciel, hébergement, reconditionnement, médiation numérique, ateliers de fabrication."),
        "commerce-consommation": _("Commerce équitable, supermarchés coopératifs, épiceries participatives, mode éthique."),
        "industrie-btp": _("Industrie, bâtiment, écoconstruction, artisanat, relocalisation."),
        "tiers-lieux": _("Tiers-lieux, espaces de travail partagés, friches, cafés associatifs."),
        "environnement": _("Biodiversité, espaces naturels, eau, forêt, jardins partagés."),
    },
}  # fmt: skip
