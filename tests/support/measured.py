"""Runs a pickled plan in a process of its own and prints what it cost; `measure` starts it and reads that.

    cost = measure(plan)
    assert cost.main_mb < 400

A process of its own, because peak memory never goes down again. Only loopback is asked.
"""

import json
import os
import pickle
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from veille.models import Outcome, Page
from veille.pipeline import RunPlan, run
from veille.runreport import RunReport
from veille.sources.http import Ask, Fetcher

PAUSE = 0.05
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a run cost, with its report. Memory is peak resident memory, workers sharing the model's pages included."""

    report: RunReport
    seconds: float
    cpu_seconds: float
    main_mb: float
    worker_mb: float
    """Of the largest other process that the run started."""


class Children:
    """Looks at the processes below this one while entered: workers end before anybody could ask them."""

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self.cpu: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Children":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(PAUSE):
            for pid in _below(os.getpid()):
                try:
                    self.peak_mb = max(self.peak_mb, peak_mb(pid))
                    self.cpu[pid] = sum(map(int, _stat(pid)[11:13])) / TICK
                except (OSError, IndexError):
                    continue  # it has just ended


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _below(root: int) -> Iterator[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int(_stat(int(path.name))[1])
        except (OSError, IndexError):
            continue
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    yield from family - {root}


def peak_mb(pid: int) -> float:
    """Return a process' peak resident memory; 0 for one that has ended. ru_maxrss would start from the parent's."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


class StaysAtHome(Fetcher):
    """Asks loopback only: real feeds lead to real hosts, which tests must leave alone."""

    async def fetch(self, ask: Ask) -> Page:
        """Answer for other hosts as a machine without a network would."""
        if (urlsplit(ask.url).hostname or "").startswith("127."):
            return await super().fetch(ask)
        outcome, detail = Outcome.UNREACHABLE, "les tests n’interrogent personne"
        return Page(url=ask.url, final_url=ask.url, outcome=outcome, detail=detail, fetched_at=datetime.now(UTC))


def measure(plan: RunPlan, seconds: float = 900, fetcher: type[Fetcher] = StaysAtHome) -> Cost:
    """Run a plan in a process of its own, with the default executor, and return what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        given, result = Path(folder) / "plan", Path(folder) / "cost"
        given.write_bytes(pickle.dumps((plan, fetcher)))
        command = [sys.executable, __file__, str(given), str(result)]
        subprocess.run(command, check=True, timeout=seconds, cwd=Path(__file__).parents[2])
        cost: Cost = pickle.loads(result.read_bytes())
    return cost


def figures(cost: Cost) -> str:
    """Return the figures in one line."""
    return json.dumps({name: value for name, value in asdict(cost).items() if name != "report"})


def _main(given: Path, result: Path) -> None:
    plan, fetcher = pickle.loads(given.read_bytes())
    # by name: the package exports the function `run` in place of the module
    import_module("veille.pipeline.run").Fetcher = fetcher  # type: ignore[attr-defined]
    start = time.monotonic()
    with Children() as children:
        report = run(plan)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cost = Cost(
        report=report,
        seconds=round(time.monotonic() - start, 2),
        cpu_seconds=round(usage.ru_utime + usage.ru_stime + sum(children.cpu.values()), 2),
        main_mb=round(peak_mb(os.getpid()), 1),
        worker_mb=round(children.peak_mb, 1),
    )
    result.write_bytes(pickle.dumps(cost))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.support.measured import _main as main

    main(Path(sys.argv[1]), Path(sys.argv[2]))
