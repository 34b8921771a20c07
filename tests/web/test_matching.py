"""Words and filters together find, and count, exactly what plain counting finds."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from tests.support import publicdb
from veille.web.filters import Search, read
from veille.web.queries.matching import by_relevance, facet_counts, matching, month_counts
from veille.web.reader import connect

CHOICES = {
    "q": "économie",
    "theme": "financement",
    "secteur": "habitat",
    "genre": "actualite",
    "territoire": "FR",
    "structure": "reseau-tisse",
    "langue": "fr",
    "du": "2026-10-15",
    "au": "2026-11-10",
}
QUERIES = [
    {key: CHOICES[key] for key in keys} for size in (0, 1, 2, 3) for keys in combinations(CHOICES, size)
]  # fmt: skip


@pytest.fixture(scope="module")
def conn(veille_db: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(veille_db)
    yield opened
    opened.close()


def expected(conn: sqlite3.Connection, search: Search) -> list[int]:
    """The same by one plain statement that reads everything."""
    tables = {axis: table for table, axis in publicdb.AXES}
    columns = {"genre": "genre", "source": "source_id", "langue": "langue"}
    clauses, values = ["1"], []
    for axis, value in search.axes:
        if axis in columns:
            clauses.append(f"a.{columns[axis]} = ?")
        else:
            clauses.append(f"a.id in (select article_id from articles_{tables[axis]} where {axis}_id = ?)")
        values.append(value)
    if search.query.match:
        clauses.append("a.id in (select rowid from recherche where recherche match ?)")
        values.append(f"{{titre texte}} : ({search.query.match})")
    for bound, operator in ((search.since, ">="), (search.until, "<=")):
        if bound:
            clauses.append(f"a.publie_le {operator} ?")
            values.append(str(bound))
    sql = f"select id from articles a where {' and '.join(clauses)} order by publie_le desc, id desc"
    return [row[0] for row in conn.execute(sql, values)]


@pytest.mark.parametrize("args", QUERIES, ids=lambda args: "+".join(args) or "nothing")
def test_words_and_filters_find_what_plain_counting_finds(conn: sqlite3.Connection, args: dict[str, str]) -> None:
    search = read(args)
    found = matching(conn, search)

    assert search.problems == ()
    assert found.ids.tolist() == expected(conn, search)
    assert not found.is_more


def test_labels_of_matches_are_counted(conn: sqlite3.Connection) -> None:
    search = read({"q": "économie", "langue": "fr"})
    found = matching(conn, search)
    counts, ids = facet_counts(conn, found), found.ids.tolist()
    marks = ",".join(map(str, ids))

    for table, axis in publicdb.AXES:
        rows = conn.execute(f"select {axis}_id from articles_{table} where article_id in ({marks})")
        assert counts.get(axis, {}) == Counter(row[0] for row in rows)
    assert counts["langue"] == {"fr": len(ids)}
    assert list(counts["theme"].values()) == sorted(counts["theme"].values(), reverse=True)


def test_months_of_matches_are_counted_newest_first(conn: sqlite3.Connection) -> None:
    found = matching(conn, read({"theme": "financement"}))
    rows = conn.execute(
        "select substr(publie_le, 1, 7), count(*) from articles_themes where theme_id = 'financement'"
        " group by 1 order by 1 desc"
    )

    assert list(month_counts(found).items()) == [tuple(row) for row in rows]


def test_nothing_found_has_no_labels_and_no_months(conn: sqlite3.Connection) -> None:
    found = matching(conn, read({"q": "xylophoniste"}))

    assert (found.ids.tolist(), facet_counts(conn, found), month_counts(found)) == ([], {}, {})


@pytest.mark.parametrize(
    "args",
    [
        {"theme": "inconnu"},
        {"theme": "inconnu", "langue": "fr"},
        {"q": "économie", "structure": "inconnue"},
        {"q": "économie", "du": "2030-01-01"},
        {"q": "économie", "au": "1999-12-31"},
        {"q": "e1 OR m202611"},
        {"q": "a2026"},
        {"q": "m202611"},
    ],
)
def test_what_no_article_has_finds_nothing(conn: sqlite3.Connection, args: dict[str, str]) -> None:
    assert matching(conn, read(args)).ids.tolist() == []


def test_a_list_of_another_length_can_be_asked_for(conn: sqlite3.Connection) -> None:
    search = read({"theme": "financement"})
    some = matching(conn, search, most=5)

    assert some.ids.tolist() == expected(conn, search)[:5]
    assert some.is_more
    assert len(some.days) == 5


@pytest.mark.parametrize("args", QUERIES, ids=lambda args: "+".join(args) or "nothing")
def test_of_more_than_asked_for_only_those_kept_are_counted(conn: sqlite3.Connection, args: dict[str, str]) -> None:
    search = read(args)
    there = len(expected(conn, search))
    most = max(there - 1, 1)
    some = matching(conn, search, most=most)
    marks = ",".join(map(str, some.ids.tolist()))
    rows = conn.execute(f"select codes from facettes where article_id in ({marks})").fetchall()

    assert some.is_more == (there > most)
    assert len(some.ids) == min(there, most)
    assert sorted(some.codes.tolist()) == sorted(code for row in rows for code in memoryview(row[0]).cast("I"))


def test_relevance_finds_the_same_as_words(conn: sqlite3.Connection) -> None:
    search = read({"q": "coopérative", "langue": "fr", "du": "2026-10-15"})

    assert sorted(by_relevance(conn, search)) == sorted(matching(conn, search).ids.tolist())


def test_the_most_relevant_come_first_then_the_newest(conn: sqlite3.Connection) -> None:
    rows = conn.execute(
        "select r.rowid, bm25(recherche, 8, 3, 1, 0) as weight, a.publie_le from recherche r"
        " join articles a on a.id = r.rowid where recherche match '{titre chapo texte} : cooper'"
    ).fetchall()
    newest = sorted(rows, key=lambda row: (row["publie_le"], row["rowid"]), reverse=True)

    assert len(rows) > 10
    assert by_relevance(conn, read({"q": "coopérative"})) == [
        row["rowid"] for row in sorted(newest, key=lambda row: row["weight"])
    ]


def test_an_empty_file_has_no_matches(tmp_path: Path) -> None:
    conn = connect(publicdb.build(tmp_path / "veille.db", articles=0))

    for args in ({}, {"q": "économie"}, {"q": "économie", "du": "2026-01-01"}, {"theme": "emploi", "langue": "fr"}):
        assert matching(conn, read(args)).ids.tolist() == []
    conn.close()


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """One article a week over four years, each with a label of its own."""
    path = publicdb.build(tmp_path_factory.mktemp("years") / "veille.db", articles=0)
    conn = sqlite3.connect(path)
    days = [date(2022, 12, 5) + timedelta(weeks=week) for week in range(200)]
    conn.executemany(
        "insert into articles (id, url, titre, source_id, publie_le, vu_le, revision, date_estimee)"
        " values (?, 'https://a.example.org/' || ?, 'Emploi', 'coop-nord', ?, '', 1, 0)",
        [(number, number, str(day)) for number, day in enumerate(days, 1)],
    )
    conn.executemany(
        "insert into articles_structures values (?, 's' || ?, 1, 'machine', '[]', ?)",
        [(number, number, str(day)) for number, day in enumerate(days, 1)],
    )
    publicdb.index(conn, {})
    conn.commit()
    conn.close()
    opened = connect(path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "period",
    [
        ("2024-01-01", "2024-12-31"), ("2023-11-15", "2025-02-03"), ("2024-02-01", "2024-02-29"), ("2023-06-30", ""),
        ("", "2025-01-01"), ("2022-12-05", "2026-09-28"), ("2022-12-06", ""), ("2024-03-04", "2024-03-04"),
        ("2020-01-01", "2030-01-01"), ("2027-01-01", ""), ("", "2022-12-04"), ("", "2022-12-05"),
    ],
)  # fmt: skip
def test_a_period_over_years_is_to_the_day(years: sqlite3.Connection, period: tuple[str, str]) -> None:
    search = read({"q": "emplois", "du": period[0], "au": period[1]})

    assert matching(years, search).ids.tolist() == expected(years, search)


def test_labels_counted_are_bounded_and_the_most_frequent(
    years: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = matching(years, read({"q": "emploi"}))
    assert len(facet_counts(years, found)["structure"]) == 200
    monkeypatch.setattr("veille.web.queries.matching.LABELS", 10)

    counts = facet_counts(years, found)

    assert counts["source"] == {"coop-nord": 200}
    assert sum(map(len, counts.values())) == 10


def test_months_of_many_years_are_newest_first(years: sqlite3.Connection) -> None:
    months = month_counts(matching(years, read({})))

    assert list(months)[:2] == ["2026-09", "2026-08"]
    assert list(months)[-1] == "2022-12"
    assert sum(months.values()) == 200
