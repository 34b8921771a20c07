"""Which articles of a day or a week are shown first. Pure: values in, an order out.

Nothing here is learned. The rule is short so that it can be said on the page, and a watch officer can foresee it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from veille.text import words

KINDS: Mapping[str, float] = {
    "texte-officiel": 2.0,
    "etude-rapport": 2.0,
    "initiative": 1.5,
    "dispositif": 1.0,
    "appel-a-projets": 1.0,
    "tribune-analyse": 0.5,
    "evenement": 0.5,
    "actualite": 0.5,
    "vie-des-reseaux": 0.0,
}
"""What a kind is worth: what lasts and can be used elsewhere before what is of the day (kinds of the taxonomy)."""
_ELSEWHERE = 1.0
"""Each further place that published the story, up to _MOST_ELSEWHERE: others found it worth telling."""
_MOST_ELSEWHERE = 3
_SURENESS = 2.0
"""Times the probability that it is about the ESS and the probability of its main theme."""
_BY_HAND = 0.5
"""A person has looked at it."""
_SAME_STORY = 0.6
"""Share of common words (Jaccard) from which two titles tell one story: texts too unlike to be grouped as copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One article that may be shown."""

    id: int
    title: str
    source: str
    published: str
    kind: str
    theme: str
    elsewhere: int
    """How many other places published it."""
    relevance: float
    sureness: float
    """Probability of its main theme; 0 without one."""
    by_hand: bool


def weight(one: Candidate) -> float:
    """Return how much an article matters, 0 to 7.5 or so."""
    return (
        _ELSEWHERE * min(one.elsewhere, _MOST_ELSEWHERE)
        + KINDS.get(one.kind, 0.5)
        + _SURENESS * one.relevance * one.sureness
        + (_BY_HAND if one.by_hand else 0.0)
    )


class Selection:
    """Takes articles one after the other, and remembers stories and sources already shown on the page."""

    def __init__(self, per_source: int) -> None:
        self._per_source = per_source
        self._sources: Counter[str] = Counter()
        self._stories: list[frozenset[str]] = []

    def take(self, candidates: Iterable[Candidate], most: int) -> tuple[Candidate, ...]:
        """Return the weightiest that tell another story, at most per_source of a source on the whole page."""
        taken: list[Candidate] = []
        for one in sorted(candidates, key=lambda one: (-weight(one), -one.id)):
            if len(taken) == most:
                break
            story = frozenset(words(one.title))
            if self._sources[one.source] >= self._per_source or any(_alike(story, told) for told in self._stories):
                continue
            self._sources[one.source] += 1
            self._stories.append(story)
            taken.append(one)
        return tuple(taken)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one | other) and len(one & other) >= _SAME_STORY * len(one | other)
