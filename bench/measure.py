"""Running a program and weighing it."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run of a program took: wall and CPU seconds (children it waits for too), peak memory of its largest
    process in MB.
    """

    wall: float
    cpu: float
    rss_mb: float

    def row(self) -> dict[str, float]:
        """Return the figures, rounded, for JSON."""
        return {"wall_s": round(self.wall, 3), "cpu_s": round(self.cpu, 3), "rss_mb": round(self.rss_mb, 1)}


def cost(command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end, start of the process counted. Raises RuntimeError with its output when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=None if env is None else {**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command}: exit {process.returncode}\n{output.decode(errors='replace')[-2000:]}")
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, rss_mb=usage.ru_maxrss / 1024)


class Workers:
    """CPU seconds and peak memory (MB) of all processes of a session, sampled: a fork server's workers are nobody's
    children when they end. What the last `EVERY` seconds of each took is missed.
    """

    EVERY = 0.2

    def __init__(self, session: int) -> None:
        self.session = session
        self.cpu: dict[int, float] = {}
        self.rss_mb: dict[int, float] = {}

    def sample(self) -> None:
        """Look at every process of the session once."""
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.session:
                    pid = int(folder.name)
                    self.cpu[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                    resident = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6
                    self.rss_mb[pid] = max(self.rss_mb.get(pid, 0.0), resident)
            except OSError:
                continue  # it ended while we looked


def session_cost(command: Sequence[str | Path], output: Path) -> dict[str, float]:
    """Run a command in a session of its own, its output into a file; weigh all its processes, workers included.

    `main_mb` is the first process, `worker_mb` the largest of the others. Raises RuntimeError when it fails.
    """
    start = time.perf_counter()
    with output.open("wb") as file:
        process = subprocess.Popen([str(part) for part in command], stdout=file, start_new_session=True)
        workers = Workers(process.pid)
        while process.poll() is None:
            workers.sample()
            time.sleep(Workers.EVERY)
    if process.returncode:
        raise RuntimeError(f"{command}: exit {process.returncode}")
    others = [size for pid, size in workers.rss_mb.items() if pid != process.pid]
    return {
        "wall_s": round(time.perf_counter() - start, 1),
        "cpu_s": round(sum(workers.cpu.values()), 1),
        "main_mb": round(workers.rss_mb.get(process.pid, 0.0)),
        "worker_mb": round(max(others, default=0.0)),
    }
