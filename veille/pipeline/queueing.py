"""Which articles an officer should look at first: those whose correction would teach the model most.

Uncertainty sampling (Lewis and Gale, 1994), spread out: of two articles that puzzle the model the same way one is
enough, so each next one is chosen for what it adds (Brinker, 2003). Only recent articles are looked at, some
thousand at most: about two seconds of CPU.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from veille.models import Zone
from veille.store import ItemToLookAt, Store

if TYPE_CHECKING:
    from veille.classify import Tagger
    from veille.classify.looking import Look

LOOKED_AT = 2_000
"""Articles, newest first."""
_SHORTLIST = 300
_LABELS = 3
"""Labels of a facet that count: a text has so many at most that are worth a doubt."""
_DOUBTFUL = 0.5
"""Doubt, in bits, from which a facet is told to the officer: a probability between 0.11 and 0.89."""
_FACETS = ("theme", "sector", "org")


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One article of the queue."""

    id: int
    url: str
    title: str
    zone: Zone
    teaches: float
    """How much the model doubts, 0 to 1."""
    doubts: tuple[tuple[str, str, float], ...]
    """(facet, label, probability) of what it doubts, most doubtful first; relevance with an empty label."""


def queue(store: Store, tagger: "Tagger", count: int) -> list[Queued]:
    """Return the articles to correct first, best first; those that a person decided anything of are left out."""
    items = store.items_to_look_at(LOOKED_AT)
    found = _looks(tagger, items)
    ranked = sorted(found, key=lambda pair: (-doubt(pair[1]), pair[0].id))[:_SHORTLIST]
    return [_queued(item, seen) for item, seen in spread(ranked, count)]


def _looks(tagger: "Tagger", items: Sequence[ItemToLookAt]) -> list[tuple[ItemToLookAt, "Look"]]:
    from veille.classify import TextIn  # noqa: PLC0415 - brings numpy in

    texts = [TextIn(title=item.title, text=item.text, lang=item.lang, ess=item.ess) for item in items]
    return list(zip(items, tagger.look(texts), strict=True))


def spread(ranked: Sequence[tuple[ItemToLookAt, "Look"]], count: int) -> list[tuple[ItemToLookAt, "Look"]]:
    """Choose greedily: each next one by its doubt times its distance from the nearest one already chosen."""
    chosen: list[tuple[ItemToLookAt, Look]] = []
    distance = [1.0] * len(ranked)
    while len(chosen) < min(count, len(ranked)):
        best = max(range(len(ranked)), key=lambda place: (distance[place] * doubt(ranked[place][1]), -place))
        chosen.append(ranked[best])
        stems = ranked[best][1].stems
        distance = [min(far, _apart(stems, seen.stems)) for far, (_item, seen) in zip(distance, ranked, strict=True)]
        distance[best] = -1.0
    return chosen


def doubt(seen: "Look") -> float:
    """Return how much a model doubts a text: the mean over facets of the entropy of what it would say, 0 to 1.

    Doubts about labels count for as much as the text is likely to be about the ESS: others have none.
    """
    facets = [sum(_entropies(seen, facet)[:_LABELS]) / _LABELS for facet in _FACETS]
    kinds = [p for (facet, _label), p in seen.probabilities.items() if facet == "kind"]
    facets.append(-sum(p * log2(p) for p in kinds if p > 0) / log2(max(2, len(kinds))))
    labels = sum(facets) / len(facets)
    return (_entropy(seen.relevance) + 4 * labels * seen.relevance) / 5


def _entropies(seen: "Look", facet: str) -> list[float]:
    return sorted((_entropy(p) for (of, _label), p in seen.probabilities.items() if of == facet), reverse=True)


def _entropy(p: float) -> float:
    return 0.0 if p <= 0 or p >= 1 else -(p * log2(p) + (1 - p) * log2(1 - p))


def _apart(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """Return Jaccard's distance of two texts' stems."""
    both = len(one.keys() & other.keys())
    return 1 - both / (len(one) + len(other) - both) if one or other else 0.0


def _queued(item: ItemToLookAt, seen: "Look") -> Queued:
    doubts = [
        (facet, label, round(p, 2), _entropy(p))
        for (facet, label), p in seen.probabilities.items()
        if facet not in ("kind", "relevance") and _entropy(p) >= _DOUBTFUL
    ]
    if _entropy(seen.relevance) >= _DOUBTFUL:
        doubts.append(("relevance", "", round(seen.relevance, 2), _entropy(seen.relevance)))
    kinds = sorted(((p, label) for (facet, label), p in seen.probabilities.items() if facet == "kind"), reverse=True)
    doubts += [("kind", label, round(p, 2), _entropy(p)) for p, label in kinds[:2] if kinds[0][0] < 1 - 0.11]
    doubts.sort(key=lambda one: -one[3])
    return Queued(
        id=item.id,
        url=item.url,
        title=item.title,
        zone=item.zone,
        teaches=round(doubt(seen), 3),
        doubts=tuple((facet, label, p) for facet, label, p, _entropy in doubts[:5]),
    )
