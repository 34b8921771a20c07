"""The random sample of articles that officers judge, so that quality is known without bias.

    veille review --audit 50     draws, and notes the draw in DATA/audit.jsonl
    veille correct ID --confirm  judges one: held out of learning for ever, it measures models

Articles are drawn at random within each zone, in equal parts: what is kept out and what waits for a review is
looked at too. How many the zone held is noted, so that each stands for its share of it (see `Corrections.audited`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from veille import journal
from veille.models import Zone
from veille.store import Store

DRAWS = "audit.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One article of the sample."""

    id: int
    url: str
    title: str
    zone: Zone


def draw(data: Path, store: Store, count: int, now: datetime, rng: Random) -> list[Drawn]:
    """Draw so many articles that nobody judged and no draw gave yet, and note them. Raises StoreError."""
    known = drawn(data)
    frames = {zone: [one for one in store.undecided(zone) if one[1] not in known] for zone in Zone}
    chosen: list[Drawn] = []
    lines: list[dict[str, Any]] = []
    for zone, size in shares({zone: len(frame) for zone, frame in frames.items()}, count).items():
        held = len(frames[zone]) + sum(place.get("zone") == zone for place in known.values())
        for id, url, title in rng.sample(frames[zone], size):
            chosen.append(Drawn(id=id, url=url, title=title, zone=zone))
            lines.append({"at": now.isoformat(), "id": id, "url": url, "zone": str(zone), "of": held})
    if lines:
        journal.append_with(data / DRAWS, lambda _reading: lines)
    return chosen


def drawn(data: Path) -> dict[str, Mapping[str, Any]]:
    """Return how each article of the sample was drawn, by its address, as a correction repeats it."""
    lines = (line.value for line in journal.read(data / DRAWS).lines)
    return {
        str(value["url"]): {"zone": value["zone"], "of": value["of"]}
        for value in lines
        if value.get("zone") in {str(zone) for zone in Zone} and isinstance(value.get("of"), int) and "url" in value
    }


def shares(sizes: Mapping[Zone, int], count: int) -> dict[Zone, int]:
    """Share out a sample over the zones: equal parts, what one has not enough for goes to the others."""
    given = dict.fromkeys(sizes, 0)
    for _turn in range(min(count, sum(sizes.values()))):
        zone = min((zone for zone in sizes if given[zone] < sizes[zone]), key=lambda zone: (given[zone], zone))
        given[zone] += 1
    return given
