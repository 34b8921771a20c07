"""What the publisher reads: items by change number, and whole groups with all that may be shown."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from veille.facts import Facts
from veille.models import Tag, Zone
from veille.store import facts, tags
from veille.store.codec import Evidence, from_text, maybe_moment, unpack_evidence
from veille.text import url_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """The same page in another source."""

    source_id: str
    url: str
    title: str
    published: datetime | None
    seen: datetime


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
    canonical: str = ""
    """The address on another host that its page names as its original."""
    merged: bool = False
    """It has become part of another item: its number redirects, nothing else is shown of it."""
    aggregator: bool = False
    """Whether its source repeats what others publish."""
    probation: bool = False
    """Whether its source's address was never seen working."""
    priority: int = 2
    """Of its source, 1 first."""
    tags: tuple[Tag, ...] = ()
    """A person's first, then the most probable."""
    facts: Facts = field(default_factory=Facts)
    call_id: int | None = None
    """The call it tells of, whoever else does."""
    sightings: tuple[Sighting, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether it may be public: surely about the ESS, or perhaps and from a source that speaks of nothing else."""
        return not (self.withdrawn or self.merged) and (self.zone is Zone.IN or (self.zone is Zone.REVIEW and self.ess))


def head(members: Iterable[PublicItem]) -> PublicItem | None:
    """Return the item that stands for a group in public: of those shown, the primary source's; None without one.

    Not an aggregator's, not one of a source on probation; then the one whose site others name as the original; then
    the source of the higher priority, the earliest, the first known. The same members always give the same head.
    """
    live = [item for item in members if not item.withdrawn]
    originals = {_host(item.canonical) for item in live if item.canonical}

    def rank(item: PublicItem) -> tuple[bool, bool, bool, int, datetime, int]:
        secondary = _host(item.url) not in originals
        when = item.published or item.first_seen
        return item.aggregator, item.probation, secondary, item.priority, when, item.id

    return min((item for item in live if item.shown), key=rank, default=None)


def _host(url: str) -> str:
    return url_key(url).partition("/")[0]


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


def ids_in(db: sqlite3.Connection, groups: Iterable[int]) -> list[int]:
    """Return the numbers of all items of these groups."""
    rows = db.execute(
        "SELECT i.id FROM json_each(?) j JOIN items i ON i.group_id = j.value ORDER BY i.id", [json.dumps(list(groups))]
    )
    return [item_id for (item_id,) in rows]


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
            canonical=row[16],
            merged=row[17] is not None,
            aggregator=bool(row[18]),
            probation=bool(row[19]),
            priority=row[20],
            call_id=row[21],
        )
        for row in db.execute(
            """SELECT i.id, i.group_id, i.url, i.title, i.source_id, s.ess, i.author, i.published, i.first_seen, i.lang,
                i.excerpt, i.revision, i.zone, i.relevance, i.evidence, i.withdrawn,
                i.canonical, i.merged_into, s.aggregator, s.probation, s.priority, c.call_id
            FROM json_each(?) j JOIN items i ON i.group_id = j.value JOIN sources s ON s.id = i.source_id
            LEFT JOIN call_items c ON c.item_id = i.id
            ORDER BY i.id""",
            [json.dumps(list(groups))],
        )
    ]
    ids = [item.id for item in items]
    labels, told, seen = tags.of(db, ids), facts.of(db, ids), sightings(db, ids)
    return [
        replace(
            item,
            tags=labels.get(item.id, ()),
            facts=told.get(item.id, item.facts),
            sightings=seen.get(item.id, ()),
        )
        for item in items
    ]


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
