"""What is near an article: shared rare words of titles, shared labels, never itself; each by an index."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.neighbours import Told, build
from veille.web.queries.lists import cards
from veille.web.queries.similar import Near, near
from veille.web.reader import connect

COMMON = [Told(title=f"L’association lance son projet numéro {n}") for n in range(80)]
LABELS = {"themes": ("financement",), "sectors": ("habitat",)}


def nearest(path: Path, ident: int = 1) -> list[Near]:
    with closing(connect(path)) as db:
        return list(near(db, cards(db, [ident])[0]))


def test_rare_words_of_the_title_weigh_more_than_common_ones(tmp_path: Path) -> None:
    told = [
        Told(title="L’association lance une épicerie solidaire"),
        Told(title="Deux épiceries solidaires ouvrent"),
        *COMMON,
    ]
    found = nearest(build(tmp_path / "veille.db", told))

    assert found[0].card.id == 2
    assert found[0].words == ("épicerie", "solidaire")
    assert found[0].overlap > 0.5 > max(one.overlap for one in found[1:])


def test_words_are_told_as_the_article_writes_them(tmp_path: Path) -> None:
    told = [
        Told(title="Œuvrer à l’économie : HABITATS-participatifs"),
        Told(title="Habitat participatif et oeuvres"),
        *COMMON,
    ]

    assert set(nearest(build(tmp_path / "veille.db", told))[0].words) == {"Œuvrer", "HABITATS", "participatifs"}


def test_the_same_theme_and_sector_make_an_article_near_without_a_common_word(tmp_path: Path) -> None:
    told = [
        Told(title="Un bail réel", **LABELS),
        Told(title="Toits à louer", **LABELS),
        Told(title="Vélos", themes=("financement",)),
        *COMMON,
    ]
    found = nearest(build(tmp_path / "veille.db", told))

    assert [one.card.id for one in found] == [2]
    assert found[0].labels == {"theme": ("financement",), "secteur": ("habitat",)}


def test_the_same_organisation_counts_with_the_theme(tmp_path: Path) -> None:
    both = {"themes": ("financement",), "structures": ("france-active",)}
    found = nearest(build(tmp_path / "veille.db", [Told(title="Un", **both), Told(title="Deux", **both)]))

    assert [one.labels["structure"] for one in found] == [("france-active",)]


def test_articles_of_the_same_call_are_not_near_but_the_same(tmp_path: Path) -> None:
    path = build(tmp_path / "veille.db", [Told(title="Fonds des communs", **LABELS)] * 3)
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany("insert into articles_appels values (?, 7)", [(1,), (2,)])

    assert [one.card.id for one in nearest(path)] == [3]


HOSTILE = (
    "",
    "!!! ???",
    "« AND OR NOT NEAR »",
    '") OR titre : ("*',
    "un mot " * 2000,
    "x" * 10_000,
    "العربية",
    "\x00'--",
)


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_any_title_can_be_looked_for(tmp_path: Path, title: str) -> None:
    path = build(tmp_path / "veille.db", [Told(title=title, **LABELS), Told(title="Autre", **LABELS)])

    assert [one.card.id for one in nearest(path)] == [2]


def test_an_article_without_a_row_of_labels_has_neighbours_by_its_words(tmp_path: Path) -> None:
    path = build(tmp_path / "veille.db", [Told(title="Épicerie solidaire")] * 2)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("delete from facettes")

    assert [one.card.id for one in nearest(path)] == [2]


@pytest.fixture
def traced(veille_db: Path) -> Iterator[tuple[sqlite3.Connection, list[str]]]:
    seen: list[str] = []
    conn = connect(veille_db)
    conn.set_trace_callback(seen.append)
    yield conn, seen
    conn.close()


def test_no_statement_reads_or_sorts_all_articles(traced: tuple[sqlite3.Connection, list[str]]) -> None:
    conn, seen = traced
    assert near(conn, cards(conn, [1])[0])
    conn.set_trace_callback(None)
    plans = {
        sql: [row["detail"] for row in conn.execute(f"explain query plan {sql}")]
        for sql in seen
        if sql.startswith("select")
    }

    assert len(plans) > 8
    for sql, lines in plans.items():
        scanned = [line for line in lines if line.startswith("SCAN") and "VIRTUAL" not in line]
        # the highest id is one step down the tree of articles
        assert scanned == [] or "max(id)" in sql, (sql, lines)
        if "recherche" in sql:
            assert not [line for line in lines if "TEMP B-TREE" in line], (sql, lines)


def test_work_is_bounded_whatever_the_title(traced: tuple[sqlite3.Connection, list[str]]) -> None:
    conn, seen = traced
    near(conn, replace(cards(conn, [1])[0], title=" ".join(f"mot{number}" for number in range(500))))

    assert len([sql for sql in seen if "match" in sql]) <= 14
