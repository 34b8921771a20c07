"""Fit the weights that tell what a text is about, on the corpus; writes weights.json.

    python tools/fit_territories.py               fit, cross-validate, write
    python tools/fit_territories.py --try         the same without writing
    python tools/fit_territories.py --try --to 13 on the parts up to this one only, then score the others

Cross-validation leaves whole parts out: each was written at one time for one idea, so that texts of one part are
more alike than a new text will be.

Run it after any change of the gazetteer's names or of how they are judged.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.territories import Text, load, scores
from veille.enrich.places.evidence import Features
from veille.enrich.places.looking import levels, look
from veille.enrich.places.ranking import Chances, Weights, chosen, weighed

WEIGHTS = Path(__file__).resolve().parents[1] / "veille" / "enrich" / "places" / "data" / "weights.json"
STRENGTH = 0.3
"""Of the penalty (C of scikit-learn), by cross-validation among 0.1, 0.3, 1."""
FOLDS = 5
LAST = 60
"""No part has a higher number."""
LEVELS = ("departement", "region", "pays", "FR", "EU")
THRESHOLDS = {"FR": 0.5, "region": 0.5, "departement": 0.5, "pays": 0.45, "EU": 0.5, "fallback": 0.3}
GRID = {
    "FR": (0.4, 0.45, 0.5, 0.55, 0.6),
    "region": (0.45, 0.5, 0.55),
    "departement": (0.45, 0.5, 0.55),
    "pays": (0.4, 0.45, 0.5),
    "EU": (0.45, 0.5, 0.55, 0.6),
    "fallback": (0.2, 0.3, 0.4, 0.5),
}

Seen = list[dict[str, dict[str, Features]]]
Model = dict[str, tuple[float, dict[str, float]]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", dest="dry", action="store_true")
    parser.add_argument("--to", type=int, default=LAST, metavar="PART")
    options = parser.parse_args()
    texts, parts = labelled(range(1, options.to + 1))
    seen = [look(text.title, text.text, text.lang).features for text in texts]
    chances: list[Chances] = [{} for _ in texts]
    for fold in range(FOLDS):
        left_out = [i for i, part in enumerate(parts) if part % FOLDS == fold]
        weights = Weights(fit(texts, seen, [i for i, part in enumerate(parts) if part % FOLDS != fold]), THRESHOLDS)
        for i in left_out:
            chances[i] = weighed(weights, seen[i], levels())
    thresholds = tuned(texts, chances)
    print("parts left out", json.dumps(scored(texts, chances, thresholds)))
    print("thresholds", json.dumps(thresholds))
    model = fit(texts, seen, list(range(len(texts))))
    others, _ = labelled(range(options.to + 1, LAST + 1))
    if others:
        weights = Weights(model, thresholds)
        told = [weighed(weights, look(text.title, text.text, text.lang).features, levels()) for text in others]
        print("other parts", json.dumps(scored(others, told, thresholds)))
    if not options.dry:
        named = {level: {"intercept": intercept, "features": known} for level, (intercept, known) in model.items()}
        content = json.dumps({"thresholds": thresholds, "levels": named}, indent=1, sort_keys=True)
        WEIGHTS.write_text(content + "\n", encoding="utf-8")
    return 0


def labelled(numbers: Iterable[int]) -> tuple[list[Text], list[int]]:
    """Return the relevant texts of the parts, and the part of each."""
    pairs = [(text, number) for number in numbers for text in load([number])]
    return [text for text, _ in pairs], [number for _, number in pairs]


def scored(texts: list[Text], chances: list[Chances], thresholds: dict[str, float]) -> dict[str, dict[str, float]]:
    weights = Weights({}, thresholds)
    return scores([(text.about, set(chosen(weights, one, levels()))) for text, one in zip(texts, chances, strict=True)])


def tuned(texts: list[Text], chances: list[Chances]) -> dict[str, float]:
    """Return the thresholds that give the best micro-F1 over whole sets of codes, one after the other."""
    best = dict(THRESHOLDS)
    for name, values in GRID.items():
        best[name] = max((scored(texts, chances, {**best, name: value})["all"]["f1"], value) for value in values)[1]
    return best


def fit(texts: list[Text], seen: Seen, rows: list[int]) -> Model:
    """Return intercept and weights of each level, for features as they are (not scaled)."""
    return {level: fit_level(level, texts, seen, rows) for level in LEVELS}


def fit_level(level: str, texts: list[Text], seen: Seen, rows: list[int]) -> tuple[float, dict[str, float]]:
    cases, answers = [], []
    for i in rows:
        for code, features in seen[i][level].items():
            cases.append(features)
            answers.append(code in texts[i].about)
    vectorizer = DictVectorizer(sparse=False)
    matrix = vectorizer.fit_transform(cases)
    scale = matrix.std(0)
    scale[scale == 0] = 1
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(matrix / scale, np.array(answers, int))
    weights = model.coef_[0] / scale
    named = zip(vectorizer.get_feature_names_out(), weights, strict=True)
    kept = {name: round(float(weight), 4) for name, weight in named if abs(weight) >= 0.0005}
    return round(float(model.intercept_[0]), 4), kept


if __name__ == "__main__":
    sys.exit(main())
