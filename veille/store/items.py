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
from veille.models import Item, Lead, Outcome, Page, Zone
from veille.store import addresses, groups, leads, memory, merges
from veille.store.addresses import Stored
from veille.store.codec import to_text, unpack_lead
from veille.store.rows import insert, renew
from veille.store.values import LeadResult, SaveCounts
from veille.text import normalise_url, url_key, words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What became of a result's item."""

    change: str = ""
    """new, updated, unchanged, or empty when nothing was to be kept."""
    item_id: int | None = None
    outcome: Outcome | None = None
    """In place of the result's own."""
    detail: str = ""
    grouped: bool = False
    """Whether it was found to tell the story of others."""


def save(
    db: sqlite3.Connection, run_id: int, results: Sequence[LeadResult], now: datetime, retry_minutes: Sequence[int]
) -> SaveCounts:
    """Keep one batch of results; see `Store.save`."""
    changes: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    relevant = grouped = 0
    for result in results:
        kept, outcome, twins = _save_one(db, run_id, result, now, retry_minutes)
        changes[kept.change] += 1
        grouped += kept.grouped
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
        grouped=grouped,
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
    twins = 0 if kept.item_id is None else _end_twins(db, run_id, lead_id, result.lead, kept.item_id, now)
    return kept, outcome, twins


def _keep(
    db: sqlite3.Connection, result: LeadResult, item: Item, lead_id: int, lead_item: int | None, now: datetime
) -> _Kept:
    urls = list(dict.fromkeys([item.article.url, *_final(result.page), result.lead.url]))
    barred = addresses.tombstone(db, urls) or addresses.tombstone_of(db, lead_item)
    if barred is not None:
        addresses.bar_too(db, barred, urls)
        return _Kept(outcome=Outcome.REFUSED, detail=_("adresse retirée de la veille"))
    old = _stored(db, item, urls, lead_id, lead_item)
    if old is not None and lead_item is not None and lead_item != old.id:
        _merge_moved(db, lead_item, old, item, lead_id, now)
    if old is None:
        item_id, grouped = insert(db, item, lead_id, now)
        kept = _Kept(change="new", item_id=item_id, grouped=grouped)
    elif _may_renew(db, old, item, lead_id):
        change, grouped = renew(db, old, item, lead_id, now)
        kept = _Kept(change=change, item_id=old.id, grouped=grouped)
    else:
        # only its own lead keeps an item up to date: two sources must not overwrite each other for ever
        kept = _Kept(item_id=old.id, outcome=Outcome.DUPLICATE)
    if old is not None and old.lead_id != lead_id:
        addresses.sight(db, old.id, result.lead, now)
    addresses.add(db, kept.item_id or 0, urls)
    if kept.change == "unchanged" and result.outcome is Outcome.OK:
        return _Kept(change=kept.change, item_id=kept.item_id, outcome=Outcome.UNCHANGED)
    return kept


def _stored(
    db: sqlite3.Connection, item: Item, urls: Sequence[str], lead_id: int, lead_item: int | None
) -> Stored | None:
    """Return the item that these addresses lead to, in this spelling or, where the text agrees, in another."""
    old = addresses.find(db, urls)
    if old is None:
        # `/a` and `/a/` are one page unless their texts say otherwise
        likely = addresses.otherwise_spelt(db, urls)
        old = next((one for one in likely if groups.is_text_of(db, one.id, item.article)), None)
    if old is None and lead_item is not None:
        old = addresses.own(db, lead_item, lead_id)
    return old


def _may_renew(db: sqlite3.Connection, old: Stored, item: Item, lead_id: int) -> bool:
    """Say whether this lead may bring the item up to date: its own, the page where there was only the source's text,
    or the one under which its source goes on after a change of spelling (http to https).
    """
    if old.lead_id == lead_id or (old.from_feed and not item.article.from_feed):
        return True
    respelt = item.lead.url != old.url and url_key(item.lead.url) == url_key(old.url)
    return respelt and item.lead.source_id == old.source_id


def _merge_moved(db: sqlite3.Connection, lead_item: int, old: Stored, item: Item, lead_id: int, now: datetime) -> None:
    """Make one of two items when the page of the one has moved onto the other's address with its text.

    A page that is gone and sends its visitors elsewhere (home page, section) has not moved.
    """
    moved = addresses.own(db, lead_item, lead_id)
    if moved is not None and old.lead_id != lead_id and groups.is_text_of(db, moved.id, item.article):
        merges.merge(db, moved, old, now)


def _final(page: Page | None) -> list[str]:
    try:
        return [] if page is None else [normalise_url(page.final_url)]
    except ValueError:
        return []


def _end_twins(db: sqlite3.Connection, run_id: int, lead_id: int, of: Lead, item_id: int, now: datetime) -> int:
    """End the other waiting leads to the same URL: `leads.pending` held them back for this one."""
    url = of.url
    # two searches: one with OR would read every waiting lead (SQLite takes the index on next_try)
    twins = db.execute(
        """WITH same AS (
            SELECT id, payload, url FROM leads WHERE url = ?1 AND +next_try IS NOT NULL
            UNION SELECT id, payload, url FROM leads WHERE key = ?2 AND next_try IS NOT NULL AND ?2 <> '')
        SELECT id, payload, url FROM same WHERE id <> ?3 AND id <> (SELECT lead_id FROM items WHERE id = ?4)""",
        [url, url_key(url), lead_id, item_id],
    ).fetchall()
    ended = 0
    for twin, payload, spelling in twins:
        lead = unpack_lead(payload)
        if spelling != url and not _is_same_entry(lead, of):
            continue
        ended += 1
        addresses.sight(db, item_id, lead, now)
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
    return ended


def _is_same_entry(lead: Lead, other: Lead) -> bool:
    """Say whether leads to two spellings of an address are to one page, as far as can be told unfetched."""
    return lead.source_id != other.source_id or words(lead.title) == words(other.title)
