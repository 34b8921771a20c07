"""Plans behind the home page, the overviews and the shelf: no full scan, no sort of many rows."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support import publicdb
from veille.web import filters
from veille.web.pages.bulletins import overview
from veille.web.pages.home import read_home
from veille.web.queries.bulletins import week_counts, years
from veille.web.queries.studies import KIND, shelf
from veille.web.reader import connect
from veille.web.weeks import Week

LARGE = ("articles", "vu_aussi", "appels", "evenements", "facettes", "recherche_docsize")
"""Tables that grow with the articles, and every table of links."""
READS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "home": lambda conn: read_home(conn, publicdb.TODAY),
    "overview": lambda conn: overview(conn, Week(2026, 46)),
    "weeks": lambda conn: (years(conn, publicdb.TODAY), week_counts(conn, date(2026, 1, 1), publicdb.TODAY)),
    "shelf": lambda conn: shelf(conn, filters.read({"genre": KIND})),
    "shelf narrowed": lambda conn: shelf(
        conn, filters.read({"genre": KIND, "theme": "financement", "langue": "fr", "q": "étude", "du": "2026-01-01"})
    ),
}


@pytest.fixture
def conn(veille_db: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(veille_db)
    yield opened
    opened.close()


def steps(conn: sqlite3.Connection, name: str) -> set[str]:
    """Every step of every statement that a page runs; but for the oldest and newest day, read by one step each."""
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    READS[name](conn)
    conn.set_trace_callback(None)
    asked = {sql for sql in seen if sql.startswith("select") and "order by publie_le limit 1)" not in sql}
    assert asked
    return {row["detail"] for sql in asked for row in conn.execute(f"explain query plan {sql}")}


@pytest.mark.parametrize("name", READS)
def test_no_table_that_grows_is_read_through(conn: sqlite3.Connection, name: str) -> None:
    names = {"a": "articles", "l": "links", "c": "appels", "e": "evenements", "v": "vu_aussi", "m": "articles_appels"}
    scans = [step.split()[1] for step in steps(conn, name) if step.startswith("SCAN") and "VIRTUAL" not in step]
    read = {names.get(one, one) for one in scans}

    assert not read & {*LARGE, *names.values()}, scans


@pytest.mark.parametrize("name", READS)
def test_nothing_is_sorted_that_an_index_gives_in_order(conn: sqlite3.Connection, name: str) -> None:
    sorted_steps = [step for step in steps(conn, name) if "TEMP B-TREE FOR ORDER BY" in step]

    assert sorted_steps == []
