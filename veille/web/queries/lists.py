"""Lists of articles: some by number, or the newest of one value of an axis."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LINKED = {
    "theme": "articles_themes",
    "secteur": "articles_secteurs",
    "famille": "articles_familles",
    "territoire": "articles_territoires",
    "structure": "articles_structures",
}
"""Axes with several values an article, and their tables."""
DIRECT = {"genre": "genre", "source": "source_id", "langue": "langue"}
"""Axes with one value an article, and their columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a list shows of an article."""

    id: int
    url: str
    title: str
    source: str
    published: str
    lang: str
    excerpt: str
    kind: str
    theme: str
    sector: str
    date_is_estimated: bool
    elsewhere: int
    """How many other places said the same."""


def latest_by(conn: sqlite3.Connection, axis: str, value: str, count: int) -> tuple[Card, ...]:
    """Return the newest articles with one value of an axis of LINKED or DIRECT."""
    if axis in LINKED:
        sql = f"select article_id from {LINKED[axis]} where {axis}_id = ? order by publie_le desc, article_id desc limit ?"  # noqa: S608, E501
    else:
        sql = f"select id from articles where {DIRECT[axis]} = ? order by publie_le desc, id desc limit ?"  # noqa: S608
    return cards(conn, [row[0] for row in conn.execute(sql, (value, count))])


def cards(conn: sqlite3.Connection, ids: Sequence[int]) -> tuple[Card, ...]:
    """Return articles by id, in the order given; ids that are gone are left out."""
    if not ids:
        return ()
    found = {row["id"]: _card(row) for row in _rows(conn, ids)}
    return tuple(found[one] for one in ids if one in found)


def _rows(conn: sqlite3.Connection, ids: Sequence[int]) -> Iterable[sqlite3.Row]:
    marks = ",".join("?" * len(ids))
    return conn.execute(
        "select id, url, titre, source_id, publie_le, langue, extrait, genre, theme_principal, secteur_principal,"  # noqa: S608
        " date_estimee, (select count(*) from vu_aussi v where v.article_id = articles.id) as ailleurs"
        f" from articles where id in ({marks})",
        ids,
    )


def _card(row: sqlite3.Row) -> Card:
    return Card(
        id=row["id"],
        url=row["url"],
        title=row["titre"],
        source=row["source_id"],
        published=row["publie_le"],
        lang=row["langue"] or "fr",
        excerpt=row["extrait"] or "",
        kind=row["genre"] or "",
        theme=row["theme_principal"] or "",
        sector=row["secteur_principal"] or "",
        date_is_estimated=bool(row["date_estimee"]),
        elsewhere=row["ailleurs"],
    )
