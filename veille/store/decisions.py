"""What officers decided of items: labels that fit, labels that do not, whether an item is about the ESS at all.

A decision outlives every tagging. A label that a person gave stays in `tags` as theirs; one that a person
refused is kept here, so that no later model gives it again; the empty label refused closes a facet: nothing
more than what the person left is given of it.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from veille.facts import Place, PlaceRole
from veille.models import Tag, Zone
from veille.store import addresses, clock
from veille.store.codec import pack_evidence, to_text

HUMAN = "humain"
RELEVANCE = "relevance"
KIND = "kind"
TERRITORY = "territory"
CLOSED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing that a person decided of an item."""

    facet: str
    """theme, sector, org, kind, territory or relevance."""
    label: str
    """Empty for relevance; refused, the empty label closes the facet: nothing more of it is given."""
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An item that a person corrects, as it stands."""

    id: int
    url: str
    title: str
    text: str
    """Empty once it was purged."""
    lang: str
    zone: Zone
    model_version: str
    labels: tuple[tuple[str, str], ...]
    """(facet, label) of its tags and territories, most probable first."""


def decide(db: sqlite3.Connection, item_id: int, made: Sequence[Decision], now: datetime) -> None:
    """Keep decisions on an item, in order, and bring its tags, places and zone in line with them at once."""
    for one in made:
        if one.facet == RELEVANCE:
            _decide_relevance(db, item_id, one.holds)
        elif one.facet == TERRITORY:
            _decide_place(db, item_id, one)
        else:
            _decide_label(db, item_id, one)
        db.execute(
            "INSERT OR REPLACE INTO decisions VALUES (?,?,?,?,?)",
            [item_id, one.facet, one.label, int(one.holds), to_text(now)],
        )
    clock.touch(db, item_id)


def of(db: sqlite3.Connection, item_id: int) -> tuple[Decision, ...]:
    """Return the decisions on an item."""
    rows = db.execute("SELECT facet, label, holds FROM decisions WHERE item_id = ? ORDER BY facet, label", [item_id])
    return tuple(Decision(facet=facet, label=label, holds=bool(holds)) for facet, label, holds in rows)


def allowed(db: sqlite3.Connection, item_id: int, tags: Iterable[Tag]) -> list[Tag]:
    """Return the machine's tags that no person has ruled out."""
    made = of(db, item_id)
    if not made:
        return list(tags)
    if Decision(facet=RELEVANCE, label="", holds=False) in made:
        return []
    refused = {(one.facet, one.label) for one in made if not one.holds}
    # an item has one kind: a person's stands alone
    closed = {facet for facet, label in refused if label == CLOSED}
    closed |= {one.facet for one in made if one.facet == KIND and one.holds}
    return [tag for tag in tags if tag.facet not in closed and (tag.facet, tag.label) not in refused]


def allowed_places(db: sqlite3.Connection, item_id: int, places: Iterable[Place]) -> list[Place]:
    """Return the places read in a text that no person has ruled out."""
    refused = {one.label for one in of(db, item_id) if one.facet == TERRITORY and not one.holds}
    return [] if CLOSED in refused else [place for place in places if place.code not in refused]


def zone(db: sqlite3.Connection, item_id: int, told: Zone) -> Zone:
    """Return the zone of an item: a person's word, else what the machine tells."""
    row = db.execute(
        "SELECT holds FROM decisions WHERE item_id = ? AND facet = ? AND label = ''", [item_id, RELEVANCE]
    ).fetchone()
    if row is None:
        return told
    return Zone.IN if row[0] else Zone.OUT


def hand_over(db: sqlite3.Connection, gone: int, into: int) -> None:
    """Give decisions to the item that another has become part of; those on that item itself win."""
    db.execute(
        "INSERT OR IGNORE INTO decisions SELECT ?, facet, label, holds, at FROM decisions WHERE item_id = ?",
        [into, gone],
    )
    forget(db, gone)


def forget(db: sqlite3.Connection, item_id: int) -> None:
    """Erase what was decided of an item."""
    db.execute("DELETE FROM decisions WHERE item_id = ?", [item_id])


def decided(db: sqlite3.Connection, item_ids: Iterable[int]) -> frozenset[int]:
    """Return which of these items a person has decided anything of."""
    rows = db.execute(
        "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM decisions d WHERE d.item_id = j.value)",
        [json.dumps(list(item_ids))],
    )
    return frozenset(item_id for (item_id,) in rows)


