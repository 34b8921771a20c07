"""What a fetch of a source leaves behind: outcome, validators, the source's state and its leads, together.

One transaction holds them, so that a killed run never keeps the validators (and so skips the feed
next time) without the leads, or the other way round.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from veille.models import Outcome
from veille.store import addresses, clock, memory, rhythm
from veille.store.codec import from_text, maybe_text, to_text
from veille.store.sorting import Sorted, sort_leads
from veille.store.values import Collected, RecordedLeads

GOOD = frozenset({Outcome.OK, Outcome.UNCHANGED, Outcome.EMPTY})
"""Outcomes after which the server may answer « unchanged » next time."""

_DELIVERED = frozenset({"mailbox", "archive"})
"""Kinds that are read once and then answer « unchanged »: one without an article says nothing of the next."""

MISSING_TIMES, MISSING_FOR = 5, timedelta(days=14)
"""404 so many times in a row over so long proposes a source for retirement; 410, which says « for good », at once."""

_STATE = f"""UPDATE sources SET last_checked = :at, next_due = :due, outcome = :outcome, detail = :detail,
    last_success = CASE WHEN :good THEN :at ELSE last_success END,
    first_success = CASE WHEN :good THEN coalesce(first_success, :at) ELSE first_success END,
    last_new = CASE WHEN :new THEN :at ELSE last_new END,
    heard_tick = CASE WHEN :good THEN :tick ELSE heard_tick END,
    failures = CASE WHEN :good THEN 0 ELSE failures + 1 END,
    failing_since = CASE WHEN :good THEN NULL ELSE coalesce(failing_since, :at) END,
    empty_since = CASE WHEN :outcome = 'ok' OR :delivered THEN NULL
        WHEN :outcome = 'empty' THEN coalesce(empty_since, :at) ELSE empty_since END,
    missing = CASE WHEN :status IN (404, 410) AND NOT :good THEN missing + 1 WHEN :good OR :status IS NOT NULL THEN 0
        ELSE missing END,
    missing_since = CASE WHEN :status IN (404, 410) AND NOT :good THEN coalesce(missing_since, :at)
        WHEN :good OR :status IS NOT NULL THEN NULL ELSE missing_since END,
    retired = CASE WHEN :good THEN 0 WHEN :status = 410 THEN 1
        WHEN :status = 404 AND missing + 1 >= {MISSING_TIMES} AND missing_since <= :long_ago THEN 1 ELSE retired END,
    moved_to = CASE WHEN :moved IS NOT NULL OR :good THEN :moved ELSE moved_to END
WHERE id = :id"""  # noqa: S608 - constants


def record_many(
    db: sqlite3.Connection,
    run_id: int,
    batch: Sequence[Collected],
    now: datetime,
    first_since: Mapping[str, datetime],
) -> list[RecordedLeads]:
    """Record collections of one run; see `Store.record_many`."""
    at = to_text(now)
    sorted_leads = [sort_leads(db, one.source.id, one.leads, first_since.get(one.source.id), at) for one in batch]
    _write_leads(db, sorted_leads, run_id, at)
    _log(db, run_id, at, batch, sorted_leads)
    tick = rhythm.ticks(db)
    rhythm.note(db, at, tick, zip(batch, sorted_leads, strict=True))
    _update_states(db, at, tick, batch, [leads.new for leads in sorted_leads])
    good = [one for one in batch if one.outcome in GOOD]
    memory.keep_validators(
        db, ((page.url, page.validators, one.source.id) for one in good for page in (one.page, *one.pages))
    )
    memory.remember(db, batch, now)
    return [leads.recorded() for leads in sorted_leads]


def record_not_due(db: sqlite3.Connection, run_id: int, source_ids: Sequence[str], detail: str, now: datetime) -> None:
    """Record that planned sources were not asked this time; their state is as it was."""
    at = to_text(now)
    _once(
        db.executemany(
            """UPDATE collections SET outcome = 'not_due', detail = ?, at = ?, leads = 0, new = 0, lead_outcomes = '{}'
            WHERE run_id = ? AND source_id = ? AND outcome IS NULL""",
            [(detail, at, run_id, source_id) for source_id in source_ids],
        ),
        run_id,
        source_ids,
    )


def _log(
    db: sqlite3.Connection, run_id: int, at: str, batch: Sequence[Collected], sorted_leads: Sequence[Sorted]
) -> None:
    rows = [
        (
            one.outcome, one.detail, one.page.status, one.page.final_url, one.page.seconds, at,
            len(one.leads), leads.new, json.dumps(leads.outcomes), run_id, one.source.id,
        )
        for one, leads in zip(batch, sorted_leads, strict=True)
    ]  # fmt: skip
    _once(
        db.executemany(
            """UPDATE collections SET outcome = ?, detail = ?, status = ?, final_url = ?, seconds = ?, at = ?,
                leads = ?, new = ?, lead_outcomes = ?
            WHERE run_id = ? AND source_id = ? AND outcome IS NULL""",
            rows,
        ),
        run_id,
        [one.source.id for one in batch],
    )


def _once(cursor: sqlite3.Cursor, run_id: int, source_ids: Sequence[str]) -> None:
    """Hold the rule of one outcome per planned fetch: each row was planned and still open."""
    if source_ids and cursor.rowcount != len(source_ids):
        raise ValueError(f"run {run_id}: not planned, or recorded twice, among {', '.join(source_ids[:5])}")


def _update_states(db: sqlite3.Connection, at: str, tick: int, batch: Iterable[Collected], news: Iterable[int]) -> None:
    long_ago = to_text(from_text(at) - MISSING_FOR)
    rows = []
    for one, new in zip(batch, news, strict=True):
        page, good = one.page, one.outcome in GOOD
        due = max((moment for moment in (page.fresh_until, page.retry_after) if moment), default=None)
        rows.append(
            {
                "id": one.source.id,
                "at": at,
                "good": good,
                "new": new,
                "tick": tick,
                "due": maybe_text(due),
                "status": page.status,
                "outcome": one.outcome,
                "detail": one.detail,
                "moved": page.moved_to,
                "long_ago": long_ago,
                "delivered": one.source.type in _DELIVERED,
            }
        )
    db.executemany(_STATE, rows)


def _write_leads(db: sqlite3.Connection, batch: Sequence[Sorted], run_id: int, at: str) -> None:
    db.executemany(
        """INSERT INTO leads (source_id, entry_id, url, title, published, fingerprint, first_seen, payload, outcome,
            detail, next_try, item_id, last_run, key)
        VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)""",
        # not all rows at once: 200,000 take 70 MB
        (row.values(at, run_id) for leads in batch for row in leads.inserts),
    )
    db.executemany(
        """UPDATE leads SET url = ?, title = ?, published = ?, fingerprint = ?, payload = ?, key = ?, attempts = 0,
            next_try = ?
        WHERE id = ?""",
        [(*row, at, lead_id) for leads in batch for lead_id, row in leads.reopened],
    )
    db.executemany(
        "INSERT OR IGNORE INTO sightings VALUES (?,?,?,?,?,?)",
        [(*row, at) for leads in batch for row in leads.sightings],
    )
    # the articles gained an address to show under « vu aussi »
    for item_id in {item_id for leads in batch for item_id in leads.seen_items}:
        clock.touch(db, item_id)
    for row in (row for leads in batch if leads.seen_items for row in leads.inserts):
        if row.item_id is not None:
            addresses.hand_over(db, row.item_id, row.lead.source_id, row.lead.entry_id)
