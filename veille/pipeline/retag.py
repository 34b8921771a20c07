"""After a training: what is stored is tagged by the new model, what an officer decided stays."""

from collections.abc import Sequence
from pathlib import Path

from veille import classify
from veille.i18n import _
from veille.models import Tagging
from veille.pipeline.cpu import Cpu
from veille.pipeline.crawl import Progress
from veille.store import ItemToTag, Store

ITEMS_A_BATCH = 64


async def renew_tags(store: Store, cpu: Cpu, model: Path, progress: Progress) -> int:
    """Tag every stored item that another model tagged, a batch a transaction; return how many.

    Without a model that fits nothing is renewed. Killed anywhere, the next renewal goes on from there. Items
    whose text was purged keep their tags.
    """
    if not classify.is_current(model):
        return 0
    version = classify.current_version(model)
    renewed = 0
    while items := store.items_to_tag(version, ITEMS_A_BATCH):
        if not renewed:
            progress.phase(_("Étiquettes du nouveau modèle"))
        taggings = await cpu.run(tag_stored, items, model)
        store.retag(dict(zip((item.id for item in items), taggings, strict=True)), version)
        renewed += len(items)
    return renewed


def tag_stored(items: Sequence[ItemToTag], model: Path) -> list[Tagging]:
    """Tag stored texts, in order; runs in a worker."""
    texts = [classify.TextIn(title=item.title, text=item.text, lang=item.lang, ess=item.ess) for item in items]
    return classify.load_tagger(model).tag(texts)
