"""`veille watch`: goes round until told to stop, and stops in good order whatever it is doing."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, Site, item, rss
from tests.support.model import trained_model
from tests.support.program import json_of, make_folder, only_line, start, veille
from tests.support.published import assert_consistent
from tests.support.watched import published, rows
from veille.errors import BusyError, ConfigError
from veille.models import PARIS
from veille.ops.watch import LONGEST, SHORTEST, _round_off, _told_to_end, keep_watch
from veille.pipeline import RunPlan, run
from veille.pipeline.daily import Daily
from veille.runreport import RunReport
from veille.store import open_store

PATIENCE = 200.0
"""Seconds that a loaded machine may take to get anywhere."""
PROMPT = 40.0
"""Seconds within which a stopped watch is gone: less than a round takes, and than what it waits for holds it."""
HELD = 300
PATIENT = f"read_timeout = {HELD}\ntotal_timeout = {HELD}"


@pytest.fixture
def bad() -> Iterator[BadWeb]:
    with BadWeb() as running:
        yield running


@pytest.fixture
def folder(bad: BadWeb, tmp_path: Path) -> Iterator[Path]:
    """A folder to start programs in; what they leave running is ended."""
    yield tmp_path
    for group in _STARTED:
        if alive(group):
            os.killpg(group, signal.SIGKILL)
    _STARTED.clear()


_STARTED: list[int] = []


def started(*args: str, cwd: Path) -> "subprocess.Popen[str]":
    process = start(*args, cwd=cwd)
    _STARTED.append(process.pid)
    return process


def alive(group: int) -> bool:
    """Say whether a process of this group is left (one that nobody has waited for yet does not count)."""
    states = [
        path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()
    ]
    return any(int(fields[2]) == group and fields[0] != "Z" for fields in states)


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def stopped(process: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> tuple[str, str]:
    """Send a signal, hold that the program ends well and soon and leaves nobody behind; return what it said."""
    process.send_signal(number)
    said = process.communicate(timeout=PROMPT)
    assert process.returncode == 0, said
    until(lambda: not alive(process.pid), PROMPT)
    return said


def assert_sound(data: Path) -> None:
    assert rows(data / "collect.db", "PRAGMA integrity_check") == [("ok",)]
    if (data / "veille.db").exists():
        with open_store(data / "collect.db") as store:
            assert_consistent(data / "veille.db", store)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_between_two_runs_ends_the_watch(number: int, bad: BadWeb, folder: Path) -> None:
    make_folder(folder, bad, bad.site("good").articles(1, 2).source())
    watch = started("watch", "--every", "1", cwd=folder)
    assert watch.stdout is not None
    assert "toutes les minutes ;" in watch.stdout.readline()
    first = watch.stdout.readline()

    out, err = stopped(watch, number)

    assert "2 nouveaux" in first
    assert only_line(out) == "Veille arrêtée."
    assert err == ""
    assert rows(folder / "var" / "collect.db", "SELECT state FROM runs") == [("done",)]
    assert published(folder / "var") == ["La scop n° 1", "La scop n° 2"]


@pytest.mark.parametrize("held", ["feed", "page"])
def test_a_signal_during_a_run_keeps_what_was_answered_and_the_next_run_goes_on(
    held: str, bad: BadWeb, folder: Path
) -> None:
    good, slow = bad.site("good").articles(1, 2), bad.site("slow")
    if held == "page":
        links = [slow.page("a/3", "x"), slow.url("slow_body", seconds=HELD)]
        slow.feed(rss(item(link, f"Titre {n}") for n, link in enumerate(links)))
    source = slow.source() if held == "page" else slow.source(f"slow_body?seconds={HELD}")
    make_folder(folder, bad, good.source(), source, http=PATIENT)
    watch = started("watch", "--every", "1", cwd=folder)
    until(lambda: "/slow_body" in slow.paths() and "/feed" in good.paths())

    stopped(watch)

    data = folder / "var"
    assert_sound(data)
    assert rows(data / "collect.db", "SELECT state FROM runs") == [("running",)]
    on(slow)
    result = veille("run", "--json", "--all", cwd=folder)
    assert result.returncode == 0
    assert json_of(result)["sources"]["outcomes"].keys() <= {"ok", "unchanged"}
    assert {"La scop n° 1", "La scop n° 2"} <= set(published(data))
    assert rows(data / "collect.db", "SELECT state FROM runs ORDER BY id") == [("interrupted",), ("done",)]
    assert rows(data / "collect.db", "SELECT count(*) FROM leads WHERE outcome IS NULL") == [(0,)]
    assert rows(data / "collect.db", "SELECT count(*) - count(DISTINCT url) FROM items") == [(0,)]
    assert_sound(data)


def on(slow: Site) -> None:
    """Let the site that was slow answer at once."""
    slow.page("slow_body", rss([]).replace("</channel>", item(slow.url("a/9"), "Titre 9") + "</channel>"), "text/xml")


def test_while_a_watch_collects_a_second_one_and_a_run_are_busy(bad: BadWeb, folder: Path) -> None:
    slow = bad.site("slow")
    make_folder(folder, bad, slow.source(f"slow_headers?seconds={HELD}"), http=PATIENT)
    watch = started("watch", "--every", "1", cwd=folder)
    until(lambda: "/slow_headers" in slow.paths())

    seconds = [veille("run", "--json", cwd=folder), veille("watch", "--every", "1", cwd=folder)]

    for second in seconds:
        assert second.returncode == 75
        assert f"une autre collecte est en cours dans var (processus {watch.pid})" in only_line(second.stderr)
    stopped(watch)


def test_a_watch_that_cannot_work_ends_at_once_with_the_reason(bad: BadWeb, folder: Path) -> None:
    make_folder(folder, bad, bad.site("a").source(), http="contact = 3")

    result = veille("watch", "--every", "1", cwd=folder)

    assert result.returncode == 2
    assert "contact" in only_line(result.stderr)


def test_kill_9_leaves_no_process_behind(bad: BadWeb, folder: Path) -> None:
    site = bad.site("site")
    site.articles(*range(30))
    held = item(site.url("slow_body", seconds=HELD), "Lent")
    site.feed(rss([*(item(site.url(f"a/{n}"), f"Titre {n}") for n in range(30)), held]))
    make_folder(folder, bad, site.source(), http=PATIENT)
    run = started("run", "--json", cwd=folder)
    until(lambda: "/slow_body" in site.paths())

    run.kill()
    run.communicate(timeout=PROMPT)

    until(lambda: not alive(run.pid), PROMPT)


class Rounds:
    """Counts the rounds of a watch in this process, and ends it after some."""

    def __init__(self, most: int) -> None:
        self.reports: list[RunReport] = []
        self.warnings: list[str] = []
        self._most = most

    def tell(self, report: RunReport) -> None:
        self.reports.append(report)
        self._count()

    def warn(self, message: str) -> None:
        self.warnings.append(message)
        self._count()

    def _count(self) -> None:
        if len(self.reports) + len(self.warnings) == self._most:
            os.kill(os.getpid(), signal.SIGTERM)


def test_each_round_reads_the_configuration_anew_and_a_fault_in_it_is_told(bad: BadWeb, tmp_path: Path) -> None:
    (tmp_path / "model").symlink_to(trained_model(), target_is_directory=True)
    one, two = bad.site("one"), bad.site("two")
    sources = [one.source("empty")]
    plan = replace(bad.plan(tmp_path), everything=True)
    rounds = Rounds(4)

    def make_plan() -> RunPlan:
        done = len(rounds.reports) + len(rounds.warnings)
        if done == 1:
            sources.append(two.source("empty"))
        if done == 2:
            raise ConfigError("une virgule de trop")
        return replace(plan, sources=tuple(sources))

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    keep_watch(make_plan, timedelta(seconds=0.01), tell=rounds.tell, warn=rounds.warn)

    assert [len(report.sources) for report in rounds.reports] == [1, 2, 2]
    assert rounds.warnings == ["une virgule de trop"]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_fault_in_the_first_round_ends_the_watch() -> None:
    def make_plan() -> RunPlan:
        raise BusyError("occupé")

    with pytest.raises(BusyError):
        keep_watch(make_plan, timedelta(seconds=0.01), tell=lambda report: None, warn=lambda message: None)


def test_without_an_interval_it_wakes_when_the_next_source_is_due_within_the_hour(bad: BadWeb, tmp_path: Path) -> None:
    plan = bad.plan(tmp_path, bad.site("one").articles(1).source())
    (tmp_path / "model").symlink_to(trained_model(), target_is_directory=True)
    run(plan)

    soon = _round_off(plan, None, plan.now, None)
    long_off = _round_off(plan, None, plan.now + timedelta(days=9), None)
    fixed = _round_off(plan, timedelta(days=2), plan.now, None)

    assert plan.now + timedelta(minutes=1) < soon <= plan.now + LONGEST
    assert long_off == plan.now + timedelta(days=9) + SHORTEST
    assert fixed == plan.now + timedelta(days=2)


def test_the_daily_report_comes_once_a_day_and_a_missed_one_at_once(bad: BadWeb, tmp_path: Path) -> None:
    plan = bad.plan(tmp_path, bad.site("one").source("empty"))
    (tmp_path / "model").symlink_to(trained_model(), target_is_directory=True)
    run(plan)
    told: list[Daily] = []
    quarters = range(6 * 24 * 4)

    for number in quarters:
        if number not in range(200, 330):  # off for a day and a half
            _round_off(plan, None, plan.now + timedelta(minutes=15) * number, told.append)

    days = [daily.day for daily in told]
    assert days == sorted(set(days))
    assert days[0] == "2026-11-22"
    assert [daily.made.astimezone(PARIS).strftime("%H:%M") for daily in told[:2]] == ["07:30", "07:30"]


def test_a_clock_that_jumps_ahead_ends_the_sleep() -> None:
    moments = iter([plan_now := datetime(2026, 11, 21, tzinfo=UTC), plan_now + timedelta(days=1)])

    assert not _told_to_end(plan_now + timedelta(hours=1), lambda: next(moments))


def test_a_report_is_made_every_day_after_a_day_on_which_the_clock_was_wrong(bad: BadWeb, tmp_path: Path) -> None:
    plan = bad.plan(tmp_path, bad.site("one").source("empty"))
    (tmp_path / "model").symlink_to(trained_model(), target_is_directory=True)
    run(replace(plan, now=plan.now + timedelta(days=900)))
    run(plan)
    told: list[Daily] = []
    _round_off(plan, None, plan.now + timedelta(days=900), told.append)
    told.clear()

    for number in range(4 * 24):
        _round_off(plan, None, plan.now + timedelta(hours=1) * number, told.append)

    assert len({daily.day for daily in told}) == len(told) == 4
