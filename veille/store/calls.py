"""Calls: one record for all items that tell of one, brought up to date by each, every changed date logged.

An item joins the call of its own earlier revision, else that of its group of copies, else one that `callkeys` finds to
be the same. A call that nobody tells of any more goes, with its log.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from veille.callkeys import CallKey, call_key, call_marks, same_call
from veille.facts import Call, Facts
from veille.store.codec import to_text
from veille.store.factcodec import pack_call, unpack_call, unpack_facts
from veille.store.onecall import CallChange, KnownCall, Statement, dates_of, one_call

_MOST = 64
"""Items looked at for one mark, the latest: a mark of more tells little of any."""
_CLOSEST = 6
"""Calls that get a closer look."""
_EDITION = 180
"""Days by which the closing moves when one page tells of the next edition; extensions are shorter."""


def keep(
    db: sqlite3.Connection, item_id: int, facts: Facts, earlier: Facts, now: datetime, *, reread: bool = False
) -> None:
    """Bring the calls up to date with what an item tells now; `earlier` is what it told before.

    `reread` says that the article is as it was and only our reading of it changed: no change of the call.
    """
    if facts.call is None:
        forget(db, item_id, now)
        return
    key = call_key(_title(db, item_id), facts.call, facts.zones)
    before = call_of(db, item_id)
    call_id = before
    if before is not None and earlier.call is not None and _is_next_edition(earlier.call, facts.call):
        call_id = None
    _unmark(db, item_id)
    if call_id is None:
        call_id = _of_group(db, item_id) or _alike(db, item_id, key) or _new(db, now)
        db.execute("INSERT OR REPLACE INTO call_items VALUES (?,?)", [item_id, call_id])
    db.executemany("INSERT INTO call_marks VALUES (?,?)", [(mark, item_id) for mark in call_marks(key)])
    for changed in dict.fromkeys((call_id, before)):
        if changed is not None:
            renew(db, changed, item_id, now, log=not reread)


def share(db: sqlite3.Connection, item_id: int, now: datetime) -> None:
    """Make one of the calls of an item's group of copies: they are one story."""
    rows = db.execute(
        """SELECT DISTINCT c.call_id FROM items mine JOIN items i ON i.group_id = mine.group_id
        JOIN call_items c ON c.item_id = i.id WHERE mine.id = ? ORDER BY c.call_id""",
        [item_id],
    ).fetchall()
    first, *others = [call_id for (call_id,) in rows] or [None]
    for other in others:
        db.execute("UPDATE call_items SET call_id = ? WHERE call_id = ?", [first, other])
        db.execute("UPDATE call_changes SET call_id = ? WHERE call_id = ?", [first, other])
        db.execute("DELETE FROM calls WHERE id = ?", [other])
    if first is not None and others:
        renew(db, first, item_id, now)


def forget(db: sqlite3.Connection, item_id: int, now: datetime) -> None:
    """Take out what an item told of a call."""
    call_id = call_of(db, item_id)
    if call_id is None:
        return
    _unmark(db, item_id)
    db.execute("DELETE FROM call_items WHERE item_id = ?", [item_id])
    renew(db, call_id, item_id, now, log=False)
    # what it said is not to be read in the log either
    db.execute("DELETE FROM call_changes WHERE item_id = ?", [item_id])


def hand_over(db: sqlite3.Connection, gone: int, into: int) -> None:
    """Let the changes that one item told be those of the item that it has become part of."""
    db.execute("UPDATE call_changes SET item_id = ? WHERE item_id = ?", [into, gone])


def call_of(db: sqlite3.Connection, item_id: int) -> int | None:
    """Return the call an item tells of."""
    row = db.execute("SELECT call_id FROM call_items WHERE item_id = ?", [item_id]).fetchone()
    return None if row is None else int(row[0])


def renew(db: sqlite3.Connection, call_id: int, item_id: int, now: datetime, *, log: bool = True) -> None:
    """Make a call's record anew from all that is told of it, and log the dates that changed.

    `item_id` is the item that gives the reason.
    """
    told = _statements(db, [call_id]).get(call_id, ())
    if not told:
        db.execute("DELETE FROM call_changes WHERE call_id = ?", [call_id])
        db.execute("DELETE FROM calls WHERE id = ?", [call_id])
        return
    (content,) = db.execute("SELECT content FROM calls WHERE id = ?", [call_id]).fetchone()
    record = one_call(told)
    packed = pack_call(record)
    if packed == content:
        return
    at = to_text(now)
    if content and log:
        old, new = dates_of(unpack_call(content)), dates_of(record)
        db.executemany(
            "INSERT INTO call_changes (call_id, at, field, old, new, item_id) VALUES (?,?,?,?,?,?)",
            [(call_id, at, name, old[name], new[name], item_id) for name in new if old[name] != new[name]],
        )
    db.execute("UPDATE calls SET content = ?, changed = ? WHERE id = ?", [packed, at, call_id])


