"""Names told in full: with their acronym beside them in brackets, or by what a federation federates.

« la Fédération des acteurs de la solidarité (FAS) », « la FAS (Fédération des acteurs de la solidarité) »: both are
read; later the acronym alone counts. « la Fédération nationale de l’habillement » ends where its last noun ends.
"""

from collections.abc import Iterator

from veille.enrich.structures.finding import Finding, How
from veille.enrich.structures.heads import listed
from veille.enrich.structures.identity import made_id
from veille.enrich.structures.scene import Scene
from veille.enrich.structures.spans import OPEN

_BODIES = listed(
    """federation confederation union association comite reseau conseil mouvement agence caisse ligue syndicat collectif
    coordination groupement alliance cooperative mutuelle fondation federazione confederazione unione associazione rete
    federacion confederacion asociacion red network alliance council society foundation"""
)
_SMALL_WORDS = listed(
    """de des du d la le les l et a au aux pour en sur par dans of the for and di del della dei delle e per y para
    los las"""
)
_SHORTEST, _LONGEST_ACRONYM = 3, 8
_MOST_WORDS = 14
_ADJECTIVES = listed(
    """national nationale francais francaise regional regionale departemental departementale general generale
    international internationale europeen europeenne interdepartemental interdepartementale federal federale rural
    rurale
    syndicale unitaire interprofessionnelle"""
)
_ALWAYS = frozenset({"federation", "confederation"})
_WITH_ADJECTIVE = frozenset(
    {"union", "association", "syndicat", "comite", "coordination", "reseau", "ligue", "conseil"}
)
_FEDERATING = _ALWAYS | _WITH_ADJECTIVE
_LINKS = frozenset({"de", "des", "du", "d", "pour", "contre"})
_DETERMINERS = frozenset({"la", "le", "les", "l"})
_PUBLIC = frozenset(
    {
        *(f"conseil {one}" for one in ("departemental", "regional", "general", "federal", "national", "europeen")),
        *(f"{one} {which}" for one in ("comite", "syndicat") for which in ("departemental", "regional")),
        "reseau national",
        "reseau europeen",
        "union europeenne",
    }
)
"""What begins like a body's name and is a local authority, or anything."""


def spelt_out(scene: Scene) -> tuple[dict[str, str], list[Finding]]:
    """Return what the acronyms of a text stand for, and the bodies among them."""
    meant: dict[str, str] = {}
    found = []
    for acronym, start, end in _expansions(scene):
        words = scene.words
        written = words.written(start, end)
        meant.setdefault(words.written(acronym, acronym + 1), written)
        if words.folded[start] in _BODIES:
            name = written[0].upper() + written[1:]
            found.append(_finding(scene, start, end, name, How.SPELT_OUT))
            found.append(_finding(scene, acronym, acronym + 1, name, How.SPELT_OUT, written))
    return meant, found


def repeated(scene: Scene, spelt: list[Finding]) -> Iterator[Finding]:
    """Give the later places of acronyms that the text has spelt out."""
    by_acronym = {one.written: one for one in spelt if one.end - one.start == 1}
    if by_acronym:
        for index in range(len(scene.words)):
            one = by_acronym.get(scene.words.written(index, index + 1))
            if one and index != one.start:
                yield Finding(index, index + 1, one.id, one.name, one.family, one.how, one.written)


def _expansions(scene: Scene) -> Iterator[tuple[int, int, int]]:
    """Give (acronym, start, end) of every acronym in brackets after its words, or with its words in brackets."""
    words = scene.words
    for index in scene.after("("):
        if len(words.gap(index - 1)) > 3:
            continue
        if words.gap(index).lstrip().startswith(")") and _is_acronym(words.written(index, index + 1)):
            start = _start_of_words(scene, index, words.folded[index])
            if start is not None:
                yield index, start, index
        elif _is_acronym(words.written(index - 1, index)):
            end = _end_of_words(scene, index, words.folded[index - 1])
            if end is not None:
                yield index - 1, index, end


