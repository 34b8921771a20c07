"""One article with everything the site says about it."""

import json
import sqlite3
from dataclasses import dataclass, replace

from veille.enrich.prose import telling
from veille.web.queries.facts import Facts, facts
from veille.web.queries.lists import Card, cards

Evidence = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One tag of an article."""

    axis: str
    value: str
    probability: float
    by_hand: bool
    evidence: Evidence = ()
    sentence: str = ""
    """Of the title and the excerpt, what says most of it; the rest of the text is not public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another place that said the same."""

    url: str
    title: str
    source: str
    published: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One article."""

    card: Card
    author: str
    relevance: float
    evidence: Evidence
    marks: tuple[Mark, ...]
    """By axis (genre, theme, secteur, famille), most probable first."""
    facts: Facts
    elsewhere: tuple[Elsewhere, ...]

    def of(self, axis: str) -> tuple[Mark, ...]:
        """Return the tags of one axis."""
        return tuple(mark for mark in self.marks if mark.axis == axis)


_LINKS = (("theme", "articles_themes"), ("secteur", "articles_secteurs"), ("famille", "articles_familles"))


def article(conn: sqlite3.Connection, ident: int) -> Detail | None:
    """Return one article, None when there is none with this id (see `head_of`)."""
    found = cards(conn, [ident])
    if not found:
        return None
    row = conn.execute(
        "select auteur, pertinence, pertinence_indices, genre, genre_probabilite, genre_indices"
        " from articles where id = ?",
        (ident,),
    ).fetchone()
    marks = [mark for axis, table in _LINKS for mark in _marks(conn, axis, table, ident)]
    if row["genre"]:
        kind = Mark(
            axis="genre",
            value=row["genre"],
            probability=row["genre_probabilite"] or 0.0,
            by_hand=row["genre_probabilite"] is None,
            evidence=evidence(row["genre_indices"]),
        )
        marks.insert(0, kind)
    public = f"{found[0].title}\n{found[0].excerpt}"
    return Detail(
        card=found[0],
        author=row["auteur"] or "",
        relevance=row["pertinence"] or 0.0,
        evidence=evidence(row["pertinence_indices"]),
        marks=tuple(replace(mark, sentence=telling(public, mark.evidence)) for mark in marks),
        facts=facts(conn, ident),
        elsewhere=_elsewhere(conn, ident),
    )


def byline(conn: sqlite3.Connection, ident: int) -> str:
    """Return who signed an article, as published; empty when unknown."""
    row = conn.execute("select auteur from articles where id = ?", (ident,)).fetchone()
    return (row[0] or "") if row else ""


def head_of(conn: sqlite3.Connection, ident: int) -> int | None:
    """Return the article into which another one was merged."""
    row = conn.execute("select article_id from fusions where id = ?", (ident,)).fetchone()
    return int(row[0]) if row else None


def evidence(text: str | None) -> Evidence:
    """Read a list of [word, weight] in JSON; what is not of that form is left out."""
    try:
        pairs = json.loads(text or "[]")
    except ValueError:
        return ()
    if not isinstance(pairs, list):
        return ()
    return tuple(
        (pair[0], float(pair[1]))
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], (int, float))
    )


def _marks(conn: sqlite3.Connection, axis: str, table: str, ident: int) -> list[Mark]:
    rows = conn.execute(
        f"select {axis}_id, probabilite, origine, indices from {table} where article_id = ?"  # noqa: S608
        f" order by probabilite desc, {axis}_id",
        (ident,),
    )
    return [
        Mark(axis=axis, value=r[0], probability=r[1] or 0.0, by_hand=r[2] != "machine", evidence=evidence(r[3]))
        for r in rows
    ]


def _elsewhere(conn: sqlite3.Connection, ident: int) -> tuple[Elsewhere, ...]:
    rows = conn.execute(
        "select url, titre, source_id, publie_le from vu_aussi where article_id = ? order by publie_le, url limit 50",
        (ident,),
    )
    return tuple(Elsewhere(url=r[0] or "", title=r[1] or "", source=r[2] or "", published=r[3] or "") for r in rows)
