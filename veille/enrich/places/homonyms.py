"""Decides which of several homonyms a mention means, from the places that the text names without doubt."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from veille.enrich.places.gazetteer import Gazetteer, Territory
from veille.enrich.places.mentions import Mention, Sense
from veille.enrich.places.names import Form

_NEAR = (("departement", 40.0), ("region", 12.0), ("pays", 4.0))
"""How much likelier a sense is for each level that a sure mention shares with it; the text's own, not fitted."""
_FAR = 20.0
"""How many times likelier the first of several senses must be to speak for others."""
_KNOWN_BEFORE = 0.6
"""How sure a mention of one sense must be to speak for others."""
_SUPPORTED = 0.85
"""A doubtful name of a town whose département is named elsewhere is the town."""


@dataclass(slots=True)
class Named:
    """A mention whose place is decided."""

    mention: Mention
    codes: tuple[str, ...]
    sure: float


class Levels:
    """Where codes lie: their département, region and country."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[str, dict[str, str]] = {}

    def known(self, code: str) -> bool:
        """Say whether there is a territory with this code."""
        return self._gazetteer.find(code) is not None

    def of(self, code: str) -> dict[str, str]:
        """Return {departement, region, pays} of a code, as far as it has them."""
        known = self._known.get(code)
        if known is None:
            found = self._gazetteer.find(code)
            known = self._known[code] = _levels(found, self._gazetteer) if found else {"pays": code}
        return known


def _levels(found: Territory, gazetteer: Gazetteer) -> dict[str, str]:
    levels: dict[str, str] = {}
    for code in (found.code, *found.parents):
        one = gazetteer.find(code)
        if one is not None:
            levels.setdefault("pays" if one.kind == "collectivite" else one.kind, code)
    return levels


def resolve(mentions: list[Mention], levels: Levels, prior: Iterable[str] = ()) -> list[Named]:
    """Return every mention with the place it means; `prior` are codes that the source is known to speak of."""
    anchors = _anchors(mentions, levels, prior)
    return [named for mention in mentions if (named := _decide(mention, levels, anchors)) is not None]


def _anchors(mentions: list[Mention], levels: Levels, prior: Iterable[str]) -> Counter[str]:
    anchors: Counter[str] = Counter()
    for code in prior:
        anchors.update(levels.of(code).values())
    for mention in mentions:
        if mention.hint:
            anchors.update(levels.of(mention.hint).values())
        elif mention.form < Form.CUE and (sense := _plain(mention)) and sense.sure >= _KNOWN_BEFORE:
            for code in sense.codes:
                anchors.update(levels.of(code).values())
    return anchors


def _plain(mention: Mention) -> Sense | None:
    """Return the sense of a mention that has one only, or one far likelier than the others: La Réunion, the island."""
    first, *others = sorted(mention.senses, key=lambda sense: -sense.weight)
    return first if all(other.weight * _FAR < first.weight for other in others) else None


def _decide(mention: Mention, levels: Levels, anchors: Counter[str]) -> Named | None:
    if len(mention.senses) == 1:
        sense = mention.senses[0]
        return Named(mention, sense.codes, _supported(sense, mention, levels, anchors))
    scored = [(sense.weight * _support(sense, levels, anchors) * sense.sure, sense) for sense in mention.senses]
    total = sum(score for score, _ in scored)
    if not total:
        return None
    score, best = max(scored, key=lambda pair: pair[0])
    return Named(mention, best.codes, _supported(best, mention, levels, anchors) * (score / total) ** 0.5)


def _support(sense: Sense, levels: Levels, anchors: Counter[str]) -> float:
    support = 1.0
    for level, factor in _NEAR:
        if any(anchors[levels.of(code).get(level, "")] for code in sense.codes):
            support *= factor
    return support


def _supported(sense: Sense, mention: Mention, levels: Levels, anchors: Counter[str]) -> float:
    """Raise a doubtful town whose département or region is named elsewhere in the text."""
    if not 0.2 <= sense.sure < _SUPPORTED or mention.small:
        return sense.sure
    own = 1 if len(mention.senses) == 1 and sense.sure >= _KNOWN_BEFORE and not mention.hint else 0
    for code in sense.codes:
        if anchors[levels.of(code).get("departement", "-")] > own:
            return _SUPPORTED
    return sense.sure