def undecided(db: sqlite3.Connection, zone: Zone) -> list[tuple[int, str, str]]:
    """Return (number, address, title) of the items of a zone, with a text, that nobody has decided anything of."""
    rows = db.execute(
        """SELECT i.id, i.url, i.title FROM items i JOIN texts t ON t.item_id = i.id
        WHERE i.zone = ? AND i.withdrawn IS NULL AND i.merged_into IS NULL
            AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.item_id = i.id) ORDER BY i.id""",
        [zone],
    )
    return rows.fetchall()


def subject(db: sqlite3.Connection, target: int | str) -> Subject | None:
    """Return the item of a number or an address, with all that a correction of it starts from; None for an unknown
    or withdrawn one. An item that has become part of another is that one.

    Raises ValueError for a text that is no http(s) address.
    """
    item_id = target if isinstance(target, int) else addresses.of(db, addresses.spelling(db, target))
    row = db.execute(
        """SELECT i.id, i.url, i.title, coalesce(t.text, ''), i.lang, i.zone, i.model_version
        FROM items one JOIN items i ON i.id = coalesce(one.merged_into, one.id) LEFT JOIN texts t ON t.item_id = i.id
        WHERE one.id = ? AND i.withdrawn IS NULL""",
        [item_id],
    ).fetchone()
    if row is None:
        return None
    labels = db.execute("SELECT facet, label FROM tags WHERE item_id = ? ORDER BY probability DESC, label", [row[0]])
    places = db.execute("SELECT code FROM places WHERE item_id = ? ORDER BY probability DESC, code", [row[0]])
    return Subject(
        id=row[0],
        url=row[1],
        title=row[2],
        text=row[3],
        lang=row[4],
        zone=Zone(row[5]),
        model_version=row[6],
        labels=(*labels.fetchall(), *((TERRITORY, code) for (code,) in places)),
    )


def taken(db: sqlite3.Connection) -> int:
    """Return up to where the journal of corrections was taken in, in bytes."""
    return int(db.execute("SELECT upto FROM corrections_taken").fetchone()[0])


def take(db: sqlite3.Connection, target: str, made: Sequence[Decision], now: datetime, upto: int) -> bool:
    """Take in one line of the journal of corrections, together with the place where the next one begins; say
    whether there is an item at its address."""
    try:
        found = subject(db, target)
    except ValueError:
        found = None
    if found is not None:
        decide(db, found.id, made, now)
    db.execute("UPDATE corrections_taken SET upto = ?", [upto])
    return found is not None


def _decide_relevance(db: sqlite3.Connection, item_id: int, holds: bool) -> None:
    if not holds:
        db.execute("DELETE FROM tags WHERE item_id = ?", [item_id])
        db.execute("DELETE FROM decisions WHERE item_id = ? AND facet <> ?", [item_id, TERRITORY])
    # what was out has no tags: the next renewal gives it some
    db.execute(
        "UPDATE items SET zone = ?, model_version = CASE WHEN zone = 'out' AND ? THEN '' ELSE model_version END"
        " WHERE id = ?",
        [Zone.IN if holds else Zone.OUT, holds, item_id],
    )


def _decide_label(db: sqlite3.Connection, item_id: int, one: Decision) -> None:
    if one.holds and one.facet == KIND:
        db.execute("DELETE FROM tags WHERE item_id = ? AND facet = ?", [item_id, KIND])
        db.execute("DELETE FROM decisions WHERE item_id = ? AND facet = ?", [item_id, KIND])
        # the dates of a call, an event: the next renewal reads what this kind has
        db.execute("UPDATE items SET facts_version = '' WHERE id = ?", [item_id])
    if one.holds:
        row = [item_id, one.facet, one.label, HUMAN, pack_evidence(())]
        db.execute("INSERT OR REPLACE INTO tags VALUES (?,?,?,1.0,?,?)", row)
    elif one.label == CLOSED:
        db.execute("DELETE FROM tags WHERE item_id = ? AND facet = ? AND origin <> ?", [item_id, one.facet, HUMAN])
    else:
        db.execute("DELETE FROM tags WHERE item_id = ? AND facet = ? AND label = ?", [item_id, one.facet, one.label])


def _decide_place(db: sqlite3.Connection, item_id: int, one: Decision) -> None:
    if one.holds:
        row = [item_id, one.label, PlaceRole.SUBJECT, HUMAN]
        db.execute("INSERT OR REPLACE INTO places VALUES (?,?,?,1.0,?,'[]')", row)
    elif one.label == CLOSED:
        db.execute("DELETE FROM places WHERE item_id = ? AND origin <> ?", [item_id, HUMAN])
    else:
        db.execute("DELETE FROM places WHERE item_id = ? AND code = ?", [item_id, one.label])
