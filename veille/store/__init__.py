"""KEEP: collect.db, everything the watch knows, with provenance and history.

    store = open_store(data / "collect.db")
    with lock(data), store:
        run = store.begin_run(now, sources)          # what is planned
        store.record_many(run, collected, now=now)   # feeds: validators, state and leads in one transaction
        for lead in store.pending(now, ...): ...     # links to follow
        store.save(run, results, now=now)            # pages: item, tags and the lead's outcome in one transaction
        store.end_run(run, report, now)

Killed anywhere, the next run goes on from what was committed: nothing lost, nothing twice.
SQL lives in the modules of this package, one concern each, as functions that take a connection;
`Store` gives each its transaction. What may be public is decided by `veille.publish`.
"""

from veille.store.additions import Addition
from veille.store.decisions import Decision, Subject
from veille.store.facade import Store
from veille.store.health import DailyReport, Stock
from veille.store.opening import open_store
from veille.store.public import Changes, PublicItem, Sighting
from veille.store.purges import Purged
from veille.store.rhythm import ItemClock, Rhythm
from veille.store.runlock import lock
from veille.store.runs import RunSummary
from veille.store.samples import ItemToLookAt
from veille.store.sources import KnownSource, SourceState
from veille.store.tags import ItemToTag
from veille.store.terms import Terms
from veille.store.trace import FetchTrace, ItemTrace, LeadTrace, Tombstone, Trace
from veille.store.values import Collected, LeadResult, PendingLead, RecordedLeads, SaveCounts
from veille.store.withdrawals import Withdrawal
from veille.store.yields import Yield

__all__ = [
    "Addition",
    "Changes",
    "Collected",
    "DailyReport",
    "Decision",
    "FetchTrace",
    "ItemClock",
    "ItemToLookAt",
    "ItemToTag",
    "ItemTrace",
    "KnownSource",
    "LeadResult",
    "LeadTrace",
    "PendingLead",
    "PublicItem",
    "Purged",
    "RecordedLeads",
    "Rhythm",
    "RunSummary",
    "SaveCounts",
    "Sighting",
    "SourceState",
    "Stock",
    "Store",
    "Subject",
    "Terms",
    "Tombstone",
    "Trace",
    "Withdrawal",
    "Yield",
    "lock",
    "open_store",
]
