"""Reading pages while the last sources are still being asked: one slow site delays nobody else's articles."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from veille.i18n import _
from veille.models import Outcome, Source
from veille.pipeline.crawl import Collecting, Run, read_pages
from veille.pipeline.manual import MANUAL, takes_manual
from veille.pipeline.model import ensure_model
from veille.pipeline.plan import chosen, pages_within_budget
from veille.pipeline.retag import renew_tags

STRAGGLERS = 2.0
"""Seconds of asking after which the pages of the sources that answered are read, while the others still may.

Most sources answer within a second; one that hangs takes a minute (`http.total_timeout`)."""


async def collect_and_read(run: Run, asked: Sequence[Source], since: Mapping[str, datetime]) -> None:
    """Ask the sources and read the pages of leads that wait, up to max_new a source; the others count as not_due."""
    run.progress.phase(_("Lecture des sources"), len(asked))
    collecting = Collecting(run, since)
    everyone = [source.id for source in chosen(run.plan)] + ([MANUAL.id] if takes_manual(run.plan) else [])
    out = {source.id for source in asked}
    ready = [source_id for source_id in everyone if source_id not in out]
    pages: Counter[str] = Counter()
    async with asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(collecting.ask(asked))
        over = False
        while not over:
            await asyncio.wait({asking}, timeout=STRAGGLERS)
            over = asking.done()
            await _follow(run, ready + collecting.take(), pages, collecting)
            ready = []
    await _end(run, everyone)


async def _follow(run: Run, ready: Sequence[str], pages: Counter[str], collecting: Collecting) -> None:
    """Read the pages of these sources; `pages` counts those of each host over the whole run."""
    collect = run.plan.settings.collect
    waiting = run.store.pending(run.plan.now, max_per_source=collect.max_new, source_ids=ready) if ready else []
    pending = pages_within_budget(waiting, collect.host_pages, pages)
    if not pending:
        return
    model = run.plan.data / "model"
    collecting.shown = False
    run.progress.phase(_("Modèle d’étiquetage"))
    await run.cpu.run(ensure_model, model)
    run.progress.phase(_("Lecture des articles"), len(pending))
    await read_pages(run, pending, model)


async def _end(run: Run, everyone: Sequence[str]) -> None:
    """Finish a renewal of tags that was cut short, and count the leads left for another run."""
    model = run.plan.data / "model"
    # asked before the model's own check, which loads numpy
    if model.exists():
        await renew_tags(run.store, run.cpu, model, run.progress, run.plan.sources)
    left = run.store.count_waiting(run.id, everyone)
    if left:
        run.tally.leads[Outcome.NOT_DUE] += left
