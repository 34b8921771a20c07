"""Leads that wait to be followed, and how each ends."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from veille.models import Outcome, Page, Validators
from veille.store.codec import maybe_text, pack_lead, storable, to_text, unpack_lead
from veille.store.values import LeadResult, PendingLead
from veille.text import url_key

RETRIED = frozenset(
    {
        Outcome.UNREACHABLE,
        Outcome.TIMEOUT,
        Outcome.BLOCKED,
        Outcome.REDIRECTED,
        Outcome.GONE,  # feeds announce pages a little before they exist; 410 is not retried
        Outcome.EMPTY,
        Outcome.MALFORMED,
    }
)
"""Outcomes of a page that may be better another time."""


def is_refusal(outcome: Outcome, page: Page | None) -> bool:
    """Say whether the site itself rules reading out, by robots.txt or by reserving mining: no fault that passes.

    A page that answered and is blocked all the same was found to be reserved when it was read.
    """
    answered = page is not None and page.outcome is Outcome.OK
    return outcome is Outcome.BLOCKED and page is not None and (page.forbidden or answered)


FARTHEST = timedelta(days=60)
"""No lead waits longer: of one that does, the moment was set by a clock that was wrong."""


def bring_near(db: sqlite3.Connection, now: datetime) -> None:
    """Let leads be followed now that would wait for years, a run having had a clock that was ahead."""
    db.execute(
        "UPDATE leads SET next_try = ? WHERE next_try BETWEEN ? AND '9999'", [to_text(now), to_text(now + FARTHEST)]
    )


def pending(db: sqlite3.Connection, now: datetime, max_per_source: int, source_ids: Sequence[str]) -> list[PendingLead]:
    """Return the leads to follow now, at most `max_per_source` of each source, newest first, sources taking turns.

    Of several leads to one URL, in whatever spelling, only the first is returned: the others end with it (see
    `items.save`) or wait.
    """
    if not max_per_source:
        return []
    rows = db.execute(
        """WITH due AS (
            SELECT id, source_id, coalesce(nullif(key, ''), url) AS key, coalesce(published, first_seen) AS at
            FROM leads WHERE next_try <= :now AND source_id IN (SELECT value FROM json_each(:sources))),
        single AS (SELECT *, row_number() OVER (PARTITION BY key ORDER BY id) AS copy FROM due),
        ranked AS (
            SELECT id, source_id, row_number() OVER (PARTITION BY source_id ORDER BY at DESC, id) AS rank
            FROM single WHERE copy = 1)
        SELECT l.payload, l.attempts, l.item_id, v.etag, v.last_modified,
            (SELECT t.label FROM tags t WHERE t.item_id = l.item_id AND t.facet = 'kind' AND t.origin = 'humain')
        FROM ranked r CROSS JOIN leads l ON l.id = r.id LEFT JOIN validators v ON v.url = l.url
        WHERE r.rank <= :most ORDER BY r.rank, r.source_id""",
        {"now": to_text(now), "sources": json.dumps(list(source_ids)), "most": max_per_source},
    )
    return [
        PendingLead(
            lead=unpack_lead(payload),
            attempts=attempts,
            item_id=item_id,
            validators=Validators(etag=etag, last_modified=last_modified),
            decided_kind=decided_kind,
        )
        for payload, attempts, item_id, etag, last_modified, decided_kind in rows
    ]


def count_waiting(db: sqlite3.Connection, run_id: int, source_ids: Sequence[str]) -> int:
    """Return how many leads of these sources still wait without an outcome in this run: the run's `not_due` leads."""
    (count,) = db.execute(
        """SELECT count(*) FROM leads WHERE next_try IS NOT NULL AND last_run IS NOT ?
        AND source_id IN (SELECT value FROM json_each(?))""",
        [run_id, json.dumps(list(source_ids))],
    ).fetchone()
    return int(count)


def find_or_add(db: sqlite3.Connection, result: LeadResult, at: str) -> tuple[int, int, int | None]:
    """Return id, failed attempts and item of the result's lead; a lead that no source gave (by hand) is added."""
    lead = result.lead
    row = db.execute(
        "SELECT id, attempts, item_id FROM leads WHERE source_id = ? AND entry_id = ?", [lead.source_id, lead.entry_id]
    ).fetchone()
    if row is None:
        row = db.execute(
            """INSERT INTO leads (source_id, entry_id, url, title, published, fingerprint, first_seen, payload,
                next_try, key)
            VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id, attempts, item_id""",
            [lead.source_id, lead.entry_id, lead.url, storable(lead.title), maybe_text(lead.published),
             lead.fingerprint, at, pack_lead(lead), at, url_key(lead.url)],
        ).fetchone()  # fmt: skip
    return row[0], row[1], row[2]


def log_fetch(db: sqlite3.Connection, run_id: int, lead_id: int, page: Page, outcome: Outcome, detail: str) -> None:
    """Record one request for a page, once per lead and run."""
    db.execute(
        "INSERT INTO page_fetches VALUES (?,?,?,?,?,?,?,?,?)",
        [run_id, lead_id, to_text(page.fetched_at), page.url, storable(page.final_url), outcome, detail, page.status,
         page.seconds],
    )  # fmt: skip


def close(  # noqa: PLR0913 - the columns of one row
    db: sqlite3.Connection,
    lead_id: int,
    run_id: int,
    *,
    outcome: Outcome,
    detail: str,
    attempts: int,
    next_try: datetime | None,
    item_id: int | None,
) -> None:
    """Give a lead its outcome; without a next try it has ended and what its source said is let go."""
    again = maybe_text(next_try)
    db.execute(
        """UPDATE leads SET outcome = ?, detail = ?, attempts = ?, next_try = ?, last_run = ?,
            item_id = coalesce(item_id, ?), payload = CASE WHEN ? IS NULL THEN NULL ELSE payload END
        WHERE id = ?""",
        [outcome, detail, attempts, again, run_id, item_id, again, lead_id],
    )


def next_try(
    outcome: Outcome, page: Page | None, attempts: int, retry_minutes: Sequence[int], now: datetime
) -> datetime | None:
    """Return when a lead that ended so is tried again: after the back-off and what the server asked, or never.

    A site that refuses is not pressed: the longest wait each time.
    """
    final = page is not None and page.status == 410
    if outcome not in RETRIED or final or attempts > len(retry_minutes) or page is None:
        return None
    if is_refusal(outcome, page):
        return now + timedelta(minutes=max(retry_minutes))
    wait = now + timedelta(minutes=retry_minutes[attempts - 1])
    return max(wait, page.retry_after) if page.retry_after else wait
