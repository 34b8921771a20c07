"""The asking part of a run: feeds first, then the pages of their leads.

One task per source and one per host; manners (one request at a time per host,
pauses, robots) are the fetcher's. What is answered is stored as it comes.
"""

import asyncio
import logging
import os
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from veille.config.urlrules import kind_of
from veille.enrich import Origin
from veille.i18n import _
from veille.models import Memory, Outcome, Page, Source, Zone
from veille.pipeline.cpu import Cpu
from veille.pipeline.facts import origin_of
from veille.pipeline.manual import MANUAL, vouches_for_ess
from veille.pipeline.plan import RunPlan
from veille.pipeline.reading import ReadJob
from veille.runreport import SourceResult
from veille.sources import Collected, collect
from veille.sources.http import Ask, Fetcher
from veille.store import LeadResult, PendingLead, RecordedLeads, Store

log = logging.getLogger(__name__)

FEEDS_A_TRANSACTION = 50
LEADS_A_TRANSACTION = 2_000
HUGE = 10_000
"""Leads beyond which a collection is stored last: 200,000 take 7 s, in which nobody else's pages would be fetched."""
PAGES_A_BATCH = 8
"""Pages read and tagged in one job: tagging in batches is cheaper, small batches keep both cores busy to the end."""
PAGES_WAITING = 32
"""Downloaded pages that may wait for a reader; downloading pauses beyond, so memory stays flat."""


class Progress(Protocol):
    """Who shows that the run moves on."""

    def phase(self, label: str, total: int = 0) -> None:
        """Begin a phase of `total` steps."""

    def step(self) -> None:
        """Say that one step is done."""


@dataclass(slots=True)
class Tally:
    """What a run adds up to while it goes on."""

    sources: list[SourceResult] = field(default_factory=list)
    leads_new: int = 0
    leads: Counter[str] = field(default_factory=Counter)
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    relevant: int = 0
    grouped: int = 0
    themes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What all parts of one run share."""

    id: int
    plan: RunPlan
    store: Store
    fetcher: Fetcher
    cpu: Cpu
    progress: Progress
    tally: Tally


class Collecting:
    """Asks sources, stores their leads and states as they come; each ends in one outcome.

    `since`: see `plan.first_since`.
    """

    def __init__(self, run: Run, since: Mapping[str, datetime]) -> None:
        self._run, self._since = run, since
        self._memories = run.store.memories(run.plan.now)
        self._waiting: list[Collected] = []
        self._huge: list[Collected] = []
        self._stored: list[str] = []
        self.shown = True
        """Whether the progress on show is that of asking."""

    async def ask(self, asked: Sequence[Source]) -> None:
        """Ask every source; what was answered is stored, however this ends."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for source in asked:
                    tasks.create_task(self._one(source))
        finally:
            self._store()

    def take(self) -> list[str]:
        """Store what is still waiting, and return the sources stored since the last time this was asked."""
        self._store()
        stored, self._stored = self._stored, []
        return stored

    def take_huge(self) -> list[str]:
        """Store the collections that were set aside for their size, and return their sources."""
        self._waiting, self._huge = [*self._waiting, *self._huge], []
        return self.take()

    async def _one(self, source: Source) -> None:
        memory, since = self._memories.get(source.id, Memory()), self._since.get(source.id)
        collected = await _collect(self._run, source, memory, since)
        if len(collected.leads) > HUGE:
            self._huge.append(collected)
        else:
            self._waiting.append(collected)
        if self.shown:
            self._run.progress.step()
        leads = sum(len(done.leads) for done in self._waiting)
        if len(self._waiting) >= FEEDS_A_TRANSACTION or leads >= LEADS_A_TRANSACTION:
            self._store()

    def _store(self) -> None:
        run, waiting = self._run, self._waiting
        if not waiting:
            return
        self._waiting = []
        recorded = run.store.record_many(run.id, waiting, now=run.plan.now, first_since=self._since)
        for done, kept in zip(waiting, recorded, strict=True):
            _count_source(run.tally, done, kept)
            self._stored.append(done.source.id)


async def _collect(run: Run, source: Source, memory: Memory, since: datetime | None) -> Collected:
    """Ask one source; a feed that kills its reader is malformed, as far as anybody can tell."""
    try:
        return await collect(
            source,
            run.fetcher,
            memory,
            run_cpu=run.cpu.guarded,
            now=run.plan.now,
            secrets=run.plan.secrets,
            http=run.plan.settings.http,
            since=since,
        )
    except Exception:  # whatever a hostile feed finds in us must not end the run of the others
        log.exception("source %s", source.id)
        detail = _("ce flux fait échouer le lecteur ; il est laissé de côté")
        now = run.plan.now
        page = Page(url=source.url, final_url=source.url, outcome=Outcome.MALFORMED, detail=detail, fetched_at=now)
        return Collected(source=source, page=page, outcome=Outcome.MALFORMED, detail=detail)


