"""France as /territoires draws and lists it: its régions with their outlines, and the départements in each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "france.json"
CLASSES = 4
"""Shades of the map for régions that have articles; one more for those that have none."""
_ROUND = (1, 2, 3, 4, 5, 6, 8)


@dataclass(frozen=True, slots=True)
class Region:
    """A région; measures in units of the map, which are kilometres in mainland France."""

    code: str
    name: str
    path: str
    """SVG path data."""
    at: tuple[int, int]
    """The middle of its number."""
    frame: tuple[int, int, int, int] | None
    """Of one overseas: x, y, width and height of the frame it is drawn in."""
    departements: Mapping[str, str]
    """Names by code."""


@dataclass(frozen=True, slots=True)
class France:
    """All régions, by code."""

    box: tuple[int, int]
    """Width and height of the map."""
    regions: Mapping[str, Region]

    @property
    def names(self) -> dict[str, str]:
        """Names of régions and départements by code."""
        names = {code: region.name for code, region in self.regions.items()}
        return names | {code: name for region in self.regions.values() for code, name in region.departements.items()}


@lru_cache(maxsize=1)
def france() -> France:
    """Return the régions, read once a process (9 kB)."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    regions = (
        Region(
            code=one["code"],
            name=one["name"],
            path=one["path"],
            at=(one["at"][0], one["at"][1]),
            frame=tuple(one["frame"]) if one["frame"] else None,
            departements=one["departements"],
        )
        for one in data["regions"]
    )
    return France(box=(data["box"][0], data["box"][1]), regions={one.code: one for one in regions})


def thresholds(counts: Sequence[int]) -> tuple[int, ...]:
    """Return the least count of each shade, from the second on: round numbers that part the counts about equally.

    Fewer than CLASSES where there are few different counts; none where there is no article at all.
    """
    present = sorted(count for count in counts if count)
    found: list[int] = [1] if present else []
    for part in range(1, CLASSES):
        if present:
            bound = _rounded(present[len(present) * part // CLASSES])
            if found[-1] < bound <= present[-1]:
                found.append(bound)
    return tuple(found)


def shade(count: int, bounds: Sequence[int]) -> int:
    """Return the shade of a count: 0 for none, then as many as there are thresholds."""
    return sum(count >= bound for bound in bounds)


def _rounded(count: int) -> int:
    """Return the nearest number with one digit of _ROUND and noughts."""
    size: int = 10 ** (len(str(count)) - 1)
    return min((times * size for times in (*_ROUND, 10)), key=lambda one: abs(one - count))
