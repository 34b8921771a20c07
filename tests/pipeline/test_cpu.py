"""Work in other processes: limits, and workers that die."""

import os
import time
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veille.models import Lead, Outcome
from veille.pipeline import cpu
from veille.pipeline.cpu import Cpu, process_pool
from veille.pipeline.reading import ReadJob
from veille.store import LeadResult


def double(number: int) -> int:
    return 2 * number


def die() -> None:
    os.abort()


def spin(seconds: float) -> float:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def limited_spin(limit: float, seconds: float) -> float:
    cpu.JOB_SECONDS = limit  # in the worker process alone
    return cpu.limited(spin, seconds)


async def test_nothing_starts_before_the_first_job() -> None:
    made = []

    def make() -> ThreadPoolExecutor:
        made.append(ThreadPoolExecutor(1))
        return made[-1]

    with Cpu(make) as idle:
        assert not made
        assert await idle.run(double, 21) == 42
        assert await idle.run(double, 1) == 2

    assert len(made) == 1


async def test_a_dead_worker_is_replaced_for_the_next_job() -> None:
    with Cpu(lambda: process_pool(1)) as workers:
        with pytest.raises(BrokenExecutor):
            await workers.guarded(die)

        assert await workers.guarded(double, 4) == 8


async def test_a_job_without_end_is_stopped_with_its_worker() -> None:
    with Cpu(lambda: process_pool(1)) as workers:
        with pytest.raises(BrokenExecutor):
            await workers.run(limited_spin, 0.2, 60.0)

        assert await workers.run(limited_spin, 5.0, 0.1) == 0.1


def test_there_is_no_limit_outside_worker_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu, "JOB_SECONDS", 0.01)

    assert cpu.limited(spin, 0.05) == 0.05


async def test_a_page_that_finds_a_fault_of_ours_costs_that_page_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fragile(jobs: list[ReadJob], model: Path) -> list[LeadResult]:
        if any("bad" in job.lead.url for job in jobs):
            raise TypeError("nobody thought of this")
        return [LeadResult(lead=job.lead, page=None, outcome=Outcome.OK) for job in jobs]

    monkeypatch.setattr(cpu, "read_batch", fragile)
    jobs = [
        ReadJob(lead=Lead(source_id="s", url=f"https://a.example/{name}", entry_id=name), page=None, ess=False,
                excerpt=200, now=datetime(2026, 11, 21, tzinfo=UTC))
        for name in ("one", "bad", "two")
    ]  # fmt: skip
    with Cpu(lambda: ThreadPoolExecutor(1)) as workers:
        results = await workers.read(jobs, Path("model"))

    assert [result.outcome for result in results] == [Outcome.OK, Outcome.MALFORMED, Outcome.OK]
    assert "nobody thought of this" in caplog.text
