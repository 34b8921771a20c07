"""How a source stands, from what the store knows of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.silence import simulate
from veille.models import Health, Outcome
from veille.pipeline.health import nothing_from_anyone, our_network, patience, stand
from veille.store import ItemClock, Rhythm, SourceState

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOCK = ItemClock(ticks=10_000, per_day=100.0, days=28, quiet_since=None)
DAILY = Rhythm(
    newest=NOW - DAY, spoke=NOW - DAY, spoken=50, gap=DAY, spoke_tick=9_900, heard_tick=10_000, tick_gap=100.0
)
WELL = SourceState(
    source_id="a", last_checked=NOW, last_success=NOW, first_success=NOW - 300 * DAY, outcome=Outcome.OK, rhythm=DAILY
)


def health(state: SourceState, silent_after: int | None = None, now: datetime = NOW) -> Health:
    return stand(state, CLOCK, now, silent_after).health


def failing(times: int, since: timedelta, outcome: Outcome = Outcome.TIMEOUT, **fields: object) -> SourceState:
    state = replace(WELL, failures=times, failing_since=NOW - since, outcome=outcome, detail="trop lent")
    return replace(state, **fields)  # type: ignore[arg-type]


def test_a_source_with_something_new_now_and_then_is_well() -> None:
    assert stand(WELL, CLOCK, NOW).health is Health.OK
    assert stand(WELL, CLOCK, NOW).detail == ""


@pytest.mark.parametrize(
    ("times", "since", "expected"),
    [(4, 9 * DAY, Health.OK), (5, 23 * HOUR, Health.OK), (5, DAY, Health.ERROR), (90, 60 * DAY, Health.ERROR)],
)
def test_an_error_takes_five_failures_and_a_day(times: int, since: timedelta, expected: Health) -> None:
    assert health(failing(times, since)) is expected


def test_a_site_that_refuses_is_blocked() -> None:
    assert health(failing(5, DAY, Outcome.BLOCKED)) is Health.BLOCKED


def test_some_failures_leave_a_source_as_it_stood() -> None:
    moved = failing(2, HOUR, health=Health.MOVED, health_detail="a déménagé")

    assert stand(moved, CLOCK, NOW).health is Health.MOVED
    assert stand(moved, CLOCK, NOW).detail == "a déménagé"


def test_what_was_never_seen_working_is_not_called_well() -> None:
    never = failing(1, HOUR, first_success=None, last_success=None, rhythm=Rhythm())

    assert health(never) is Health.TO_CHECK
    assert health(replace(never, failures=5, failing_since=NOW - DAY)) is Health.ERROR
    assert health(replace(never, failures=5, failing_since=NOW - DAY, probation=True)) is Health.TO_CHECK
    assert health(replace(WELL, probation=True)) is Health.OK


def test_retirement_comes_before_all_else() -> None:
    assert health(failing(9, 9 * DAY, retired=True)) is Health.RETIRED
    assert health(replace(WELL, put_away=NOW)) is Health.RETIRED


def test_a_source_is_empty_after_a_day_or_at_once_when_it_never_held_anything() -> None:
    assert health(replace(WELL, empty_since=NOW - 23 * HOUR)) is Health.OK
    assert health(replace(WELL, empty_since=NOW - 24 * HOUR)) is Health.EMPTY
    assert health(replace(WELL, empty_since=NOW, rhythm=Rhythm())) is Health.EMPTY


def test_an_empty_source_says_why_where_its_reader_knows() -> None:
    broken = replace(WELL, empty_since=NOW - DAY, detail="le sélecteur « h2 » ne trouve plus rien")

    assert stand(broken, CLOCK, NOW).detail == "le sélecteur « h2 » ne trouve plus rien"
    assert stand(replace(broken, detail=""), CLOCK, NOW).detail == "répond bien, mais ne contient rien"


def test_a_source_read_elsewhere_works_and_its_own_address_is_told() -> None:
    moved = stand(replace(WELL, moved_to="https://b.example/f"), CLOCK, NOW)
    stood_in = stand(replace(WELL, stand_in="https://c.example/f"), CLOCK, NOW)

    assert (moved.health, stood_in.health) == (Health.MOVED, Health.MOVED)
    assert "https://b.example/f" in moved.detail
    assert "https://c.example/f" in stood_in.detail


def spoke(ticks_ago: int, **fields: object) -> SourceState:
    rhythm = replace(DAILY, spoke_tick=10_000 - ticks_ago, **fields)  # type: ignore[arg-type]
    return replace(WELL, rhythm=rhythm)


def test_silence_is_counted_in_items_of_everyone_not_in_days() -> None:
    long_ago = {"spoke": NOW - 25 * DAY, "newest": NOW - 25 * DAY}

    assert health(spoke(919, **long_ago)) is Health.OK
    assert health(spoke(921, **long_ago)) is Health.SILENT
    assert "25 jours" in stand(spoke(921, **long_ago), CLOCK, NOW).detail


def test_the_alarm_goes_after_three_average_days_at_the_soonest_and_sixty_at_the_latest() -> None:
    assert patience(1, CLOCK) == 300
    assert patience(100, CLOCK) == pytest.approx(920)
    assert patience(5_000, CLOCK) == 6_000


def test_busier_days_of_others_do_not_give_a_silent_source_its_voice_back() -> None:
    silent = replace(WELL, rhythm=replace(DAILY, spoke=NOW - 20 * DAY, spoke_tick=9_000), health=Health.SILENT,
                     health_since=NOW - 5 * DAY)  # fmt: skip

    busier = replace(CLOCK, per_day=400.0)

    assert stand(silent, busier, NOW).health is Health.SILENT
    spoken = replace(silent, rhythm=replace(silent.rhythm, spoke=NOW, spoke_tick=10_000))
    assert stand(spoken, busier, NOW).health is Health.OK


def test_silence_while_nobody_could_hear_is_none() -> None:
    deaf = replace(DAILY, spoke=NOW - 40 * DAY, spoke_tick=0, heard_tick=50)

    assert health(replace(WELL, rhythm=deaf)) is Health.OK


@pytest.mark.parametrize(
    ("gap", "age", "expected"),
    [
        (DAY, 20 * DAY, Health.OK),
        (DAY, 22 * DAY, Health.SILENT),
        (10 * DAY, 80 * DAY, Health.OK),
        (10 * DAY, 100 * DAY, Health.SILENT),
        (None, 61 * DAY, Health.SILENT),
    ],
)
def test_before_enough_history_dates_of_publication_tell(gap: timedelta, age: timedelta, expected: Health) -> None:
    young = Rhythm(newest=NOW - age, spoke=NOW - age, spoken=1, gap=gap)

    assert health(replace(WELL, rhythm=young)) is expected


def test_a_rare_source_is_to_check_after_a_season_and_never_silent() -> None:
    rare = replace(DAILY, gap=40 * DAY, spoke=NOW - 120 * DAY, newest=None, spoke_tick=0)

    assert health(replace(WELL, rhythm=rare)) is Health.OK
    assert health(replace(WELL, rhythm=replace(rare, spoke=NOW - 200 * DAY))) is Health.TO_CHECK


def test_feeds_yml_has_the_last_word_on_silence() -> None:
    quiet = spoke(5_000, spoke=NOW - 10 * DAY, newest=None)

    assert health(quiet) is Health.SILENT
    assert health(quiet, silent_after=0) is Health.OK
    assert health(quiet, silent_after=11) is Health.OK
    assert health(quiet, silent_after=10) is Health.SILENT


def test_a_clock_set_back_alarms_nobody() -> None:
    assert health(WELL, now=NOW - 400 * DAY) is Health.OK


def test_nothing_from_anyone_is_told_after_twelve_hours_or_what_is_usual_for_few_sources() -> None:
    quiet = replace(CLOCK, quiet_since=NOW - 13 * HOUR)

    assert nothing_from_anyone(quiet, NOW) == 13 * HOUR
    assert nothing_from_anyone(quiet, NOW - 2 * HOUR) is None
    assert nothing_from_anyone(replace(quiet, per_day=3.0), NOW + 5 * DAY) is None
    assert nothing_from_anyone(replace(quiet, per_day=3.0), NOW + 20 * DAY) is not None
    assert nothing_from_anyone(CLOCK, NOW) is None


def test_when_next_to_nobody_can_be_reached_the_network_is_ours() -> None:
    assert our_network([Outcome.UNREACHABLE] * 9 + [Outcome.OK])
    assert not our_network([Outcome.UNREACHABLE] * 7 + [Outcome.OK] * 3)
    assert not our_network([Outcome.UNREACHABLE] * 4)
    assert not our_network([Outcome.BLOCKED] * 50)


def test_the_rule_cries_wolf_far_less_than_a_fixed_week_and_finds_the_dead() -> None:
    rows = simulate(sources=60, years=1, seed=7)

    assert sum(row.false for row in rows) / len(rows) < 0.5
    assert sum(row.fixed_false for row in rows) > 10 * sum(row.false for row in rows)
    daily = next(row for row in rows if row.rate == 5)
    assert daily.days is not None
    assert daily.days < 6
