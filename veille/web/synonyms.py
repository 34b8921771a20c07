"""Groups of equivalent expressions, for those who search: who types « ESS » finds « économie sociale et solidaire ».

The groups are data of the taxonomy (`synonyms` in taxonomy.yml), published with the articles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from veille.text import stem_words, words

SMALL = frozenset(
    "a au aux c ce ces d dans de des du en et l la le les par pour qu que qui s sa se ses son sur un une".split()  # noqa: SIM905
)
"""Words that nearly every text has: they tell no expressions apart, « économie sociale solidaire » is meant as with
« et », and are not demanded beside others."""

Key = tuple[str, ...]
"""Stems of an expression without its small words."""


def key_of(folded: Sequence[str]) -> Key:
    """Return what an expression of these folded words is known by."""
    return tuple(stem_words([word for word in folded if word not in SMALL] or list(folded)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an expression stands for."""

    others: tuple[str, ...]
    """The other expressions of its group that texts are searched for."""
    only_as: str = ""
    """Set when it is understood in this very spelling only, and not searched for itself."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """All groups, by expression."""

    meanings: Mapping[Key, Meaning] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """Words of the longest expression, small ones apart."""
        return max((len(key) for key in self.meanings), default=0)


NONE = Synonyms()


def of_rows(rows: Iterable[Sequence[Any]]) -> Synonyms:
    """Return the synonyms that rows of (group, expression, whether it is searched) say, group by group."""
    meanings: dict[Key, Meaning] = {}
    for _group, some in groupby(rows, key=lambda row: row[0]):
        forms = [(str(text), bool(is_searched)) for _, text, is_searched in some]
        for text, is_searched in forms:
            others = tuple(other for other, searched in forms if searched and other != text)
            meanings.setdefault(key_of(words(text)), Meaning(others=others, only_as="" if is_searched else text))
    return Synonyms(meanings)