def known(db: sqlite3.Connection, call_ids: Iterable[int]) -> dict[int, KnownCall]:
    """Return calls with all that live items tell of them; those that nobody tells of are left out."""
    ids = sorted(set(call_ids))
    told = _statements(db, ids)
    changes: dict[int, list[CallChange]] = {}
    for call_id, at, name, old, new, item_id in db.execute(
        """SELECT c.call_id, c.at, c.field, c.old, c.new, c.item_id FROM json_each(?) j
        JOIN call_changes c ON c.call_id = j.value ORDER BY c.id""",
        [json.dumps(ids)],
    ):
        changes.setdefault(call_id, []).append(CallChange(at=at, field=name, old=old, new=new, item_id=item_id))
    rows = db.execute("SELECT c.id, c.changed FROM json_each(?) j JOIN calls c ON c.id = j.value", [json.dumps(ids)])
    return {
        call_id: KnownCall(
            id=call_id, changed=changed, statements=told[call_id], changes=tuple(changes.get(call_id, ()))
        )
        for call_id, changed in rows
        if call_id in told
    }


def changes_for(db: sqlite3.Connection, item_id: int) -> tuple[CallChange, ...]:
    """Return the dates that changed of the call an item tells of, oldest first."""
    call_id = call_of(db, item_id)
    found = {} if call_id is None else known(db, [call_id])
    return next((call.changes for call in found.values()), ())


def _statements(db: sqlite3.Connection, call_ids: Iterable[int]) -> dict[int, tuple[Statement, ...]]:
    """Return what live items tell of calls. An edit speaks when we saw it, an article when it was published."""
    found: dict[int, list[Statement]] = {}
    for call_id, item_id, said, content in db.execute(
        """SELECT c.call_id, i.id, CASE WHEN i.revision > 1 THEN i.changed ELSE coalesce(i.published, i.first_seen) END,
            f.content
        FROM json_each(?) j JOIN call_items c ON c.call_id = j.value JOIN items i ON i.id = c.item_id
        JOIN facts f ON f.item_id = i.id WHERE i.withdrawn IS NULL AND i.merged_into IS NULL ORDER BY i.id""",
        [json.dumps(list(call_ids))],
    ):
        call = unpack_facts(content).call
        if call is not None:
            found.setdefault(call_id, []).append(Statement(item_id=item_id, said=said, call=call))
    return {call_id: tuple(told) for call_id, told in found.items()}


def _title(db: sqlite3.Connection, item_id: int) -> str:
    return str(db.execute("SELECT title FROM items WHERE id = ?", [item_id]).fetchone()[0])


def _new(db: sqlite3.Connection, now: datetime) -> int:
    (call_id,) = db.execute("INSERT INTO calls (changed) VALUES (?) RETURNING id", [to_text(now)]).fetchone()
    return int(call_id)


def _of_group(db: sqlite3.Connection, item_id: int) -> int | None:
    """Return the call that the item's copies tell of."""
    row = db.execute(
        """SELECT c.call_id FROM items mine JOIN items i ON i.group_id = mine.group_id AND i.id <> mine.id
        JOIN call_items c ON c.item_id = i.id WHERE mine.id = ? ORDER BY c.call_id LIMIT 1""",
        [item_id],
    ).fetchone()
    return None if row is None else int(row[0])


def _alike(db: sqlite3.Connection, item_id: int, key: CallKey) -> int | None:
    """Return the call that other items tell of and that is the same, the likeliest."""
    shared: Counter[int] = Counter()
    for mark in call_marks(key):
        rows = db.execute(
            """SELECT DISTINCT c.call_id FROM (SELECT item_id FROM call_marks WHERE mark = ? AND item_id <> ?
                ORDER BY item_id DESC LIMIT ?) m JOIN call_items c ON c.item_id = m.item_id""",
            [mark, item_id, _MOST],
        )
        shared.update(call_id for (call_id,) in rows)
    for call_id, _count in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:_CLOSEST]:
        if _is_told(db, call_id, key):
            return call_id
    return None


def _is_told(db: sqlite3.Connection, call_id: int, key: CallKey) -> bool:
    """Say whether a call is the one of this key: like what an item tells of it, or like the record of them all."""
    rows = db.execute(
        """SELECT i.title, f.content, k.content FROM call_items c JOIN items i ON i.id = c.item_id
        JOIN facts f ON f.item_id = i.id JOIN calls k ON k.id = c.call_id WHERE c.call_id = ? ORDER BY i.id LIMIT ?""",
        [call_id, _CLOSEST],
    ).fetchall()
    for title, content, record in rows:
        facts = unpack_facts(content)
        told = [facts.call, unpack_call(record)] if record else [facts.call]
        if any(same_call(call_key(title, call, facts.zones), key) for call in told if call):
            return True
    return False


def _is_next_edition(earlier: Call, now: Call) -> bool:
    """Say whether a page that told of a call now tells of another: it closes in another season."""
    if earlier.closing is None or now.closing is None:
        return False
    before, after = (date.fromisoformat(one.value[:10]) for one in (earlier.closing, now.closing))
    return abs((after - before).days) > _EDITION


def _unmark(db: sqlite3.Connection, item_id: int) -> None:
    db.execute("DELETE FROM call_marks WHERE item_id = ?", [item_id])
