"""Organisations: how well they are read, and what reading them costs.

    python -m bench.structures             the labelled texts (tune, judge, fresh) and the costs
    python -m bench.structures --wrong     also what is missed and what is too much in the half to tune on

tests/data/structures/README.md tells what the labels are.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veille.enrich.structures import find_mentions
from veille.facts import Mention
from veille.phrases import key

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "veille" / "classify" / "data" / "corpus"
LABELS = ROOT / "tests" / "data" / "structures"
ITEM = 2000
"""Characters of an item whose cost is measured."""
_ARTICLES = ("le ", "la ", "les ", "l ", "the ", "scop ", "scic ", "association ", "cooperative ", "un ", "du ", "des ")


@dataclass(frozen=True, slots=True)
class Score:
    """What was read against what was labelled."""

    right: int
    read: int
    labelled: int
    ids_right: int
    ids: int

    def figures(self) -> dict[str, float]:
        precision = self.right / self.read if self.read else 1.0
        recall = self.right / self.labelled if self.labelled else 1.0
        return {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "id_right": round(self.ids_right / self.ids, 3) if self.ids else 1.0,
            "read": self.read,
            "labelled": self.labelled,
        }


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (LABELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def corpus() -> dict[str, dict[str, Any]]:
    """Return the texts of the corpus by id."""
    lines = (line for path in sorted(CORPUS.glob("part-*.jsonl")) for line in path.read_text("utf-8").splitlines())
    return {row["id"]: row for row in map(json.loads, filter(str.strip, lines))}


def bare(name: str) -> str:
    """Return a name as names are compared: folded, without article or legal form before it."""
    folded = key(name)
    while True:
        shorter = next((folded.removeprefix(one) for one in _ARTICLES if folded.startswith(one)), folded)
        if shorter == folded:
            return folded
        folded = shorter


def names(mention: Mention) -> set[str]:
    return {bare(one) for one in (mention.name, *mention.evidence)}


def read(row: dict[str, Any]) -> tuple[Mention, ...]:
    return find_mentions(row["title"], row["text"], row["lang"])


def compare(
    label: dict[str, Any], found: Iterable[Mention]
) -> tuple[list[tuple[dict[str, str], Mention]], list[Mention], list[str]]:
    """Return the pairs of label and mention, the mentions too many, the names missed."""
    left = {bare(one["name"]): one for one in label["expected"]}
    optional = {bare(one) for one in label["optional"]}
    pairs, wrong = [], []
    for mention in found:
        hit = next((name for name in names(mention) if name in left), None)
        if hit is not None:
            pairs.append((left.pop(hit), mention))
        elif not names(mention) & optional:
            wrong.append(mention)
    return pairs, wrong, [one["name"] for one in left.values()]


def score(half: str, texts: dict[str, dict[str, Any]], show: bool = False) -> Score:
    right = many = labelled = ids_right = ids = 0
    for label in rows("gold"):
        if label["half"] != half:
            continue
        pairs, wrong, missed = compare(label, read(texts[label["text"]]))
        right, many, labelled = right + len(pairs), many + len(pairs) + len(wrong), labelled + len(label["expected"])
        ids += sum(bool(one["id"]) for one, _mention in pairs)
        ids_right += sum(one["id"] == mention.id for one, mention in pairs if one["id"])
        if show and (wrong or missed or any(one["id"] not in {"", mention.id} for one, mention in pairs)):
            print(label["text"], "TOO MANY", [(one.name, one.evidence) for one in wrong], "MISSED", missed)
    return Score(right, many, labelled, ids_right, ids)


def costs(count: int = 600) -> dict[str, float]:
    """Return load time, memory and milliseconds an item; call it before anything else has loaded the gazetteer."""
    before = _memory()
    start = time.process_time()
    find_mentions("Brest", "", "fr")
    loading = time.process_time() - start
    memory = _memory() - before
    texts = list(corpus().values())
    items = ["\n".join(text["text"] for text in texts[i : i + 5])[:ITEM] for i in range(count)]
    start = time.process_time()
    for text, item in zip(texts, items, strict=False):
        find_mentions(text["title"], item, text["lang"])
    spent = (time.process_time() - start) / count
    return {"load_s": round(loading, 3), "memory_mb": round(memory, 1), "item_ms": round(spent * 1000, 2)}


def _memory() -> float:
    with Path("/proc/self/status").open() as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def main(show: bool = False) -> dict[str, object]:
    """Return all figures."""
    figures: dict[str, object] = {"costs": costs()}
    texts = corpus()
    figures |= {half: score(half, texts, show and half == "tune").figures() for half in ("tune", "judge", "fresh")}
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    sys.stdout.write(json.dumps(main(options.wrong), indent=1, ensure_ascii=False) + "\n")
