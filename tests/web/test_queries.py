"""Plans of the queries behind our pages: none reads all articles, none sorts what an index gives in order."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from tests.support import publicdb
from veille.web.filters import AXES, Search, read
from veille.web.queries import article, catalogue, latest_by
from veille.web.queries.find import find
from veille.web.queries.matching import statement
from veille.web.reader import Reader, TooSlowError, connect

VALUES = {
    "theme": "financement",
    "secteur": "habitat",
    "genre": "evenement",
    "territoire": "R11",
    "structure": "reseau-tisse",
    "source": "coop-nord",
    "langue": "fr",
    "famille": "cooperative",
}
FILTERS = [
    dict(zip(axes, (VALUES[axis] for axis in axes), strict=True)) | period
    for size in (0, 1, 2, 3)
    for axes in combinations(AXES, size)
    for period in ({}, {"du": "2026-11-01", "au": "2026-11-15"})
]


@pytest.fixture
def conn(veille_db: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(veille_db)
    yield opened
    opened.close()


def plan(conn: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> list[str]:
    return [row["detail"] for row in conn.execute(f"explain query plan {sql}", values)]


def reads_all(lines: list[str]) -> list[str]:
    """The steps that walk over a whole table other than by an index in the order asked."""
    return [line for line in lines if line.startswith("SCAN") and "USING" not in line and "VIRTUAL" not in line]


@pytest.mark.parametrize("chosen", FILTERS, ids=lambda chosen: "+".join(chosen) or "none")
def test_one_filter_at_most_uses_its_index_by_day(conn: sqlite3.Connection, chosen: dict[str, str]) -> None:
    sql, values = statement(conn, read(chosen))
    lines = plan(conn, sql, values)

    assert reads_all(lines) == [], lines
    assert not [line for line in lines if "TEMP B-TREE" in line], lines
    assert any("SEARCH f USING INTEGER PRIMARY KEY" in line for line in lines), lines
    if len(read(chosen).axes) > 1:
        assert lines[0].startswith("SCAN r VIRTUAL TABLE"), lines


@pytest.mark.parametrize("chosen", FILTERS, ids=lambda chosen: "+".join(chosen) or "none")
def test_words_begin_with_the_full_text_index(conn: sqlite3.Connection, chosen: dict[str, str]) -> None:
    lines = plan(conn, *statement(conn, read({"q": "emploi", **chosen})))

    assert len(lines) == 2, lines
    assert lines[0].startswith("SCAN r VIRTUAL TABLE"), lines
    assert "SEARCH f USING INTEGER PRIMARY KEY" in lines[1], lines


def test_other_pages_do_not_read_all_articles_either(veille_db: Path) -> None:
    seen: list[str] = []
    conn = connect(veille_db)
    conn.set_trace_callback(seen.append)
    for axis, value in VALUES.items():
        latest_by(conn, axis, value, 30)
    article(conn, 1)
    catalogue(conn)
    conn.set_trace_callback(None)
    scanned = {line for sql in seen if sql.startswith("select") for line in reads_all(plan(conn, sql, ()))}
    conn.close()
    small = {"themes", "secteurs", "genres", "familles", "sources", "territoires", "comptes", "publications",
             "synonymes"}  # fmt: skip

    assert len(seen) > 15
    assert scanned <= {f"SCAN {table}" for table in small}


def test_counts_stop_at_ten_thousand_and_say_so(tmp_path: Path) -> None:
    conn = _many(tmp_path / "many.db", 10_050)
    plain = find(conn, Search(), publicdb.TODAY)
    words = find(conn, read({"q": "commun", "page": "500"}), publicdb.TODAY)
    ranked = find(conn, read({"q": "commun", "tri": "pertinence"}), publicdb.TODAY)
    rare = find(conn, read({"q": "rare"}), publicdb.TODAY)
    conn.close()

    assert (plain.count, plain.is_more, plain.pages) == (10_000, True, 500)
    assert (words.count, words.is_more, len(words.cards)) == (10_000, True, 20)
    assert (ranked.count, ranked.is_more, ranked.shown) == (10_000, True, 5_000)
    assert (rare.count, rare.is_more, [card.id for card in rare.cards]) == (1, False, [7])


def _many(path: Path, count: int) -> sqlite3.Connection:
    publicdb.build(path, articles=0)
    conn = sqlite3.connect(path)
    conn.row_factory = sqlite3.Row
    conn.executemany(
        "insert into articles (id, url, titre, source_id, publie_le, vu_le, revision, date_estimee)"
        " values (?, 'https://a.example.org/' || ?, 'titre', 'coop-nord', '2026-11-01', '', 1, 0)",
        [(n, n) for n in range(1, count + 1)],
    )
    conn.executemany(
        "insert into recherche (rowid, titre, texte) values (?, 'commun', ?)",
        [(n, "rar" if n == 7 else "") for n in range(1, count + 1)],
    )
    day = date(2026, 11, 1).toordinal()
    conn.executemany("insert into facettes values (?, ?, x'')", [(n, day) for n in range(1, count + 1)])
    conn.commit()
    return conn


async def test_a_query_of_ours_that_takes_too_long_is_stopped(veille_db: Path) -> None:
    reader = Reader(veille_db, threads=1, limit_ms=50)
    endless = "with recursive t(x) as (select 1 union all select x + 1 from t) select count(*) from t"

    with pytest.raises(TooSlowError):
        await reader.read(lambda conn: conn.execute(endless).fetchone())
    assert await reader.read(lambda conn: conn.execute("select 1").fetchone()[0]) == 1
    reader.close()


async def test_everything_a_page_reads_is_of_one_publication(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=10)
    reader = Reader(path)

    def twice(conn: sqlite3.Connection) -> tuple[int, int]:
        before = conn.execute("select max(generation) from publications").fetchone()[0]
        publicdb.publish_again(path)
        return before, conn.execute("select max(generation) from publications").fetchone()[0]

    assert await reader.read(twice) == (1, 1)
    assert await reader.read(lambda conn: conn.execute("select max(generation) from publications").fetchone()[0]) == 2
    reader.close()
