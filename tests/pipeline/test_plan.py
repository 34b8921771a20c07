"""Deciding which sources are asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.config import CollectSettings, HttpSettings, Settings
from veille.errors import ConfigError, InputError
from veille.models import Outcome, Source
from veille.pipeline import RunPlan
from veille.pipeline.plan import check, first_since, next_due, split
from veille.store import Rhythm, SourceState

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


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
    _to_ask, (waits,) = split(
        plan(source("a")), {"a": SourceState(source_id="a", last_checked=NOW - 20 * DAY, retired=True)}
    )

    assert waits.retired


def test_a_source_proposed_for_retirement_is_asked_once_a_month_so_that_an_accident_heals() -> None:
    assert asked(plan(source("a")), SourceState(source_id="a", last_checked=NOW - 31 * DAY, retired=True)) == ["a"]


def test_a_source_whose_retirement_is_confirmed_is_never_asked_and_no_longer_told() -> None:
    state = SourceState(source_id="a", last_checked=NOW - 400 * DAY, retired=True, put_away=NOW - 300 * DAY)

    to_ask, (waits,) = split(plan(source("a"), everything=True), {"a": state})

    assert (to_ask, waits.retired) == ([], False)
    assert next_due(plan(source("a")), {"a": state}) is None


def test_all_ignores_the_interval_but_not_retirement() -> None:
    fresh = SourceState(source_id="a", last_checked=NOW, next_due=NOW + HOUR)
    retired = SourceState(source_id="b", last_checked=NOW, retired=True)

    assert asked(plan(source("a"), source("b"), everything=True), fresh, retired) == ["a"]


def test_a_timer_that_fires_minutes_early_finds_its_sources_due() -> None:
    often = Rhythm(spoke=NOW - HOUR, gap=HOUR)
    state = SourceState(source_id="a", last_checked=NOW - timedelta(minutes=50), rhythm=often)

    assert asked(plan(source("a")), state) == ["a"]


def test_a_run_asks_a_host_for_so_many_sources_longest_unasked_first() -> None:
    settings = Settings(collect=CollectSettings(host_sources=2))
    sources = tuple(source(id_) for id_ in "abc")
    states = {
        "a": SourceState(source_id="a", last_checked=NOW - 2 * DAY),
        "b": SourceState(source_id="b", last_checked=NOW - 4 * DAY),
        "c": SourceState(source_id="c", last_checked=NOW - 3 * DAY),
    }
    first = RunPlan(sources=sources, settings=settings, data=Path("var"), now=NOW)

    to_ask, waiting = split(first, states)

    assert [one.id for one in to_ask] == ["b", "c"]
    assert [(one.source_id, one.outcome) for one in waiting] == [("a", Outcome.NOT_DUE)]
    assert "ce site" in waiting[0].detail
    later = {id_: replace(state, last_checked=NOW) for id_, state in states.items() if id_ != "a"}
    assert [one.id for one in split(replace(first, now=NOW + HOUR / 2), states | later)[0]] == ["a"]
    assert len(split(replace(first, everything=True), states)[0]) == 3
    assert len(split(replace(first, only=frozenset("abc")), states)[0]) == 3


def test_the_next_source_due_decides_when_to_wake() -> None:
    new, fresh = source("new"), SourceState(source_id="a", last_checked=NOW)

    assert next_due(plan(source("a"), new), {"a": fresh}) == NOW
    assert NOW + HOUR <= (next_due(plan(source("a")), {"a": fresh}) or NOW) <= NOW + DAY
    assert next_due(plan(source("a", enabled=False)), {"a": fresh}) is None


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
