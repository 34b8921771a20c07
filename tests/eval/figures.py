"""What the gate holds: figures of the shipped model, cross-validated on the corpus and on texts kept apart from it."""

import json
from datetime import date
from pathlib import Path

from tests.support.model import trained_model
from veille.classify import Row, Tagger, load_tagger
from veille.classify import evaluate as evaluate_rows
from veille.classify.assessment import Assessment
from veille.classify.contest import headline
from veille.demo.stories import FOLDER as STORIES
from veille.demo.stories import load_stories
from veille.pipeline.evaluating import evaluate

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.json"
UNSEEN = FOLDER / "unseen.jsonl"
"""Labelled lines in the format of the corpus that nobody tunes on."""
SECOND = FOLDER / "second.jsonl"
"""What a second person said of the same texts, without sight of the first labels."""

MARGIN = 0.02
"""Between what is measured and its floor: less is the noise of a changed corpus."""

Figures = dict[str, dict[str, float]]


def measured() -> Figures:
    """Return the figures by set, then by facet."""
    tagger = load_tagger(trained_model())
    found = {"cross_validated": headline(tagger.figures), "sample_web": on_sample_web(tagger)}
    found["unseen"] = of_assessment(on_unseen(tagger))
    return {name: {key: round(value, 4) for key, value in figures.items()} for name, figures in found.items()}


def on_unseen(tagger: Tagger) -> Assessment:
    """Judge a model on the texts kept apart, and the two persons who labelled them by each other."""
    return evaluate(tagger, UNSEEN, SECOND)


def on_sample_web(tagger: Tagger) -> dict[str, float]:
    """Return the figures on the articles of `veille demo`, written by somebody else; they carry no legal families."""
    figures = headline(evaluate_rows(tagger, sample_web()).to_json())
    return {name: figure for name, figure in figures.items() if name != "org"}


def sample_web() -> list[Row]:
    """Return the articles of the sample web with the labels that their author gave them."""
    sites = sorted(path.stem for path in STORIES.glob("*.md") if path.stem != "README")
    stories = [story for site in sites for story in load_stories(site, date(2026, 11, 21))]
    return [
        Row(
            id=story.slug,
            lang=story.lang,
            title=story.title,
            text="\n".join(block.text for block in story.blocks),
            relevant=story.kind != "bruit",
            themes=story.themes if story.kind != "bruit" else (),
            sectors=story.sectors if story.kind != "bruit" else (),
            kind=story.kind if story.kind != "bruit" else "",
        )
        for story in stories
    ]


def of_assessment(found: Assessment) -> dict[str, float]:
    """Return what is held of an assessment."""
    figures = headline(found.figures.to_json())
    figures |= {f"territory:{level}": score.f1 for level, score in found.territories.items() if level != "all"}
    return figures | {f"date:{name}": score.f1 for name, score in found.dates.items() if score.support}


def pinned() -> Figures:
    """Return the floors as committed."""
    floors: Figures = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def raised(floors: Figures, figures: Figures, *, lower: bool) -> tuple[Figures, list[str]]:
    """Return new floors, MARGIN under what is measured, and what would fall; that falls only with `lower`.

    A floor of what cannot be measured here stays.
    """
    wanted = {name: dict(held) for name, held in floors.items()}
    falls = []
    for name, found in figures.items():
        for key, figure in found.items():
            floor, before = round(max(0.0, figure - MARGIN), 2), wanted.setdefault(name, {}).get(key)
            if before is not None and floor < before and figure < before:
                falls.append(f"{name} {key}: {figure:.3f} is under its floor {before:.2f}")
                if not lower:
                    continue
                wanted[name][key] = floor
            else:
                wanted[name][key] = max(floor, before or 0.0)
    return wanted, falls