def _is_acronym(written: str) -> bool:
    capitals = sum(map(str.isupper, written))
    return (
        _SHORTEST <= len(written) <= _LONGEST_ACRONYM
        and written[0].isupper()
        and capitals >= min(_SHORTEST, len(written))
    )


def _start_of_words(scene: Scene, acronym: int, letters: str) -> int | None:
    """Return where the words begin whose first letters an acronym is, read backwards."""
    words = scene.words
    left = list(letters)
    index = acronym - 1
    while left and index >= 0 and acronym - index <= _MOST_WORDS:
        if index < acronym - 1 and not words.joined[index]:
            return None
        if words.folded[index][0] == left[-1] and not (words.folded[index] in _SMALL_WORDS and len(left) == 1):
            left.pop()
            if not left:
                return index
        elif words.folded[index] not in _SMALL_WORDS:
            return None
        index -= 1
    return None


def _end_of_words(scene: Scene, start: int, letters: str) -> int | None:
    words = scene.words
    left = list(reversed(letters))
    index = start
    while index < len(words) and index - start < _MOST_WORDS:
        if left and words.folded[index][0] == left[-1]:
            left.pop()
        elif words.folded[index] not in _SMALL_WORDS:
            return None
        if words.gap(index).lstrip().startswith(")"):
            return index + 1 if not left else None
        if not words.joined[index]:
            return None
        index += 1
    return None


def find_described(scene: Scene) -> Iterator[Finding]:
    """Give the federations and unions called by what they federate, in French, written with a capital."""
    words = scene.words
    if scene.lang != "fr":
        return
    for index, word in enumerate(words.folded):
        if word not in _FEDERATING:
            continue
        if not words.capital(index) or scene.opens_sentence(index) or not scene.capitals_tell(index):
            continue
        end = _end_of_description(scene, index)
        if end:
            yield _finding(scene, index, end, words.written(index, end), How.DESCRIBED)


def _end_of_description(scene: Scene, index: int) -> int:
    """Return where « Fédération nationale des centres sociaux » ends, 0 where it is no such name."""
    words = scene.words
    here = index + 1
    while here < len(words) and words.joined[here - 1] and words.folded[here] in _ADJECTIVES:
        here += 1
    qualified = here > index + 1
    if not qualified and words.folded[index] in _WITH_ADJECTIVE:
        return 0
    if " ".join(words.folded[index : index + 2]) in _PUBLIC:
        return 0
    last = 0
    while here < len(words) and words.joined[here - 1] and words.folded[here] in _LINKS and here - index < _MOST_WORDS:
        plural = words.folded[here] == "des"
        here += 1
        if here < len(words) and words.folded[here] in _DETERMINERS and words.joined[here - 1]:
            plural = plural or words.folded[here] == "les"
            here += 1
        if here >= len(words) or not words.joined[here - 1] or (words.capital(here) and not last):
            break
        if words.folded[here] in OPEN:
            break
        here = _end_of_nouns(scene, here, plural)
        last = here
    return last


def _end_of_nouns(scene: Scene, here: int, plural: bool) -> int:
    """Return where a noun and the adjectives that agree with it end; verbs of the plural end in -nt."""
    words = scene.words
    here += 1
    while here < len(words) and words.joined[here - 1] and not words.capital(here):
        word = words.folded[here]
        agrees = plural and word[-1] in "sx" and len(word) > 4 and word not in _LINKS
        if not agrees and word not in _ADJECTIVES:
            break
        here += 1
    return here


def _finding(scene: Scene, start: int, end: int, name: str, how: How, full: str = "") -> Finding:
    family = _family(name)
    return Finding(start, end, made_id(full or name, family), name, family, how, scene.words.written(start, end))


def _family(name: str) -> str:
    first = name.lower()
    if "coop" in first or "scop" in first:
        return "cooperative"
    if "mutuelle" in first or "mutualit" in first:
        return "mutuelle"
    if first.startswith(("fondation", "foundation")):
        return "fondation"
    return "" if first.startswith(("agence", "conseil", "caisse")) else "association"
