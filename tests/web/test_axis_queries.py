"""Plans of the queries behind the pages of labels: every list is read by an index, none scans articles or links."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.support import publicdb
from veille.web.france import france
from veille.web.queries import axes, structures, territories
from veille.web.queries.labelahead import label_ahead
from veille.web.reader import connect

TODAY = date(2026, 11, 21)
LABELS = (
    ("theme", "financement"), ("secteur", "habitat"), ("source", "coop-nord"), ("territoire", "R11"),
    ("structure", "reseau-tisse"),
)  # fmt: skip


@pytest.fixture
def conn(veille_db: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(veille_db)
    yield opened
    opened.close()


def scans(conn: sqlite3.Connection, statements: list[str]) -> set[str]:
    """Tables read from end to end; what a subquery found is counted where it reads a table itself."""
    found = set()
    # those that begin with -- are of the full-text index itself
    for sql in (one for one in statements if not one.startswith("--")):
        for row in conn.execute(f"explain query plan {sql}"):
            line = row["detail"]
            if line.startswith("SCAN") and not any(part in line for part in ("USING", "VIRTUAL TABLE", "(subquery-")):
                found.add(line)
    return found


@pytest.mark.parametrize(("axis", "value"), LABELS)
def test_the_page_of_a_label_scans_no_table(conn: sqlite3.Connection, axis: str, value: str) -> None:
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    found = axes.overview(conn, axis, value, TODAY, frozenset({"FR"}))
    label_ahead(conn, axis, value, TODAY)
    territories.named(conn, value)
    territories.inside(conn, value)
    structures.structure(conn, value)
    conn.set_trace_callback(None)

    assert found.count > 0
    assert len(seen) > 20
    assert scans(conn, seen) <= {"SCAN up", "SCAN main.recherche_config"}


def test_a_call_with_several_waves_stands_at_its_next_one(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "update appels set date_cloture = '2026-11-01', vagues = '[\"2026-11-23\", \"2027-06-30\"]' where id = 5"
        )
    conn = connect(path)
    found = [call.id for call in label_ahead(conn, "theme", "financement", TODAY).calls]
    conn.close()

    assert found == [4, 16, 5, 3]


def test_lists_of_territories_and_organisations_read_counts_in_their_order(conn: sqlite3.Connection) -> None:
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    territories.most_told(conn, "commune", 24)
    structures.most_named(conn, "", 1)
    conn.set_trace_callback(None)
    plans = [[row["detail"] for row in conn.execute(f"explain query plan {sql}")] for sql in seen]

    assert len(plans) == 2
    for lines in plans:
        assert any("comptes_frequents" in line for line in lines)
        assert not [line for line in lines if "TEMP B-TREE" in line], lines


def test_maps_and_names_are_read_by_key(conn: sqlite3.Connection) -> None:
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    territories.counts(conn, list(france().regions))
    territories.recent_counts(conn, ["R11"], TODAY, TODAY)
    structures.named_like(conn, "réseau")
    territories.of_kind(conn, "pays", 24)
    conn.set_trace_callback(None)
    lines = {row["detail"] for sql in seen for row in conn.execute(f"explain query plan {sql}")}

    assert not [line for line in lines if line.startswith("SCAN") and "subquery" not in line], lines
    assert any("structures_cle" in line for line in lines)
    assert any("structures_sigle" in line for line in lines)
