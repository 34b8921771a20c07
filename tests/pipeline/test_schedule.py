"""When a source is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.config import CollectSettings
from veille.models import PARIS, Hints
from veille.pipeline.schedule import EARLY, JITTER, LONGEST_BACKOFF, NEVER, due, wait
from veille.store import Rhythm, SourceState

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTINGS = CollectSettings()


def state(id_: str = "a", *, gap: timedelta | None = None, **fields: object) -> SourceState:
    rhythm = Rhythm(spoke=NOW - HOUR, gap=gap) if gap else Rhythm()
    values = {"source_id": id_, "last_checked": NOW, "rhythm": rhythm} | fields
    return SourceState(**values)  # type: ignore[arg-type]


def rest(one: SourceState, settings: CollectSettings = SETTINGS) -> timedelta:
    assert one.last_checked is not None
    return due(one, settings, NOW + MINUTE).at - one.last_checked


@pytest.mark.parametrize(
    ("gap", "shortest", "longest"),
    [(10 * MINUTE, HOUR, HOUR), (12 * HOUR, 3 * HOUR, 5 * HOUR), (30 * DAY, 19 * HOUR, 24 * HOUR)],
)
def test_a_source_is_asked_twice_per_gap_within_bounds(gap: timedelta, shortest: timedelta, longest: timedelta) -> None:
    assert shortest <= rest(state(gap=gap)) <= longest


def test_a_source_that_falls_quiet_is_asked_less() -> None:
    gap = 2 * HOUR
    quiet = Rhythm(spoke=NOW - 4 * DAY, gap=gap)

    assert wait(state(rhythm=quiet), SETTINGS, NOW) > 5 * wait(state(gap=gap), SETTINGS, NOW)


def test_sources_of_one_rhythm_do_not_come_due_together_and_always_at_the_same_moment() -> None:
    moments = [due(state(f"s{n}", gap=3 * DAY), SETTINGS, NOW).at for n in range(246)]

    assert moments == [due(state(f"s{n}", gap=3 * DAY), SETTINGS, NOW).at for n in range(246)]
    assert max(moments) - min(moments) > 4 * HOUR
    for hour in range(24):
        begin = NOW + hour * HOUR
        assert sum(begin <= moment < begin + HOUR for moment in moments) < 246 / 3


@pytest.mark.parametrize(("failures", "hours"), [(1, 1), (2, 2), (4, 8), (6, 32), (11, 720), (500, 720)])
def test_failures_in_a_row_double_the_wait_from_the_second_on_up_to_thirty_days(failures: int, hours: int) -> None:
    rests = rest(state(gap=3 * DAY, failures=failures))

    assert max(HOUR, hours * HOUR * (1 - JITTER)) <= rests <= hours * HOUR


def test_one_failure_of_a_rare_source_is_looked_at_again_soon() -> None:
    assert rest(state(gap=30 * DAY, failures=1)) == HOUR


def test_a_source_on_probation_is_asked_once_a_day_at_most() -> None:
    assert rest(state(gap=HOUR, probation=True)) >= DAY * (1 - JITTER)
    assert rest(state(failures=3, probation=True)) >= 4 * DAY * (1 - JITTER)


def test_the_server_may_ask_for_more_time_but_not_for_ever() -> None:
    assert due(state(gap=HOUR, next_due=NOW + 5 * HOUR), SETTINGS, NOW).early == NOW + 5 * HOUR
    assert rest(state(gap=HOUR, next_due=NOW + 4000 * DAY)) == LONGEST_BACKOFF


def test_a_ttl_lengthens_the_wait_within_a_day() -> None:
    assert rest(state(gap=HOUR, hints=Hints(ttl=5 * HOUR))) == 5 * HOUR
    assert rest(state(gap=HOUR, hints=Hints(ttl=90 * DAY))) == DAY
    assert rest(state(gap=HOUR, hints=Hints(ttl=MINUTE))) == HOUR


def test_hours_and_days_to_skip_put_off_to_the_next_hour_that_is_not() -> None:
    # NOW is a Saturday, 9:30
    assert due(state(gap=HOUR, hints=Hints(skip_hours=frozenset(range(8, 14)))), SETTINGS, NOW).at == NOW.replace(
        hour=14, minute=0
    )
    weekend = due(state(gap=HOUR, hints=Hints(skip_days=frozenset({5, 6}))), SETTINGS, NOW)
    assert weekend.at == NOW + HOUR + DAY
    always = due(state(gap=HOUR, hints=Hints(skip_hours=frozenset(range(24)))), SETTINGS, NOW)
    assert always.at == NOW + HOUR + DAY


def test_a_last_visit_in_the_future_counts_as_none() -> None:
    assert due(state(last_checked=NOW + 300 * DAY, next_due=NOW + 301 * DAY), SETTINGS, NOW).at < NOW


def test_a_timer_that_fires_minutes_early_finds_its_sources_due() -> None:
    daily = CollectSettings(interval_minutes=1440)

    assert due(state(gap=HOUR), SETTINGS, NOW).early <= NOW + 50 * MINUTE
    assert due(state(gap=HOUR), daily, NOW).early <= NOW + DAY - HOUR


@pytest.mark.parametrize("night", ["2027-03-28T00:30", "2027-10-31T00:30", "2028-02-29"])
def test_a_wait_is_as_long_in_a_night_of_changing_clocks_and_on_a_leap_day(night: str) -> None:
    before = datetime.fromisoformat(night).replace(tzinfo=PARIS).astimezone(UTC)
    later = due(state(last_checked=before, rhythm=Rhythm(spoke=before, gap=HOUR)), SETTINGS, before).at

    assert later - before == HOUR


moments = st.integers(0, 100 * 366 * 1440).map(lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + minutes * MINUTE)
spans = st.timedeltas(timedelta(0), timedelta(days=10_000))
hints = st.builds(
    Hints,
    ttl=st.none() | spans,
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)
rhythms = st.builds(
    Rhythm, newest=st.none() | moments, spoke=st.none() | moments, gap=st.none() | spans, spoken=st.integers(0, 99)
)
states = st.builds(
    SourceState,
    source_id=st.text(min_size=1),
    last_checked=st.none() | moments,
    failures=st.integers(0, 10**6),
    next_due=st.none() | moments,
    retired=st.booleans(),
    probation=st.booleans(),
    put_away=st.none() | moments,
    hints=hints,
    rhythm=rhythms,
)
settings_ = st.builds(CollectSettings, interval_minutes=st.integers(1, 525_600), longest_minutes=st.integers(1, 43_200))


@given(states, settings_, moments)
def test_due_times_are_within_bounds_and_every_source_comes_due_again(
    one: SourceState, settings: CollectSettings, now: datetime
) -> None:
    found = due(one, settings, now)

    assert found.early <= found.at
    if one.put_away:
        assert found.at == NEVER
    elif one.last_checked is None or one.last_checked > now:
        assert found.at < now
    else:
        shortest = timedelta(minutes=settings.interval_minutes)
        assert one.last_checked + shortest * EARLY <= found.early
        assert found.at <= one.last_checked + max(shortest, LONGEST_BACKOFF) + DAY


@given(states, settings_, moments)
def test_a_source_just_asked_is_not_due_at_once(one: SourceState, settings: CollectSettings, now: datetime) -> None:
    asked = SourceState(**{name: getattr(one, name) for name in one.__slots__} | {"last_checked": now})  # type: ignore[arg-type]

    assert due(asked, settings, now).early > now
