"""The contentless full-text index `recherche`: terms in, exactly the same terms out.

It holds no text, only positions of stemmed terms. SQLite 3.40 can delete from it only with the very
terms that were inserted: collect.db keeps them per item and revision. When they are missing
all the same, the index is built afresh.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from veille.store import Store, Terms

BATCH = 500
"""Rows whose terms are in memory at once while the index is built afresh (about 4 KB each)."""


@dataclass(slots=True)
class IndexChange:
    """What to take out of the index and what to put in, by article."""

    out: Mapping[int, Terms] = field(default_factory=dict)
    into: Mapping[int, Terms] = field(default_factory=dict)
    incomplete: bool = False
    """Some terms to take out are not known."""


def prepare(store: Store, out: Mapping[int, int], into: Mapping[int, int]) -> IndexChange:
    """Fetch the terms for revisions to take out and put in, both given by article."""
    old, new = store.terms(out.items()), store.terms(into.items())
    return IndexChange(out=old, into=new, incomplete=len(old) < len(out))


def apply(db: sqlite3.Connection, change: IndexChange) -> None:
    """Change the index, within the caller's transaction."""
    db.executemany(
        "INSERT INTO recherche (recherche, rowid, titre, texte) VALUES ('delete', ?, ?, ?)", _rows(change.out)
    )
    db.executemany("INSERT INTO recherche (rowid, titre, texte) VALUES (?, ?, ?)", _rows(change.into))


def rebuild(db: sqlite3.Connection, store: Store) -> None:
    """Build the index afresh for the articles that are public now, within the caller's transaction."""
    db.execute("INSERT INTO recherche (recherche) VALUES ('delete-all')")
    articles = db.execute("SELECT id, revision FROM articles ORDER BY id").fetchall()
    for start in range(0, len(articles), BATCH):
        kept = store.terms(articles[start : start + BATCH])
        db.executemany("INSERT INTO recherche (rowid, titre, texte) VALUES (?, ?, ?)", _rows(kept))


def _rows(terms: Mapping[int, Terms]) -> Iterable[tuple[int, str, str]]:
    return [(number, one.title, one.text) for number, one in sorted(terms.items())]
