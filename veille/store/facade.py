"""The one door to collect.db: each method is one transaction of a function of this package."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

from veille.config.settings import CollectSettings
from veille.facts import Facts
from veille.models import Memory, Source, Tagging, Validators, Zone
from veille.runreport import HealthChange, RunReport
from veille.store import (
    additions,
    calls,
    clock,
    collected,
    decisions,
    facts,
    health,
    items,
    leads,
    marking,
    memory,
    public,
    purges,
    rhythm,
    runs,
    samples,
    sources,
    tags,
    terms,
    trace,
    withdrawals,
    yields,
)
from veille.store.additions import Addition
from veille.store.connection import explained, transaction
from veille.store.decisions import Decision, Subject
from veille.store.onecall import KnownCall
from veille.store.purges import Purged
from veille.store.rhythm import ItemClock
from veille.store.runs import RunSummary
from veille.store.samples import ItemToLookAt
from veille.store.sources import SourceState
from veille.store.tags import ItemToTag
from veille.store.terms import Terms
from veille.store.trace import Trace
from veille.store.values import Collected, LeadResult, PendingLead, RecordedLeads, SaveCounts
from veille.store.withdrawals import Withdrawal

P = ParamSpec("P")
T = TypeVar("T")

RETRY_MINUTES = CollectSettings().retry_minutes


class Store:
    """collect.db, open. Made by `open_store`, used by one thread, closed by `close` or as a context manager.

    Every writing method is one transaction: all of it is kept, or nothing. Every method raises
    StoreError when the file cannot be read or written; ValueError marks a fault of the caller.
    """

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self.path = db, path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing is pending, every method commits."""
        self._db.close()

    def _read(self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with explained(self.path):
            return function(self._db, *args, **kwargs)

    def _write(self, function: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with explained(self.path), transaction(self._db):
            return function(self._db, *args, **kwargs)

    # --- runs

    def begin_run(self, now: datetime, planned: Sequence[Source]) -> int:
        """Open a run that plans one fetch per source and return its number; runs without an end become interrupted."""
        return self._write(runs.begin, now, planned)

    def end_run(self, run_id: int, report: RunReport, now: datetime) -> None:
        """Close a run. Raises ValueError when a planned fetch has no recorded outcome."""
        self._write(runs.end, run_id, report, now)

    def unrecorded(self, run_id: int) -> list[str]:
        """Return the planned sources of a run without an outcome (yet)."""
        return self._read(runs.unrecorded, run_id)

    def first_run(self) -> datetime | None:
        """Return when the first run began; None before it."""
        return self._read(runs.first)

    def last_runs(self, count: int) -> list[RunSummary]:
        """Return the last runs, newest first."""
        return self._read(runs.last, count)

    # --- sources

    def know_sources(self, listed: Sequence[Source]) -> None:
        """Take over the whole of feeds.yml: what it says of each source, and which are no longer in it."""
        self._write(sources.know_all, listed)

    def source_states(self) -> dict[str, SourceState]:
        """Return how every known source has gone so far."""
        return self._read(sources.states)

    def known_sources(self) -> list[sources.KnownSource]:
        """Return every source ever known, by id."""
        return self._read(sources.known)

    def validators(self, url: str) -> Validators:
        """Return what the server gave for this URL; empty when nothing was kept."""
        return self._read(memory.validators, url)

    def memories(self, now: datetime | None = None) -> dict[str, Memory]:
        """Return what was kept of every source to ask it again, by source id.

        `now` decides whose site may be searched (`memory.may_search`); without it every one's may.
        """
        return self._read(memory.memories, now)

    def record_many(
        self,
        run_id: int,
        batch: Sequence[Collected],
        *,
        now: datetime,
        first_since: Mapping[str, datetime] | None = None,
    ) -> list[RecordedLeads]:
        """Record collections in one transaction: outcome, validators (after ok, unchanged, empty), state and leads.

        New leads and known ones that changed wait to be followed (`pending`); every other lead ends
        here. `first_since` gives, per source id, the date before which leads are too_old.
        Raises ValueError when a source was not planned in this run or is recorded twice.
        """
        return self._write(collected.record_many, run_id, batch, now, first_since or {})

    def record_not_due(self, run_id: int, source_ids: Sequence[str], *, now: datetime, detail: str = "") -> None:
        """Record planned sources that were not asked this time."""
        self._write(collected.record_not_due, run_id, source_ids, detail, now)

    # --- health

    def item_clock(self) -> ItemClock:
        """Return the clock of items received from everyone."""
        return self._read(rhythm.clock)

    def take_stock(self, stock: health.Stock, now: datetime) -> None:
        """Keep what a run found out about the health of sources: the items received, and which stand otherwise."""
        self._write(health.take_stock, stock, now)

    def health_changes(self, after: int) -> tuple[int, list[HealthChange]]:
        """Return the number of the last change of health, and the changes after a number, oldest first."""
        return self._read(health.changes_after, after)

    def last_report(self, day: str) -> health.DailyReport | None:
        """Return the last daily report up to a day (2026-11-21); None when there is none."""
        return self._read(health.last_report, day)

    def told_upto(self) -> int:
        """Return the number of the last change of health that a report tells; 0 before the first."""
        return self._read(health.told_upto)

    def keep_report(self, report: health.DailyReport) -> bool:
        """Keep the report of a day; False, and nothing changes, when that day has one."""
        return self._write(health.keep_report, report)

    def snooze(self, source_id: str, until: datetime) -> bool:
        """Keep a source out of reports until a moment; False when there is no such source, as for the next three."""
        return self._write(health.snooze, source_id, until)

    def acknowledge(self, source_id: str) -> bool:
        """Note that an officer knows of a source's present state: it is told again when it changes."""
        return self._write(health.acknowledge, source_id)

    def put_away(self, source_id: str, at: datetime) -> bool:
        """Confirm the retirement of a source: it is neither asked nor told of any more."""
        return self._write(health.put_away, source_id, at)

    def resume(self, source_id: str) -> bool:
        """Take back every decision on a source and forget its failures: it is due at once."""
        return self._write(health.resume, source_id)

    def yields(self, since: datetime) -> dict[str, yields.Yield]:
        """Return what each source brought since a moment, by source id; sources that brought nothing are left out."""
        return self._read(yields.yields, since)

    # --- leads and items

    def pending(self, now: datetime, *, max_per_source: int, source_ids: Sequence[str]) -> list[PendingLead]:
        """Return the leads of these sources to follow now: at most so many of each, newest first, one per URL."""
        return self._read(leads.pending, now, max_per_source, source_ids)

    def count_waiting(self, run_id: int, source_ids: Sequence[str]) -> int:
        """Return how many leads of these sources wait without an outcome in this run: its `not_due` leads."""
        return self._read(leads.count_waiting, run_id, source_ids)

    def save(
        self, run_id: int, results: Sequence[LeadResult], *, now: datetime, retry_minutes: Sequence[int] = RETRY_MINUTES
    ) -> SaveCounts:
        """Keep a batch of results in one transaction: fetch, item, tags, aliases and the lead's one outcome.

        An item whose title and text are as stored is unchanged; an article reached through another
        lead is a duplicate, noted as a sighting; a withdrawn address is refused. A failed lead
        is tried again after the next of `retry_minutes`, and left with its outcome after the last.
        """
        return self._write(items.save, run_id, results, now, retry_minutes)

    def keep_additions(self, given: Sequence[Addition]) -> None:
        """Keep what officers said when they added addresses by hand."""
        self._write(additions.keep, given)

    def withdraw(self, url: str, reason: str, now: datetime) -> Withdrawal:
        """Take out what this address leads to, for good. Raises ValueError when it is no http(s) address."""
        return self._write(withdrawals.withdraw, url, reason, now)

    def purge(self, before: datetime) -> Purged:
        """Remove old texts, revisions and fetches; what is public stays."""
        return self._write(purges.purge, before)

    def why(self, url: str) -> Trace:
        """Return everything known of one address. Raises ValueError when it is no http(s) address."""
        return self._read(trace.why, url)

    def items_to_tag(self, model_version: str, limit: int, facts_version: str = "") -> list[ItemToTag]:
        """Return up to `limit` items with a text that another model tagged, or whose facts other enrichers read."""
        return self._read(tags.to_renew, model_version, facts_version, limit)

    def renew_marks(self, limit: int, now: datetime) -> bool:
        """Let up to `limit` recent items be found by the marks of their texts where an earlier version gave them
        none, or others; say whether there may be more."""
        return self._write(marking.renew, limit, now)

    def keep_facts(self, found: Mapping[int, Facts], now: datetime) -> None:
        """Give stored items what is read in them now; what a person decided stays, and no call counts as changed.

        Call `retag` after it, not before: it is what says that an item is done, and has it published anew.
        """
        self._write(facts.keep_reread, found, now)

    def retag(self, taggings: Mapping[int, Tagging], model_version: str) -> None:
        """Give stored items what the classifier says of them now; tags given by a person stay."""
        self._write(tags.retag_all, taggings, model_version)

    # --- what officers decide

    def subject(self, target: int | str) -> Subject | None:
        """Return the item of a number or address as a person corrects it. Raises ValueError for no http(s) address."""
        return self._read(decisions.subject, target)

    def decisions_on(self, item_id: int) -> tuple[Decision, ...]:
        """Return what was decided of an item."""
        return self._read(decisions.of, item_id)

    def undecided(self, zone: Zone) -> list[tuple[int, str, str]]:
        """Return (number, address, title) of the items of a zone, with a text, that nobody decided anything of."""
        return self._read(decisions.undecided, zone)

    def items_to_look_at(self, limit: int) -> list[ItemToLookAt]:
        """Return up to `limit` items with a text, newest first, that nobody decided anything of."""
        return self._read(samples.newest_undecided, limit)

    def sample(self, since: datetime, before: datetime, limit: int) -> list[ItemToLookAt]:
        """Return up to `limit` items with a text first seen in a stretch of time, spread evenly over it."""
        return self._read(samples.spread_out, since, before, limit)

    def first_seen(self) -> datetime | None:
        """Return when the first item was seen; None while there is none."""
        return self._read(samples.first_month)

    def corrections_taken(self) -> int:
        """Return up to which byte the journal of corrections was taken in."""
        return self._read(decisions.taken)

    def take_correction(self, url: str, made: Sequence[Decision], now: datetime, upto: int) -> bool:
        """Take in one line of that journal: the item at `url` is as decided from now on; False when there is none."""
        return self._write(decisions.take, url, made, now, upto)

    # --- for the publisher

    def change_number(self) -> int:
        """Return the last change number given."""
        return self._read(clock.now)

    def confirmed_number(self) -> int:
        """Return the last change number that `confirm` noted; behind veille.db's when a publication was cut short."""
        return self._read(clock.confirmed)

    def changes_since(self, number: int, limit: int) -> public.Changes | None:
        """Return the next stretch of changes after a change number; None when there is none."""
        return self._read(public.changes_since, number, limit)

    def groups_of(self, item_ids: Iterable[int]) -> tuple[int, ...]:
        """Return the groups these items are in."""
        return self._read(public.groups_of, item_ids)

    def ids_in(self, groups: Iterable[int]) -> list[int]:
        """Return the numbers of all items of these groups."""
        return self._read(public.ids_in, groups)

    def members(self, groups: Iterable[int]) -> list[public.PublicItem]:
        """Return all items of these groups, by id."""
        return self._read(public.members, groups)

    def calls(self, call_ids: Iterable[int]) -> dict[int, KnownCall]:
        """Return calls by number, with what each item tells of them and the dates that changed."""
        return self._read(calls.known, call_ids)

    def terms(self, wanted: Iterable[tuple[int, int]]) -> dict[int, Terms]:
        """Return the kept terms by item id, for (item id, revision) pairs; missing ones are left out."""
        return self._read(terms.of, wanted)

    def renew_terms(self, limit: int) -> int:
        """Make the terms of up to `limit` items anew that an older normaliser made; returns how many."""
        return self._write(terms.renew, limit)

    def apply_rules(self, excerpts: Mapping[str, int]) -> int:
        """Have the items of sources published anew whose `ess`, excerpt length (characters, by id) or rank changed."""
        return self._write(sources.apply_rules, excerpts)

    def confirm(self, held: Mapping[int, int | None], upto: int) -> None:
        """Note the revision of each item that veille.db holds now, and let go of terms no longer needed."""
        self._write(terms.confirm, held, upto)

    def settle(self) -> None:
        """Force what was committed to the disk, before another file comes to depend on it."""
        with explained(self.path):
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