@asynccontextmanager
async def page_reading(run: Run, model: Path) -> AsyncIterator[Callable[[Sequence[PendingLead]], None]]:
    """Give a function that takes leads to follow; at the end all their pages are downloaded, read, tagged and stored.

    Each lead ends in one outcome. Leads of one host wait for each other, never for another host.
    """
    queue: asyncio.Queue[ReadJob | None] = asyncio.Queue(maxsize=PAGES_WAITING)
    sources = {source.id: source for source in (MANUAL, *run.plan.sources)}
    readers = 2 * max(1, run.plan.settings.collect.workers or os.cpu_count() or 1)
    async with asyncio.TaskGroup() as reading:
        for _reader in range(readers):
            reading.create_task(_read_queue(run, queue, model))
        async with asyncio.TaskGroup() as hosts:

            def follow(pending: Sequence[PendingLead]) -> None:
                for leads in _by_host(pending):
                    hosts.create_task(_download(run, leads, sources, queue))

            yield follow
        for _reader in range(readers):
            await queue.put(None)


def _by_host(pending: Iterable[PendingLead]) -> Iterable[list[PendingLead]]:
    """Group leads by host."""
    hosts: dict[str, list[PendingLead]] = defaultdict(list)
    for one in pending:
        hosts[urlsplit(one.lead.url).netloc if one.lead.fetchable else ""].append(one)
    return hosts.values()


async def _download(
    run: Run, leads: Sequence[PendingLead], sources: Mapping[str, Source], queue: asyncio.Queue[ReadJob | None]
) -> None:
    settings = run.plan.settings
    for pending in leads:
        lead = pending.lead
        page = None
        if lead.fetchable:
            page = await run.fetcher.fetch(Ask(url=lead.url, validators=pending.validators, robots=True))
        source = sources.get(lead.source_id)
        excerpt = source.excerpt if source and source.excerpt is not None else settings.publish.excerpt
        trusted = bool(source and source.ess and not source.on_probation)
        ess = vouches_for_ess(lead.source_id, ess=trusted)
        kind = pending.decided_kind or (kind_of(source, lead.url) if source else None)
        origin = origin_of(source) if source else Origin()
        job = ReadJob(
            lead=lead, page=page, ess=ess, kind=kind, origin=origin, relevance=settings.relevance, excerpt=excerpt,
            now=run.plan.now,
        )  # fmt: skip
        await queue.put(job)


async def _read_queue(run: Run, queue: asyncio.Queue[ReadJob | None], model: Path) -> None:
    """Read and store what is in the queue, a batch at a time, until None."""
    job = await queue.get()
    while job is not None:
        jobs = [job]
        while len(jobs) < PAGES_A_BATCH and not queue.empty() and (job := queue.get_nowait()) is not None:
            jobs.append(job)
        _save(run, await run.cpu.read(jobs, model))
        if job is not None:
            job = await queue.get()


def _count_source(tally: Tally, done: Collected, recorded: RecordedLeads) -> None:
    tally.leads_new += recorded.new
    tally.leads.update(recorded.outcomes)
    tally.sources.append(
        SourceResult(
            source_id=done.source.id,
            name=done.source.name,
            outcome=done.outcome,
            detail=done.detail,
            status=done.page.status,
            leads=len(done.leads),
            new=recorded.new,
            moved_to=done.page.moved_to,
            seconds=done.page.seconds,
            probation=done.source.on_probation,
            stand_in=done.stand_in,
            proposals=done.proposals,
        )
    )


def _save(run: Run, results: Sequence[LeadResult]) -> None:
    retries = run.plan.settings.collect.retry_minutes
    saved = run.store.save(run.id, results, now=run.plan.now, retry_minutes=retries)
    tally = run.tally
    tally.new += saved.new
    tally.updated += saved.updated
    tally.unchanged += saved.unchanged
    tally.relevant += saved.relevant
    tally.grouped += saved.grouped
    tally.leads.update(saved.outcomes)
    for result in results:
        run.progress.step()
        if result.item is not None and result.item.tagging.zone is Zone.IN:
            tally.themes.update(tag.label for tag in result.item.tagging.tags if tag.facet == "theme")
