"""Reads the names of places in a text: each with what it may mean and how surely it is a place at all.

One pass over the words, the longest name at each. Which of several homonyms is meant is not decided here
(homonyms.py), nor which places the text is about (ranking.py).
"""

from dataclasses import dataclass

from veille.enrich.places import context
from veille.enrich.places.names import Form, Meaning, Names
from veille.phrases import Words

READ = 30_000
"""Characters of a text that are read; what it is about is said by then."""
LEAD = 280
"""Characters of the text that count as its lead: the first two sentences or so."""
TITLE, IN_LEAD, REST = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Sense:
    """One place that a mention may name."""

    codes: tuple[str, ...]
    """More than one where the name covers several territories."""
    weight: float
    """How likely among its homonyms, before looking at the text; only compared."""
    sure: float
    """How likely a place is meant at all if it is this one, 0 to 1."""


@dataclass(slots=True)
class Mention:
    """A name in a text."""

    start: int
    end: int
    """Words of the text, the end not included."""
    zone: int
    """TITLE, IN_LEAD or REST."""
    form: Form = Form.NAME
    senses: tuple[Sense, ...] = ()
    strong: bool = False
    """Something is said to be there (« à », « maire de »), or its département stands beside it."""
    owner: bool = False
    """A capital stands right before it: it ends the name of an organisation, or of a person."""
    hint: str = ""
    """Code of the département that the text says beside it."""
    seat: bool = False
    """Brussels, which may stand for the Union."""

    @property
    def small(self) -> bool:
        """Whether it is an adjective or turn of phrase, not a settled name."""
        return self.form >= Form.ADJECTIVE


@dataclass(frozen=True, slots=True)
class Candidate:
    """The longest known name at a word, before it is judged."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]
    towns: tuple[int, ...]
    """Positions of communes in the gazetteer."""


class Scene:
    """The words of one text, with its title, lead and rest told apart."""

    def __init__(self, title: str, text: str, lang: str) -> None:
        head = title[:READ]
        self.lang = lang
        self.words = Words(f"{head}\n\n{text[:READ]}")
        self.loud = head.isupper()
        """Whether the title is all capitals, so that they tell nothing."""
        self._title_end = len(head) if self.words.text.isascii() else len(Words(head).text)
        for index, word in enumerate(self.words.folded):
            if word in {"st", "ste"} and self.words.capital(index):
                self.words.folded[index] = "saint" if word == "st" else "sainte"

    def zone(self, index: int) -> int:
        """Say in which part of the text a word stands."""
        start = self.words.starts[index]
        return TITLE if start < self._title_end else IN_LEAD if start < self._title_end + LEAD else REST

    def before(self, index: int) -> str:
        """Return the folded word before a word when only spaces, hyphens or apostrophes part them, else nothing."""
        return self.words.folded[index - 1] if index > 0 and self.words.joined[index - 1] else ""

    def after(self, end: int) -> str:
        """Return the folded word at `end` when only spaces, hyphens or apostrophes part it from the one before."""
        return self.words.folded[end] if end < len(self.words) and self.words.joined[end - 1] else ""

    def followed_by_capital(self, end: int) -> bool:
        """Say whether a capital comes right after a name: « Martin Hirsch », « Orange Bank »."""
        return bool(self.after(end)) and self.words.capital(end)


def longest(names: Names, scene: Scene, index: int) -> Candidate | None:
    """Return the longest known name that begins at a word, its article counted where it is part of it."""
    word = scene.words.folded[index]
    if word not in context.CONTRACTED and word not in context.ARTICLES:
        return _named(names, scene, index, "")
    if not (scene.words.joined[index] and scene.words.capital(index + 1)):
        return _named(names, scene, index, "")
    # « le Pas-de-Calais » is not Le Pas, « du Havre » is Le Havre: the longer name of the two wins.
    found = _named(names, scene, index, context.CONTRACTED.get(word, ""))
    plain = _named(names, scene, index + 1, "")
    if found is None or plain is None or plain.end > found.end:
        return plain or found
    # « la Creuse » is the département, not the village of La Creuse: a town's own article has a capital.
    apart = word in context.ARTICLES and not scene.words.capital(index) and not found.meanings
    if plain.end == found.end and plain.meanings and not found.meanings and (apart or _rather(plain, scene, index)):
        return plain
    return found


def _rather(plain: Candidate, scene: Scene, index: int) -> bool:
    """Say whether the name without its article is likelier: « du Bourg »; « La Creuse », opening a sentence."""
    if any(one.form is Form.REACH for one in plain.meanings):
        return True
    opens = index == 0 or not scene.words.joined[index - 1]
    return opens and any(one.water for one in plain.meanings)


def _named(names: Names, scene: Scene, index: int, first: str) -> Candidate | None:
    known = names.known.at(scene.words, index, first)
    towns = names.towns.at(scene.words, index, first)
    end = max(known[0] if known else 0, towns[0] if towns else 0)
    if not end:
        return None
    capital = _capital(scene, index, end)
    meanings = (
        tuple(one for one in known[1] if _counts(one, scene, index, end, capital)) if known and known[0] == end else ()
    )
    positions = names.communes(towns[1]) if towns and towns[0] == end and capital else ()
    return Candidate(index, end, meanings, positions) if meanings or positions else None


def _capital(scene: Scene, start: int, end: int) -> bool:
    """Say whether the first word that carries the name, articles apart, has a capital that means something."""
    index = start
    while index < end - 1 and (
        scene.words.folded[index] in context.ARTICLES or scene.words.folded[index] in context.CONTRACTED
    ):
        index += 1
    short = end - start == 1 and len(scene.words.folded[index]) < 4
    return scene.words.capital(index) and not (short and scene.loud and scene.zone(index) == TITLE)


def _counts(one: Meaning, scene: Scene, start: int, end: int, capital: bool) -> bool:
    if one.written:
        return scene.words.written(start, end) in one.written
    return capital or one.small
