"""Following leads while the last sources are still being asked: a slow site delays nobody else's articles."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from veille import classify
from veille.i18n import _
from veille.models import Outcome, Source
from veille.pipeline.crawl import Collecting, Run, page_reading
from veille.pipeline.manual import MANUAL, takes_manual
from veille.pipeline.model import ensure_model
from veille.pipeline.plan import chosen, pages_within_budget
from veille.pipeline.retag import renew_tags
from veille.store import PendingLead

STRAGGLERS = 0.5
"""Seconds between two looks at which sources have answered, so that their pages may be read.

Most answer within a second; one that hangs takes a minute (`http.total_timeout`)."""

Follow = Callable[[Sequence[PendingLead]], None]


async def collect_and_read(run: Run, asked: Sequence[Source], since: Mapping[str, datetime]) -> None:
    """Ask the sources and read the pages of leads that wait, up to max_new a source; the others count as not_due."""
    run.progress.phase(_("Lecture des sources"), len(asked))
    collecting = Collecting(run, since)
    everyone = [source.id for source in chosen(run.plan)] + ([MANUAL.id] if takes_manual(run.plan) else [])
    out = {source.id for source in asked}
    ready = [source_id for source_id in everyone if source_id not in out]
    model = run.plan.data / "model"
    following = _Following(run, model, collecting)
    async with page_reading(run, model) as follow, asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(collecting.ask(asked))
        over = False
        while not over:
            await asyncio.wait({asking}, timeout=STRAGGLERS)
            over = asking.done()
            await following.take(ready + collecting.take(), follow)
            ready = []
    if huge := collecting.take_huge():
        async with page_reading(run, model) as follow:
            await following.take(huge, follow)
    await _end(run, model, everyone)


@dataclass(slots=True)
class _Following:
    """What was handed over for reading in this run."""

    run: Run
    model: Path
    collecting: Collecting
    hosts: Counter[str] = field(default_factory=Counter)
    urls: set[str] = field(default_factory=set)

    async def take(self, ready: Sequence[str], follow: Follow) -> None:
        """Hand over the leads of sources whose own turn has come; the model is trained first, if there is none."""
        if not ready:
            return
        run, collect = self.run, self.run.plan.settings.collect
        waiting = run.store.pending(run.plan.now, max_per_source=collect.max_new, source_ids=ready)
        # an address handed over before ends this lead with it (`store.items`)
        new = [one for one in waiting if one.lead.url not in self.urls]
        pending = pages_within_budget(new, collect.host_pages, self.hosts)
        if not pending:
            return
        if not self.urls:
            run.progress.phase(_("Modèle d’étiquetage"))
            await run.cpu.run(ensure_model, run.plan.data, run.plan.taxonomy, run.plan.now)
        self.collecting.shown = False
        self.urls.update(one.lead.url for one in pending)
        run.progress.phase(_("Lecture des articles"), len(pending))
        follow(pending)


async def _end(run: Run, model: Path, everyone: Sequence[str]) -> None:
    """Renew what an upgrade or a cut left to renew, and count the leads left for another run."""
    if _has(model):
        if run.store.items_to_tag("", 1, "") and _outdated(model, run.plan.taxonomy):
            run.progress.phase(_("Modèle d’étiquetage"))
            await run.cpu.run(ensure_model, run.plan.data, run.plan.taxonomy, run.plan.now)
        await renew_tags(run.plan, run.store, run.cpu, run.progress)
    left = run.store.count_waiting(run.id, everyone)
    if left:
        run.tally.leads[Outcome.NOT_DUE] += left


def _has(model: Path) -> bool:
    # asked before the model's own check, which loads numpy
    return model.exists()


def _outdated(model: Path, taxonomy: Path | None) -> bool:
    """Say whether an upgrade left a model behind that cannot tag; what a person chose is theirs to replace."""
    from veille.classify.registry import is_pinned  # noqa: PLC0415 - brings numpy in

    return not is_pinned(model) and not classify.is_current(model, taxonomy)
