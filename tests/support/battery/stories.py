"""Texts about the social economy that resemble each other no more than articles of different papers do."""

import random
from functools import cache

_WORDS_TOLD = (
    "coopérative association mutuelle fondation insertion salariés sociétaires bénévoles territoire quartier commune "
    "région département métropole village atelier recyclerie épicerie boulangerie librairie crèche théâtre ferme "
    "jardin maraîchage énergie solaire rénovation logement foncier mobilité vélo autopartage covoiturage textile bois "
    "numérique données formation apprentissage emploi chômage retraite santé handicap dépendance enfance jeunesse "
    "culture patrimoine tourisme monnaie épargne finance prêt garantie subvention marché appel projet candidature "
    "dossier jury lauréat prix rencontre colloque étude rapport enquête indicateur évaluation impact gouvernance "
    "assemblée conseil statuts réserve excédent capital parts reprise transmission cession création fermeture alliance "
    "fédération réseau union groupement plateforme collectif tiers-lieu incubateur laboratoire université chercheuse "
    "élue préfet ministre député commissaire artisan paysanne ouvrier cadre gérante directeur trésorière président "
    "lundi mardi mercredi jeudi vendredi janvier février avril juin octobre automne hiver printemps rivière montagne "
    "littoral plaine forêt usine entrepôt halle gare port école lycée hôpital mairie tribunal musée stade cuisine"
)
_VERBS_TOLD = (
    "rejoint finance accompagne publie refuse prépare construit défend transforme accueille mesure partage relance "
    "achète rénove invente coordonne présente discute simplifie"
)
_WORDS, _VERBS = _WORDS_TOLD.split(), _VERBS_TOLD.split()


@cache
def title(number: int) -> str:
    """Return the title of one story: « La halle 12 relance le covoiturage »."""
    words = random.Random(number)
    return f"Dossier {number} : {words.choice(_WORDS)} {words.choice(_VERBS)} {words.choice(_WORDS)}"


@cache
def text(number: int) -> str:
    """Return some 200 words about the social economy, a text of its own."""
    words = random.Random(number * 7 + 1)
    first = f"L’économie sociale et solidaire compte une scop de plus avec le dossier {number}."
    return "\n".join([first, *(_paragraph(words) for _place in range(4))])


def _paragraph(words: random.Random) -> str:
    sentences = []
    for _place in range(4):
        subject, verb, first, second, third = *words.sample(_WORDS, 1), words.choice(_VERBS), *words.sample(_WORDS, 3)
        sentences.append(f"Notre {subject} {verb} {first} et {second} avec {words.choice(_WORDS)}, sans {third}.")
    return " ".join(sentences)


@cache
def story(number: int, head: str = "") -> str:
    """Return the HTML page of one story; `head` is further markup of its head."""
    body = "".join(f"<p>{line}</p>" for line in text(number).split("\n"))
    return (
        f"<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>{title(number)}</title>{head}</head>"
        f"<body><main><article><h1>{title(number)}</h1>{body}</article></main></body></html>"
    )
