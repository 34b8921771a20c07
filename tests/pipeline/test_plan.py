"""Deciding which sources are asked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.config import CollectSettings, HttpSettings, Settings
from veille.errors import ConfigError, InputError
from veille.models import Outcome, Source
from veille.pipeline import RunPlan
from veille.pipeline.plan import EARLY, check, due, first_since, split
from veille.store import SourceState

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(id_: str, **changes: object) -> Source:
    return Source(id=id_, name=id_, url=f"http://127.0.0.1/{id_}", **changes)  # type: ignore[arg-type]


def plan(*sources: Source, **changes: object) -> RunPlan:
    return RunPlan(sources=sources, settings=Settings(), data=Path("var"), now=NOW, **changes)  # type: ignore[arg-type]


def asked(plan: RunPlan, *states: SourceState) -> list[str]:
    return [one.id for one in split(plan, {state.source_id: state for state in states})[0]]


def test_a_source_never_asked_is_asked() -> None:
    assert asked(plan(source("a"))) == ["a"]


def test_a_disabled_source_is_not_even_planned() -> None:
    assert split(plan(source("a", enabled=False)), {}) == ([], [])


def test_a_named_source_is_asked_though_disabled_and_not_due() -> None:
    state = SourceState(source_id="a", last_checked=NOW)

    assert asked(plan(source("a", enabled=False), source("b"), only=frozenset({"a"})), state) == ["a"]


def test_a_source_waits_for_its_interval_and_says_so() -> None:
    state = SourceState(source_id="a", last_checked=NOW - HOUR / 2)

    to_ask, waiting = split(plan(source("a")), {"a": state})

    assert to_ask == []
    assert [result.outcome for result in waiting] == [Outcome.NOT_DUE]
    assert waiting[0].detail
    assert not waiting[0].retired


def test_a_retired_source_is_said_to_be_retired() -> None:
    _to_ask, (waits,) = split(plan(source("a")), {"a": SourceState(source_id="a", retired=True)})

    assert waits.retired


def test_all_ignores_the_interval_but_not_retirement() -> None:
    fresh = SourceState(source_id="a", last_checked=NOW, next_due=NOW + HOUR)
    retired = SourceState(source_id="b", last_checked=NOW, retired=True)

    assert asked(plan(source("a"), source("b"), everything=True), fresh, retired) == ["a"]


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 1), (2, 2), (4, 8), (6, 24), (500, 24)])
def test_failures_in_a_row_lengthen_the_wait_up_to_a_day(failures: int, hours: int) -> None:
    state = SourceState(source_id="a", last_checked=NOW, failures=failures)

    assert due(state, CollectSettings()) == NOW + hours * EARLY * HOUR


def test_a_timer_that_fires_minutes_early_finds_its_sources_due() -> None:
    state = SourceState(source_id="a", last_checked=NOW - timedelta(minutes=50))

    assert asked(plan(source("a")), state) == ["a"]


def test_the_server_may_ask_for_more_time() -> None:
    state = SourceState(source_id="a", last_checked=NOW, next_due=NOW + 5 * HOUR)

    assert due(state, CollectSettings()) == NOW + 5 * HOUR


def test_only_sources_that_never_answered_have_an_oldest_date() -> None:
    states = {"old": SourceState(source_id="old", last_success=NOW)}

    assert first_since(plan(source("old"), source("new")), states) == {"new": NOW - timedelta(days=30)}


def test_zero_days_takes_all() -> None:
    settings = Settings(collect=CollectSettings(since_days=0))

    assert first_since(RunPlan(sources=(source("a"),), settings=settings, data=Path("var"), now=NOW), {}) == {}


def test_unknown_source_ids_are_named() -> None:
    with pytest.raises(InputError, match="zz"):
        check(plan(source("a"), only=frozenset({"zz"})))


def test_a_contact_is_demanded_for_the_network_only() -> None:
    far = Source(id="far", name="far", url="https://far.example/feed")

    check(plan(source("a")))
    check(plan(source("a"), far, only=frozenset({"a"})))
    check(RunPlan(sources=(far,), settings=Settings(http=HttpSettings(contact="a@b.example")), data=Path(), now=NOW))
    with pytest.raises(ConfigError, match="contact"):
        check(plan(far))
