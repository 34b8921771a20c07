"""« La Région vote une aide »: what a text calls so without a name is the region of its source.

Only where the source's territory is known, the words stand alone (not « la Région Bretagne ») and the text surely names
no other territory of that size.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from veille.enrich.places.homonyms import Levels
from veille.enrich.places.mentions import Mention, Scene, Sense
from veille.enrich.places.names import Form

_NAMES = {
    "region": re.compile(r"Région|[Cc]onseil régional"),
    "departement": re.compile(r"Département|[Cc]onseil départemental"),
    "epci": re.compile(r"Métropole|Agglomération"),
}
"""As they are written of one that every reader knows: « les régions » and « la région parisienne » are not."""
_FIRST = frozenset({"region", "departement", "metropole", "agglomeration", "conseil"})
_OF = frozenset({"de", "d", "du", "des"})
_BEFORE = frozenset({"la", "le", "l", "du"})
_SURE = 0.6
"""How sure of another territory the text must be to be about that one's institutions."""


def unnamed(mentions: Sequence[Mention], scene: Scene, levels: Levels, prior: str) -> list[Mention]:
    """Return mentions of the source's own territory, for where the text names its institutions alone."""
    own = levels.of(prior)
    local = {level: own[level] for level in _NAMES if level in own}
    if not local or scene.lang != "fr":
        return []
    if any(_elsewhere(mention, levels, own) for mention in mentions):
        return []
    return [
        Mention(start, end, scene.zone(start), Form.NAME, (Sense((local[level],), 1.0, _SURE),))
        for level, start, end in _alone(scene)
        if level in local
    ]


def _elsewhere(mention: Mention, levels: Levels, own: Mapping[str, str]) -> bool:
    """Say whether a mention surely names a place in another region or département of France."""
    if mention.form >= Form.CUE:
        return False
    places = [levels.of(code) for sense in mention.senses if sense.sure >= _SURE for code in sense.codes]
    return any(
        level in own and one.get(level, own[level]) != own[level]
        for one in places
        for level in ("region", "departement")
    )


def _alone(scene: Scene) -> Iterator[tuple[str, int, int]]:
    words = scene.words
    for index, word in enumerate(words.folded):
        if word not in _FIRST or scene.before(index) not in _BEFORE:
            continue
        end = index + 2 if word == "conseil" else index + 1
        if end > len(words) or (end < len(words) and (scene.followed_by_capital(end) or scene.after(end) in _OF)):
            continue
        written = words.written(index, end)
        for level, name in _NAMES.items():
            if name.fullmatch(written):
                yield level, index, end
