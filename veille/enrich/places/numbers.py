"""Reads the départements that numbers name: « dans le 93 », « 59000 Lille », « Udaf 44 », « Trucville (61) »."""

from veille.enrich.places import context
from veille.enrich.places.gazetteer import Gazetteer
from veille.enrich.places.judging import postal_departement
from veille.enrich.places.mentions import Mention, Scene, Sense
from veille.enrich.places.names import Form

_BLANKS = frozenset({" ", "\u00a0"})
_OPENED = frozenset({" (", "\u00a0(", " [", "("})
_LAST_DAY = "31"


def number(index: int, gazetteer: Gazetteer, scene: Scene) -> Mention | None:
    """Return what the number at a word names as a place, or None; only French texts name places so."""
    words = scene.words
    word = words.folded[index]
    if words.starts[index] and words.text[words.starts[index] - 1] == "£":
        return Mention(index, index + 1, scene.zone(index), Form.CUE, (Sense(("GB",), 1.0, 0.5),))
    if scene.lang != "fr":
        return None
    if word == "9":
        return _nine_three(index, scene)
    postal = len(word) == 5 and word.isdigit()
    code = postal_departement(word) if postal else f"D{word.upper()}"
    if gazetteer.find(code) is None or not (postal or len(word) in {2, 3}):
        return None
    sure = _sure_of_postal(index, scene) if postal else _sure(index, word, scene)
    if not sure:
        return None
    strong = postal or sure > 0.7
    return Mention(index, index + 1, scene.zone(index), Form.NAME, (Sense((code,), 1.0, sure),), strong=strong)


def _nine_three(index: int, scene: Scene) -> Mention | None:
    start = scene.words.starts[index]
    if scene.words.text[start : start + 3] not in {"9-3", "9.3"} or scene.before(index) not in {"le", "du", "au"}:
        return None
    return Mention(index, index + 2, scene.zone(index), Form.NAME, (Sense(("D93",), 1.0, 0.95),), strong=True)


def _sure_of_postal(index: int, scene: Scene) -> float:
    beside = index + 1 < len(scene.words) and scene.words.gap(index) in _BLANKS and scene.words.capital(index + 1)
    return 0.6 if beside else 0.0


def _sure(index: int, word: str, scene: Scene) -> float:
    """Return how surely a number of two or three figures is a département's."""
    words, previous = scene.words, scene.before(index)
    gap = words.gap(index)
    if _counts_something(index, scene):
        return 0.0
    if index > 0 and words.gap(index - 1) in _OPENED and gap[:1] in {")", "]"}:
        return 0.7 if words.capital(index - 1) else 0.0
    if previous == "departement":
        return 0.9
    if previous in {"le", "du"} and (word > _LAST_DAY or scene.before(index - 1) == "dans"):
        return 0.85
    written = words.written(index - 1, index) if index > 0 and words.gap(index - 1) in {" ", "\u00a0", "-"} else ""
    acronym = len(written) > 2 and written.isalpha() and (written.isupper() or previous in context.ORGANISATIONS)
    return 0.6 if acronym and words.capital(index - 1) else 0.0


def _counts_something(index: int, scene: Scene) -> bool:
    """Say whether a number is a day, an amount, or counts the word after it."""
    gap = scene.words.gap(index)
    if gap[:1] in {"%", "/", "h", "°"} or gap.strip()[:1] in {"€", "%", "+"}:
        return True
    after = scene.after(index + 1)
    if not after:
        return False
    if after == "au" and scene.after(index + 2).isdigit():
        return True  # « du 41 au 45 »
    if after in context.MONTHS or after.isdigit():
        return True
    if scene.before(index) in context.ORGANISATIONS:
        return False  # « l'Udaf 44 lance »
    return after not in context.AFTER_NUMBER and not scene.words.capital(index + 1)
