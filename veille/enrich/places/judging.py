"""Judges each name found: what stands around it, and how surely a place is meant.

The figures are rough chances, set by hand while reading parts 1 to 13 of the corpus; only their order matters much,
since what they lead to is fitted (ranking.py).
"""

import re
from collections.abc import Iterator

from veille.enrich.places import context
from veille.enrich.places.mentions import TITLE, Candidate, Mention, Scene, Sense
from veille.enrich.places.names import Form, Meaning, Names

CITY, BIG, MIDDLE, SMALL = 100_000, 50_000, 10_000, 2_000
"""Inhabitants."""
_OVERSEAS = 0.5
"""A text about Saint-Denis de La Réunion nearly always names the island; one about Saint-Denis often nothing else."""
_TOWN = MIDDLE / 1000
"""Weight of a town that may be meant by the name it shares with a département."""
_BEFORE_DEPARTEMENT = context.ARTICLES | {"en", "du", "au"}
NOTHING = 0.12
"""Less sure than this is not a place."""

_PARENTHESIS = re.compile(r"[ \u00a0]?[(\[](97[1-6]|2[ABab]|\d\d)[)\],]")
_ORDINAL = re.compile(r"[ \u00a0,]{0,2}(\d{1,2})(?:er|e|ème|eme|è)\b")
_ORDINAL_WORD = re.compile(r"(\d{1,2})(?:er|e|eme)")
_ARRONDISSEMENTS = {"paris": (75100, 20), "lyon": (69380, 9), "marseille": (13200, 16)}
_FIXED = {Form.ADJECTIVE: 0.6, Form.CUE: 0.5, Form.REACH: 0.5}
_HYPHENS = frozenset("-‐‑")
_BLANK = " \n\u00a0"


def judged(candidate: Candidate, names: Names, scene: Scene) -> Mention:
    """Return a name as a mention; one without senses is a name of something else, and is passed over."""
    mention = Mention(candidate.start, candidate.end, scene.zone(candidate.start))
    meanings = candidate.meanings
    if meanings:
        mention.form = meanings[0].form
        if mention.form is Form.MASK:
            return mention
    _look_around(mention, scene)
    if not mention.small and (_person(mention, scene) or _street(mention, scene)):
        return mention
    senses = [_sense(one, mention, names, scene) for one in meanings]
    if not any(one.form in _FIXED for one in meanings):
        # « Loire » alone is not the hamlet of that name, but « Vienne : » is more likely the town than the département.
        river = any(one.water for one in meanings) and not mention.strong
        senses.extend(one for one in _towns(candidate.towns, mention, names, scene) if not river or one.weight > _TOWN)
    mention.senses = tuple(one for one in senses if one.sure > NOTHING)
    return mention


def compound(mention: Mention, others: list[Mention], scene: Scene) -> bool:
    """Say whether a name is only part of a compound that is no place: Paris-Dauphine, Val-Thorens."""
    if mention.small:
        return False
    words, start, end = scene.words, mention.start, mention.end
    if start > 0 and words.gap(start - 1) in _HYPHENS and words.folded[start - 1] not in context.BESIDE:
        return not any(one.end == start for one in others)
    if end < len(words) and words.gap(end - 1) in _HYPHENS and words.folded[end] not in context.BESIDE:
        # Orléans-La Source lies in Orléans; what Paris-X and Val-X are, nobody can tell.
        city = end - start == 1 and any(one.weight > CITY / 1000 for one in mention.senses)
        if not city or words.folded[start] == "paris":
            return not any(one.start == end for one in others)
    return False


def _look_around(mention: Mention, scene: Scene) -> None:
    """Fill in what the words around a mention say of it."""
    words, before = scene.words, mention.start - 1
    mention.seat = words.folded[mention.end - 1] in context.SEATS
    match = _PARENTHESIS.match(words.text, words.ends[mention.end - 1])
    if match:
        mention.hint = f"D{match[1].upper()}"
    elif before >= 0 and len(words.folded[before]) == 5 and words.folded[before].isdigit():
        mention.hint = postal_departement(words.folded[before])
    if words.folded[mention.start] in context.CONTRACTED:
        previous = words.folded[mention.start]
    else:
        previous = scene.before(mention.start)
    if previous in context.ARTICLES:
        before -= 1
        previous = scene.before(before + 1)
    holder = previous in context.HOLDERS or (previous in context.OF and scene.before(before) in context.HOLDERS)
    mention.strong = bool(mention.hint) or previous in context.AT or previous in {"au", "aux"} or holder
    mention.owner = before >= 0 and not mention.strong and bool(previous) and words.capital(before)


