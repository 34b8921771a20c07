"""A new vocabulary appears: does the alarm ring, and do 50 corrections from the queue repair what 50 at random do?

A sector is taken out of the corpus (all its texts): the model has never seen its words. Twelve months of the natural
stream without it must not ring; in the thirteenth a part of the stream is about it. 50 articles of that month are
corrected as its labels say: those the queue puts first, or any. The models learned from each are compared on the
texts of the sector that nobody corrected, and on the rest of the stream (what it costs).
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

import numpy as np

from veille.classify.corpus import Row, load_corpus
from veille.classify.cues import CueIndex
from veille.classify.drift import alarms, month_of
from veille.classify.evaluation import Judged, judge
from veille.classify.features import analyse
from veille.classify.learners import fit, score
from veille.classify.model import Model
from veille.classify.tagger import Tagger, TextIn
from veille.classify.taxonomy import Taxonomy, load_taxonomy
from veille.classify.training import FOLDS, deal, fit_parameters
from veille.models import Zone
from veille.pipeline.queueing import _SHORTLIST, doubt, spread
from veille.store import ItemToLookAt

SECTORS = ("energie", "mobilite", "habitat")
CORRECTED = 50
MONTH = 120
NEW_SHARE = 0.5
WEIGHTS = (1.0, 3.0, 10.0)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What happened before the change, what comes after, and what is measured on."""

    before: tuple[Row, ...]
    month: tuple[Row, ...]
    new: tuple[Row, ...]
    """Texts of the sector that are not in the month."""
    usual: tuple[Row, ...]
    """Natural texts that no model learned from."""


def learn(rows: Sequence[Row], taxonomy: Taxonomy) -> Tagger:
    """Train as `veille train` does, but for the measuring."""
    cues = CueIndex(taxonomy)
    analyses = [analyse(row.title, row.text, cues) for row in rows]
    fitted = fit(rows, analyses, taxonomy, groups=len(cues.groups), seed=0)
    folds = deal(rows, 0)
    held = [place for place in range(len(rows)) if folds[place] == 0]
    seen = [place for place in range(len(rows)) if folds[place] != 0]
    half = fit([rows[p] for p in seen], [analyses[p] for p in seen], taxonomy, groups=len(cues.groups), seed=0)
    parameters = fit_parameters(score(half, [analyses[p] for p in held]), [rows[p] for p in held], fitted.outputs)
    model = Model(taxonomy=taxonomy, lexicon=fitted.lexicon, outputs=fitted.outputs, weights=fitted.weights,
                  bias=fitted.bias, parameters=parameters, basis={}, figures={})  # fmt: skip
    return Tagger(model, taxonomy, "bench")


def texts(rows: Sequence[Row]) -> list[TextIn]:
    return [TextIn(title=row.title, text=row.text, lang=row.lang) for row in rows]


def scene_of(sector: str, rows: Sequence[Row], rng: Random) -> Scene:
    """Deal the corpus out."""
    new = [row for row in rows if sector in row.sectors]
    others = [row for row in rows if sector not in row.sectors]
    rng.shuffle(new)
    natural = [row for row in others if row.natural]
    rng.shuffle(natural)
    stream, usual = natural[: int(MONTH * (1 - NEW_SHARE))], natural[int(MONTH * (1 - NEW_SHARE)) :][:300]
    held = {row.id for row in (*stream, *usual)}
    month = [*stream, *new[: int(MONTH * NEW_SHARE)]]
    rng.shuffle(month)
    return Scene(
        before=tuple(row for row in others if row.id not in held),
        month=tuple(month),
        new=tuple(new[int(MONTH * NEW_SHARE) :]),
        usual=tuple(usual),
    )


def from_queue(tagger: Tagger, month: Sequence[Row]) -> list[Row]:
    """Return the rows that `veille review` would put first."""
    items = [
        ItemToLookAt(id=place, url="", title=row.title, text=row.text, lang=row.lang, ess=False, zone=Zone.IN,
                     first_seen=NOW)
        for place, row in enumerate(month)
    ]  # fmt: skip
    looks = list(zip(items, tagger.look(texts(month)), strict=True))
    ranked = sorted(looks, key=lambda pair: -doubt(pair[1]))[:_SHORTLIST]
    return [month[item.id] for item, _look in spread(ranked, CORRECTED)]


def corrected(rows: Sequence[Row], weight: float) -> list[Row]:
    return [replace(row, id=f"c-{row.id}", natural=False, weight=weight) for row in rows]


def figures(tagger: Tagger, sector: str, scene: Scene) -> dict[str, float]:
    """Return the recall of the sector and the F1 of sectors on the new texts, and the F1 of both facets on the rest."""
    found = {}
    for name, rows in (("new", scene.new), ("usual", scene.usual)):
        judged = [
            Judged.of(row, tagging.zone, [(tag.facet, tag.label) for tag in tagging.tags])
            for row, tagging in zip(rows, tagger.tag(texts(rows), explain=False), strict=True)
        ]
        said = judge(judged, tagger.taxonomy)
        found[f"{name}: sectors F1"] = said.facet("sector").micro.f1
        found[f"{name}: themes F1"] = said.facet("theme").micro.f1
        if name == "new":
            found["new: recall of the sector"] = said.facet("sector").labels[sector].recall
            found["new: kept"] = said.recall.value
    return found


def ringing(tagger: Tagger, scene: Scene, rng: Random) -> tuple[int, list[str]]:
    """Return how many alarms twelve stable months ring, and what rings in the month of the change."""
    stream = [row for row in scene.before if row.natural] + list(scene.usual)
    months = [
        month_of(f"m{number:02}", tagger.look(texts(rng.choices(scene.usual or stream, k=MONTH))))
        for number in range(13)
    ]
    stable = alarms(months)
    changed = alarms([*months, month_of("new", tagger.look(texts(scene.month)))])
    return len(stable), [f"{one.what} {one.before}->{one.now} {' '.join(one.words)}" for one in changed
                         if one.month == "new"]  # fmt: skip


def main() -> dict[str, object]:
    """Return the means over sectors."""
    taxonomy = load_taxonomy()
    rows = load_corpus(taxonomy).rows
    assert FOLDS
    found: dict[str, list[dict[str, float]]] = {}
    rang, false = [], 0
    for number, sector in enumerate(SECTORS):
        rng = Random(number)
        scene = scene_of(sector, rows, rng)
        tagger = learn(scene.before, taxonomy)
        stable, changed = ringing(tagger, scene, rng)
        false += stable
        rang.append({sector: changed})
        found.setdefault("before", []).append(figures(tagger, sector, scene))
        picks = {"queue": from_queue(tagger, scene.month), "random": rng.sample(list(scene.month), CORRECTED)}
        for name, picked in picks.items():
            for weight in WEIGHTS:
                again = learn([*scene.before, *corrected(picked, weight)], taxonomy)
                said = figures(again, sector, scene) | {
                    "of the sector": float(sum(sector in row.sectors for row in picked))
                }
                found.setdefault(f"50 of the {name}, weight {weight:g}", []).append(said)
        sys.stderr.write(f"{sector}: false alarms {stable}, rang {changed}\n")
    means = {
        name: {key: round(float(np.mean([one[key] for one in all_])), 3) for key in all_[0]}
        for name, all_ in found.items()
    }
    return {"false alarms in stable months": false, "rang": rang, "means": means}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(), indent=1, ensure_ascii=False) + "\n")
