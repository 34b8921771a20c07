"""Territories: which an article concerns, with everything they lie in, and the table that names them.

The gazetteer is the pipeline's to give: what territories there are is no business of this room.
"""

import json
import sqlite3
from collections.abc import Iterable
from typing import Protocol

from veille.facts import Place, PlaceRole
from veille.publish.links import Link
from veille.publish.lookups import Row
from veille.store.codec import pack_evidence
from veille.store.connection import transaction

AXIS = "territoire"


class Territory(Protocol):
    """A place with a code."""

    @property
    def name(self) -> str:
        """As people write it."""

    @property
    def kind(self) -> str:
        """pays, region, departement…"""

    @property
    def parents(self) -> tuple[str, ...]:
        """Codes of what it lies in, nearest first."""


class Gazetteer(Protocol):
    """Knows territories by their codes; asked only when there is something to publish."""

    def territory(self, code: str) -> Territory | None:
        """Return the territory with a code."""

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the codes of what a territory lies in, nearest first."""


class NoGazetteer:
    """Knows no territory: codes stand for names, and nothing lies in anything."""

    def territory(self, code: str) -> Territory | None:
        """Return None."""
        return None

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return nothing."""
        return ()


def concerned(places: Iterable[Place]) -> list[Place]:
    """Return the places an article concerns, most telling first: what is named in passing is left out."""
    return [place for place in places if place.role is not PlaceRole.MENTION]


def links(places: Iterable[Place], gazetteer: Gazetteer) -> list[Link]:
    """Return a link to each territory an article concerns, and to each that one of them lies in.

    The latter take probability, origin and role from the surest of those in them, and explain nothing by themselves.
    """
    found: dict[str, Link] = {}
    chosen = concerned(places)
    for place in chosen:
        words = pack_evidence(tuple((word, 0.0) for word in place.evidence))
        found[place.code] = Link(AXIS, place.code, place.probability, place.origin, words, place.role, 1)
    direct = set(found)
    for place in sorted(chosen, key=lambda one: -one.probability):
        for code in gazetteer.ancestors(place.code):
            if code not in found:
                found[code] = Link(AXIS, code, place.probability, place.origin, "[]", place.role, 0)
    return [found[code] for code in [*sorted(direct), *sorted(found.keys() - direct)]]


def main_of(places: Iterable[Place]) -> str | None:
    """Return the territory that stands for all: the first that the text is about or for, else that of who speaks."""
    chosen = concerned(places)
    told = [place for place in chosen if place.role is not PlaceRole.PUBLISHER]
    return next((place.code for place in [*told, *chosen]), None)


def name_links(db: sqlite3.Connection, touched: Iterable[str], gazetteer: Gazetteer) -> None:
    """Bring the names of these territories along with the links to them, within the caller's transaction.

    A territory is named while an article or a source, or something in it, speaks of it.
    """
    codes = set(touched)
    if not codes:
        return
    used = {
        code
        for (code,) in db.execute(
            """SELECT c.valeur FROM json_each(?) j
            JOIN comptes c ON c.axe = ? AND c.valeur = j.value AND c.mois = ''""",
            [json.dumps(sorted(codes)), AXIS],
        )
    }
    used |= codes & _of_sources(db, gazetteer)
    db.executemany("DELETE FROM territoires WHERE id = ?", [(code,) for code in codes])
    _name(db, used, gazetteer)


def name_sources(db: sqlite3.Connection, gazetteer: Gazetteer, *, changed: bool) -> None:
    """Name the territories of sources where one has no name yet; `changed` sources let go of those in no use."""
    if changed:
        with transaction(db):
            db.execute(
                """DELETE FROM territoires WHERE id NOT IN (SELECT value FROM json_each(?))
                AND NOT EXISTS (SELECT 1 FROM comptes WHERE axe = ? AND valeur = territoires.id AND mois = '')""",
                [json.dumps(sorted(_of_sources(db, gazetteer))), AXIS],
            )
    unnamed = "territoire <> '' AND territoire NOT IN (SELECT id FROM territoires)"
    if db.execute(f"SELECT 1 FROM sources WHERE {unnamed} LIMIT 1").fetchone():  # noqa: S608 - a constant
        with transaction(db):
            _name(db, _of_sources(db, gazetteer), gazetteer)


def _of_sources(db: sqlite3.Connection, gazetteer: Gazetteer) -> set[str]:
    codes = {code for (code,) in db.execute("SELECT DISTINCT territoire FROM sources WHERE territoire <> ''")}
    return codes.union(*(gazetteer.ancestors(code) for code in codes))


def _name(db: sqlite3.Connection, codes: Iterable[str], gazetteer: Gazetteer) -> None:
    rows = [_row(code, gazetteer.territory(code)) for code in codes]
    db.executemany("INSERT OR REPLACE INTO territoires VALUES (?,?,?,?)", rows)


def _row(code: str, found: Territory | None) -> Row:
    if found is None:
        return (code, code, None, None)
    return (code, found.name, found.kind, found.parents[0] if found.parents else None)
