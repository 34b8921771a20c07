"""The history of runs: what was planned, what it gave, and which runs were cut short."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from veille.models import Source
from veille.runreport import RunReport
from veille.store import leads, sources
from veille.store.codec import from_text, maybe_moment, pack_report, to_text, unpack_report

KEPT_WHOLE = 200
"""Runs whose every planned fetch and whole report are kept: a watch makes some thousand runs a month, in most of
which most sources wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run in the history."""

    id: int
    started: datetime
    ended: datetime | None
    state: str
    """running, done or interrupted."""
    planned: int
    recorded: int
    report: RunReport | None


def begin(db: sqlite3.Connection, now: datetime, planned: Sequence[Source]) -> int:
    """Open a run and plan one fetch per source; earlier runs without an end are noted as interrupted."""
    db.execute("UPDATE runs SET state = 'interrupted' WHERE state = 'running'")
    sources.know(db, planned)
    leads.bring_near(db, now)
    (run_id,) = db.execute("INSERT INTO runs (started) VALUES (?) RETURNING id", [to_text(now)]).fetchone()
    db.executemany(
        "INSERT INTO collections (run_id, source_id) VALUES (?,?)", [(run_id, source.id) for source in planned]
    )
    _thin(db, int(run_id) - KEPT_WHOLE)
    return int(run_id)


def _thin(db: sqlite3.Connection, run_id: int) -> None:
    """Let go of what an old run did not do: who waited, and its report source by source (`collections` has it)."""
    db.execute("DELETE FROM collections WHERE run_id = ? AND outcome = 'not_due'", [run_id])
    db.execute(
        "UPDATE runs SET report = json_set(report, '$.sources', json('[]')) WHERE id = ? AND report IS NOT NULL",
        [run_id],
    )


def end(db: sqlite3.Connection, run_id: int, report: RunReport, now: datetime) -> None:
    """Close a run. Raises ValueError when a planned fetch has no outcome: nothing may end unrecorded."""
    open_ends = unrecorded(db, run_id)
    if open_ends:
        raise ValueError(f"run {run_id} ends with {len(open_ends)} fetches unrecorded: {', '.join(open_ends[:5])}")
    closed = db.execute(
        "UPDATE runs SET state = 'done', ended = ?, report = ? WHERE id = ? AND state = 'running'",
        [to_text(now), pack_report(report), run_id],
    )
    if closed.rowcount != 1:
        raise ValueError(f"run {run_id} is not running")


def unrecorded(db: sqlite3.Connection, run_id: int) -> list[str]:
    """Return the planned sources of a run that have no outcome (yet)."""
    rows = db.execute("SELECT source_id FROM collections WHERE run_id = ? AND outcome IS NULL", [run_id])
    return [source_id for (source_id,) in rows]


def first(db: sqlite3.Connection) -> datetime | None:
    """Return when the first run began; None before it."""
    # not the one of the lowest number: its clock may have been wrong
    (started,) = db.execute("SELECT min(started) FROM runs").fetchone()
    return None if started is None else from_text(started)


def last(db: sqlite3.Connection, count: int) -> list[RunSummary]:
    """Return the last runs, newest first."""
    rows = db.execute(
        """SELECT id, started, ended, state, report,
            (SELECT count(*) FROM collections WHERE run_id = runs.id),
            (SELECT count(outcome) FROM collections WHERE run_id = runs.id)
        FROM runs ORDER BY id DESC LIMIT ?""",
        [count],
    )
    return [
        RunSummary(
            id=row[0],
            started=from_text(row[1]),
            ended=maybe_moment(row[2]),
            state=row[3],
            report=None if row[4] is None else unpack_report(row[4]),
            planned=row[5],
            recorded=row[6],
        )
        for row in rows
    ]
