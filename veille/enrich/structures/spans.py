"""Where a name ends that begins with a capital after a head word.

It ends at punctuation, a verb or a preposition. « de » goes on where the name asks for it (Les Jardins de Lune), or has
one word so far (Mélèze des Alpes, Pignon sur tour); « à » and « en » lead to a town that is not of the name.
"""

from veille.enrich.structures.heads import listed
from veille.enrich.structures.scene import Scene

_LONGEST = 7
TIES = frozenset("-‐‑'’")
INNER = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "di", "del", "della", "dei", "of", "the", "y", "von", "der"}
)
_LINKS = INNER | frozenset({"au", "aux", "sur", "sous", "en", "pour", "a"})
_TO_TOWNS = frozenset({"a", "en", "au", "aux", "y"})
"""Links to a place that is not of the name: « l’association Mélèze à Gap »."""
OPEN = listed(
    "un une ce cet cette ces son sa ses leur leurs notre nos votre vos mon ma mes tout toute tous toutes chaque"
    " plusieurs quelques deux trois quatre cinq six dix cent mille"
)
"""Words that no name goes on with: what follows them is told, not named."""
_CLAUSES = OPEN | frozenset({"plus", "partie", "place", "effet", "cours"})
"""Words after a link that belong to the sentence: « pour son projet », « en cours »."""
ARTICLES = frozenset({"les", "le", "la", "l", "il", "lo", "gli", "el", "los", "las", "un", "une"})
_OWN_WORDS = listed(
    """amis ami atelier ateliers jardin jardins maison maisons ferme fermes cafe comptoir fabrique fabriques compagnons
    universite grenier bureau vergers verger moulin moulins enfants voisins coeur main mains chemin chemins vents
    terres terre eaux bois champs potager potagers cuisine cuisines graines recyclerie ressourcerie relais village
    villages cite toit toits pain pains banque bibliotheque cinema theatre radio velo velos epicerie union foyer
    groupement collectif compagnie societe institut ecole energies energie centrale centrales"""
)
"""Words that ask for « de »: what follows belongs to the name."""


def end_of_placed(scene: Scene, end: int) -> int:
    """Return where « de Muret » ends, 0 where no place follows."""
    words = scene.words
    index = end
    while index < len(words) and index - end < 3 and words.joined[index - 1] and words.folded[index] in INNER:
        index += 1
    if index == end or index >= len(words) or not words.joined[index - 1] or not words.capital(index):
        return 0
    last = _run(scene, index, index + _LONGEST)
    return _linked(scene, last, short=False)


def end_of_name(scene: Scene, start: int) -> int:
    """Return where the name ends that begins with a capital at `start`."""
    words = scene.words
    last = _run(scene, start, start + _LONGEST)
    if words.folded[start] in ARTICLES and last == start + 1:
        last = _small_rest(scene, last)
    short = last - start - (words.folded[start] in ARTICLES) == 1 and not words.written(last - 1, last).isupper()
    if short:
        last = _agreeing(scene, last)
    goes_on = short or words.folded[start] in ARTICLES or words.folded[start] in _OWN_WORDS
    while goes_on and last - start < _LONGEST:
        further = _linked(scene, last, short)
        if further == last:
            break
        last, short = further, False
    return last


def _agreeing(scene: Scene, last: int) -> int:
    """Return where « Initiatives paysannes » ends: a plural takes its plural adjective along."""
    words = scene.words
    follows = last < len(words) and words.joined[last - 1] and not words.capital(last)
    if (
        follows
        and words.folded[last - 1][-1] in "sx"
        and words.folded[last][-1] in "sx"
        and len(words.folded[last]) > 4
    ):
        return last + 1
    return last


def _linked(scene: Scene, last: int, short: bool) -> int:
    """Return where a name goes on to by « de », and a name of one word by other links; `last` where it does not."""
    words = scene.words
    index = last
    links = _LINKS if short else INNER
    while index < len(words) and index - last < 2 and words.joined[index - 1] and words.folded[index] in links:
        if words.capital(index) or (words.folded[index] == "a" and words.written(index, index + 1) == "a"):
            break
        index += 1
    if index == last or index >= len(words) or not words.joined[index - 1] or words.folded[index] in links:
        return last
    if words.capital(index):
        town = words.folded[last] in _TO_TOWNS and index == last + 1
        return last if town else _run(scene, index, index + _LONGEST)
    if not short or words.folded[index] in _CLAUSES:
        return last
    return _run(scene, index, index + 2) if _number_follows(scene, index) else index + 1


def _number_follows(scene: Scene, index: int) -> bool:
    words = scene.words
    return index + 1 < len(words) and words.joined[index] and words.folded[index + 1].isdigit()


def _run(scene: Scene, start: int, most: int) -> int:
    """Return the end of a run of capitals and numbers, and of what hyphens, apostrophes and « & » tie to them."""
    words = scene.words
    last = start + 1
    while last < min(len(words), most):
        gap = words.gap(last - 1)
        if not words.joined[last - 1] and gap != " & ":
            break
        capital = words.capital(last) or words.folded[last].isdigit()
        tied = gap in TIES
        elided = (
            last + 1 < len(words) and words.folded[last] == "d" and words.gap(last) in TIES and words.capital(last + 1)
        )
        if "\n" in gap or not (capital or tied or elided):
            break
        last += 1
    return last


def _small_rest(scene: Scene, last: int) -> int:
    """Return where « Les petits débrouillards » or « Le relais » ends, after its article."""
    words = scene.words
    article = words.folded[last - 1]
    if article not in {"les", "le", "la", "l"}:
        return last
    index = last
    while index < len(words) and words.joined[index - 1] and index - last < (3 if article == "les" else 1):
        if article == "les" and words.folded[index][-1] not in "sx":
            break
        index += 1
    return index
