"""Territories that articles speak of: what they lie in, what lies in them, and counts of all régions."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from veille.web.places import Place

INSIDE = 24
"""Territories shown of those that lie in another one, most told of first."""
_HIGHEST = 8
"""Steps up from a territory: quartier, commune, intercommunalité, département, région, pays and two more."""
_COLUMNS = "t.id, t.nom, t.type, c.nombre"
_COUNT = "cross join comptes c on c.axe = 'territoire' and c.valeur = t.id and c.mois = ''"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A territory with its articles."""

    code: str
    name: str
    kind: str
    count: int
    recent: int = 0
    """Of the last thirty days."""


def named(conn: sqlite3.Connection, code: str) -> Place | None:
    """Return a territory that articles or sources speak of, None for others."""
    row = conn.execute("select id, nom, type, parent from territoires where id = ?", (code,)).fetchone()
    if row is None or not row["type"]:
        return None
    above: dict[str, str] = {}
    if row["type"] in ("commune", "arrondissement"):
        # its group of communes may be counted to another département
        above = _above(conn, (row["parent"], f"D{code[: 3 if code.startswith('97') else 2]}"))
    elif row["parent"]:
        above = _above(conn, (row["parent"],))
    return Place(code=row["id"], name=row["nom"], kind=row["type"], above=tuple(above.items()))


def inside(conn: sqlite3.Connection, code: str) -> tuple[Counted, ...]:
    """Return what lies in a territory and has articles, of the two levels below it, most told of first."""
    rows = conn.execute(
        f"select {_COLUMNS} from territoires t {_COUNT} where t.parent = ?1"  # noqa: S608 - constants
        f" union select {_COLUMNS} from territoires u cross join territoires t on t.parent = u.id {_COUNT}"
        " where u.parent = ?1 order by 4 desc, 2 limit ?2",
        (code, INSIDE),
    )
    return tuple(Counted(code=row[0], name=row[1], kind=row[2] or "", count=row[3]) for row in rows)


def counts(conn: sqlite3.Connection, codes: Iterable[str]) -> dict[str, int]:
    """Return the articles of some territories by code; those without are left out."""
    found = {}
    for code in codes:
        row = conn.execute(
            "select nombre from comptes where axe = 'territoire' and valeur = ? and mois = ''", (code,)
        ).fetchone()
        if row:
            found[code] = int(row[0])
    return found


def recent_counts(conn: sqlite3.Connection, codes: Iterable[str], first: date, last: date) -> dict[str, int]:
    """Return the articles of some territories in a period, by code: each a range of an index."""
    statement = "select count(*) from articles_territoires where territoire_id = ? and publie_le between ? and ?"
    period = (first.isoformat(), last.isoformat())
    return {code: conn.execute(statement, (code, *period)).fetchone()[0] for code in codes}


def most_told(conn: sqlite3.Connection, kind: str, most: int) -> tuple[Counted, ...]:
    """Return the territories of a kind with the most articles, read in order of the counts: for kinds with many."""
    rows = conn.execute(
        "select t.id, t.nom, t.type, c.nombre from comptes c indexed by comptes_frequents"
        " cross join territoires t on t.id = c.valeur"
        " where c.axe = 'territoire' and c.mois = '' and t.type = ? order by c.nombre desc, c.valeur limit ?",
        (kind, most),
    )
    return tuple(Counted(code=row[0], name=row[1], kind=row[2], count=row[3]) for row in rows)


def of_kind(conn: sqlite3.Connection, kind: str, most: int) -> tuple[Counted, ...]:
    """Do what `most_told` does for kinds with few territories: some hundred countries at most are read and ordered."""
    rows = conn.execute(
        f"select {_COLUMNS} from territoires t indexed by territoires_type {_COUNT}"  # noqa: S608 - constants
        " where t.type = ? order by c.nombre desc, t.id limit ?",
        (kind, most),
    )
    return tuple(Counted(code=row[0], name=row[1], kind=row[2], count=row[3]) for row in rows)


def _above(conn: sqlite3.Connection, nearest: Iterable[str]) -> dict[str, str]:
    """Return names by code of some territories and of what the last of them lies in, nearest first."""
    found: dict[str, str] = {}
    code: str | None = None
    for one in nearest:
        row = conn.execute("select id, nom, parent from territoires where id = ?", (one,)).fetchone()
        if row:
            found[row["id"]] = row["nom"]
            code = row["parent"]
    while code and len(found) < _HIGHEST:
        row = conn.execute("select id, nom, parent from territoires where id = ?", (code,)).fetchone()
        if row is None or row["id"] in found:
            break
        found[row["id"]], code = row["nom"], row["parent"]
    return found
