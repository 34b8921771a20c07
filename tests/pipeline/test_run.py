"""Whole runs over real HTTP against the sample web."""

import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.model import trained_model
from tests.support.samples import NOW, sample_plan
from veille import demo
from veille.demo import DemoWeb
from veille.errors import BusyError, StoreError
from veille.models import Outcome
from veille.pipeline import RunPlan, run, withdraw_url
from veille.pipeline.reading import read_batch
from veille.runreport import RunReport
from veille.store import lock

Plan = Callable[..., RunPlan]


def threads() -> Executor:
    """Read in a thread: the stages are the same, without the start of processes."""
    return ThreadPoolExecutor(1)


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    """The sample web, one for all tests: it gives the same to whoever asks, and counts what is asked."""
    with demo.running(NOW.date()) as running:
        yield running


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRun:
    """One run over the whole sample web: its data folder, which no test changes, its report and its requests."""

    folder: Path
    report: RunReport
    asked: int


@pytest.fixture(scope="module")
def first_run(web: DemoWeb, tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    folder = tmp_path_factory.mktemp("first") / "var"
    shutil.copytree(trained_model(), folder / "model")
    before = len(web.requests)
    report = run(sample_plan(web, folder), make_executor=threads)
    return FirstRun(folder=folder, report=report, asked=len(web.requests) - before)


@pytest.fixture
def first(first_run: FirstRun, data: Path) -> RunReport:
    """Put the test's data folder into the state after a first run, and return the report of that run."""
    shutil.copytree(first_run.folder, data, dirs_exist_ok=True)
    return first_run.report


def outcomes(report: RunReport) -> Counter[Outcome]:
    return Counter(source.outcome for source in report.sources)


def rows(path: Path, sql: str) -> list[Any]:
    with sqlite3.connect(path) as db:
        return db.execute(sql).fetchall()


def test_a_run_collects_reads_tags_and_publishes_the_sample_web(first: RunReport, data: Path, web: DemoWeb) -> None:
    assert len(first.sources) == len(web.sources)
    assert {Outcome.OK, Outcome.EMPTY, Outcome.UNREACHABLE, Outcome.GONE} <= set(outcomes(first))
    assert first.items_new >= 70
    assert 40 <= first.items_relevant < first.items_new
    assert first.added > 40
    assert rows(data / "veille.db", "select count(*) from articles") == [(first.added,)]
    assert first.top_themes


def test_every_lead_ends_in_exactly_one_outcome(first: RunReport, data: Path) -> None:
    seen = sum(source.leads for source in first.sources)
    assert sum(first.lead_outcomes.values()) == seen
    assert rows(data / "collect.db", "select count(*) from leads where outcome is null") == [(0,)]


def test_a_second_run_asks_conditionally_and_changes_nothing(
    plan: Plan, data: Path, first: RunReport, first_run: FirstRun, web: DemoWeb
) -> None:
    before = rows(data / "veille.db", "select * from articles order by id")
    asked = len(web.requests)

    second = run(plan(now=plan().now + timedelta(minutes=5)), make_executor=threads)

    assert outcomes(second)[Outcome.UNCHANGED] == outcomes(first)[Outcome.OK] + outcomes(first)[Outcome.EMPTY]
    assert (second.items_new, second.items_updated) == (0, 0)
    assert (second.added, second.changed, second.removed) == (0, 0, 0)
    assert second.generation == first.generation
    assert rows(data / "veille.db", "select * from articles order by id") == before
    assert len(web.requests) - asked < first_run.asked / 2


def test_sources_just_asked_wait_for_their_interval(plan: Plan, web: DemoWeb, first: RunReport) -> None:
    asked = len(web.requests)

    soon = run(plan(everything=False, now=plan().now + timedelta(minutes=10)), make_executor=threads)
    later = run(plan(everything=False, now=plan().now + timedelta(days=1)), make_executor=threads)

    assert outcomes(soon) == {Outcome.NOT_DUE: len(web.sources)}
    assert outcomes(later)[Outcome.UNCHANGED] > 5
    assert len(web.requests) > asked


def test_the_default_executor_reads_in_processes(plan: Plan) -> None:
    source = next(source for source in plan().sources if source.ess)

    report = run(plan(only=frozenset({source.id})))

    assert outcomes(report) == {Outcome.OK: 1}
    assert report.items_new > 0


class DyingExecutor(ThreadPoolExecutor):
    """An executor whose worker dies of one page, as a segmentation fault in a parser would make it."""

    def __init__(self, deadly: str) -> None:
        super().__init__(1)
        self.deadly = deadly

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        job = getattr(fn, "args", ())
        if read_batch in job and any(one.lead.url == self.deadly for one in job[1]):
            future: Future[Any] = Future()
            future.set_exception(BrokenExecutor("a worker died"))
            return future
        return super().submit(fn, *args, **kwargs)


def test_a_page_that_kills_its_reader_costs_that_page_only(plan: Plan, new_data: Callable[[str], Path]) -> None:
    source = next(source for source in plan().sources if source.ess)
    whole = new_data("whole")
    safe = run(plan(only=frozenset({source.id}), data=whole), make_executor=threads)
    deadly = rows(whole / "collect.db", "select url from leads order by id limit 1")[0][0]

    report = run(plan(only=frozenset({source.id})), make_executor=lambda: DyingExecutor(deadly))

    assert report.items_new == safe.items_new - 1
    assert report.lead_outcomes[Outcome.MALFORMED] == 1


def test_without_a_network_every_source_is_unreachable_and_nothing_is_lost(
    plan: Plan, data: Path, first: RunReport
) -> None:
    answering = [result.source_id for result in first.sources if result.outcome is not Outcome.GONE]
    closed = [
        replace(source, url=source.url.replace("127.0.0.", "127.9.9."))
        for source in plan().sources
        if source.id in answering and source.type != "mailbox"  # letters lie on this machine
    ]
    settings = replace(plan().settings, http=replace(plan().settings.http, allow_private=("127.0.0.0/8",)))

    report = run(plan(sources=tuple(closed), settings=settings), make_executor=threads)

    assert outcomes(report) == {Outcome.UNREACHABLE: len(closed)}
    assert rows(data / "veille.db", "select count(*) from articles") == [(first.added,)]


def test_two_runs_never_overlap(plan: Plan, data: Path) -> None:
    with lock(data), pytest.raises(BusyError):
        run(plan(), make_executor=threads)


def test_a_corrupt_database_is_refused_and_left_alone(plan: Plan, data: Path) -> None:
    (data / "collect.db").write_bytes(b"not a database at all " * 500)

    with pytest.raises(StoreError):
        run(plan(), make_executor=threads)

    assert (data / "collect.db").read_bytes().startswith(b"not a database")


def test_a_withdrawn_article_leaves_the_site_and_never_comes_back(plan: Plan, data: Path, first: RunReport) -> None:
    url = rows(data / "veille.db", "select url from articles order by id limit 1")[0][0]

    assert withdraw_url(plan(), url, "demande de l’éditeur")
    again = run(plan(data=data), make_executor=threads)

    assert again.added == 0
    assert rows(data / "veille.db", f"select count(*) from articles where url = '{url}'") == [(0,)]
    assert rows(data / "veille.db", "select count(*) from articles") in ([(first.added - 1,)], [(first.added,)])


RUN = """
import sys, pickle
from concurrent.futures import ThreadPoolExecutor
from veille.pipeline import run
run(pickle.load(open(sys.argv[1], "rb")), make_executor=lambda: ThreadPoolExecutor(1))
"""


def killed_after(seconds: float, plan: RunPlan, folder: Path) -> bool:
    """Run in another process and kill -9 it; say whether it was still running."""
    path = folder / "plan.pickle"
    path.write_bytes(pickle.dumps(plan))
    process = subprocess.Popen([sys.executable, "-c", RUN, path])
    time.sleep(seconds)
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return alive


@pytest.mark.parametrize("seconds", [1.2, pytest.param(2.4, marks=pytest.mark.long)])
def test_after_kill_9_a_new_run_finishes_the_work_once(
    seconds: float, plan: Plan, data: Path, first_run: FirstRun
) -> None:
    killed_after(seconds, plan(), data.parent)

    run(plan(), make_executor=threads)
    run(plan(), make_executor=threads)

    same = "select url, titre, revision from articles order by url"
    assert rows(data / "veille.db", same) == rows(first_run.folder / "veille.db", same)
    assert first_run.report.added == len(rows(data / "veille.db", same))
