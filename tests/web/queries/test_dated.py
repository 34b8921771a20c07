"""Plans behind the lists of calls and events: ranges of indexes, whatever is asked."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from veille.facts import CallState, call_state
from veille.web import callfilters
from veille.web.callfilters import CALL_STATES, CALLS, EVENTS
from veille.web.queries import agenda, calls, catalogue
from veille.web.queries.agenda import event_cards, find_events
from veille.web.queries.callrows import call_cards, call_page
from veille.web.queries.calls import find_calls
from veille.web.reader import connect

TODAY = date(2026, 11, 21)
SMALL = {
    "themes",
    "secteurs",
    "genres",
    "familles",
    "sources",
    "territoires",
    "comptes",
    "publications",
    "facettes_codes",
}


@pytest.fixture
def conn(veille_db: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(veille_db)
    yield opened
    opened.close()


def plan(conn: sqlite3.Connection, sql: str, values: object = ()) -> list[str]:
    return [row["detail"] for row in conn.execute(f"explain query plan {sql}", values)]  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["dated", "open", "permanent", "undated", "past"])
def test_each_part_of_the_calls_is_a_range_of_an_index_in_its_order(conn: sqlite3.Connection, part: str) -> None:
    lines = plan(conn, calls.statement(part), {"today": "2026-11-21"})

    assert lines[0].startswith(("SEARCH a USING INDEX appels_", "SCAN a USING INDEX appels_permanents")), lines
    assert not [line for line in lines if "TEMP B-TREE" in line], lines
    assert lines[1].startswith("SEARCH f USING INTEGER PRIMARY KEY")


@pytest.mark.parametrize("part", ["a-venir", "passes"])
def test_each_part_of_the_agenda_is_a_range_of_an_index_in_its_order(conn: sqlite3.Connection, part: str) -> None:
    lines = plan(conn, agenda.statement(part), {"today": "2026-11-21"})

    assert lines[0].startswith("SEARCH e USING INDEX evenements_fin"), lines
    assert not [line for line in lines if "TEMP B-TREE" in line], lines


def test_nothing_else_that_the_pages_ask_reads_a_whole_table(veille_db: Path) -> None:
    conn = connect(veille_db)
    shown = catalogue(conn)
    known = shown.axes["territoire"]
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    args = {"q": "emploi", "theme": "financement", "secteur": "habitat", "territoire": "R11"}
    for state in CALL_STATES:
        find_calls(conn, callfilters.read(CALLS, args | {"etat": state}, shown.axes), TODAY, known)
    for when in ("a-venir", "passes"):
        find_events(conn, callfilters.read(EVENTS, args | {"quand": when}, shown.axes), TODAY, known)
    call_page(conn, 1)
    call_cards(conn, [1, 3])
    event_cards(conn, [3])
    conn.set_trace_callback(None)
    asked = {sql for sql in seen if sql.startswith("select")}
    scanned = {line for sql in asked for line in plan(conn, sql) if line.startswith("SCAN") and "INDEX" not in line}
    conn.close()

    assert len(asked) > 10
    assert {line.removeprefix("SCAN ") for line in scanned if "VIRTUAL" not in line} <= SMALL


def test_every_call_is_in_the_one_part_that_its_dates_say(conn: sqlite3.Connection) -> None:
    parts = {part: [row["id"] for row in conn.execute(calls.statement(part), {"today": str(TODAY)})]
             for part in ("dated", "open", "permanent", "undated", "past")}  # fmt: skip
    numbers = [row[0] for row in conn.execute("select id from appels")]
    states = {card.id: call_state(card.told, TODAY) for card in call_cards(conn, numbers)}

    assert sorted(number for some in parts.values() for number in some) == sorted(numbers)
    assert {states[number] for number in parts["past"]} == {CallState.CLOSED}
    assert {states[number] for number in parts["undated"]} == {CallState.UNKNOWN}
    assert not {states[n] for part in ("dated", "open", "permanent") for n in parts[part]} & {
        CallState.CLOSED,
        CallState.UNKNOWN,
    }
    assert all(parts.values())


def test_a_permanent_call_whose_dates_are_past_stays_open(tmp_path: Path, veille_db: Path) -> None:
    path = tmp_path / "veille.db"
    with sqlite3.connect(veille_db) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
        copy.execute("update appels set permanent = 1, vagues = '[]', date_cloture = '2020-01-01' where id = 1")
    conn = connect(path)
    shown = catalogue(conn)
    found = find_calls(
        conn, callfilters.read(CALLS, {"etat": "permanents"}, shown.axes), TODAY, shown.axes["territoire"]
    )
    conn.close()

    assert 1 in found.ids
