"""Fit the weights that tell which day closes a call; writes veille/enrich/calls/data/weights.json.

    python tools/fit_closings.py          cross-validate, fit, write
    python tools/fit_closings.py --try    the same without writing
    python tools/fit_closings.py --wrong  each mistake of the cross-validation too

Learns from the odd rows of tests/data/calls/calls.jsonl, tuning.jsonl, closings.jsonl and the calls of the corpus that
have a deadline; never from the even rows, which are the measure. The words of `cues` were chosen on the odd and tuning
rows, so that only closings.jsonl, scored by folds, and scored after learning from the other sources alone, tells what
a new text will get.

Run it after any change of how dates or their surroundings are read.
"""

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from veille.enrich.calls import told_dates
from veille.enrich.calls.evidence import Features
from veille.enrich.calls.judging import Weights, chances

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "veille" / "enrich" / "calls" / "data" / "weights.json"
CALLS = ROOT / "tests" / "data" / "calls"
CORPUS = ROOT / "veille" / "classify" / "data" / "corpus"
TRUST = {"odd": 0.25, "tuning": 0.25, "corpus": 0.3, "closings": 1.0}
"""What a text counts: less where the rules were written on it, as they look surer there than they are."""
UNSEEN_DAY = 0.2
"""What a text counts whose closing is not among the dates read."""
PENALTY = 0.5
WORDS, WORD_PENALTY = ("before ", "after ", "just "), 6.0
"""Single words are held back: few come back in another text."""
LEAST_TEXTS = 3
FOLDS = 10
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
THRESHOLD = 0.55


@dataclass(frozen=True, slots=True)
class Text:
    """A labelled text, read."""

    name: str
    source: str
    days: Sequence[date]
    evidence: Sequence[Features]
    closing: date | None


Said = tuple[date | None, float]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", dest="dry", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    texts = labelled()
    told = cross_validated(texts)
    for source in TRUST:
        _show(source, [(text, one) for text, one in zip(texts, told, strict=True) if text.source == source])
    others = fit([text for text in texts if text.source != "closings"])
    _show("closings, learned from the others", [(t, judged(t, others)) for t in texts if t.source == "closings"])
    if options.wrong:
        for text, (day, chance) in zip(texts, told, strict=True):
            if (day if chance >= THRESHOLD else None) != text.closing:
                print(f"{text.name}: {day} at {chance:.2f}, not {text.closing}")
    if not options.dry:
        features = {name: round(value, 3) for name, value in fit(texts).features.items() if abs(value) >= 0.005}
        content = json.dumps({"threshold": THRESHOLD, "features": features}, indent=1, sort_keys=True)
        WEIGHTS.parent.mkdir(exist_ok=True)
        WEIGHTS.write_text(content + "\n", encoding="utf-8")
    return 0


def labelled() -> list[Text]:
    """Return every text that may be learned from."""
    rows = [("odd", row) for row in _rows(CALLS / "calls.jsonl") if int(row["id"][1:]) % 2]
    rows += [(name, row) for name in ("tuning", "closings") for row in _rows(CALLS / f"{name}.jsonl")]
    for path in sorted(CORPUS.glob("*.jsonl")):
        rows += [("corpus", _dated(row)) for row in _rows(path)
                 if row.get("deadline") and row["kind"] == "appel-a-projets"]  # fmt: skip
    return [_text(source, row) for source, row in rows]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _dated(row: dict[str, str]) -> dict[str, str]:
    """Return a row of the corpus as the others are; without publication, as published some weeks before it closes."""
    ahead = timedelta(days=14 + zlib.crc32(row["id"].encode()) % 50)
    published = row.get("published") or (date.fromisoformat(row["deadline"]) - ahead).isoformat()
    return row | {"published": published, "closing": row["deadline"]}


def _text(source: str, row: Mapping[str, str]) -> Text:
    published = date.fromisoformat(row["published"][:10]) if row["published"] else None
    known = told_dates(row["title"], row["text"], published)
    closing = date.fromisoformat(row["closing"][:10]) if row["closing"] else None
    days = [one.day for one in known.options] if known else []
    return Text(row["id"], source, days, known.evidence if known else [], closing)


def cross_validated(texts: Sequence[Text]) -> list[Said]:
    folds = [zlib.crc32(text.name.encode()) % FOLDS for text in texts]
    said: list[Said] = [(None, 0.0)] * len(texts)
    for fold in range(FOLDS):
        weights = fit([text for text, its in zip(texts, folds, strict=True) if its != fold])
        said = [judged(text, weights) if its == fold else known
                for text, its, known in zip(texts, folds, said, strict=True)]  # fmt: skip
    return said


def judged(text: Text, weights: Weights) -> Said:
    found = chances(text.days, text.evidence, weights)
    return max(((day, chance) for day, chance in found.items()), key=lambda one: one[1], default=(None, 0.0))


def _show(name: str, pairs: Sequence[tuple[Text, Said]]) -> None:
    print(f"{name}: {len(pairs)} texts")
    for threshold in THRESHOLDS:
        said = [(text.closing, day) for text, (day, chance) in pairs if day and chance >= threshold]
        right = sum(one == other for one, other in said)
        known = sum(text.closing is not None for text, _ in pairs)
        print(f"  {threshold:.2f}  precision {right / max(1, len(said)):.3f}  recall {right / max(1, known):.3f}")


def fit(texts: Sequence[Text]) -> Weights:
    """Return the weights under which the closings told are likeliest (conditional logit, ridge)."""
    counts = Counter(name for text in texts for name in {name for one in text.evidence for name in one})
    names = {name: place for place, name in enumerate(sorted(n for n, count in counts.items() if count >= LEAST_TEXTS))}
    penalty = np.array([WORD_PENALTY if name.startswith(WORDS) else PENALTY if name else 0.01 for name in names])
    begins = np.cumsum([0] + [len(text.days) + 1 for text in texts])
    matrix = np.zeros((begins[-1], len(names)))
    right, trust = np.zeros(begins[-1]), np.array([TRUST[text.source] for text in texts])
    for number, text in enumerate(texts):
        first = begins[number]  # the row of « none »
        for place, features in enumerate(text.evidence, first + 1):
            for name, value in features.items():
                if name in names:
                    matrix[place, names[name]] = value
        hits = [place for place, day in enumerate(text.days, first + 1) if day == text.closing]
        right[hits or [first]] = 1
        if text.closing and not hits:
            trust[number] *= UNSEEN_DAY
    owner = np.repeat(np.arange(len(texts)), np.diff(begins))
    starts = begins[:-1]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        highest = np.maximum.reduceat(scores, starts)
        parts = np.exp(scores - highest[owner])
        total = np.add.reduceat(parts, starts)
        good = np.maximum(np.add.reduceat(parts * right, starts), 1e-300)
        pull = parts / total[owner] - parts * right / good[owner]
        value = -(trust * (np.log(good) - np.log(total))).sum() + 0.5 * (penalty * weights * weights).sum()
        return float(value), matrix.T @ (pull * trust[owner]) + penalty * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Weights(features=dict(zip(names, found.x.tolist(), strict=True)), threshold=THRESHOLD)


if __name__ == "__main__":
    sys.exit(main())
