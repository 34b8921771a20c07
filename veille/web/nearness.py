"""Which articles are shown beside one: similar ones, and what other territories have tried. Pure values.

No article is shown twice, nor two that say the same: copies that were not recognised as such have titles with the
same words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from veille.i18n import _, ngettext
from veille.web.queries.catalogue import Catalogue, Label
from veille.web.queries.lists import Card
from veille.web.queries.similar import Near, stems_of

SHOWN = 5
NEAR_ENOUGH = 0.5
"""Least score of what is called similar: theme and sector, half the words of the title, or a bit of both."""
SAME_WORDS = 0.8
"""Share of words in common (Jaccard) from which two titles say the same."""
_WORDS_TOLD = 3
_WORDS_OF_THEME = 2
"""Telling words in common without which the same theme alone is not the same initiative."""
_MIN_OVERLAP = 0.2
"""Share of the title from which common words are told."""
_CALL = "appel-a-projets"
_NOT_TRIED = frozenset({"evenement", "vie-des-reseaux", "texte-officiel", "tribune-analyse", _CALL})
"""Kinds of articles that tell of nothing done yet; calls are shown beside calls only."""
_TOLD_IN_FULL = {"initiative": 0.2, "dispositif": 0.1}
"""What kinds that tell how it was done add to the score of an article from elsewhere."""
_REGIONS = ("region", "collectivite")
_LOCAL = ("departement", "epci", "commune", "arrondissement", *_REGIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One article beside another."""

    card: Card
    why: str
    """In a few words, in French: « même thème et même secteur »."""
    place: str = ""
    """Name of the territory it is about."""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Both lists."""

    similar: tuple[Shown, ...] = ()
    elsewhere: tuple[Shown, ...] = ()


def beside(
    card: Card, candidates: Sequence[Near], copies: Iterable[str], places: Sequence[str], shown: Catalogue
) -> Beside:
    """Choose from candidates, best first.

    copies: titles that the article goes by elsewhere; places: codes of the
    territories that it names.
    """
    seen = [stems_of(title) for title in (card.title, *copies)]
    territories = shown.axes.get("territoire", {})
    refused = _NOT_TRIED - {_CALL} if card.kind == _CALL else _NOT_TRIED
    tried = [one for one in candidates if one.card.kind not in refused and _is_alike(one)]
    tried.sort(key=lambda one: one.score + _TOLD_IN_FULL.get(one.card.kind, 0.0), reverse=True)
    elsewhere = _elsewhere(tried, seen, _Here(places, territories), shown)
    similar: list[Shown] = []
    for one in candidates:
        if len(similar) < SHOWN and one.score >= NEAR_ENOUGH and _is_new(one, seen):
            similar.append(Shown(card=one.card, why=_why(one, shown)))
    return Beside(similar=tuple(similar), elsewhere=elsewhere)


def _elsewhere(
    candidates: Sequence[Near], seen: list[frozenset[str]], here: "_Here", shown: Catalogue
) -> tuple[Shown, ...]:
    """Return articles of other territories, one for each territory while there are enough of them."""
    fitting = [(one, code) for one in candidates if (code := here.other(one.places))]
    first = {here.around(code): number for number, (_one, code) in reversed(list(enumerate(fitting)))}
    order = sorted(range(len(fitting)), key=lambda number: (first[here.around(fitting[number][1])] != number, number))
    chosen: list[Shown] = []
    for one, code in (fitting[number] for number in order):
        if len(chosen) < SHOWN and _is_new(one, seen):
            chosen.append(Shown(card=one.card, why=_why(one, shown), place=here.name(code), code=code))
    return tuple(chosen)


def _is_alike(one: Near) -> bool:
    """Say whether it may be the same initiative: theme and sector, or theme and words."""
    return "theme" in one.labels and ("secteur" in one.labels or len(one.words) >= _WORDS_OF_THEME)


def _is_new(one: Near, seen: list[frozenset[str]]) -> bool:
    """Say whether none of these titles says the same, and note this one."""
    for other in seen:
        if len(one.stems & other) >= SAME_WORDS * len(one.stems | other):
            return False
    seen.append(one.stems)
    return True


def _why(one: Near, shown: Catalogue) -> str:
    theme, sector = ("theme" in one.labels), ("secteur" in one.labels)
    said = []
    if theme and sector:
        said.append(_("même thème et même secteur"))
    elif theme:
        said.append(_("même thème : {name}").format(name=shown.name("theme", one.labels["theme"][0])))
    elif sector:
        said.append(_("même secteur : {name}").format(name=shown.name("secteur", one.labels["secteur"][0])))
    if "structure" in one.labels:
        said.append(_("même structure"))
    if one.words and one.overlap >= _MIN_OVERLAP:
        told = one.words[:_WORDS_TOLD]
        said.append(ngettext("mot commun : {words}", "mots communs : {words}", len(told)).format(words=", ".join(told)))
    return " ; ".join(said)


class _Here:
    """The territories an article names, and which others are elsewhere: another département, or another région."""

    def __init__(self, codes: Sequence[str], territories: Mapping[str, Label]) -> None:
        self.territories = territories
        local = [code for code in codes if self._kind(code) in _LOCAL]
        self.departements = {self._within(code, ("departement",)) for code in local} - {""}
        self.regions = {self._within(code, _REGIONS) for code in local} - {""}
        self.whole_regions = {code for code in local if self._kind(code) in _REGIONS}

    def other(self, codes: Sequence[str]) -> str:
        """Return the first local territory of these when all of them are elsewhere, else ''."""
        local = [code for code in codes if self._kind(code) in _LOCAL]
        return local[0] if local and all(self._is_elsewhere(code) for code in local) else ""

    def around(self, code: str) -> str:
        """Return the région or collectivité that a territory lies in, or is."""
        return self._within(code, _REGIONS) or code

    def name(self, code: str) -> str:
        """Return how a territory is called: « Bretagne », « Brest (Finistère) »."""
        label = self.territories[code]
        if label.kind in _REGIONS:
            return label.name
        parent = self._within(label.parent, ("departement", *_REGIONS))
        return (
            _("{place} ({around})").format(place=label.name, around=self.territories[parent].name)
            if parent
            else label.name
        )

    def _is_elsewhere(self, code: str) -> bool:
        departement, region = self._within(code, ("departement",)), self._within(code, _REGIONS)
        if region in self.whole_regions:
            return False
        if departement and self.departements:
            return departement not in self.departements
        return region not in self.regions

    def _kind(self, code: str) -> str:
        return self.territories[code].kind if code in self.territories else ""

    def _within(self, code: str, kinds: Sequence[str]) -> str:
        """Return the smallest territory of one of these kinds that a territory is or lies in, '' for none."""
        for _step in range(len(_LOCAL)):
            if self._kind(code) in kinds:
                return code
            code = self.territories[code].parent if code in self.territories else ""
        return ""
