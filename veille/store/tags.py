"""Tags of items: the machine's are replaced with each tagging, a person's are never touched."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from veille.facts import Facts
from veille.models import Tag, Tagging, Zone
from veille.store import clock, decisions
from veille.store.codec import from_text, maybe_moment, pack_evidence, storable, unpack_evidence
from veille.store.factcodec import unpack_facts

HUMAN = decisions.HUMAN


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemToTag:
    """A stored text that another model version tagged, or whose facts another version of the enrichers read."""

    id: int
    title: str
    text: str
    lang: str
    ess: bool
    source_id: str
    url: str
    published: datetime | None
    first_seen: datetime
    facts: Facts
    """As read last, without places and organisations."""
    decided_kind: str | None
    """The kind that a person gave it."""
    decided_relevant: bool = False
    """A person says that it is about the ESS: it has labels whatever its score."""


def replace(db: sqlite3.Connection, item_id: int, tags: Iterable[Tag]) -> None:
    """Put these machine tags in place of the item's earlier ones; a label that a person gave stays theirs, and one
    that a person refused stays away."""
    db.execute("DELETE FROM tags WHERE item_id = ? AND origin <> ?", [item_id, HUMAN])
    db.executemany(
        "INSERT OR IGNORE INTO tags VALUES (?,?,?,?,?,?)",
        [
            (
                item_id,
                tag.facet,
                tag.label,
                round(tag.probability, 4),
                tag.origin,
                storable(pack_evidence(tag.evidence)),
            )
            for tag in decisions.allowed(db, item_id, tags)
        ],
    )


def of(db: sqlite3.Connection, item_ids: Iterable[int]) -> dict[int, tuple[Tag, ...]]:
    """Return the tags of items: a person's first, then the most probable."""
    rows = db.execute(
        """SELECT t.item_id, t.facet, t.label, t.probability, t.origin, t.evidence
        FROM json_each(?) j JOIN tags t ON t.item_id = j.value
        ORDER BY t.item_id, t.origin = 'machine', t.probability DESC, t.facet, t.label""",
        [json.dumps(list(item_ids))],
    )
    found: dict[int, list[Tag]] = {}
    for item_id, facet, label, probability, origin, evidence in rows:
        tag = Tag(facet=facet, label=label, probability=probability, origin=origin, evidence=unpack_evidence(evidence))
        found.setdefault(item_id, []).append(tag)
    return {item_id: tuple(tags) for item_id, tags in found.items()}


def to_renew(db: sqlite3.Connection, model_version: str, facts_version: str, limit: int) -> list[ItemToTag]:
    """Return up to `limit` items with a text that another model tagged, or whose facts other enrichers read."""
    rows = db.execute(
        """SELECT i.id, i.title, t.text, i.lang, s.ess, i.source_id, i.url, i.published, i.first_seen, f.content,
            (SELECT label FROM tags WHERE item_id = i.id AND facet = 'kind' AND origin = ?),
            EXISTS (SELECT 1 FROM decisions WHERE item_id = i.id AND facet = 'relevance' AND holds)
        FROM json_each(?) j JOIN items i ON i.id = j.value JOIN texts t ON t.item_id = i.id
        JOIN sources s ON s.id = i.source_id LEFT JOIN facts f ON f.item_id = i.id""",
        [HUMAN, json.dumps(_of_other_versions(db, model_version, facts_version, limit))],
    )
    return [
        ItemToTag(
            id=row[0],
            title=row[1],
            text=row[2],
            lang=row[3],
            ess=bool(row[4]),
            source_id=row[5],
            url=row[6],
            published=maybe_moment(row[7]),
            first_seen=from_text(row[8]),
            facts=unpack_facts(row[9]) if row[9] else Facts(),
            decided_kind=row[10],
            decided_relevant=bool(row[11]),
        )
        for row in rows
    ]


def _of_other_versions(db: sqlite3.Connection, model_version: str, facts_version: str, limit: int) -> list[int]:
    found: dict[int, None] = {}
    for column, version in (("model_version", model_version), ("facts_version", facts_version)):
        # two ranges for « another »: one condition for all four would read every item
        for other in ("<", ">"):
            rows = db.execute(
                f"""SELECT i.id FROM items i CROSS JOIN texts t ON t.item_id = i.id
                WHERE i.{column} {other} ? LIMIT ?""",  # noqa: S608 - constants
                [version, limit - len(found)],
            )
            found.update((item_id, None) for (item_id,) in rows)
    return list(found)


def retag_all(db: sqlite3.Connection, taggings: Mapping[int, Tagging], model_version: str) -> None:
    """Give stored items, by number, what the classifier says of them now."""
    for item_id, tagging in taggings.items():
        retag(db, item_id, tagging, model_version)


def retag(db: sqlite3.Connection, item_id: int, tagging: Tagging, model_version: str) -> None:
    """Give a stored item what the classifier says of it now; its text and revision stay."""
    zone = decisions.zone(db, item_id, tagging.zone)
    # what a person took in keeps the labels it has, where the machine finds it off the subject and gives none
    if tagging.zone is not Zone.OUT or zone is Zone.OUT:
        replace(db, item_id, tagging.tags)
    db.execute(
        "UPDATE items SET relevance = ?, zone = ?, evidence = ?, model_version = ?, change = ? WHERE id = ?",
        [
            round(tagging.relevance, 4),
            zone,
            storable(pack_evidence(tagging.evidence)),
            model_version,
            clock.tick(db),
            item_id,
        ],
    )
