"""Bringing what is stored up to date: tags after a training, facts and marks after an upgrade.

What an officer decided stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from veille import classify
from veille.config.costs import Costs
from veille.config.urlrules import kind_of
from veille.enrich import Origin
from veille.enrich import version as facts_version
from veille.facts import Facts
from veille.i18n import _
from veille.models import Tagging
from veille.pipeline.cpu import Cpu
from veille.pipeline.crawl import Progress
from veille.pipeline.facts import kind_in, origin_of, read_stored
from veille.pipeline.manual import vouches_for_ess
from veille.pipeline.plan import RunPlan
from veille.store import ItemToTag, Store

ITEMS_A_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What people and its source tell of a stored item."""

    kind: str | None
    """As in `ReadJob`."""
    origin: Origin
    costs: Costs


async def renew_tags(plan: RunPlan, store: Store, cpu: Cpu, progress: Progress) -> int:
    """Tag and read anew every stored item that another model tagged or other enrichers read; return how many.

    Without a model that fits nothing is renewed. Killed anywhere, the next renewal goes on from there. Items
    whose text was purged keep their tags and facts.
    """
    model = plan.data / "model"
    if not classify.is_current(model, plan.taxonomy):
        return 0
    version = plan.settings.relevance.stamp(classify.current_version(model))
    spoken: Callable[[ItemToTag], Spoken] | None = None
    renewed = 0
    while items := store.items_to_tag(version, ITEMS_A_BATCH, facts_version()):
        if spoken is None:
            progress.phase(_("Étiquettes du nouveau modèle"))
            spoken = _speaker(plan, store)
        done = await cpu.run(read_anew, items, [spoken(item) for item in items], model)
        # facts first: an item counts as renewed once it has its tags, and facts depend on the kind
        store.keep_facts({item.id: facts for item, (_tagging, facts) in zip(items, done, strict=True)}, plan.now)
        store.retag({item.id: tagging for item, (tagging, _facts) in zip(items, done, strict=True)}, version)
        renewed += len(items)
    return renewed


def _speaker(plan: RunPlan, store: Store) -> Callable[[ItemToTag], Spoken]:
    """Return what tells who speaks in an item: feeds.yml, or what was known of a source that is no longer there."""
    origins = {source.id: origin_of(source) for source in store.known_sources()}
    listed = {source.id: source for source in plan.sources}
    origins |= {source.id: origin_of(source) for source in plan.sources}

    def spoken(item: ItemToTag) -> Spoken:
        source = listed.get(item.source_id)
        kind = item.decided_kind or (kind_of(source, item.url) if source else None)
        origin = origins.get(item.source_id, Origin())
        return Spoken(kind=kind, origin=origin, costs=plan.settings.relevance.costs(origin.family))

    return spoken


def renew_marks(store: Store, progress: Progress, now: datetime) -> None:
    """Let recent articles stored by an earlier version be found as copies; a killed renewal goes on another time."""
    if store.renew_marks(ITEMS_A_BATCH, now):
        progress.phase(_("Rapprochement des articles déjà là"))
        while store.renew_marks(ITEMS_A_BATCH, now):
            pass


def read_anew(items: Sequence[ItemToTag], spoken: Sequence[Spoken], model: Path) -> list[tuple[Tagging, Facts]]:
    """Tag stored texts and read their facts, in order; runs in a worker."""
    texts = [
        classify.TextIn(
            title=item.title,
            text=item.text,
            lang=item.lang,
            ess=item.decided_relevant or vouches_for_ess(item.source_id, ess=item.ess),
            kind=one.kind,
            costs=one.costs,
        )
        for item, one in zip(items, spoken, strict=True)
    ]
    taggings = classify.load_tagger(model).tag(texts)
    return [
        (tagging, read_stored(item, kind_in(tagging), one.origin))
        for item, one, tagging in zip(items, spoken, taggings, strict=True)
    ]
