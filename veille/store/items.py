"""Keeping articles: what following a lead gave becomes an item, a revision of one, or a sighting.

An item is its article's URL (normalised, after redirects and same-host canonical); every other
address that led to it is an alias. Its number is public and never given twice.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from veille.i18n import _
from veille.models import Item, Outcome, Page, Zone
from veille.store import addresses, leads, memory
from veille.store.codec import to_text, unpack_lead
from veille.store.rows import insert, renew
from veille.store.values import LeadResult, SaveCounts
from veille.text import normalise_url


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What became of a result's item."""

    change: str = ""
    """new, updated, unchanged, or empty when nothing was to be kept."""
    item_id: int | None = None
    outcome: Outcome | None = None
    """In place of the result's own."""
    detail: str = ""


def save(
    db: sqlite3.Connection, run_id: int, results: Sequence[LeadResult], now: datetime, retry_minutes: Sequence[int]
) -> SaveCounts:
    """Keep one batch of results; see `Store.save`."""
    changes: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    relevant = 0
    for result in results:
        kept, outcome, twins = _save_one(db, run_id, result, now, retry_minutes)
        changes[kept.change] += 1
        outcomes[str(outcome)] += 1
        if twins:
            outcomes[str(Outcome.DUPLICATE)] += twins
        if result.item and kept.change in ("new", "updated") and result.item.tagging.zone is Zone.IN:
            relevant += 1
    return SaveCounts(
        new=changes["new"],
        updated=changes["updated"],
        unchanged=changes["unchanged"],
        relevant=relevant,
        outcomes=dict(outcomes),
    )


def _save_one(
    db: sqlite3.Connection, run_id: int, result: LeadResult, now: datetime, retry_minutes: Sequence[int]
) -> tuple[_Kept, Outcome, int]:
    """Keep one result; return what became of its item, the lead's outcome and how many other leads ended with it."""
    lead_id, attempts, lead_item = leads.find_or_add(db, result, to_text(now))
    page = result.page
    if page is not None:
        leads.log_fetch(db, run_id, lead_id, page, result.outcome, result.detail)
        # not after « empty »: a later « unchanged » would end the lead without an article
        if result.outcome in (Outcome.OK, Outcome.UNCHANGED):
            memory.keep_validators(db, [(result.lead.url, page.validators, None)])
    kept = _Kept() if result.item is None else _keep(db, result, result.item, lead_id, lead_item, now)
    outcome = kept.outcome or result.outcome
    failed = outcome in leads.RETRIED
    attempts = attempts + 1 if failed else 0
    leads.close(
        db,
        lead_id,
        run_id,
        outcome=outcome,
        detail=kept.detail or result.detail,
        attempts=attempts,
        next_try=leads.next_try(outcome, page, attempts, retry_minutes, now) if failed else None,
        item_id=kept.item_id,
    )
    twins = 0 if kept.item_id is None else _end_twins(db, run_id, lead_id, result.lead.url, kept.item_id, now)
    return kept, outcome, twins


def _keep(
    db: sqlite3.Connection, result: LeadResult, item: Item, lead_id: int, lead_item: int | None, now: datetime
) -> _Kept:
    urls = list(dict.fromkeys([item.article.url, *_final(result.page), result.lead.url]))
    barred = addresses.tombstone(db, urls)
    if barred is not None:
        addresses.bar_too(db, barred, urls)
        return _Kept(outcome=Outcome.REFUSED, detail=_("adresse retirée de la veille"))
    old = addresses.find(db, urls, lead_id, lead_item)
    if old is None:
        kept = _Kept(change="new", item_id=insert(db, item, lead_id, now))
    elif old.lead_id == lead_id or (old.from_feed and not item.article.from_feed):
        kept = _Kept(change=renew(db, old, item, lead_id, now), item_id=old.id)
    else:
        # only its own lead keeps an item up to date: two sources must not overwrite each other for ever
        kept = _Kept(item_id=old.id, outcome=Outcome.DUPLICATE)
    if old is not None and old.lead_id != lead_id:
        addresses.sight(db, old.id, result.lead, now)
    addresses.add(db, kept.item_id or 0, urls)
    if kept.change == "unchanged" and result.outcome is Outcome.OK:
        return _Kept(change=kept.change, item_id=kept.item_id, outcome=Outcome.UNCHANGED)
    return kept


def _final(page: Page | None) -> list[str]:
    try:
        return [] if page is None else [normalise_url(page.final_url)]
    except ValueError:
        return []


def _end_twins(db: sqlite3.Connection, run_id: int, lead_id: int, url: str, item_id: int, now: datetime) -> int:
    """End the other waiting leads to the same URL: `leads.pending` held them back for this one."""
    twins = db.execute(
        """SELECT id, payload FROM leads WHERE url = ? AND id <> ? AND next_try IS NOT NULL
        AND id <> (SELECT lead_id FROM items WHERE id = ?)""",
        [url, lead_id, item_id],
    ).fetchall()
    for twin, payload in twins:
        addresses.sight(db, item_id, unpack_lead(payload), now)
        leads.close(
            db,
            twin,
            run_id,
            outcome=Outcome.DUPLICATE,
            detail="",
            attempts=0,
            next_try=None,
            item_id=item_id,
        )
    return len(twins)