def _person(mention: Mention, scene: Scene) -> bool:
    """Say whether a first name stands before: « Pierre Bourgogne »."""
    start = mention.start
    if scene.before(start) not in context.FIRST_NAMES:
        return False
    return scene.words.capital(start - 1) and scene.words.gap(start - 1) in {" ", "\u00a0", ". "}


def _street(mention: Mention, scene: Scene) -> bool:
    """Say whether a name is a street's or a building's: « rue de Rennes », « place de la Bourse »."""
    return _after(context.STREETS, mention, scene) and not (scene.lang == "fr" and scene.before(mention.start) == "via")


def _after(words: frozenset[str], mention: Mention, scene: Scene) -> bool:
    """Say whether one of the words stands before a name, with or without « de », « du », « de la »."""
    index = mention.start
    for _ in range(3):
        previous = scene.before(index)
        if previous in words:
            return True
        if previous not in context.OF and previous not in context.ARTICLES:
            return False
        index -= 1
    return False


def _sense(one: Meaning, mention: Mention, names: Names, scene: Scene) -> Sense:
    if one.form in _FIXED:
        # « basque » is of the département in French, of the Spanish region elsewhere.
        french = not one.codes[0].isalpha() or one.codes[0] == "FR"
        return Sense(one.codes, 3.0 if french == (scene.lang == "fr") else 1.0, _FIXED[one.form])
    if one.codes == ("EU",) and scene.before(mention.start) in {"quartier", "quartiers", "cite"}:
        return Sense(one.codes, 1.0, 0.0)
    if one.form is Form.PLACE:
        return Sense(one.codes, 20.0 if scene.lang == "fr" else 200.0, 0.9 if mention.strong else 0.8)
    if one.form is Form.GROUP:
        return Sense(one.codes, 100.0, 0.9 if mention.end - mention.start > 1 or mention.strong else 0.5)
    if not one.water:
        word = scene.words.folded[mention.start] if mention.end - mention.start == 1 else ""
        doubtful = word in names.common and _opening(mention, scene) == "sentence"
        return Sense(one.codes, 100.0, 0.2 if doubtful else 0.9)
    bare = scene.before(mention.start) not in _BEFORE_DEPARTEMENT and not mention.hint
    return Sense(one.codes, 10.0 if bare else 100.0, _sure_of_departement(one.codes[0], mention, scene))


def _sure_of_departement(code: str, mention: Mention, scene: Scene) -> float:
    """Return how surely a name that is also a river's, a coast's or a common word means the département."""
    start, name = mention.start, scene.words.folded[mention.end - 1]
    if mention.end - start > 2 or mention.hint == code:
        return 0.95
    previous = scene.before(start)
    article = previous in context.ARTICLES or previous in {"du", "au"}
    if _water_or_compass(name, article, mention, scene):
        return 0.0
    if name not in context.WORDS_TOO or (article and scene.before(start - 1) == "dans"):
        return 0.95 if article or mention.strong else 0.7
    if article or mention.strong:
        return 0.75 if mention.strong else 0.55
    if _opening(mention, scene) == "dateline" or (start > 0 and scene.words.gap(start - 1).endswith("(")):
        return 0.6  # « Loire : le Département cherche… »
    return 0.3 if mention.owner else 0.0


def _water_or_compass(name: str, article: bool, mention: Mention, scene: Scene) -> bool:
    """Say whether the words around mean the river or a direction: « la vue sur l’Orne », « Angers en Loire »."""
    start = mention.start
    previous = scene.before(start)
    further = scene.before(start - 1) if article else ""
    if further in {"de", "des"}:
        further = scene.before(start - 2)
    if name == "nord" and scene.after(mention.end) in context.AFTER_COMPASS:
        return True
    return further in context.WATERS or "sur" in {previous, further} or (name == "loire" and previous == "en")


