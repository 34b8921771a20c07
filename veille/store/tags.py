"""Tags of items: the machine's are replaced with each tagging, a person's are never touched."""

import json
import sqlite3
from collections.abc import Iterable

from veille.models import Tag, Tagging
from veille.store import clock
from veille.store.codec import pack_evidence, storable, unpack_evidence
from veille.store.values import ItemToTag

HUMAN = "humain"


def replace(db: sqlite3.Connection, item_id: int, tags: Iterable[Tag]) -> None:
    """Put these machine tags in place of the item's earlier ones; a label that a person gave stays theirs."""
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
            for tag in tags
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


def to_renew(db: sqlite3.Connection, model_version: str, limit: int) -> list[ItemToTag]:
    """Return up to `limit` items with a text that another model version tagged."""
    rows = db.execute(
        """SELECT i.id, i.title, t.text, i.lang, s.ess, i.source_id, i.url FROM items i
        JOIN texts t ON t.item_id = i.id JOIN sources s ON s.id = i.source_id
        WHERE i.model_version < ? OR i.model_version > ? LIMIT ?""",
        [model_version, model_version, limit],
    )
    return [
        ItemToTag(id=item_id, title=title, text=text, lang=lang, ess=bool(ess), source_id=source_id, url=url)
        for item_id, title, text, lang, ess, source_id, url in rows
    ]


def retag(db: sqlite3.Connection, item_id: int, tagging: Tagging, model_version: str) -> None:
    """Give a stored item what the classifier says of it now; its text and revision stay."""
    replace(db, item_id, tagging.tags)
    db.execute(
        "UPDATE items SET relevance = ?, zone = ?, evidence = ?, model_version = ?, change = ? WHERE id = ?",
        [
            round(tagging.relevance, 4),
            tagging.zone,
            storable(pack_evidence(tagging.evidence)),
            model_version,
            clock.tick(db),
            item_id,
        ],
    )
