"""What the publisher reads: items by change number, and whole groups with all that may be shown."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from veille.models import Tag, Zone
from veille.store import tags
from veille.store.codec import Evidence, from_text, maybe_moment, unpack_evidence
from veille.store.values import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A stretch of changes: the groups they fall in, and the last change number of the stretch."""

    groups: tuple[int, ...]
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """One stored item with all the publisher needs to decide and to show; never its text."""

    id: int
    group_id: int
    url: str
    title: str
    source_id: str
    ess: bool
    """Whether its source says only things about the ESS."""
    author: str
    published: datetime | None
    first_seen: datetime
    lang: str
    excerpt: str
    revision: int
    zone: Zone
    relevance: float
    evidence: Evidence
    withdrawn: bool
    tags: tuple[Tag, ...] = ()
    """A person's first, then the most probable."""
    sightings: tuple[Sighting, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether it may be public: surely about the ESS, or perhaps and from a source that speaks of nothing else."""
        return not self.withdrawn and (self.zone is Zone.IN or (self.zone is Zone.REVIEW and self.ess))


def changes_since(db: sqlite3.Connection, number: int, limit: int) -> Changes | None:
    """Return the next stretch of at most `limit` changes after a change number; None when there is none."""
    rows = db.execute(
        "SELECT change, group_id FROM items WHERE change > ? ORDER BY change LIMIT ?", [number, limit]
    ).fetchall()
    if not rows:
        return None
    return Changes(groups=tuple(dict.fromkeys(group for _change, group in rows)), last=rows[-1][0])


def groups_of(db: sqlite3.Connection, item_ids: Iterable[int]) -> tuple[int, ...]:
    """Return the groups these items are in."""
    rows = db.execute(
        "SELECT DISTINCT i.group_id FROM json_each(?) j JOIN items i ON i.id = j.value", [json.dumps(list(item_ids))]
    )
    return tuple(group for (group,) in rows)


def members(db: sqlite3.Connection, groups: Iterable[int]) -> list[PublicItem]:
    """Return all items of these groups, withdrawn ones included, by id."""
    items = [
        PublicItem(
            id=row[0],
            group_id=row[1],
            url=row[2],
            title=row[3],
            source_id=row[4],
            ess=bool(row[5]),
            author=row[6],
            published=maybe_moment(row[7]),
            first_seen=from_text(row[8]),
            lang=row[9],
            excerpt=row[10],
            revision=row[11],
            zone=Zone(row[12]),
            relevance=row[13],
            evidence=unpack_evidence(row[14]),
            withdrawn=row[15] is not None,
        )
        for row in db.execute(
            """SELECT i.id, i.group_id, i.url, i.title, i.source_id, s.ess, i.author, i.published, i.first_seen, i.lang,
                i.excerpt, i.revision, i.zone, i.relevance, i.evidence, i.withdrawn
            FROM json_each(?) j JOIN items i ON i.group_id = j.value JOIN sources s ON s.id = i.source_id
            ORDER BY i.id""",
            [json.dumps(list(groups))],
        )
    ]
    ids = [item.id for item in items]
    labels, seen = tags.of(db, ids), sightings(db, ids)
    return [replace(item, tags=labels.get(item.id, ()), sightings=seen.get(item.id, ())) for item in items]


def sightings(db: sqlite3.Connection, item_ids: Iterable[int]) -> dict[int, tuple[Sighting, ...]]:
    """Return where else items were seen, by item."""
    found: dict[int, list[Sighting]] = {}
    for item_id, source_id, url, title, published, seen in db.execute(
        """SELECT s.item_id, s.source_id, s.url, s.title, s.published, s.seen
        FROM json_each(?) j JOIN sightings s ON s.item_id = j.value ORDER BY s.item_id, s.source_id, s.url""",
        [json.dumps(list(item_ids))],
    ):
        sighting = Sighting(
            source_id=source_id, url=url, title=title, published=maybe_moment(published), seen=from_text(seen)
        )
        found.setdefault(item_id, []).append(sighting)
    return {item_id: tuple(rows) for item_id, rows in found.items()}
