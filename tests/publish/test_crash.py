"""Killed at any moment, the next run goes on: nothing lost, nothing twice, veille.db equal to the store."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import crasher
from tests.support.published import assert_consistent
from veille.store import open_store


def run_and_kill(folder: Path, after: float) -> None:
    """Start the watch in a process of its own and kill it some seconds after it began its first round."""
    process = subprocess.Popen(
        [sys.executable, crasher.__file__ or "", str(folder), "1000"],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert process.stdout is not None
    # the lock file shows that imports are over
    while not (folder / "run.lock").exists() or (folder / "run.lock").read_text() != str(process.pid):
        assert process.poll() is None
        time.sleep(0.005)
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def check(folder: Path) -> None:
    """Finish what was begun, then hold the store and the public file against what the feed showed."""
    with open_store(folder / "collect.db") as store:
        length = int((folder / "length").read_text()) if (folder / "length").exists() else crasher.STEP
        crasher.one_round(store, folder, length)
        leads = store._db.execute("SELECT source_id, count(*), count(DISTINCT url) FROM leads GROUP BY 1").fetchall()
        assert leads == [("avise", length, length), ("rtes", length, length)]
        assert store._db.execute("SELECT count(*) FROM leads WHERE next_try IS NOT NULL").fetchone() == (0,)
        (items, live) = store._db.execute("SELECT count(*), sum(withdrawn IS NULL) FROM items").fetchone()
        assert items == 2 * length
        (barred,) = store._db.execute("SELECT count(*) FROM tombstones").fetchone()
        assert items - live == barred
        states = [run.state for run in store.last_runs(1000)]
        assert states[0] == "running"
        assert set(states[1:]) <= {"interrupted"}
        assert_consistent(folder / "veille.db", store)
        (folder / "length").write_text(str(length + crasher.STEP))


def kill_often(folder: Path, times: int, longest: float, seed: int) -> None:
    moments = random.Random(seed)
    for _time in range(times):
        run_and_kill(folder, moments.uniform(0.0, longest))
        check(folder)


def test_a_watch_killed_at_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    kill_often(tmp_path, times=4, longest=0.4, seed=random.randrange(10**6))


@pytest.mark.long
def test_a_watch_killed_very_often_loses_and_doubles_nothing(tmp_path: Path) -> None:
    for turn in range(12):
        folder = tmp_path / str(turn)
        folder.mkdir()
        kill_often(folder, times=10, longest=0.8, seed=turn)
