"""A theme is taken out of corpus and taxonomy, then added back as an officer would: definition, cues, ten examples.

What is measured: how well the model tags natural texts with it, cross-validated, when texts of the corpus that
meet its cues count as no, or are left open; and what an example is to count for. All other texts that were about
the theme have lost its label, as texts of a corpus have that was written before the theme was thought of.
"""

import json
import sys
from dataclasses import dataclass, replace

import numpy as np

from veille.classify.calibration import Sigmoid, fit_sigmoid, fit_threshold
from veille.classify.corpus import Row, load_corpus
from veille.classify.cues import CueIndex
from veille.classify.features import Analysis, analyse
from veille.classify.learners import fit, score
from veille.classify.taxonomy import Taxonomy, load_taxonomy
from veille.text import words

THEMES = ("transmission-reprise", "quartiers-ville", "commande-publique", "numerique-communs", "formation-competences",
          "engagement-associatif")  # fmt: skip
EXAMPLES = 10
FOLDS = 3
WEIGHTS = (1.0, 3.0, 10.0, 30.0)
SEEDS = (1, 2)


def only(taxonomy: Taxonomy, theme: str) -> Taxonomy:
    """Return a taxonomy of one theme, so that one column is learned."""
    labels = {"theme": tuple(label for label in taxonomy.labels("theme") if label.id == theme)}
    return replace(taxonomy, facets=tuple((facet, labels.get(facet, ())) for facet, _labels in taxonomy.facets))


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What is tried on, and how themes are given usually."""

    rows: list[Row]
    analyses: list[Analysis]
    curve: Sigmoid
    threshold: float


def trial(corpus: Corpus, theme: str, *, left_open: bool, weight: float, seed: int) -> float:
    """Return the cross-validated F1 of the theme over natural texts, by the facet's usual threshold."""
    rows, analyses = corpus.rows, corpus.analyses
    taxonomy = load_taxonomy()
    cues = CueIndex(taxonomy)
    group = cues.groups.index(("theme", theme))
    rng = np.random.default_rng(seed)
    carrying = [place for place, row in enumerate(rows) if theme in row.themes]
    balanced = [place for place in carrying if not rows[place].natural]
    examples = set(rng.choice(balanced, EXAMPLES, replace=False).tolist())
    taught = []
    for place, row in enumerate(rows):
        if place in examples:
            taught.append(replace(row, weight=weight))
            continue
        met = left_open and any(hit.group == group for hit in cues.scan(words(row.title + "\n" + row.text)))
        unsure = frozenset({("theme", theme)}) if met else frozenset()
        taught.append(replace(row, themes=tuple(one for one in row.themes if one != theme), unsure=unsure))
    natural = np.array([place for place, row in enumerate(rows) if row.natural and row.relevant])
    folds = rng.integers(0, FOLDS, len(natural))
    scores = np.zeros(len(natural))
    for fold in range(FOLDS):
        held = set(natural[folds == fold].tolist())
        seen = [place for place in range(len(rows)) if place not in held]
        fitted = fit([taught[place] for place in seen], [analyses[place] for place in seen], only(taxonomy, theme),
                     groups=len(cues.groups), seed=0)  # fmt: skip
        scores[folds == fold] = score(fitted, [analyses[place] for place in natural[folds == fold]])[:, 0]
    truth = np.array([theme in rows[place].themes for place in natural])
    given = corpus.curve(scores) >= corpus.threshold
    total = given.sum() + truth.sum()
    return 2 * float((given & truth).sum()) / float(total) if total else 0.0


def usual(rows: list[Row], analyses: list[Analysis]) -> tuple[Sigmoid, float]:
    """Return probability curve and threshold of the themes, learned from half the natural texts for the others."""
    taxonomy = load_taxonomy()
    natural = [place for place, row in enumerate(rows) if row.natural and row.relevant]
    held = natural[::3]
    kept = sorted(set(range(len(rows))) - set(held))
    fitted = fit([rows[place] for place in kept], [analyses[place] for place in kept], taxonomy,
                 groups=len(CueIndex(taxonomy).groups), seed=0)  # fmt: skip
    columns = fitted.outputs.columns["theme"]
    scores = score(fitted, [analyses[place] for place in held])[:, columns]
    truth = np.array([[label in rows[place].themes for label in taxonomy.ids("theme")] for place in held])
    curve = fit_sigmoid(scores, truth)
    return curve, fit_threshold(curve(scores), truth)


def main() -> dict[str, float]:
    """Return the mean F1 over themes and draws by what was tried."""
    taxonomy = load_taxonomy()
    rows = list(load_corpus(taxonomy).rows)
    cues = CueIndex(taxonomy)
    analyses = [analyse(row.title, row.text, cues) for row in rows]
    curve, threshold = usual(rows, analyses)
    corpus = Corpus(rows=rows, analyses=analyses, curve=curve, threshold=threshold)
    found = {}
    for left_open in (False, True):
        for weight in WEIGHTS:
            name = f"{'left open' if left_open else 'counted as no'}, weight {weight:g}"
            figures = [
                trial(corpus, theme, left_open=left_open, weight=weight, seed=seed)
                for theme in THEMES
                for seed in SEEDS
            ]
            found[name] = round(float(np.mean(figures)), 3)
            sys.stderr.write(f"{name}: {found[name]} {[round(one, 2) for one in figures]}\n")
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(), indent=1) + "\n")
