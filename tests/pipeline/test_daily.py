"""The daily report: once a day of Paris, what changed and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.kept import NOW, day, make_source
from veille.models import PARIS, Health, Outcome
from veille.pipeline.daily import daily_report, last_daily, pack, report_due, unpack
from veille.runreport import HealthChange
from veille.store import Stock, Store, open_store

IDS = ("a", "b", "c", "d", "e", "f")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "collect.db") as opened:
        opened.know_sources([make_source(name) for name in IDS])
        yield opened


def change(store: Store, name: str, was: Health | None, now: Health, at: datetime = NOW, detail: str = "x") -> None:
    one = HealthChange(source_id=name, name=f"Source {name}", was=was, now=now, detail=detail)
    store.take_stock(Stock(items=1, heard=True, changes=(one,)), at)


def ids(changes: tuple[HealthChange, ...]) -> list[str]:
    return [one.source_id for one in changes]


def test_it_tells_what_broke_fell_silent_and_recovered_each_once(store: Store) -> None:
    change(store, "a", Health.OK, Health.ERROR)
    change(store, "b", Health.OK, Health.SILENT)
    change(store, "c", Health.ERROR, Health.OK)
    change(store, "d", None, Health.OK)
    change(store, "e", Health.OK, Health.ERROR)
    change(store, "e", Health.ERROR, Health.OK)

    daily, made = daily_report(store, NOW)

    assert made
    assert (ids(daily.broke), ids(daily.silent), ids(daily.recovered)) == (["a"], ["b"], ["c"])
    assert unpack(pack(daily)) == daily
    assert daily_report(store, day(1))[0].empty


def test_there_is_one_a_day_and_later_changes_wait_for_the_next(store: Store) -> None:
    change(store, "a", Health.OK, Health.ERROR)
    first, _made = daily_report(store, NOW)
    change(store, "b", Health.OK, Health.EMPTY)

    assert daily_report(store, NOW + timedelta(hours=3)) == (first, False)
    assert last_daily(store, NOW + timedelta(hours=4)) == first
    assert ids(daily_report(store, day(1))[0].broke) == ["b"]


def test_the_day_is_that_of_paris(store: Store) -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert daily_report(store, late)[0].day == "2026-07-02"


def test_a_source_to_retire_is_told_at_once_then_weekly_until_somebody_decides(store: Store) -> None:
    daily_report(store, day(-1))
    change(store, "a", Health.OK, Health.RETIRED)

    told = [ids(daily_report(store, day(number))[0].review) for number in range(16)]

    assert NOW.weekday() == 5
    assert [number for number, ones in enumerate(told) if ones == ["a"]] == [0, 2, 9]
    store.put_away("a", day(15))
    assert [daily_report(store, day(number))[0].empty for number in (16, 17)] == [True, True]


def test_a_source_that_moved_is_not_called_broken(store: Store) -> None:
    change(store, "a", Health.OK, Health.MOVED)

    daily, _made = daily_report(store, NOW)

    assert (ids(daily.moved), daily.broke) == (["a"], ())


def test_a_snoozed_source_is_told_when_its_snooze_ends(store: Store) -> None:
    store.snooze("a", day(3))
    change(store, "a", Health.OK, Health.ERROR)

    assert daily_report(store, NOW)[0].empty
    assert daily_report(store, day(2))[0].empty
    assert ids(daily_report(store, day(4))[0].broke) == ["a"]
    assert daily_report(store, day(5))[0].empty


def test_an_acknowledged_state_is_told_again_when_it_changes(store: Store) -> None:
    change(store, "a", Health.OK, Health.RETIRED)
    store.acknowledge("a")
    assert daily_report(store, NOW)[0].empty

    change(store, "a", Health.RETIRED, Health.ERROR, day(1))

    assert ids(daily_report(store, day(1))[0].broke) == ["a"]


def test_those_to_check_are_told_once_a_quarter(store: Store) -> None:
    change(store, "a", Health.OK, Health.TO_CHECK)

    assert ids(daily_report(store, NOW)[0].season) == ["a"]
    assert daily_report(store, day(1))[0].empty
    assert ids(daily_report(store, datetime(2027, 1, 1, 8, tzinfo=UTC))[0].season) == ["a"]


def test_a_source_on_probation_that_works_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "collect.db") as store:
        store.know_sources([make_source("a", state="a-verifier")])
        change(store, "a", None, Health.OK)

        assert ids(daily_report(store, NOW)[0].tried) == ["a"]


def test_a_network_of_ours_is_one_line(store: Store) -> None:
    run = store.begin_run(NOW, [make_source(name) for name in IDS])
    from tests.support.kept import Collection, make_page  # noqa: PLC0415

    lost = [
        Collection(source, make_page(source.url, outcome=Outcome.UNREACHABLE, status=None), Outcome.UNREACHABLE)
        for source in map(make_source, IDS)
    ]
    store.record_many(run, lost, now=NOW)
    for name in IDS:
        change(store, name, Health.OK, Health.ERROR)

    daily, _made = daily_report(store, NOW)

    assert daily.network
    assert daily.broke == ()


@pytest.mark.parametrize("at", ["07:30", "23:59", "00:00"])
@pytest.mark.parametrize("first", [datetime(2027, 3, 26, 12, tzinfo=UTC), datetime(2027, 10, 29, 12, tzinfo=UTC),
                                   datetime(2028, 2, 27, 12, tzinfo=UTC)])  # fmt: skip
def test_each_day_has_one_report_whatever_clocks_and_calendars_do(at: str, first: datetime) -> None:
    now, last_day, made = first, (first - timedelta(days=1)).date().isoformat(), []
    for _look in range(6 * 24 * 60):
        now += timedelta(minutes=1)
        if report_due(at, last_day, now) <= now:
            last_day = now.astimezone(PARIS).date().isoformat()
            made.append(last_day)

    assert len(made) == len(set(made))
    assert len(made) in (5, 6, 7)
    assert made == sorted(made)


def test_a_look_that_comes_after_midnight_makes_up_for_the_day_before() -> None:
    after = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)

    assert report_due("23:59", "2026-11-21", after) < after


def test_a_report_missed_while_off_is_due_at_once_and_once() -> None:
    now = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)

    assert report_due("07:30", "2026-11-18", now) < now
    assert report_due("07:30", "2026-11-21", now) == datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    assert report_due("07:30", "2026-12-31", now) > now


def test_summer_and_winter_have_their_own_half_past_seven() -> None:
    summer = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)

    assert report_due("07:30", None, summer) == datetime(2026, 7, 1, 5, 30, tzinfo=UTC)


def test_a_report_of_a_clock_that_was_ahead_neither_hides_nor_repeats_what_comes(store: Store) -> None:
    change(store, "a", Health.OK, Health.ERROR)
    daily_report(store, day(900))
    change(store, "b", Health.OK, Health.EMPTY)

    assert ids(daily_report(store, NOW)[0].broke) == ["b"]
    assert daily_report(store, day(1))[0].empty
    assert last_daily(store, day(1)) == daily_report(store, day(1))[0]


def test_a_site_that_fails_now_this_way_now_that_is_told_once(store: Store) -> None:
    change(store, "a", Health.OK, Health.ERROR)
    assert ids(daily_report(store, NOW)[0].broke) == ["a"]

    change(store, "a", Health.ERROR, Health.BLOCKED)
    assert daily_report(store, day(1))[0].empty

    change(store, "a", Health.BLOCKED, Health.OK)
    assert ids(daily_report(store, day(2))[0].recovered) == ["a"]
