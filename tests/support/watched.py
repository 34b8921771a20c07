"""Whole runs, and what must hold after every one of them."""

import sqlite3
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support.published import assert_consistent
from veille.models import Outcome
from veille.pipeline import RunPlan, run
from veille.runreport import RunReport
from veille.store import open_store


def threads() -> Executor:
    """Read in a thread: the stages are the same, without the start of processes."""
    return ThreadPoolExecutor(1)


def rows(path: Path, sql: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, values).fetchall()


def checked_run(plan: RunPlan) -> RunReport:
    """Run, then hold what every run must hold; return the report."""
    waiting = _waiting(plan.data / "collect.db")
    report = run(plan, make_executor=threads)
    assert_all_recorded(report, plan, waiting)
    return report


def assert_all_recorded(report: RunReport, plan: RunPlan, waiting: int = 0) -> None:
    """Fail unless each source and each lead ended in one outcome and both databases agree.

    `waiting` is the number of leads that earlier runs left to this one.
    """
    collect = plan.data / "collect.db"
    assert sorted(result.source_id for result in report.sources) == sorted(source.id for source in plan.sources)
    recorded = rows(collect, "SELECT source_id, outcome FROM collections WHERE run_id = (SELECT max(id) FROM runs)")
    assert dict(recorded) == {result.source_id: result.outcome for result in report.sources}
    seen = sum(result.leads for result in report.sources)
    assert seen <= sum(report.lead_outcomes.values()) <= seen + waiting
    (unread,) = rows(collect, "SELECT count(*) FROM leads WHERE outcome IS NULL")[0]
    assert unread <= report.lead_outcomes.get(Outcome.NOT_DUE, 0)
    assert rows(collect, "SELECT state FROM runs ORDER BY id DESC LIMIT 1") == [("done",)]
    assert rows(collect, "PRAGMA integrity_check") == [("ok",)]
    with open_store(collect) as store:
        assert_consistent(plan.data / "veille.db", store)


def _waiting(collect: Path) -> int:
    if not collect.exists() or not rows(collect, "SELECT 1 FROM sqlite_master WHERE name = 'leads'"):
        return 0
    (count,) = rows(collect, "SELECT count(*) FROM leads WHERE next_try IS NOT NULL")[0]
    return int(count)


def outcome_of(report: RunReport, source_id: str) -> Outcome:
    """Return how a source ended."""
    return next(result.outcome for result in report.sources if result.source_id == source_id)


def detail_of(report: RunReport, source_id: str) -> str:
    """Return the sentence the report has for a source."""
    return next(result.detail for result in report.sources if result.source_id == source_id)


def published(data: Path) -> list[str]:
    """Return the titles on the site, sorted."""
    return [title for (title,) in rows(data / "veille.db", "SELECT titre FROM articles ORDER BY titre")]
