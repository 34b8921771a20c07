"""The other numbers and genders of a French word, as far as its stem does not already tell.

Snowball gives one stem to « coopérative », « coopératifs » and « cooperatives », and different ones to « emploi »
and « emplois », « directeur » and « directrice », « salarié » and « salariée ». The index keeps what snowball says;
a search asks for the stems of all the forms that this small rule makes. A form that no text has costs one look-up.
Words come folded (`veille.text.words`): é and e are one letter.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from veille.text import stem_words

MAX_STEMS = 5
"""Stems asked for one word."""

_FAMILIES = (
    "elu elus elue elues", "nouveau nouvel nouvelle", "beau bel belle", "vieux vieil vieille", "travail travaux",
    "bail baux", "public publique", "blanc blanche", "chef cheffe", "paysan paysanne", "long longue", "doux douce",
    "faux fausse", "sec seche", "grec grecque", "turc turque", "bailleur bailleresse", "maire mairesse",
    "coordinateur coordinatrice coordonnateur coordonnatrice", "entrepreneur entrepreneuse entrepreneure",
    "bleu bleus bleue", "vitrail vitraux",
)  # fmt: skip
"""What no ending tells: written out."""
_FAMILY = {word: family.split() for family in _FAMILIES for word in family.split()}

_ALONE = frozenset(
    """avis bas bois ca cas dis dos foi fois gris gros hui ici ils lu lui mai mais moi mois ni nos nous ou ous pari
    paris pas permis plus pris puis pus qui refus sis sous sus tapis tas toi tous trois vas vis vos vous""".split()  # noqa: SIM905
)
"""Words whose s, or want of it, makes another word: Paris and pari, mois and moi, mai and mais."""
_NOUNS = frozenset(
    """allee annee armee assemblee chaussee creee donnee duree entree fee idee journee lycee maree matinee musee
    pensee portee rentree soiree tournee trophee vallee""".split()  # noqa: SIM905
)
"""Nouns in -ée that are no participle."""

_NO_PARTICIPLE = tuple(
    "aire ble elle enne ere esse ette euse isme iste ive oire que trice tude ure".split()  # noqa: SIM905
)
"""Endings in e that are never a participle in é."""
_LONG = 7
"""Letters of a plural in -ers: « conseillers », not « vers » or « tiers »."""

_GENDERS = (
    ("teur", "trice", 5), ("eur", "euse", 5), ("ier", "iere", 5), ("cher", "chere", 6), ("ger", "gere", 6),
    ("ller", "llere", 6), ("if", "ive", 5),
)  # fmt: skip
"""Endings of both genders, and the letters that a word has at least."""
_NO_FEMININE = ("ateuse", "cteuse", "iteuse", "oteuse", "uteuse")
"""Not of words in -teur that have -trice: snowball may make « direct » of « directeuse ». « porteuse » is a word."""


@lru_cache(maxsize=4_096)
def stems_of(word: str) -> tuple[str, ...]:
    """Return the stems of a folded word in both numbers and genders, its own first."""
    return _stems((word, *_numbers(word), *_family(word)))


@lru_cache(maxsize=4_096)
def stems_in_both_numbers(word: str) -> tuple[str, ...]:
    """Return the stems of a folded word in singular and plural, its own first."""
    return _stems((word, *_numbers(word)))


def _stems(forms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(stem_words(list(forms))), MAX_STEMS))


def _numbers(word: str) -> Iterator[str]:
    """Yield the other number where snowball keeps them apart: after a, i, o and u, -eu with its -eux, some -er."""
    if len(word) < 3 or word in _ALONE:
        return
    if word.endswith("eu"):
        yield f"{word}x"
    if word.endswith("er") or (word[-1] in "aiou" and f"{word}s" not in _ALONE):
        yield f"{word}s"
    ends_so = word.endswith(("eux", "as", "is", "os", "us")) or (word.endswith("ers") and len(word) >= _LONG)
    if ends_so and word[:-1] not in _ALONE:
        yield word[:-1]


def _family(word: str) -> Iterator[str]:
    """Yield the other gender."""
    one = word[:-1] if len(word) > 3 and word[-1] in "sx" else word
    if family := _FAMILY.get(word) or _FAMILY.get(one):
        yield from family
        return
    for masculine, feminine, least in _GENDERS:
        if len(one) < least:
            continue
        if one.endswith(masculine):
            other = one.removesuffix(masculine) + feminine
            if not (other.endswith(_NO_FEMININE) and not stem_words([other])[0].endswith("eux")):
                yield other
        elif one.endswith(feminine):
            yield one.removesuffix(feminine) + masculine
    if len(one) > 4 and one not in _NOUNS and one.endswith("ee"):
        yield one[:-1]
    elif len(one) > 4 and one.endswith("e") and not one.endswith(_NO_PARTICIPLE) and f"{one}e" not in _NOUNS:
        yield f"{one}e"
