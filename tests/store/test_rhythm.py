"""How often a source speaks, observed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.kept import NOW, Collection, collect, collection, day, make_lead, make_page, make_result, make_source
from veille.models import Health, Hints, Outcome
from veille.store import Rhythm, Stock, Store, open_store
from veille.store.rhythm import LONGEST_STEP, begun, gap_of, spoken

A, B = make_source("a"), make_source("b")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "collect.db") as opened:
        yield opened


def rhythm(store: Store, name: str = "a") -> Rhythm:
    return store.source_states()[name].rhythm


def test_dates_of_publication_give_the_first_rhythm() -> None:
    assert gap_of([day(-8), day(-6), day(-4), day(-4) + timedelta(minutes=5)]) == 2 * DAY
    assert gap_of([day(-3000), day(-2), day(-1)]) == DAY
    assert gap_of([day(0)]) is None


def test_the_first_collection_is_an_archive_not_news(store: Store) -> None:
    leads = [make_lead("a", n, published=day(-2 * n)) for n in range(1, 10)]
    collect(store, A, *leads)

    found = rhythm(store)
    assert (found.spoken, found.newest, found.spoke, found.gap) == (0, day(-2), day(-2), 2 * DAY)


def test_a_source_that_speaks_moves_its_means_and_an_unchanged_one_does_not(store: Store) -> None:
    collect(store, A, *(make_lead("a", n, published=day(-2 * n)) for n in range(1, 10)))
    before = rhythm(store)
    store.take_stock(Stock(items=40, heard=True), day(1))
    collect(store, A, make_lead("a", 50, published=day(1)), now=day(2))

    found = rhythm(store)
    assert (found.spoken, found.spoke, found.newest) == (1, day(2), day(1))
    assert found.tick_gap == 40
    assert before.gap is not None
    assert found.gap is not None
    assert before.gap < found.gap < 3 * DAY
    run = store.begin_run(day(3), [A])
    store.record_many(run, [Collection(A, make_page(A.url, outcome=Outcome.UNCHANGED), Outcome.UNCHANGED)], now=day(3))
    assert rhythm(store) == Rhythm(
        newest=found.newest, spoke=found.spoke, spoken=1, gap=found.gap, spoke_tick=40, heard_tick=40, tick_gap=40
    )


def test_our_absence_and_a_clock_set_back_change_a_mean_little() -> None:
    steady = Rhythm(spoke=NOW, spoken=30, gap=HOUR, spoke_tick=0, tick_gap=5)

    away, back = spoken(steady, [], day(300), 10_000), spoken(steady, [], day(-300), 0)

    assert away.gap is not None
    assert away.gap < HOUR * (1 + LONGEST_STEP / 16)
    assert back.gap is not None
    assert timedelta(0) < back.gap < HOUR
    assert away.tick_gap is not None
    assert away.tick_gap < 10


def test_dates_in_the_future_count_for_nothing() -> None:
    assert begun([day(30), day(-1)], NOW, 0).newest == day(-1)


def test_the_clock_of_items_averages_days_on_which_we_ran(store: Store) -> None:
    for number in (0, 1, 2, 200):
        store.take_stock(Stock(items=10 * (number + 1) if number < 3 else 7, heard=True), day(number))

    clock = store.item_clock()
    assert (clock.ticks, clock.per_day, clock.days, clock.quiet_since) == (67, 20.0, 3, None)


def test_the_first_run_without_anything_begins_the_quiet(store: Store) -> None:
    for number in (0, 1, 2):
        store.take_stock(Stock(items=0, heard=number == 0), day(number))

    assert store.item_clock().quiet_since == day(1)


def test_404_for_two_weeks_proposes_retirement_and_a_good_answer_takes_it_back(store: Store) -> None:
    def answer(number: float, status: int | None, outcome: Outcome = Outcome.GONE) -> bool:
        run = store.begin_run(day(0) + number * DAY, [A])
        page = make_page(A.url, outcome=outcome, status=status)
        store.record_many(run, [Collection(A, page, outcome)], now=day(0) + number * DAY)
        return store.source_states()["a"].retired

    assert [answer(n, 404) for n in (0, 1, 2, 3, 4)] == [False] * 5
    assert not answer(5, None, Outcome.TIMEOUT)
    assert answer(14.5, 404)
    assert not answer(20, 200, Outcome.OK)
    assert [answer(30 + n, 404) for n in range(4)] == [False] * 4
    assert not answer(40, 500, Outcome.UNREACHABLE)
    assert not answer(60, 404)


def test_failures_that_are_ours_do_not_count(store: Store) -> None:
    for number in range(2):
        run = store.begin_run(day(number), [A])
        page = make_page(A.url, outcome=Outcome.TIMEOUT, status=None)
        store.record_many(run, [Collection(A, page, Outcome.TIMEOUT)], now=day(number))
        store.take_stock(Stock(items=0, heard=False, forgiven=("a",) if number else ()), day(number))
    state = store.source_states()["a"]

    assert (state.failures, state.failing_since) == (1, NOW)


def test_what_is_decided_is_kept_and_taken_back(store: Store) -> None:
    collect(store, A)
    store.snooze("a", day(9))
    store.put_away("a", day(1))
    store.put_away("a", day(2))
    state = store.source_states()["a"]
    assert (state.snoozed_until, state.put_away, state.health) == (day(9), day(1), Health.RETIRED)

    assert store.resume("a")

    state = store.source_states()["a"]
    assert (state.snoozed_until, state.put_away, state.health, state.last_checked) == (None, None, None, None)
    assert not store.resume("zz")


def test_hints_are_known_with_the_state(store: Store) -> None:
    run = store.begin_run(NOW, [A])
    hints = Hints(ttl=3 * HOUR, skip_hours=frozenset({1, 2}))
    store.record_many(run, [Collection(A, make_page(A.url), leads=(make_lead("a"),), hints=hints)], now=NOW)

    assert store.source_states()["a"].hints == hints


def test_yields_count_what_each_source_brought_first_alone_or_again(store: Store) -> None:
    first = make_lead("a", 1)
    run = store.begin_run(NOW, [A, B])
    store.record_many(run, [collection(A, first, make_lead("a", 2))], now=NOW)
    store.save(run, [make_result(first), make_result(make_lead("a", 2))], now=NOW)
    store.record_many(run, [collection(B, make_lead("b", url=first.url), make_lead("b", 3))], now=NOW + HOUR)
    store.save(run, [make_result(make_lead("b", 3))], now=NOW + HOUR)

    found = store.yields(NOW - DAY)

    assert (found["a"].collected, found["a"].relevant, found["a"].first, found["a"].exclusive) == (2, 2, 1, 1)
    assert (found["b"].collected, found["b"].relevant, found["b"].first, found["b"].exclusive) == (2, 1, 0, 1)
    assert (found["a"].duplicate_rate, found["b"].duplicate_rate) == (0.0, 0.5)
    assert store.yields(NOW + DAY) == {}


def test_a_source_that_gets_another_address_begins_anew_at_once_and_keeps_its_history(store: Store) -> None:
    old = make_source()
    gone = Collection(
        old, make_page(old.url, outcome=Outcome.GONE, status=410, moved_to="https://x.example/"), Outcome.GONE
    )
    collect(store, old, make_lead(), now=day(0))
    run = store.begin_run(day(1), [old])
    store.record_many(run, [replace(gone, cursor="42", hints=Hints(ttl=timedelta(hours=3)))], now=day(1))
    before = store.source_states()[old.id]
    assert (before.retired, before.failures) == (True, 1)

    store.know_sources([replace(old, url="https://rtes.example/nouveau.xml")])

    after = store.source_states()[old.id]
    assert (after.retired, after.failures, after.last_checked, after.moved_to) == (False, 0, None, None)
    assert (after.first_success, after.rhythm, after.health) == (before.first_success, before.rhythm, before.health)
    assert store.memories()[old.id].cursor == ""
    store.know_sources([replace(old, url="https://rtes.example/nouveau.xml", priority=1)])
    assert store.source_states()[old.id] == after


def test_a_mailbox_without_an_article_in_a_message_is_not_empty(store: Store) -> None:
    box = make_source(type="mailbox", url="maildir:/var/mail/veille")
    run = store.begin_run(NOW, [box])

    store.record_many(run, [Collection(box, make_page(box.url, outcome=Outcome.EMPTY), Outcome.EMPTY)], now=NOW)

    assert store.source_states()[box.id].empty_since is None
