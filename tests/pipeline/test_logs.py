"""Faults in full go to a file of the data folder, for an engineer; people read the report."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from veille.pipeline import RunPlan, crawl, run
from veille.pipeline.logs import NAME


def test_a_fault_of_ours_is_in_the_log_with_its_traceback_and_not_on_the_terminal(
    plan: Callable[..., RunPlan], data: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def faulty(*args: object, **kwargs: object) -> None:
        raise TypeError("nobody thought of this")

    monkeypatch.setattr(crawl, "collect", faulty)
    only = frozenset({plan().sources[0].id})

    report = run(plan(only=only), make_executor=lambda: ThreadPoolExecutor(1))

    assert [source.outcome for source in report.sources] == ["malformed"]
    logged = (data / NAME).read_text()
    assert f"source {plan().sources[0].id}" in logged
    assert "TypeError: nobody thought of this" in logged
    assert capfd.readouterr().err == ""
    assert logging.getLogger("veille").propagate


def test_a_normal_run_leaves_no_log(plan: Callable[..., RunPlan], data: Path) -> None:
    run(plan(only=frozenset({plan().sources[0].id})))

    assert not (data / NAME).exists()
