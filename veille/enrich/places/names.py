"""What a word or phrase may mean as a place: all names of the gazetteer and ours, found by their folded words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from veille.enrich.places.context import NAMED_BY_WATER
from veille.enrich.places.gazetteer import Gazetteer, gazetteer, rows
from veille.phrases import Phrases, key
from veille.text import fold


class Form(IntEnum):
    """How a phrase names a place."""

    NAME = 0
    """A region, département, area or country by its name."""
    GROUP = 1
    """An intercommunality."""
    PLACE = 2
    """A town or region of another country."""
    ADJECTIVE = 3
    """francilien, alsacienne, Bretons: small or capital."""
    CUE = 4
    """An organisation or turn of phrase that tells a country without naming it."""
    REACH = 5
    """A word that names no place but tells how far a text reaches: law, nation, near."""
    MASK = 6
    """The name of something else that holds the name of a place."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a phrase may mean."""

    codes: tuple[str, ...]
    """More than one where a name covers several territories."""
    form: Form
    written: tuple[str, ...] = ()
    """The only spellings that count, empty for any."""
    small: bool = False
    """Whether it may be written without a capital."""
    water: bool = False
    """Whether it is a département's own name, which is also a river's, a range's or a coast's."""


@dataclass(frozen=True, slots=True)
class Names:
    """Two books: what we and the law call places, and the communes, whose meanings are positions in the gazetteer."""

    known: Phrases[tuple[Meaning, ...]]
    towns: Phrases[int | tuple[int, ...]]
    common: frozenset[str]
    """Names of communes that are also words."""
    gazetteer: Gazetteer

    def communes(self, found: int | tuple[int, ...]) -> tuple[int, ...]:
        """Return the positions of the communes of one name."""
        return (found,) if isinstance(found, int) else found


_LARGE = frozenset({"region", "departement", "collectivite", "pays", "union"})
_NOT_WORD = re.compile(r"[^a-z0-9\n]+")

_FORMS = {
    "name": Form.NAME, "group": Form.GROUP, "place": Form.PLACE, "adjective": Form.ADJECTIVE, "exact": Form.NAME,
    "cue": Form.CUE, "reach": Form.REACH, "mask": Form.MASK,
}  # fmt: skip


@lru_cache(maxsize=1)
def names() -> Names:
    """Return all names, read once a process (0.15 s with the gazetteer)."""
    found = gazetteer()
    known: Phrases[tuple[Meaning, ...]] = Phrases()
    common: frozenset[str] = frozenset()
    short: list[tuple[str, str]] = []
    for one in found.larger.values():
        # An overseas département is named as its region; arrondissements are read as « Lyon 3e » (mentions.py).
        # Paris is named as the commune.
        if one.kind in _LARGE and not one.code.startswith(("D97", "D75")):
            _add(known, one.name, Meaning((one.code,), Form.NAME, water=one.code in NAMED_BY_WATER))
    for kind, codes, listed in (row for row in rows("names") if len(row) == 3):
        if kind == "short":
            short.append((listed, codes))
        elif kind == "common":
            common = frozenset(listed.split("|"))
        elif kind in _FORMS:
            for name in listed.split("|"):
                _add(known, name, _meaning(kind, codes, name))
    return Names(known, _towns(found, short), common, found)


def _meaning(kind: str, codes: str, name: str) -> Meaning:
    form = _FORMS[kind]
    small = form in {Form.ADJECTIVE, Form.REACH} or not any(map(str.isupper, name))
    exact = kind == "exact" or (form is Form.CUE and name.isupper())
    return Meaning(tuple(codes.split(" ")), form, (name,) if exact else (), small)


def _add(known: Phrases[tuple[Meaning, ...]], name: str, meaning: Meaning) -> None:
    phrase = key(name)
    if not phrase:
        return
    others = tuple(one for one in known.get(phrase) or () if one.codes != meaning.codes or one.written)
    known.add(phrase, (*others, meaning))


def _towns(found: Gazetteer, short: list[tuple[str, str]]) -> Phrases[int | tuple[int, ...]]:
    towns: Phrases[int | tuple[int, ...]] = Phrases()
    communes = found.communes
    for position, phrase in enumerate(_keys(communes.names)):
        _add_town(towns, phrase, position)
    also = [*found.former, *short]
    for phrase, (_, code) in zip(_keys([name for name, _ in also]), also, strict=True):
        _add_town(towns, phrase, communes.position[code])
    return towns


def _keys(listed: list[str]) -> Iterable[str]:
    """Give the keys of many names at once: folding one long text takes a tenth of the time of 35,000 short ones."""
    return _NOT_WORD.sub(" ", fold("\n".join(listed))).split("\n")


def _add_town(towns: Phrases[int | tuple[int, ...]], phrase: str, position: int) -> None:
    other = towns.get(phrase)
    if other is None:
        towns.add(phrase, position)
    elif isinstance(other, int):
        if other != position:
            towns.add(phrase, (other, position))
    elif position not in other:
        towns.add(phrase, (*other, position))
