"""Organisations: the table that names them, with what the directory knows of each.

The directory is the pipeline's to give: which organisations are known by name is no business of this room.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from veille.phrases import key

AXIS = "structure"


class Organisation(Protocol):
    """An organisation that is known by name."""

    @property
    def name(self) -> str:
        """As people write it."""

    @property
    def acronym(self) -> str:
        """Its short name, empty without one."""

    @property
    def also(self) -> tuple[str, ...]:
        """Other names, in use or former."""

    @property
    def family(self) -> str:
        """Legal family, empty for public bodies."""

    @property
    def parent(self) -> str:
        """Id of what it belongs to, empty when it stands alone."""

    @property
    def site(self) -> str:
        """Address of its own website, empty when unknown."""


class Directory(Protocol):
    """Knows organisations by their ids; asked only when there is something to publish."""

    def organisation(self, ident: str) -> Organisation | None:
        """Return the organisation with an id."""

    def parent(self, ident: str) -> str:
        """Return the id of what an organisation belongs to, known or a branch; empty for none."""


class NoDirectory:
    """Knows no organisation: of each there is what its articles say."""

    def organisation(self, ident: str) -> Organisation | None:
        """Return None."""
        return None

    def parent(self, ident: str) -> str:
        """Return nothing."""
        return ""


class StructureRow(NamedTuple):
    """One row of `structures`, in the order of its columns."""

    id: str
    nom: str
    famille: str | None
    sigle: str | None
    autres_noms: str | None
    parent: str | None
    site: str | None
    cle: str


def name_links(
    db: sqlite3.Connection, touched: Iterable[str], named: Mapping[str, tuple[str, str]], directory: Directory
) -> None:
    """Bring the rows of these organisations along with the links to them, within the caller's transaction.

    An organisation has a row while an article names it, or while one that belongs to it has a row. `named` gives
    names and families as the articles have them; `touched` are the ids of links that came or went.
    """
    rows = {row.id: row for ident, told in named.items() for row in _with_parents(ident, told, directory)}
    # one that an article names is told by it; one that is only a parent, by the directory
    rows |= {ident: _row(ident, told, directory) for ident, told in named.items()}
    places = ",".join("?" * len(StructureRow._fields))
    db.executemany(f"INSERT OR REPLACE INTO structures VALUES ({places})", rows.values())  # noqa: S608 - constants
    for ident in sorted(set(touched) - rows.keys()):
        _let_go(db, ident)


def _let_go(db: sqlite3.Connection, ident: str | None) -> None:
    """Remove an organisation that nothing speaks of, then what it belonged to, if that is alone now."""
    while ident:
        gone = db.execute(
            """DELETE FROM structures WHERE id = ?1
            AND NOT EXISTS (SELECT 1 FROM comptes WHERE axe = 'structure' AND valeur = ?1 AND mois = '')
            AND NOT EXISTS (SELECT 1 FROM structures WHERE parent = ?1) RETURNING parent""",
            [ident],
        ).fetchone()
        ident = gone[0] if gone else None


def _with_parents(ident: str, told: tuple[str, str], directory: Directory) -> Iterator[StructureRow]:
    row = _row(ident, told, directory)
    seen = {ident}
    while row.parent and row.parent not in seen:
        seen.add(row.parent)
        row = _row(row.parent, (row.parent, ""), directory)
        yield row


def _row(ident: str, told: tuple[str, str], directory: Directory) -> StructureRow:
    known = directory.organisation(ident)
    name, family = (known.name, known.family) if known else told
    return StructureRow(
        id=ident,
        nom=name,
        famille=family or None,
        sigle=(known.acronym if known else "") or None,
        autres_noms=(" | ".join(known.also) if known else "") or None,
        parent=directory.parent(ident) or None,
        site=(known.site if known else "") or None,
        cle=key(name),
    )
