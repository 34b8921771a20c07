"""Bringing what is stored up to date: tags after a training (what an officer decided stays), marks after an upgrade."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from veille import classify
from veille.config.urlrules import kind_of
from veille.i18n import _
from veille.models import Source, Tagging
from veille.pipeline.cpu import Cpu
from veille.pipeline.crawl import Progress
from veille.pipeline.manual import vouches_for_ess
from veille.store import ItemToTag, Store

ITEMS_A_BATCH = 64


async def renew_tags(store: Store, cpu: Cpu, model: Path, progress: Progress, sources: Sequence[Source]) -> int:
    """Tag every stored item that another model tagged, a batch a transaction; return how many.

    Without a model that fits nothing is renewed. Killed anywhere, the next renewal goes on from there. Items
    whose text was purged keep their tags.
    """
    if not classify.is_current(model):
        return 0
    version = classify.current_version(model)
    known = {source.id: source for source in sources}
    renewed = 0
    while items := store.items_to_tag(version, ITEMS_A_BATCH):
        if not renewed:
            progress.phase(_("Étiquettes du nouveau modèle"))
        kinds = [kind_of(known[item.source_id], item.url) if item.source_id in known else None for item in items]
        taggings = await cpu.run(tag_stored, items, kinds, model)
        store.retag(dict(zip((item.id for item in items), taggings, strict=True)), version)
        renewed += len(items)
    return renewed


def renew_marks(store: Store, progress: Progress, now: datetime) -> None:
    """Let recent articles stored by an earlier version be found as copies; a killed renewal goes on another time."""
    if store.renew_marks(ITEMS_A_BATCH, now):
        progress.phase(_("Rapprochement des articles déjà là"))
        while store.renew_marks(ITEMS_A_BATCH, now):
            pass


def tag_stored(items: Sequence[ItemToTag], kinds: Sequence[str | None], model: Path) -> list[Tagging]:
    """Tag stored texts, in order, each with the kind its address tells; runs in a worker."""
    texts = [
        classify.TextIn(
            title=item.title,
            text=item.text,
            lang=item.lang,
            ess=vouches_for_ess(item.source_id, ess=item.ess),
            kind=kind,
        )
        for item, kind in zip(items, kinds, strict=True)
    ]
    return classify.load_tagger(model).tag(texts)
