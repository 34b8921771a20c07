"""The battery of faults in one run with forty sound sites: each has its outcome, the others notice nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb
from tests.support.battery import CASES
from tests.support.battery.stage import HEALTHY, Battery, faults_of, shown
from tests.support.lookups import LoopbackFetcher, names_from_here
from tests.support.measured import figures, measure
from tests.support.watched import assert_all_recorded, checked_run, outcome_of, threads
from veille.models import Outcome
from veille.pipeline import run

LEFT = ("/rien/", "/robots.txt", "/.well-known/")
NewData = Callable[[str], Path]


def test_the_battery_has_at_least_sixty_faults_with_a_sentence_each() -> None:
    assert len(CASES) >= 60
    assert [one.name for one in CASES.values() if not one.does.endswith(".")] == []


def test_every_fault_has_its_outcome_and_the_sound_sites_notice_nothing(bad: BadWeb, new_data: NewData) -> None:
    battery = Battery(bad, new_data("battery"), full=False)
    ids = [source.id for source in battery.sound]
    alone, together = new_data("alone"), new_data("together")
    everybody = [*battery.sound, *battery.faulty.values()]
    with names_from_here():
        checked_run(battery.plan(alone, battery.sound))
        first = checked_run(battery.plan(together, everybody))
        wrong = [line for name in CASES for line in faults_of(CASES[name], battery.stages[name], first, together)]
        battery.change()
        quick = [source for source in everybody if outcome_of(first, source.id) is not Outcome.TIMEOUT]
        second = run(battery.plan(together, quick), make_executor=threads)
        asked = battery.requests()
        third = run(replace(battery.plan(together, everybody), everything=False), make_executor=threads)
    for name in {source.id for source in quick} & set(CASES):
        wrong += faults_of(CASES[name], battery.stages[name], second, together, again=True)

    assert not wrong, "\n".join(wrong)
    assert {result.outcome for result in first.sources if result.source_id in ids} == {Outcome.OK}
    assert len(shown(together, ids)) == HEALTHY
    assert shown(together, ids) == shown(alone, ids)
    assert {result.outcome for result in third.sources} == {Outcome.NOT_DUE}
    # each source waits for its time: only what was left to read is read
    left = {target for _site, target in battery.requests() - asked if not target.startswith(LEFT)}
    assert not left


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_whole_battery_with_the_usual_limits_stays_under_400_mb(
    bad: BadWeb, new_data: NewData, record_testsuite_property: Callable[[str, object], None]
) -> None:
    battery = Battery(bad, new_data("battery"), full=True, pages=3)
    data, ids = new_data("together"), [source.id for source in battery.sound]

    plan = battery.plan(data, [*battery.sound, *battery.faulty.values()])
    cost = measure(plan, fetcher=LoopbackFetcher)

    record_testsuite_property("battery", figures(cost))
    assert_all_recorded(cost.report, plan)
    wrong = [line for name in CASES for line in faults_of(CASES[name], battery.stages[name], cost.report, data)]
    assert not wrong, "\n".join(wrong)
    assert len(shown(data, ids)) == 3 * HEALTHY
    assert cost.main_mb < 400, figures(cost)
