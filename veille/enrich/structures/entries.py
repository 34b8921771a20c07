"""Finds the organisations of the gazetteer in a text, their branches, and tells weak names from what else they mean."""

from collections.abc import Mapping

from veille.enrich.structures.finding import Finding, How
from veille.enrich.structures.gazetteer import ARTICLES, Known, Name, Organisation
from veille.enrich.structures.heads import listed
from veille.enrich.structures.identity import made_id
from veille.enrich.structures.scene import Scene
from veille.phrases import key

_BODIES = listed(
    "federation confederation union association comite reseau conseil mouvement agence caisse ligue office cooperative"
    " observatoire institut syndicat fondation mutuelle chambre laboratoire collectif"
)
"""A long name that begins with one of these may be written small: « la confédération générale des Scop »."""
_SMALL_FROM = 4
"""Words of a name from which it may be written small."""
_TELLING_BEFORE = listed(
    "reseau association federation groupe mutuelle fondation collectif cooperative scop scic mouvement ong"
)
_INTO_PLACES = frozenset({"de", "du", "des", "d"})
_IN_PLACES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})
_HYPHENED = frozenset({"et", "en", "sur", "sous", "lez", "les", "aux", "a", "de", "la", "le", "du", "d", "l"})
"""Loir-et-Cher, Bourg-en-Bresse; with spaces they lead to something else."""
_FEMININE = ("aise", "oise", "ienne")
"""Ends of adjectives that go for a place: « Mutualité française comtoise »; « -onne » would be verbs."""
_NO_PLACES = frozenset({"s", "sa", "sas", "sarl"})
_LONGEST_PLACE = 6


def find_known(scene: Scene, known: Known, publisher: Organisation | None, spelt: Mapping[str, str]) -> list[Finding]:
    """Return the organisations of the gazetteer that a text names; `spelt` is what it says its acronyms stand for."""
    met = [(start, end, name) for start, end, name in _met(scene, known) if _rightly_written(scene, start, end, name)]
    sure = {name.organisation.id for _start, _end, name in met if not name.weak}
    if publisher:
        sure.add(publisher.id)
    found = []
    for start, end, name in met:
        one = name.organisation
        if not name.weak:
            found.append(_branch(scene, known, start, end, one) or _finding(scene, start, end, one, How.KNOWN))
        elif not _is_word(scene, start, end) and _confirmed(scene, start, name, sure, spelt):
            found.append(_finding(scene, start, end, one, How.CONFIRMED))
    return found


def _met(scene: Scene, known: Known) -> list[tuple[int, int, Name]]:
    words, names = scene.words, known.names
    met = []
    index, count = 0, len(words)
    while index < count:
        hit = names.at(words, index) if names.begins(words.folded[index]) else None
        if hit is None:
            index += 1
        else:
            met.append((index, *hit))
            index = hit[0]
    return met


def _rightly_written(scene: Scene, start: int, end: int, name: Name) -> bool:
    """Say whether a name is written as one: with the capital that it has, unless it is long and tells a body."""
    words = scene.words
    first = start + (words.folded[start] in ARTICLES and end - start > 1)
    if name.written.isupper() and name.weak:
        return words.written(start, end).isupper() and scene.capitals_tell(start)
    if name.weak and not scene.capitals_tell(start):
        return False
    if words.capital(first) or not words.text[words.starts[first]].isalpha():
        return True
    if name.written[0].islower():
        return words.written(start, end) == name.written
    return words.folded[first] in _BODIES and (end - start >= _SMALL_FROM or words.capital(first + 1))


def _is_word(scene: Scene, start: int, end: int) -> bool:
    """Say whether a weak name opens its sentence as the word that it also is: « Envie d’essayer »."""
    follows = scene.words.folded[end] if end < len(scene.words) and scene.words.joined[end - 1] else ""
    return end - start == 1 and follows in {"de", "d"} and scene.opens_sentence(start)


def _confirmed(scene: Scene, start: int, name: Name, sure: set[str], spelt: Mapping[str, str]) -> bool:
    one = name.organisation
    told = spelt.get(name.written)
    if told is not None:
        return any(key(told) == key(form) for form in (one.name, *one.also))
    if one.id in sure:
        return True
    before = scene.words.folded[start - 1] if start and scene.words.joined[start - 1] else ""
    return before in _TELLING_BEFORE or any(map(scene.says, one.near))


def _finding(scene: Scene, start: int, end: int, one: Organisation, how: How) -> Finding:
    return Finding(start, end, one.id, one.name, one.family, how, scene.words.written(start, end))


def _branch(scene: Scene, known: Known, start: int, end: int, one: Organisation) -> Finding | None:
    """Return the branch that a name followed by its place means: « Uriopss Grand Est », « ADMR du Bergeracois »."""
    if not one.local or not scene.capitals_tell(start):
        return None
    last = _end_of_place(scene, known, end)
    if last == end:
        return None
    words = scene.words
    first = start + (words.folded[start] in ARTICLES)
    written = words.written(start, last)
    for form in (written, words.written(first, last), f"{words.written(first, end)} {words.written(last - 1, last)}"):
        entry = known.names.get(key(form))
        if entry:
            return Finding(start, last, entry.organisation.id, entry.organisation.name, one.family, How.KNOWN, written)
    shown = words.written(first, last)
    identity = made_id(words.written(end, last), one.id)
    return Finding(start, last, identity, shown[0].upper() + shown[1:], one.family, How.BRANCH, written)


def _end_of_place(scene: Scene, known: Known, end: int) -> int:
    """Return where the place after a name ends, `end` where none follows."""
    words = scene.words
    if end >= len(words) or not words.joined[end - 1] or not words.gap(end - 1).isspace():
        return end
    if words.folded[end].endswith(_FEMININE) and words.gap(end - 1) == " " and not words.capital(end):
        return end + 1
    if not words.capital(end) and words.folded[end] not in _INTO_PLACES:
        return end
    last = index = end
    while index < len(words) and index - end < _LONGEST_PLACE and _goes_on(scene, index):
        if words.capital(index):
            if words.folded[index] in _NO_PLACES or known.names.at(words, index):
                break
            last = index + 1
        elif words.folded[index] not in (_HYPHENED if words.gap(index - 1) == "-" else _IN_PLACES):
            break
        index += 1
    return last


def _goes_on(scene: Scene, index: int) -> bool:
    """Say whether a word is tied to the one before by a space, a hyphen or an apostrophe, not by a dash."""
    gap = scene.words.gap(index - 1)
    return scene.words.joined[index - 1] and len(gap) == 1 and gap != "–"
