"""The words that tell that a name follows or went before, in five languages, and the legal family that they tell.

Tables only. Forms are folded and written as `phrases.key` gives them.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from veille.phrases import Phrases, key


@dataclass(frozen=True, slots=True)
class Head:
    """A word before a name."""

    family: str
    kept: bool
    """Whether it belongs to the name: « Fondation Abbé-Pierre », but « la Scop Bois Bocage » is Bois Bocage."""
    places: bool
    """Whether « de » and a place make a name of it, when it has a capital: « la Ressourcerie de Muret »."""
    bare: bool = True
    """Whether capitals after it suffice; else only a name in quotation marks counts (German nouns have capitals)."""
    small: bool = False
    """Whether it is a head only where it is written small."""


_STRIPPED = {
    "association": """association|associations|asso|collectif|ong|association d'insertion|association intermédiaire
        |association d'éducation populaire|association d'aide à domicile|association de quartier|association d'habitants
        |association de protection de l'enfance|association de bénévoles|association de solidarité|café associatif
        |association de consommateurs|association d'aide aux victimes|association loi 1901|association d'usagers
        |association étudiante|association de parents|association de soutien|radio associative|cinéma associatif
        |jardin partagé|épicerie solidaire|épicerie sociale et solidaire|épicerie sociale|garage solidaire|tiers-lieu
        |fab lab|librairie associative|associazione|associazioni|associazione di volontariato|associazione culturale
        |asociación""",
    "cooperative": """scop|scic|scop sa|scop sarl|scop sas|scic sas|scic sarl|scic sa|coopérative|coopératives
        |société coopérative|coopérative d'activités et d'emploi|coopérative d'activité et d'emploi|cae
        |coopérative d'habitants|coopérative citoyenne|coopérative d'intérêt collectif|coopérative de production
        |coopérative de consommateurs|coopérative énergétique|coopérative agricole|coopérative laitière
        |coopérative alimentaire|supermarché coopératif|café coopératif|épicerie coopérative|coopérative ouvrière
        |société coopérative d'intérêt collectif|société coopérative et participative|coopérative funéraire
        |coopérative de livreurs|coopérative de taxis|coopérative d'artisans|coopérative jeunesse|banque coopérative
        |cooperativa|cooperativa sociale|cooperativa di comunità|cooperative sociali|cooperativa de trabajo
        |cooperativa de consumo|consorzio|sociedad cooperativa""",
    "siae": """entreprise d'insertion|entreprise adaptée|chantier d'insertion|atelier et chantier d'insertion|siae|etti
        |entreprise à but d'emploi|ebe|structure d'insertion|entreprise de travail temporaire d'insertion
        |empresa de inserción|impresa di inserimento""",
    "entreprise-sociale": """entreprise sociale|entreprise solidaire|entreprise à impact|impresa sociale
        |start-up sociale""",
}  # fmt: skip
_KEPT = {
    "association": "mjc|centre social|centre socioculturel|foyer rural|amap|centro de mayores",
    "cooperative": "cuma",
    "mutuelle": "mutuelle|union mutualiste|mutua",
    "fondation": "fondation|fonds de dotation|fondazione|fundación|fundació|stiftung",
    "siae": "geiq|esat",
}
_PLACED = {
    "association": """ressourcerie|recyclerie|banque alimentaire|maison des associations|université populaire
        |centre social""",
    "fondation": "fondation",
    "mutuelle": "mutuelle",
    "siae": "régie de quartier|régie de quartiers|régie de territoire|régie des quartiers|jardin de cocagne",
}
_QUOTED_ONLY = {
    "association": "verein|gemeinnütziger verein",
    "cooperative": "genossenschaft|energiegenossenschaft|bürgerenergiegenossenschaft|wohnungsgenossenschaft",
    "fondation": "fondation d'entreprise|fondation abritée",
    "mutuelle": "union de mutuelles",
}

_ENGLISH = {
    "association": "charity|charities|ngo|nonprofit|voluntary group",
    "cooperative": "co-operative|co-op|worker co-op|worker co-operative|worker cooperative|housing co-op|energy co-op",
    "entreprise-sociale": "social enterprise|community interest company",
}
"""Only where they are written small: with a capital they are part of another name (Co-op Bank)."""

TAILS = {
    "foundation": "fondation", "trust": "fondation", "stiftung": "fondation", "cic": "entreprise-sociale",
    "co operative": "cooperative", "cooperative": "cooperative", "credit union": "cooperative",
    "housing co operative": "cooperative", "community benefit society": "cooperative",
    "community interest company": "entreprise-sociale",
    "housing association": "association", "eg": "cooperative", "co op": "cooperative",
    "community land trust": "association",
}  # fmt: skip
"""Words after a name that belong to it; two words with a hyphen count as two."""


def listed(words: str) -> frozenset[str]:
    """Return the words of a list written as text."""
    return frozenset(words.split())


QUALIFIERS = listed(
    """locale régionale nationale départementale culturelle sportive caritative humanitaire citoyenne solidaire
    féministe étudiante environnementale écologiste agricole bretonne alsacienne corse basque occitane voisine
    partenaire francilienne parisienne lyonnaise marseillaise nantaise lilloise bordelaise toulousaine rennaise
    grenobloise strasbourgeoise montpelliéraine normande picarde lorraine catalane belge italienne espagnole
    allemande britannique locales nationaux historique lauréate gestionnaire porteuse baptisée nommée dénommée
    appelée intitulée familiale d'insertion mutualiste franco féminine mutuelle indépendante française
    européenne lausannoise bruxelloise wallonne social local milanese romana sociale vasca catalana andaluza"""
)
"""Small words that may stand between a head word and the name."""

LEGAL = frozenset({"sas", "sarl", "sa", "sca", "scop", "scic", "loi", "hlm"})
"""Legal forms between a head word and the name."""

STARTERS = listed("m mme mm monsieur madame the a in on at we it and but for from with this that these she he they our")
"""Words before a name that a sentence begins with."""

_REGIONS = listed(
    """ile france hauts grand est pays loire centre val bretagne normandie basse haute occitanie languedoc roussillon
    auvergne rhone alpes alsace lorraine aquitaine nouvelle bourgogne franche comte picardie calais provence cote azur
    paca corse reunion martinique guadeloupe guyane mayotte champagne ardenne midi pyrenees poitou charentes limousin"""
)

NO_NAMES = (
    STARTERS
    | _REGIONS
    | listed(
        """hlm loi esus ess btp rup france europe etat region departement ville metropole commune mairie prefecture
    caf ars covid sas sarl sa scop scic cae rse iae siae aci ei janvier fevrier mars avril mai juin juillet aout
    septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche nord sud est ouest
    type paris lyon marseille"""
    )
)
"""What no name consists of: « les Scop Languedoc-Roussillon »."""


@lru_cache(maxsize=1)
def heads() -> Phrases[Head]:
    """Return all head words."""
    found: Phrases[Head] = Phrases()

    for table, like in (
        (_STRIPPED, Head("", kept=False, places=False)),
        (_KEPT, Head("", kept=True, places=False)),
        (_PLACED, Head("", kept=True, places=True)),
        (_QUOTED_ONLY, Head("", kept=False, places=False, bare=False)),
        (_ENGLISH, Head("", kept=False, places=False, small=True)),
    ):
        for family, forms in table.items():
            for form in forms.split("|"):
                found.add(key(form), replace(like, family=family))
    return found
