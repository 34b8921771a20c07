"""What one article tells besides its labels: the territories it concerns, its call, its event, the organisations."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from veille.facts import Amount, Call, Event, Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A territory that an article concerns."""

    code: str
    name: str
    role: str
    probability: float
    by_hand: bool
    words: tuple[str, ...]
    """What named it in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """An organisation named in an article."""

    id: str
    name: str
    family: str
    probability: float
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A date of a call that became another one."""

    moment: str
    field: str
    before: str
    after: str
    article: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCall:
    """A call as all public articles together tell it."""

    id: int
    title: str
    told: Call
    changes: tuple[Change, ...]
    others: tuple[tuple[int, str, str], ...]
    """Number, title and language of the other articles that tell of it, at most ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything but labels."""

    territories: tuple[Territory, ...] = ()
    """Those named, surest first."""
    call: PublicCall | None = None
    event: Event | None = None
    structures: tuple[Structure, ...] = ()


def facts(conn: sqlite3.Connection, ident: int) -> Facts:
    """Return what an article tells besides its labels."""
    return Facts(
        territories=_territories(conn, ident),
        call=_call(conn, ident),
        event=_event(conn, ident),
        structures=tuple(
            Structure(
                id=row[0],
                name=row[1] or row[0],
                family=row[2] or "",
                probability=row[3],
                by_hand=row[4] != "machine",
            )
            for row in conn.execute(
                "select l.structure_id, s.nom, s.famille, l.probabilite, l.origine from articles_structures l"
                " left join structures s on s.id = l.structure_id where l.article_id = ?"
                " order by l.probabilite desc, l.structure_id limit 30",
                (ident,),
            )
        ),
    )


def _territories(conn: sqlite3.Connection, ident: int) -> tuple[Territory, ...]:
    rows = conn.execute(
        "select l.territoire_id, t.nom, l.role, l.probabilite, l.origine, l.indices from articles_territoires l"
        " left join territoires t on t.id = l.territoire_id where l.article_id = ? and l.direct"
        " order by l.role = 'editeur', l.probabilite desc, l.territoire_id limit 60",
        (ident,),
    )
    return tuple(
        Territory(
            code=row[0],
            name=row[1] or row[0],
            role=row[2],
            probability=row[3],
            by_hand=row[4] != "machine",
            words=tuple(str(pair[0]) for pair in _list(row[5]) if isinstance(pair, list) and pair),
        )
        for row in rows
    )


def _call(conn: sqlite3.Connection, ident: int) -> PublicCall | None:
    row = conn.execute(
        "select a.* from articles_appels l cross join appels a on a.id = l.appel_id"
        " where l.article_id = ? order by a.id limit 1",
        (ident,),
    ).fetchone()
    if row is None:
        return None
    changes = conn.execute(
        "select le, champ, avant, apres, article_id from appels_changements where appel_id = ? order by rang",
        (row["id"],),
    )
    others = conn.execute(
        "select l.article_id, a.titre, a.langue from articles_appels l cross join articles a on a.id = l.article_id"
        " where l.appel_id = ? and l.article_id <> ? order by l.article_id limit 10",
        (row["id"], ident),
    )
    return PublicCall(
        id=row["id"],
        title=row["titre"],
        told=call_of(row),
        changes=tuple(Change(moment=c[0], field=c[1], before=c[2], after=c[3], article=c[4]) for c in changes),
        others=tuple((other[0], other[1], other[2] or "fr") for other in others),
    )


def call_of(row: sqlite3.Row) -> Call:
    """Return the call that a row of `appels` holds; what is damaged in it is left out."""
    proofs = _dict(row["preuves"])

    def found(name: str, value: object) -> Found | None:
        return _found(str(value), proofs.get(name)) if value is not None else None

    def several(name: str, values: list[Any]) -> tuple[Found, ...]:
        given = proofs.get(name)
        given = given if isinstance(given, list) else []
        pairs = zip(values, [*given, *[None] * len(values)], strict=False)
        return tuple(_found(str(value), proof) for value, proof in pairs)

    funders = [one["nom"] for one in _list(row["porteurs"]) if isinstance(one, dict) and "nom" in one]
    targets = [line.removeprefix("• ") for line in (row["eligibilite"] or "").splitlines()]
    return Call(
        closing=found("date_cloture", row["date_cloture"]),
        opening=found("date_ouverture", row["date_ouverture"]),
        waves=several("vagues", _list(row["vagues"])),
        extended=found("date_cloture_precedente", row["date_cloture_precedente"]),
        permanent=found("permanent", "") if row["permanent"] else None,
        amounts=tuple(
            _amount(one) for one in _list(row["montants"]) if isinstance(one, dict) and _number(one.get("valeur"))
        ),
        funder=found("porteurs", funders[0]) if funders else None,
        beneficiaries=several("cibles", targets),
        form=found("lien_depot", row["lien_depot"]),
    )


def _amount(record: dict[str, Any]) -> Amount:
    return Amount(
        role=str(record.get("role", "")),
        value=_number(record.get("valeur")),
        currency=str(record.get("devise", "")),
        quote=str(record.get("phrase", "")),
        confidence=_number(record.get("fiabilite")),
    )


def _event(conn: sqlite3.Connection, ident: int) -> Event | None:
    row = conn.execute("select * from evenements where article_id = ?", (ident,)).fetchone()
    return event_of(row) if row else None


def event_of(row: sqlite3.Row) -> Event:
    """Return the event that a row of `evenements` holds; what is damaged in it is left out."""
    proofs = _dict(row["preuves"])

    def found(name: str) -> Found | None:
        return _found(row[name], proofs.get(name)) if row[name] else None

    return Event(
        start=_found(row["debut"], proofs.get("debut")),
        end=found("fin"),
        place=found("lieu"),
        code=row["territoire_id"] or "",
        online=None if row["en_ligne"] is None else bool(row["en_ligne"]),
        registration=found("inscription"),
        declared=bool(row["declare"]),
    )


def _found(value: str, proof: object) -> Found:
    told = proof if isinstance(proof, dict) else {}
    return Found(value=value, quote=str(told.get("phrase", "")), confidence=_number(told.get("fiabilite")))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _list(text: str | None) -> list[Any]:
    value = _json(text)
    return value if isinstance(value, list) else []


def _dict(text: str | None) -> dict[str, Any]:
    value = _json(text)
    return value if isinstance(value, dict) else {}


def _json(text: str | None) -> object:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None
