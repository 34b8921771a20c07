"""Organisations: one with what it belongs to and what belongs to it, and lists of those most told of."""

import sqlite3
from dataclasses import dataclass

from veille.phrases import key

PAGE = 60
"""Organisations of one page of the list."""
BRANCHES = 24
"""Shown of those that belong to one, most told of first."""
_SCANNED = 20_000
"""Organisations looked at, most told of first, for those of a family: beyond, each has hardly an article."""
_COLUMNS = "s.id, s.nom, s.sigle, s.famille, coalesce(c.nombre, 0) as nombre"
_COUNT = "c.axe = 'structure' and c.valeur = s.id and c.mois = ''"


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureLine:
    """An organisation in a list."""

    id: str
    name: str
    acronym: str
    family: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureDetail:
    """One organisation."""

    id: str
    name: str
    acronym: str
    family: str
    others: tuple[str, ...]
    """Its other names, in use or former."""
    site: str
    parents: tuple[tuple[str, str], ...]
    """Ids and names of what it belongs to, nearest first."""
    branches: tuple[StructureLine, ...]
    """Those that belong to it, at most BRANCHES."""


def structure(conn: sqlite3.Connection, ident: str) -> StructureDetail | None:
    """Return an organisation, None when no article names it and nothing belongs to it."""
    row = conn.execute("select * from structures where id = ?", (ident,)).fetchone()
    if row is None:
        return None
    branches = conn.execute(
        f"select {_COLUMNS} from structures s left join comptes c on {_COUNT}"  # noqa: S608 - constants
        " where s.parent = ? order by nombre desc, s.cle limit ?",
        (ident, BRANCHES),
    )
    return StructureDetail(
        id=row["id"],
        name=row["nom"],
        acronym=row["sigle"] or "",
        family=row["famille"] or "",
        others=tuple(filter(None, (row["autres_noms"] or "").split(" | "))),
        site=row["site"] or "",
        parents=_parents(conn, row["parent"]),
        branches=tuple(map(_line, branches)),
    )


def most_named(conn: sqlite3.Connection, family: str, page: int) -> tuple[StructureLine, ...]:
    """Return one page of organisations, most told of first, of one family or of all ('')."""
    kept = "where s.famille = ?2" if family else ""
    rows = conn.execute(
        f"select {_COLUMNS} from (select valeur, nombre from comptes indexed by comptes_frequents"  # noqa: S608
        " where axe = 'structure' and mois = '' order by nombre desc, valeur limit ?1) c"
        f" cross join structures s on s.id = c.valeur {kept} limit ?3 offset ?4",
        (_SCANNED, family, PAGE + 1, (page - 1) * PAGE),
    )
    return tuple(map(_line, rows))


def named_like(conn: sqlite3.Connection, text: str) -> tuple[StructureLine, ...]:
    """Return the organisations whose name begins so or whose acronym it is, most told of first, at most PAGE + 1."""
    begins = key(text)
    if not begins:
        return ()
    rows = conn.execute(
        f"select {_COLUMNS} from structures s left join comptes c on {_COUNT} where s.sigle = ?1"  # noqa: S608
        f" union select {_COLUMNS} from structures s left join comptes c on {_COUNT}"
        " where s.cle >= ?2 and s.cle < ?3 order by 5 desc, 2 limit ?4",
        (text.strip().upper(), begins, begins + "\U0010ffff", PAGE + 1),
    )
    return tuple(map(_line, rows))


def family_counts(conn: sqlite3.Connection) -> dict[str, int]:
    """Return the families that organisations most told of have, and how many of those each has."""
    rows = conn.execute(
        "select s.famille, count(*) from (select valeur from comptes indexed by comptes_frequents"
        " where axe = 'structure' and mois = '' order by nombre desc, valeur limit ?) c"
        " cross join structures s on s.id = c.valeur where s.famille is not null group by 1 order by 2 desc",
        (_SCANNED,),
    )
    return {row[0]: row[1] for row in rows}


def _parents(conn: sqlite3.Connection, ident: str | None) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    while ident and ident not in found and len(found) < 5:
        row = conn.execute("select id, nom, parent from structures where id = ?", (ident,)).fetchone()
        if row is None:
            break
        found[row["id"]], ident = row["nom"], row["parent"]
    return tuple(found.items())


def _line(row: sqlite3.Row) -> StructureLine:
    return StructureLine(
        id=row["id"], name=row["nom"], acronym=row["sigle"] or "", family=row["famille"] or "", count=row["nombre"]
    )
