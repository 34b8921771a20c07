"""The facts of items: places, organisations, and what is told of calls and events.

What a person decided (a place of origin `humain`) is never touched.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from veille.facts import Facts, Mention, Place, PlaceRole
from veille.store import calls, decisions
from veille.store.codec import storable
from veille.store.factcodec import pack_facts, unpack_facts
from veille.store.tags import HUMAN

_NONE = Facts()


def keep(db: sqlite3.Connection, item_id: int, facts: Facts, now: datetime, *, reread: bool = False) -> None:
    """Put these facts in place of the item's earlier ones; call it when its title, group and dates are stored.

    `reread`: see `calls.keep`.
    """
    earlier = told(db, [item_id]).get(item_id, _NONE)
    _clear(db, item_id)
    _put_places(db, item_id, decisions.allowed_places(db, item_id, facts.places))
    _put_mentions(db, item_id, facts.mentions)
    content = pack_facts(facts)
    if content:
        db.execute("INSERT OR REPLACE INTO facts VALUES (?,?)", [item_id, content])
    else:
        db.execute("DELETE FROM facts WHERE item_id = ?", [item_id])
    db.execute("UPDATE items SET facts_version = ? WHERE id = ?", [facts.version, item_id])
    calls.keep(db, item_id, facts, earlier, now, reread=reread)


def keep_reread(db: sqlite3.Connection, found: Mapping[int, Facts], now: datetime) -> None:
    """Put what is read now in stored items, by number, in place of what was read before; no call counts as changed."""
    for item_id, given in found.items():
        keep(db, item_id, given, now, reread=True)


def add(db: sqlite3.Connection, item_id: int, facts: Facts, now: datetime) -> None:
    """Keep the facts of an item that is new: nothing was told or decided of it; its facts_version is set with it."""
    _put_places(db, item_id, facts.places)
    _put_mentions(db, item_id, facts.mentions)
    if content := pack_facts(facts):
        db.execute("INSERT INTO facts VALUES (?,?)", [item_id, content])
    if facts.call is not None:
        calls.keep(db, item_id, facts, _NONE, now)


def declares_otherwise(db: sqlite3.Connection, item_id: int, now: Facts) -> bool:
    """Say whether a page's markup, which is no part of its text, tells other events or forms than it did."""
    before = told(db, [item_id]).get(item_id, _NONE)
    return (now.declared, now.forms) != (before.declared, before.forms)


def forget(db: sqlite3.Connection, item_id: int, now: datetime) -> None:
    """Erase what an item told, and what was decided of it."""
    calls.forget(db, item_id, now)
    for table in ("facts", "mentions", "places"):
        db.execute(f"DELETE FROM {table} WHERE item_id = ?", [item_id])  # noqa: S608 - constants


def let_go(db: sqlite3.Connection, item_ids: Iterable[int]) -> None:
    """Remove what the machine read in items that are off the subject, and so tell of no call."""
    ids = json.dumps(list(item_ids))
    chosen = "item_id IN (SELECT value FROM json_each(?)) AND item_id NOT IN (SELECT item_id FROM call_items)"
    db.execute(f"DELETE FROM places WHERE origin <> ? AND {chosen}", [HUMAN, ids])  # noqa: S608 - a constant
    for table in ("facts", "mentions"):
        db.execute(f"DELETE FROM {table} WHERE {chosen}", [ids])  # noqa: S608 - constants


def hand_over(db: sqlite3.Connection, gone: int, into: int, now: datetime) -> None:
    """Give the places that people decided to the item that another has become part of; the rest goes with its text."""
    db.execute(
        """INSERT OR REPLACE INTO places SELECT ?, code, role, probability, origin, evidence FROM places
        WHERE item_id = ? AND origin = ?""",
        [into, gone, HUMAN],
    )
    calls.hand_over(db, gone, into)
    forget(db, gone, now)


def of(db: sqlite3.Connection, item_ids: Iterable[int]) -> dict[int, Facts]:
    """Return the facts of items: a person's places first, then the most probable."""
    ids = list(item_ids)
    places, mentions, rest = _places(db, ids), _mentions(db, ids), told(db, ids)
    return {
        item_id: replace(
            rest.get(item_id, _NONE), places=tuple(places.get(item_id, ())), mentions=tuple(mentions.get(item_id, ()))
        )
        for item_id in places.keys() | mentions.keys() | rest.keys()
    }


def told(db: sqlite3.Connection, item_ids: Iterable[int]) -> dict[int, Facts]:
    """Return what items tell of calls and events, without places and organisations."""
    rows = db.execute(
        "SELECT f.item_id, f.content FROM json_each(?) j JOIN facts f ON f.item_id = j.value",
        [json.dumps(list(item_ids))],
    )
    return {item_id: unpack_facts(content) for item_id, content in rows}


def _clear(db: sqlite3.Connection, item_id: int) -> None:
    db.execute("DELETE FROM places WHERE item_id = ? AND origin <> ?", [item_id, HUMAN])
    db.execute("DELETE FROM mentions WHERE item_id = ?", [item_id])


def _put_places(db: sqlite3.Connection, item_id: int, places: Iterable[Place]) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO places VALUES (?,?,?,?,?,?)",
        [(item_id, one.code, one.role, round(one.probability, 4), one.origin, _words(one.evidence)) for one in places],
    )


def _put_mentions(db: sqlite3.Connection, item_id: int, mentions: Iterable[Mention]) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO mentions VALUES (?,?,?,?,?,?)",
        [
            (item_id, one.id, storable(one.name), one.family, round(one.probability, 4), _words(one.evidence))
            for one in mentions
        ],
    )


def _places(db: sqlite3.Connection, item_ids: list[int]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    for item_id, code, role, probability, evidence, origin in db.execute(
        """SELECT p.item_id, p.code, p.role, p.probability, p.evidence, p.origin
        FROM json_each(?) j JOIN places p ON p.item_id = j.value
        ORDER BY p.item_id, p.origin = 'machine', p.probability DESC, p.code""",
        [json.dumps(item_ids)],
    ):
        place = Place(
            code=code,
            role=PlaceRole(role),
            probability=probability,
            evidence=tuple(json.loads(evidence)),
            origin=origin,
        )
        found.setdefault(item_id, []).append(place)
    return found


def _mentions(db: sqlite3.Connection, item_ids: list[int]) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    for item_id, structure, name, family, probability, evidence in db.execute(
        """SELECT m.item_id, m.structure, m.name, m.family, m.probability, m.evidence
        FROM json_each(?) j JOIN mentions m ON m.item_id = j.value
        ORDER BY m.item_id, m.probability DESC, m.structure""",
        [json.dumps(item_ids)],
    ):
        words = tuple(json.loads(evidence))
        mention = Mention(id=structure, name=name, family=family, probability=probability, evidence=words)
        found.setdefault(item_id, []).append(mention)
    return found


def _words(evidence: tuple[str, ...]) -> str:
    return storable(json.dumps(evidence, ensure_ascii=False))
