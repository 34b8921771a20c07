"""One run from feeds.yml to veille.db."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvloop

from veille.classify import load_taxonomy
from veille.errors import StoreError, VeilleError, reason
from veille.i18n import _
from veille.inbox import erase_old_contacts
from veille.pipeline import corrections, marks
from veille.pipeline.cpu import Cpu, process_pool
from veille.pipeline.crawl import Progress, Run, Tally
from veille.pipeline.dumping import with_dump
from veille.pipeline.facts import ATLAS, DIRECTORY
from veille.pipeline.following import collect_and_read
from veille.pipeline.logs import logged
from veille.pipeline.manual import MANUAL, handed_in, take_in
from veille.pipeline.plan import RunPlan, check, chosen, first_since, split
from veille.pipeline.retag import renew_marks, renew_tags
from veille.pipeline.stock import take_stock
from veille.publish import Published, discard, publish
from veille.runreport import RunReport, SourceResult
from veille.sources.http import Fetcher
from veille.store import SourceState, Store, Trace, lock, open_store

TOP_THEMES = 5


class _Quiet:
    """Progress that nobody watches."""

    def phase(self, label: str, total: int = 0) -> None:
        """Ignore the phase."""

    def step(self) -> None:
        """Ignore the step."""


def run(
    plan: RunPlan, *, progress: Progress | None = None, make_executor: Callable[[], Executor] | None = None
) -> RunReport:
    """Collect, read, tag, keep and publish; return what happened.

    Failures of sources and pages are outcomes in the report. Raises ConfigError
    or InputError before anything is asked, BusyError when another run is under
    way, StoreError when a database cannot be used; what was stored by then stays. The daily
    dump follows when it is due, without the lock of the run; its failure is in the report too.
    """
    check(plan)
    _make_folder(plan.data)
    make = make_executor or (lambda: process_pool(plan.settings.collect.workers, plan.data))
    with logged(plan.data):
        return with_dump(plan, _run(plan, progress or _Quiet(), make))


def _run(plan: RunPlan, progress: Progress, make: Callable[[], Executor]) -> RunReport:
    start = time.monotonic()
    with lock(plan.data), open_store(plan.data / "collect.db") as store:
        marks.take_in(plan.data, store)
        corrections.take_in(plan.data, store)
        erase_old_contacts(plan.data, plan.now)
        notes = handed_in(plan)
        run_id = store.begin_run(plan.now, [*chosen(plan), *([MANUAL] if notes else [])])
        tally = Tally()
        if notes:
            take_in(run_id, store, plan, tally, notes)
        with _one_error():
            before = uvloop.run(_crawl(plan, run_id, store, tally, progress, make))
        changes = take_stock(plan, store, tally.sources, before)
        corrections.take_in(plan.data, store)  # what was corrected meanwhile
        published = _publish(plan, store)
        report = replace(_report(plan, tally, published, time.monotonic() - start), health=changes)
        store.end_run(run_id, report, plan.now)
    return report


def publish_only(plan: RunPlan) -> Published:
    """Bring veille.db up to date with collect.db, asking nobody."""
    with lock(plan.data), open_store(plan.data / "collect.db") as store:
        return _publish(plan, store)


def retag(
    plan: RunPlan, *, progress: Progress | None = None, make_executor: Callable[[], Executor] | None = None
) -> int:
    """Tag stored items anew where another model tagged them, and publish; return how many. Asks nobody."""
    make = make_executor or (lambda: process_pool(plan.settings.collect.workers, plan.data))
    with lock(plan.data), open_store(plan.data / "collect.db") as store:
        corrections.take_in(plan.data, store)
        with Cpu(make) as cpu:
            renewed = uvloop.run(renew_tags(plan, store, cpu, progress or _Quiet()))
        _publish(plan, store)
    return renewed


def withdraw_url(plan: RunPlan, url: str, reason: str) -> Trace:
    """Withdraw a URL for good and publish its absence; return what was known of it before.

    Nothing changes for a URL that was withdrawn before: its first reason stands. The same
    text under other addresses stays public (`Trace.item.group`): each is somebody else's publication.
    """
    with lock(plan.data), open_store(plan.data / "collect.db") as store:
        before = store.why(url)
        if before.tombstone is None:
            withdrawn = store.withdraw(url, reason, plan.now)
            corrections.forget(plan.data, withdrawn.urls)
            _publish(plan, store)
            _discard(plan.data)
    return before


def _discard(data: Path) -> None:
    """Take the dumps away, which hold what is withdrawn; the next run makes one."""
    try:
        discard(data)
    except OSError as error:
        refused = _("{path} : les exports n’ont pas pu être effacés ({reason}) ; ils contiennent ce qui est retiré")
        raise StoreError(refused.format(path=data / "exports", reason=reason(error))) from error


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refused = _("{path} : dossier impossible à créer ({reason})")
        raise StoreError(refused.format(path=data, reason=reason(error))) from error


@contextmanager
def _one_error() -> Iterator[None]:
    """Let an error for people out as itself: groups of tasks wrap what ends them, several times over."""
    try:
        yield
    except ExceptionGroup as group:
        if group.split(VeilleError)[1] is not None:
            raise
        first: Exception = group
        while isinstance(first, ExceptionGroup):
            first = first.exceptions[0]
        raise first from group


async def _crawl(
    plan: RunPlan, run_id: int, store: Store, tally: Tally, progress: Progress, make: Callable[[], Executor]
) -> dict[str, SourceState]:
    """Ask, read and keep; return how each source had gone before."""
    states = store.source_states()
    asked, waiting = split(plan, states)
    for detail in {result.detail for result in waiting}:
        ids = [result.source_id for result in waiting if result.detail == detail]
        store.record_not_due(run_id, ids, now=plan.now, detail=detail)
    tally.sources.extend(waiting)
    renew_marks(store, progress, plan.now)
    async with Fetcher(plan.settings.http) as fetcher:
        with Cpu(make) as cpu:
            here = Run(id=run_id, plan=plan, store=store, fetcher=fetcher, cpu=cpu, progress=progress, tally=tally)
            await collect_and_read(here, asked, first_since(plan, states))
    return states


def _publish(plan: RunPlan, store: Store) -> Published:
    taxonomy = load_taxonomy(plan.taxonomy)
    return publish(
        store,
        plan.data / "veille.db",
        sources=plan.sources,
        taxonomy=tuple(taxonomy.rows()),
        synonyms=taxonomy.synonyms,
        now=plan.now,
        excerpt_default=plan.settings.publish.excerpt,
        gazetteer=ATLAS,
        directory=DIRECTORY,
    )


def _report(plan: RunPlan, tally: Tally, published: Published, seconds: float) -> RunReport:
    names = load_taxonomy(plan.taxonomy).names()
    return RunReport(
        sources=tuple(sorted(tally.sources, key=_order)),
        leads_new=tally.leads_new,
        lead_outcomes=dict(tally.leads),
        items_new=tally.new,
        items_updated=tally.updated,
        items_unchanged=tally.unchanged,
        items_relevant=tally.relevant,
        items_grouped=tally.grouped,
        added=published.added,
        changed=published.changed,
        removed=published.removed,
        generation=published.generation,
        seconds=seconds,
        top_themes=tuple((names.get(theme, theme), count) for theme, count in tally.themes.most_common(TOP_THEMES)),
    )


def _order(result: SourceResult) -> str:
    return result.source_id
