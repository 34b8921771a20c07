"""What a run says of the health of its sources, and what officers decide while it is under way."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.kept import NOW, Collection, day, make_lead, make_page, make_source
from veille import inbox
from veille.config import Settings
from veille.models import Health, Outcome, Source
from veille.pipeline import RunPlan
from veille.pipeline.marks import ACKNOWLEDGE, RESUME, RETIRE, SNOOZE, mark, take_in
from veille.pipeline.schedule import due
from veille.pipeline.stock import MOST_AT_ONCE, take_stock
from veille.runreport import SourceResult
from veille.store import Store, lock, open_store

SOURCES = tuple(make_source(f"s{n}") for n in range(6))


def one_run(
    store: Store, number: float, outcome: Outcome, new: int = 0, sources: tuple[Source, ...] = SOURCES
) -> tuple[Health, ...]:
    """Ask these sources in a run of its own; return the states that changed."""
    now = NOW + timedelta(days=number)
    before = store.source_states()
    run = store.begin_run(now, sources)
    batch = [_collection(source, outcome, [f"{number}-{n}" for n in range(new)]) for source in sources]
    store.record_many(run, batch, now=now)
    results = [SourceResult(source_id=one.id, name=one.name, outcome=outcome, new=new) for one in sources]
    plan = RunPlan(sources=SOURCES, settings=Settings(), data=Path(), now=now)
    return tuple(change.now for change in take_stock(plan, store, results, before))


def _collection(source: Source, outcome: Outcome, names: list[str]) -> Collection:
    page = make_page(source.url, outcome=outcome, status=200 if outcome is Outcome.OK else 500)
    return Collection(source, page, outcome, leads=tuple(make_lead(source.id, name) for name in names))


@pytest.fixture
def store(tmp_path: Path) -> "Store":
    return open_store(tmp_path / "collect.db")


def test_archives_of_the_first_day_do_not_move_the_clock_and_a_flood_hardly_does(store: Store) -> None:
    with store:
        one_run(store, 0, Outcome.OK, new=50)
        assert store.item_clock().ticks == 0

        one_run(store, 1, Outcome.OK, new=50)

        assert store.item_clock().ticks == MOST_AT_ONCE * len(SOURCES)


def test_a_network_cut_is_nobodys_failure(store: Store) -> None:
    with store:
        one_run(store, 0, Outcome.OK, new=1)
        for number in range(1, 9):
            assert one_run(store, number, Outcome.UNREACHABLE) == ()

        assert {state.failures for state in store.source_states().values()} == {0}
        assert store.item_clock().quiet_since == day(1)


def test_sites_that_fail_for_long_are_in_error_once_and_recover(store: Store) -> None:
    with store:
        assert one_run(store, 0, Outcome.OK, new=1) == (Health.OK,) * 6
        told = [one_run(store, number, Outcome.NOT_A_FEED) for number in range(1, 8)]
        healed = one_run(store, 9, Outcome.OK)

    assert [len(changes) for changes in told] == [0, 0, 0, 0, 6, 0, 0]
    assert set(told[4]) == {Health.ERROR}
    assert healed == (Health.OK,) * 6


def test_decisions_made_during_a_run_are_taken_in_by_the_next_in_their_order(tmp_path: Path) -> None:
    with open_store(tmp_path / "collect.db") as store:
        store.know_sources(SOURCES)
    with lock(tmp_path):
        assert not mark(tmp_path, RETIRE, {"source": "s0"}, day(0))
        assert not mark(tmp_path, RESUME, {"source": "s0"}, day(1))
        assert not mark(tmp_path, RETIRE, {"source": "s1"}, day(2))
        assert not mark(tmp_path, SNOOZE, {"source": "s2", "until": day(9999).isoformat()}, day(2))

    with open_store(tmp_path / "collect.db") as store:
        take_in(tmp_path, store)
        states = store.source_states()

    assert (states["s0"].put_away, states["s1"].put_away) == (None, day(2))
    assert states["s2"].snoozed_until == day(2 + 366)
    assert inbox.pending(tmp_path) == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [(ACKNOWLEDGE, {}), (RETIRE, {"source": "inconnue"}), (SNOOZE, {"source": "s0", "until": "demain"})],
)
def test_a_decision_that_makes_no_sense_is_logged_and_harms_nothing(
    tmp_path: Path, kind: str, values: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with open_store(tmp_path / "collect.db") as store:
        store.know_sources(SOURCES)

    assert mark(tmp_path, kind, values, NOW)

    assert "left out" in caplog.text
    assert inbox.pending(tmp_path) == []


def test_a_network_cut_is_nobodys_failure_when_few_sources_are_asked_at_a_time(store: Store) -> None:
    with store:
        one_run(store, 0, Outcome.OK, new=1)
        for number in range(1, 9):
            for some in (SOURCES[:2], SOURCES[2:4], SOURCES[4:]):
                assert one_run(store, number, Outcome.UNREACHABLE, sources=some) == ()

        assert max(state.failures for state in store.source_states().values()) <= 1
        one_run(store, 9, Outcome.OK, sources=SOURCES[1:])
        lonely = [one_run(store, number, Outcome.UNREACHABLE, sources=SOURCES[:1]) for number in range(10, 16)]

    assert [Health.ERROR in changes for changes in lonely].count(True) == 1


def test_after_a_network_cut_every_source_is_asked_within_the_shortest_interval(store: Store) -> None:
    collecting = Settings().collect
    with store:
        one_run(store, 0, Outcome.OK, new=1)
        one_run(store, 1, Outcome.UNREACHABLE)
        waits = [due(state, collecting, day(1)).at - day(1) for state in store.source_states().values()]

    assert max(waits) <= timedelta(minutes=collecting.interval_minutes)
