"""The contentless full-text index `recherche`: terms in, exactly the same terms out.

It holds no text, only positions of stemmed terms, and words that stand for an article's labels. SQLite 3.40
can delete from it only with the very terms that were inserted: collect.db keeps those of title and text per
item and revision, the others follow from them and from `facettes`. When terms are missing all the same, the
index is built afresh.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from veille.publish import facets
from veille.store import Store, Terms

BATCH = 500
"""Rows whose terms are in memory at once while the index is built afresh (about 4 KB each)."""
LEAD_TERMS = 60
"""Terms of the text that are its lead (`chapo`): two or three sentences, which say most of what it is about."""
_COLUMNS = "rowid, titre, chapo, texte, etiquettes"


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


def take_out(db: sqlite3.Connection, terms: Mapping[int, Terms]) -> None:
    """Delete articles from the index, before their row of `facettes` goes, within the caller's transaction."""
    db.executemany(
        f"INSERT INTO recherche (recherche, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
        list(_rows(db, terms)),
    )


def put_in(db: sqlite3.Connection, terms: Mapping[int, Terms]) -> None:
    """Insert articles into the index, after their row of `facettes` came, within the caller's transaction."""
    db.executemany(
        f"INSERT INTO recherche ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - a constant
        list(_rows(db, terms)),
    )


def rebuild(db: sqlite3.Connection, store: Store) -> None:
    """Build the index afresh for the articles that are public now, within the caller's transaction."""
    db.execute("INSERT INTO recherche (recherche) VALUES ('delete-all')")
    articles = db.execute("SELECT id, revision FROM articles ORDER BY id").fetchall()
    for start in range(0, len(articles), BATCH):
        put_in(db, store.terms(articles[start : start + BATCH]))


def lead(text: str) -> str:
    """Return the column `chapo` of a text's terms."""
    return " ".join(text.split(" ", LEAD_TERMS)[:LEAD_TERMS])


def _rows(db: sqlite3.Connection, terms: Mapping[int, Terms]) -> Iterator[tuple[int, str, str, str, str]]:
    for number, labels in facets.of(db, terms):
        one = terms[number]
        yield number, one.title, lead(one.text), one.text, labels
