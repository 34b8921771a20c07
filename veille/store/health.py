"""How sources stand over time, what was told of it, and what officers decided. The rules: `veille.pipeline.health`.

Rows are written only where a state changes: a run in which nothing does writes two rows, of the clock of items.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from veille.models import Health
from veille.runreport import HealthChange
from veille.store import rhythm
from veille.store.codec import from_text, to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What a run found out about the health of sources."""

    items: int
    """Received from everyone, as the clock of items counts them."""
    heard: bool
    """Whether anything new came at all."""
    forgiven: tuple[str, ...] = ()
    """Sources whose failure in this run is ours: it does not count."""
    changes: tuple[HealthChange, ...] = ()
    """Of state, or of the sentence alone (`was` equals `now`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReport:
    """A report as kept; the content is the pipeline's own JSON."""

    day: str
    made: datetime
    upto: int
    """The number of the last change that it tells."""
    content: str


def take_stock(db: sqlite3.Connection, stock: Stock, now: datetime) -> None:
    """Keep what a run found out; see `Stock`."""
    rhythm.tick(db, stock.items, now, heard=stock.heard)
    db.executemany(
        """UPDATE sources SET failures = max(0, failures - 1),
            failing_since = CASE WHEN failures <= 1 THEN NULL ELSE failing_since END WHERE id = ?""",
        [(one,) for one in stock.forgiven],
    )
    at = to_text(now)
    for change in stock.changes:
        db.execute("UPDATE sources SET health_detail = ? WHERE id = ?", [change.detail, change.source_id])
        if change.was is change.now:
            continue
        # what was acknowledged was the state before
        db.execute(
            "UPDATE sources SET health = ?, health_since = ?, acknowledged = NULL WHERE id = ?",
            [change.now, at, change.source_id],
        )
        db.execute(
            "INSERT INTO health_changes (at, source_id, was, now, detail) VALUES (?,?,?,?,?)",
            [at, change.source_id, change.was, change.now, change.detail],
        )


def changes_after(db: sqlite3.Connection, number: int) -> tuple[int, list[HealthChange]]:
    """Return the number of the last change there is, and the changes after `number`, oldest first."""
    rows = db.execute(
        """SELECT c.id, c.source_id, s.name, c.was, c.now, c.detail FROM health_changes c
        JOIN sources s ON s.id = c.source_id WHERE c.id > ? ORDER BY c.id""",
        [number],
    ).fetchall()
    changes = [
        HealthChange(source_id=row[1], name=row[2], was=row[3] and Health(row[3]), now=Health(row[4]), detail=row[5])
        for row in rows
    ]
    return rows[-1][0] if rows else number, changes


def last_report(db: sqlite3.Connection, day: str) -> DailyReport | None:
    """Return the last report there is up to a day (2026-11-21), None when there is none.

    A report of a later day was made by a clock that was wrong: those of the days until then are still to come.
    """
    row = db.execute(
        "SELECT day, made, upto, content FROM daily_reports WHERE day <= ? ORDER BY day DESC LIMIT 1", [day]
    ).fetchone()
    return None if row is None else DailyReport(day=row[0], made=from_text(row[1]), upto=row[2], content=row[3])


def told_upto(db: sqlite3.Connection) -> int:
    """Return the number of the last change that any report tells."""
    return int(db.execute("SELECT coalesce(max(upto), 0) FROM daily_reports").fetchone()[0])


def keep_report(db: sqlite3.Connection, report: DailyReport) -> bool:
    """Keep the report of a day, once; return whether it is this one that is kept."""
    added = db.execute(
        "INSERT OR IGNORE INTO daily_reports VALUES (?,?,?,?)",
        [report.day, to_text(report.made), report.upto, report.content],
    )
    return added.rowcount == 1


# --- what officers decide; each is harmless when done twice


def snooze(db: sqlite3.Connection, source_id: str, until: datetime) -> bool:
    """Keep a source out of reports until a moment; False when there is no such source."""
    return _set(db, source_id, "snoozed_until = ?", [to_text(until)])


def acknowledge(db: sqlite3.Connection, source_id: str) -> bool:
    """Note that an officer knows of a source's present state."""
    return _set(db, source_id, "acknowledged = health", [])


def put_away(db: sqlite3.Connection, source_id: str, at: datetime) -> bool:
    """Confirm the retirement of a source: it is not asked any more, and not told of."""
    return _set(
        db, source_id, "put_away = coalesce(put_away, ?), health = 'retiree', health_since = ?", [to_text(at)] * 2
    )


def resume(db: sqlite3.Connection, source_id: str) -> bool:
    """Take back every decision on a source and forget its failures: it is due at once."""
    return _set(
        db,
        source_id,
        """put_away = NULL, retired = 0, missing = 0, missing_since = NULL, failures = 0, failing_since = NULL,
        next_due = NULL, last_checked = NULL, snoozed_until = NULL, acknowledged = NULL, health = NULL,
        health_since = NULL, health_detail = ''""",
        [],
    )


def _set(db: sqlite3.Connection, source_id: str, assignments: str, values: Sequence[str]) -> bool:
    changed = db.execute(f"UPDATE sources SET {assignments} WHERE id = ?", [*values, source_id])  # noqa: S608 - constants
    return changed.rowcount == 1
