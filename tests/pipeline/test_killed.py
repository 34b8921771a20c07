"""Runs killed with -9 at random moments: the next run finishes the work, once. The short form is in test_run."""

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, Site
from tests.support.watched import checked_run, published, rows
from veille.pipeline import RunPlan

PROCESS = """
import pickle, sys
from veille import pipeline
with open(sys.argv[1], "rb") as file:
    plan = pickle.load(file)
getattr(pipeline, sys.argv[2])(plan)
"""
PATIENCE = 60.0
SAME = "SELECT url, titre, revision, extrait, publie_le FROM articles ORDER BY url"


class Victim:
    """A run (or a publication) in a process of its own, killed some seconds after it took the lock."""

    def __init__(self, plan: RunPlan, verb: str) -> None:
        path = plan.data / "plan.pickle"
        path.write_bytes(pickle.dumps(plan))
        lock = plan.data / "run.lock"
        self._process = subprocess.Popen([sys.executable, "-c", PROCESS, path, verb], stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while not (lock.exists() and lock.read_text() == str(self._process.pid)):
            assert time.monotonic() < end
            time.sleep(0.005)

    def killed_after(self, seconds: float) -> bool:
        """Kill it, unless it ended before; say whether it was killed."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            return True
        return False


def lasting(plan: RunPlan, verb: str) -> float:
    """Let it end by itself; return how long it took from the lock on."""
    victim = Victim(plan, verb)
    start = time.monotonic()
    assert not victim.killed_after(PATIENCE)
    return time.monotonic() - start


def serve(sites: list[Site], articles: int) -> None:
    """Serve so many articles on each site; each third is on all of them."""
    for place, site in enumerate(sites):
        site.articles(*(n if n % 3 == 0 else 1000 * place + n for n in range(articles)))


def assert_as_never_killed(plan: RunPlan, untouched: RunPlan) -> None:
    """Finish the work, then hold the result against that of runs that nobody killed."""
    checked_run(plan)
    collect, other = plan.data / "collect.db", untouched.data / "collect.db"
    leads = "SELECT source_id, url, outcome FROM leads ORDER BY source_id, url"
    assert rows(collect, "SELECT count(*) FROM leads WHERE next_try IS NOT NULL") == [(0,)]
    assert rows(collect, "SELECT url, revision FROM items ORDER BY url") == rows(
        other, "SELECT url, revision FROM items ORDER BY url"
    )
    assert {row[:2] for row in rows(collect, leads)} == {row[:2] for row in rows(other, leads)}
    assert published(plan.data) == published(untouched.data)


def forget_site(data: Path) -> None:
    """Remove veille.db, so that everything is published anew."""
    for file in data.glob("veille.db*"):
        file.unlink()


@pytest.mark.long
@pytest.mark.parametrize("turn", range(4))
def test_runs_killed_at_random_moments_lose_and_double_nothing(
    turn: int, bad: BadWeb, new_data: Callable[[str], Path]
) -> None:
    moments = random.Random(turn)
    sites = [bad.site(f"site-{n}") for n in range(3)]
    mine = [site.source() for site in sites]
    plan, untouched = (bad.plan(new_data(name), *mine, max_new=1000) for name in ("killed", "untouched"))
    serve(sites, 10)
    longest, killed, articles = lasting(plan, "run"), 0, 10
    while killed < 10:
        articles += 10  # there is always something to do
        serve(sites, articles)
        if Victim(plan, "run").killed_after(moments.uniform(0.0, longest)):
            killed += 1
        else:
            longest *= 0.8  # the machine is less busy than it was

    checked_run(untouched)
    assert_as_never_killed(plan, untouched)


@pytest.mark.long
def test_publications_killed_at_random_moments_lose_and_double_nothing(
    bad: BadWeb, new_data: Callable[[str], Path]
) -> None:
    moments = random.Random(7)
    sites = [bad.site(f"site-{n}") for n in range(3)]
    serve(sites, 60)
    mine = [site.source() for site in sites]
    plan, untouched = (bad.plan(new_data(name), *mine, max_new=1000) for name in ("killed", "untouched"))
    for one in (plan, untouched):
        checked_run(one)
    before = rows(plan.data / "veille.db", SAME)
    forget_site(plan.data)
    longest, killed = lasting(plan, "publish_only"), 0
    while killed < 10:
        forget_site(plan.data)
        if Victim(plan, "publish_only").killed_after(moments.uniform(0.0, longest)):
            killed += 1
        else:
            longest *= 0.8
        if killed % 4 == 3:
            assert_as_never_killed(plan, untouched)

    assert_as_never_killed(plan, untouched)
    assert rows(plan.data / "veille.db", SAME) == before
