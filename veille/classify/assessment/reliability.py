"""Do probabilities mean what they say? Of the tags given with 0.8, eight in ten should be right.

The expected calibration error is the mean gap between what is said and what is true, over ten equal bins, each
weighed by what it holds (Naeini, Cooper and Hauskrecht, 2015; Guo et al., 2017).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from veille.i18n import _

_BINS = 10
_WIDTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The tags given with about one probability."""

    low: float
    tags: int
    said: float
    """Mean probability."""
    right: float
    """Share that is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """The reliability diagram as numbers."""

    bins: tuple[Bin, ...]
    """Those that hold any tag, lowest first."""
    error: float
    """Expected calibration error, 0 to 1."""
    tags: int

    def to_lines(self, title: str) -> list[str]:
        """Draw it in French, a bar a bin: what is true, with a mark where it was said to be."""
        head = _("{title} : écart moyen {error:.3f} sur {tags} étiquettes").format(
            title=title, error=self.error, tags=self.tags
        )
        return [head, *(f"  {one.low:.1f}–{one.low + 0.1:.1f}  {_bar(one)}  {one.tags:>5}" for one in self.bins)]


def reliability(tags: Sequence[tuple[float, bool]]) -> Reliability:
    """Compare (probability, is it right) of tags."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for probability, right in tags:
        groups.setdefault(min(_BINS - 1, int(probability * _BINS)), []).append((probability, right))
    bins = tuple(
        Bin(
            low=number / _BINS,
            tags=len(group),
            said=sum(probability for probability, _right in group) / len(group),
            right=sum(right for _probability, right in group) / len(group),
        )
        for number, group in sorted(groups.items())
    )
    error = sum(one.tags * abs(one.said - one.right) for one in bins) / len(tags) if tags else 0.0
    return Reliability(bins=bins, error=error, tags=len(tags))


def _bar(one: Bin) -> str:
    bar = ["█" if place < round(one.right * _WIDTH) else "·" for place in range(_WIDTH)]
    bar[min(_WIDTH - 1, round(one.said * _WIDTH))] = "|"
    return "".join(bar)