def _towns(positions: tuple[int, ...], mention: Mention, names: Names, scene: Scene) -> Iterator[Sense]:
    communes = names.gazetteer.communes
    for position in positions:
        people, code = communes.population(position), communes.codes[position]
        hinted = bool(mention.hint) and code.startswith(mention.hint[1:])
        sure = 0.98 if hinted else _sure_of_town(people, mention, names, scene)
        inner = _arrondissement(mention, scene) if people > CITY else ""
        weight = (0.05 + people / 1000) * (_OVERSEAS if code.startswith("97") else 1.0)
        yield Sense((inner or code,), 1000.0 if hinted else weight, sure)


def _sure_of_town(people: int, mention: Mention, names: Names, scene: Scene) -> float:
    start, end = mention.start, mention.end
    word = scene.words.folded[start] if end - start == 1 else ""
    common = word in names.common
    if _after(context.QUARTERS, mention, scene):
        return 0.0
    if scene.before(start) in context.ARTICLES:
        return 0.0  # « la Vienne », « le Port »: a town's own article is part of its name
    if scene.lang != "fr" and _foreign_word(word, people, common, mention):
        return 0.0
    sure = 0.95 if people > BIG else 0.8 if people > MIDDLE else 0.65 if people > SMALL else 0.5
    if not word:
        sure += (1 - sure) * 0.4
    followed = scene.followed_by_capital(end)
    if mention.strong:
        doubtful = people < MIDDLE and (common or (followed and not mention.hint))
        return sure * 0.6 if doubtful else sure + (1 - sure) * (0.3 if common else 0.8)
    return sure * _without_preposition(people, mention, scene, common=common, single=bool(word), followed=followed)


def _without_preposition(
    people: int, mention: Mention, scene: Scene, *, common: bool, single: bool, followed: bool
) -> float:
    """Return what is left of the chance that a capital is a town's where nothing is said to be there."""
    opening = _opening(mention, scene)
    if common:
        return 0.45 if people > BIG else 0.3 if opening == "dateline" else 0.1
    if opening == "dateline":
        return 1.2 if people < MIDDLE else 1.0
    if people > MIDDLE:
        return 0.85 if mention.owner else 1.0
    if mention.owner or followed:
        return 0.45 if single else 0.7
    return 0.7 if opening == "sentence" and single else 0.8


def _foreign_word(word: str, people: int, common: bool, mention: Mention) -> bool:
    """Say whether a French town is more likely a word or a name of the other language."""
    if word in context.FOREIGN_WORDS or common:
        return True
    return people < MIDDLE and (bool(word) or not mention.strong)


def _opening(mention: Mention, scene: Scene) -> str:
    """Say whether a name opens a sentence, and whether as the place a report is from: « Guingamp : », « ÉPINAL. »."""
    words, start, end = scene.words, mention.start, mention.end
    if start > 0 and (words.joined[start - 1] or words.gap(start - 1).strip(_BLANK) in {",", "(", "/"}):
        return ""
    after = words.gap(end - 1).strip(_BLANK)[:1]
    loud = words.written(start, end).isupper()
    dateline = after in {":", "–", "—", "(", "|", "["} or (after == "." and loud)
    return "dateline" if dateline or (after == "," and mention.zone <= TITLE + 1) else "sentence"


def _arrondissement(mention: Mention, scene: Scene) -> str:
    """Return the code of « Paris 13e », « Lyon 3ème », « le 4e arrondissement de Marseille », or nothing."""
    words = scene.words
    base = _ARRONDISSEMENTS.get(words.folded[mention.end - 1])
    if base is None:
        return ""
    match = _ORDINAL.match(words.text, words.ends[mention.end - 1])
    start = mention.start
    if match is None and scene.before(start) == "de" and scene.before(start - 1) == "arrondissement":
        match = _ORDINAL_WORD.fullmatch(scene.before(start - 2))
    number = int(match[1]) if match else 0
    return str(base[0] + number) if 0 < number <= base[1] else ""


def postal_departement(digits: str) -> str:
    """Return the département of a postal code (La Poste: its first two figures but for Corse and overseas)."""
    if digits.startswith("20"):
        return "D2A" if digits < "20200" else "D2B"
    return f"D{digits[:3]}" if digits.startswith("97") else f"D{digits[:2]}"
