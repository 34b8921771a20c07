"""Checking a veille.db against the store it was made from: rows, counts and every term of the index."""

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import groupby
from pathlib import Path

from veille.store import Store
from veille.store.public import head
from veille.text import NORMALISER

FRESH_COUNTS = """
SELECT 'total', '', '', count(*) FROM articles HAVING count(*)
UNION ALL SELECT 'total', '', substr(publie_le, 1, 7), count(*) FROM articles GROUP BY 3
UNION ALL SELECT 'jour', publie_le, '', count(*) FROM articles GROUP BY 2
"""
COLUMNS = {"source": "source_id", "langue": "langue", "genre": "genre"}
LINKS = {
    "theme": ("articles_themes", "theme_id"),
    "secteur": ("articles_secteurs", "secteur_id"),
    "famille": ("articles_familles", "famille_id"),
    "territoire": ("articles_territoires", "territoire_id"),
    "structure": ("articles_structures", "structure_id"),
}


ORPHANS = """
SELECT 'article without source', id FROM articles WHERE source_id NOT IN (SELECT id FROM sources)
UNION ALL SELECT 'redirect to nowhere', id FROM fusions WHERE article_id NOT IN (SELECT id FROM articles)
UNION ALL SELECT 'redirect of an article', id FROM fusions WHERE id IN (SELECT id FROM articles)
UNION ALL SELECT 'copy of nothing', article_id FROM vu_aussi WHERE article_id NOT IN (SELECT id FROM articles)
UNION ALL SELECT 'event of nothing', article_id FROM evenements WHERE article_id NOT IN (SELECT id FROM articles)
UNION ALL SELECT 'call of nothing', article_id FROM appels WHERE article_id NOT IN (SELECT id FROM articles)
UNION ALL SELECT 'call told by nobody', id FROM appels WHERE id NOT IN (SELECT appel_id FROM articles_appels)
UNION ALL SELECT 'no such call', appel_id FROM articles_appels WHERE appel_id NOT IN (SELECT id FROM appels)
UNION ALL SELECT 'telling nothing', article_id FROM articles_appels WHERE article_id NOT IN (SELECT id FROM articles)
UNION ALL SELECT 'change of nothing', appel_id FROM appels_changements WHERE appel_id NOT IN (SELECT id FROM appels)
UNION ALL SELECT 'territory without name', article_id FROM articles_territoires
    WHERE territoire_id NOT IN (SELECT id FROM territoires)
UNION ALL SELECT 'name of no territory', id FROM territoires
    WHERE id NOT IN (SELECT territoire_id FROM articles_territoires UNION SELECT territoire FROM sources)
UNION ALL SELECT 'structure without name', article_id FROM articles_structures
    WHERE structure_id NOT IN (SELECT id FROM structures)
UNION ALL SELECT 'name of no structure', id FROM structures
    WHERE id NOT IN (SELECT structure_id FROM articles_structures)
    AND id NOT IN (SELECT parent FROM structures WHERE parent IS NOT NULL)
UNION ALL SELECT 'parent without name', id FROM structures
    WHERE parent IS NOT NULL AND parent NOT IN (SELECT id FROM structures)
UNION ALL SELECT 'facets of nothing', article_id FROM facettes WHERE article_id NOT IN (SELECT id FROM articles)
UNION ALL SELECT 'article without facets', id FROM articles WHERE id NOT IN (SELECT article_id FROM facettes)
UNION ALL SELECT 'theme of nothing', article_id FROM articles_themes WHERE article_id NOT IN (SELECT id FROM articles)
"""


def fresh_counts(db: sqlite3.Connection) -> set[tuple[str, str, str, int]]:
    """Count everything anew."""
    tables = {axe: ("articles", column) for axe, column in COLUMNS.items()} | LINKS
    sql = [FRESH_COUNTS] + [
        f"SELECT '{axe}', {column}, {month}, count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY 2, 3"
        for axe, (table, column) in tables.items()
        for month in ("''", "substr(publie_le, 1, 7)")
    ]
    return set(db.execute(" UNION ALL ".join(sql)).fetchall())


def instances(db: sqlite3.Connection, table: str) -> Counter[tuple[str, int, str, int]]:
    """Return every term of a full-text index with its row, column and position."""
    db.execute("DROP TABLE IF EXISTS temp.every_term")
    db.execute(f"CREATE VIRTUAL TABLE temp.every_term USING fts5vocab (main, {table}, instance)")
    return Counter(db.execute("SELECT term, doc, col, offset FROM temp.every_term").fetchall())


def fresh_labels(db: sqlite3.Connection) -> dict[int, list[str]]:
    """Return, by article, the words that stand for its labels, in the order of their codes, then month and year."""
    tables = [
        f"SELECT l.article_id, '{axe}' AS axe, l.{column} AS valeur FROM {table} l"
        for axe, (table, column) in LINKS.items()
    ] + [f"SELECT id, '{axe}', {column} FROM articles WHERE {column} <> ''" for axe, column in COLUMNS.items()]
    rows = db.execute(
        f"""SELECT l.article_id, c.code FROM ({" UNION ALL ".join(tables)}) l
        LEFT JOIN facettes_codes c USING (axe, valeur) ORDER BY 1, 2"""
    )
    found: dict[int, list[str]] = {}
    for number, code in rows:
        found.setdefault(number, []).append(f"e{code}")
    for number, day in db.execute("SELECT id, publie_le FROM articles"):
        found[number] += [f"m{day[:4]}{day[5:7]}", f"a{day[:4]}"]
    return found


def expected_instances(db: sqlite3.Connection, store: Store) -> Counter[tuple[str, int, str, int]]:
    """Build an index of the same rows afresh and return its terms, labels taken from the tables that members read."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.execute(
            "CREATE VIRTUAL TABLE recherche USING fts5"
            " (titre, chapo, texte, etiquettes, tokenize='unicode61 remove_diacritics 0')"
        )
        held = db.execute("SELECT id, revision FROM articles").fetchall()
        terms, labels = store.terms(held), fresh_labels(db)
        assert len(terms) == len(held)
        fresh.executemany(
            "INSERT INTO recherche (rowid, titre, chapo, texte, etiquettes) VALUES (?, ?, ?, ?, ?)",
            [
                (number, one.title, " ".join(one.text.split()[:60]), one.text, " ".join(labels[number]))
                for number, one in terms.items()
            ],
        )
        return instances(fresh, "recherche")


def assert_consistent(path: Path, store: Store) -> None:
    """Fail unless veille.db says exactly what the store says may be public."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute(ORPHANS).fetchall() == []
        assert set(db.execute("SELECT * FROM comptes").fetchall()) == fresh_counts(db)
        assert instances(db, "recherche") == expected_instances(db, store)
        groups = store._db.execute("SELECT DISTINCT group_id FROM items").fetchall()
        members = sorted(store.members(group for (group,) in groups), key=lambda one: one.group_id)
        heads = [head(found) for _group, found in groupby(members, key=lambda one: one.group_id)]
        held = dict(db.execute("SELECT id, revision FROM articles").fetchall())
        assert sorted(held) == sorted(one.id for one in heads if one)
        items = store._db.execute("SELECT id, revision, published_revision FROM items").fetchall()
        assert {number: published for number, _now, published in items if published is not None} == held
        assert {number: now for number, now, _published in items if number in held} == held
        (nombre,) = db.execute("SELECT nombre FROM publications ORDER BY generation DESC LIMIT 1").fetchone() or (0,)
        assert nombre == len(held)
        assert store._db.execute("SELECT count(*) FROM terms WHERE normaliser <> ?", [NORMALISER]).fetchone() == (0,)
