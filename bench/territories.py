"""Territories: how well they are read, and what reading them costs.

    python -m bench.territories                 scores of the shipped weights, and the costs
    python -m bench.territories --wrong 20      also 20 texts that are read otherwise than labelled
    python tools/fit_territories.py --try       scores with whole parts left out: what to expect of new texts

Scores are micro-averaged over the set of codes of each relevant text: « region » after taking départements up to
their region, countries and EU as they are; « departement » over départements alone; « all » over whole sets, as
`veille classify` writes them.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from veille.enrich.base import Origin
from veille.enrich.places import about, read_places
from veille.enrich.places.codes import inward, outward
from veille.enrich.places.gazetteer import ancestors
from veille.facts import Place, PlaceRole

CORPUS = Path(__file__).parent.parent / "veille" / "classify" / "data" / "corpus"
FIRST = range(1, 14)
LATER = range(14, 60)
"""Rules and names were made on the first parts; the weights are fitted on all."""
ITEM = 2000
"""Characters of an item whose cost is measured."""


@dataclass(frozen=True, slots=True)
class Text:
    """A labelled text."""

    id: str
    lang: str
    title: str
    text: str
    about: frozenset[str]
    """Design codes: R11, D93, FR, EU, IT; a département always with its region."""


def load(parts: Iterable[int]) -> list[Text]:
    """Return the relevant texts of the corpus' parts."""
    texts = []
    for part in parts:
        path = CORPUS / f"part-{part}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        for row in (json.loads(line) for line in lines if line.strip()):
            if row["relevant"]:
                codes = frozenset(inward(code) for code in row["territory"])
                texts.append(Text(row["id"], row["lang"], row["title"], row["text"], codes))
    return texts


Pairs = list[tuple[frozenset[str], frozenset[str]]]


def scores(pairs: Iterable[tuple[Iterable[str], Iterable[str]]]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 by level of (labelled, read) sets of design codes."""
    whole = [(frozenset(gold), frozenset(read)) for gold, read in pairs]
    return {
        "all": _score(whole),
        "region": _score([(_up(gold), _up(read)) for gold, read in whole]),
        "departement": _score([(_departements(gold), _departements(read)) for gold, read in whole]),
    }


def _score(pairs: Pairs) -> dict[str, float]:
    right = sum(len(gold & read) for gold, read in pairs)
    gold_count, read_count = (sum(len(pair[side]) for pair in pairs) for side in (0, 1))
    return {
        "precision": round(right / read_count, 3) if read_count else 1.0,
        "recall": round(right / gold_count, 3) if gold_count else 1.0,
        "f1": round(2 * right / (gold_count + read_count), 4) if gold_count + read_count else 1.0,
        "labels": gold_count,
    }


def _up(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(ancestors(code)[0] if _is_departement(code) else code for code in codes)


def _departements(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(_is_departement, codes))


def _is_departement(code: str) -> bool:
    return code[0] == "D" and code[1:2].isdigit()


def read(text: Text, origin: Origin | None = None) -> tuple[Place, ...]:
    return read_places(text.title, text.text, text.lang, origin or Origin())


def read_codes(text: Text, origin: Origin | None = None) -> frozenset[str]:
    """Return what is read in a text as `veille classify` tells it, in design codes."""
    return frozenset(map(inward, outward(about(read(text, origin)))))


def kinds_of_error(texts: list[Text], codes: list[frozenset[str]]) -> Counter[str]:
    """Count what went wrong: a national text taken for a local one, a département missed, one too many…"""
    wrong: Counter[str] = Counter()
    for text, found in zip(texts, codes, strict=True):
        missed, added = text.about - found, found - text.about
        if missed or added:
            wrong[" ".join(filter(None, (_kinds("missed", missed), _kinds("added", added))))] += 1
    return wrong


def _kinds(word: str, codes: Iterable[str]) -> str:
    kinds = sorted(
        {
            "dep"
            if _is_departement(code)
            else "region"
            if code[1:].isdigit()
            else code
            if code in {"FR", "EU"}
            else "country"
            for code in codes
        }
    )
    return f"{word} {'+'.join(kinds)}" if kinds else ""


def with_sources(texts: list[Text]) -> dict[str, object]:
    """Measure what a source's territory changes: local texts from their own region, national ones from any."""
    chance = random.Random(4)
    local = [text for text in texts if any(code[0] == "R" and code[1:].isdigit() for code in text.about)]
    national = [text for text in texts if text.about == {"FR"}]
    homes = [next(code for code in sorted(text.about) if code[0] == "R" and code[1:].isdigit()) for text in local]
    regions = sorted(set(homes))
    return {
        "local, source unknown": _f1(local, [Origin()] * len(local)),
        "local, source of its region": _f1(local, [Origin(territory=home) for home in homes]),
        "national, source unknown": _f1(national, [Origin()] * len(national)),
        "national, source of some region": _f1(national, [Origin(territory=chance.choice(regions)) for _ in national]),
    }


def _f1(texts: list[Text], origins: list[Origin]) -> float:
    return scores((text.about, read_codes(text, origin)) for text, origin in zip(texts, origins, strict=True))[
        "region"
    ]["f1"]


def roles(texts: list[Text]) -> dict[str, dict[str, float]]:
    """Return how many places have each role, and how many of them lie in what the text is labelled with."""
    seen: Counter[PlaceRole] = Counter()
    right: Counter[PlaceRole] = Counter()
    for text in texts:
        for place in read(text):
            seen[place.role] += 1
            right[place.role] += bool(set(map(inward, outward([place.code]))) & text.about)
    return {str(role): {"places": count, "labelled": round(right[role] / count, 3)} for role, count in seen.items()}


def costs(count: int = 600) -> dict[str, float]:
    """Return load time, memory and milliseconds an item; call it before anything else has loaded the gazetteer."""
    before = _memory()
    start = time.perf_counter()
    read_places("Brest", "", "fr", Origin())
    loading = time.perf_counter() - start
    memory = _memory() - before
    texts = load(FIRST)
    items = ["\n".join(text.text for text in texts[i : i + 5])[:ITEM] for i in range(count)]
    start = time.process_time()
    for text, item in zip(texts, items, strict=False):
        read_places(text.title, item, text.lang, Origin())
    spent = (time.process_time() - start) / count
    return {"load_s": round(loading, 3), "memory_mb": round(memory, 1), "item_ms": round(spent * 1000, 2)}


def _memory() -> float:
    with Path("/proc/self/status").open() as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def main() -> dict[str, object]:
    """Return all figures."""
    figures: dict[str, object] = {"costs": costs()}
    for name, parts in (("parts 1-13", FIRST), ("parts 14 and later", LATER)):
        texts = load(parts)
        if texts:
            codes = [read_codes(text) for text in texts]
            figures[name] = {
                "texts": len(texts),
                **scores((text.about, found) for text, found in zip(texts, codes, strict=True)),
                "errors": dict(kinds_of_error(texts, codes).most_common(12)),
                "roles": roles(texts),
                "sources": with_sources(texts),
            }
    return figures


def show_wrong(parts: Iterable[int], count: int) -> None:
    texts = [text for text in load(parts) if read_codes(text) != text.about]
    for text in random.Random(1).sample(texts, min(count, len(texts))):
        print(
            text.id,
            text.lang,
            sorted(text.about),
            "read as",
            sorted(read_codes(text)),
            "|",
            text.title,
            "|",
            text.text[:300],
        )
        print(
            "   ", [(place.code, str(place.role), round(place.probability, 2), place.evidence) for place in read(text)]
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", type=int, default=0)
    parser.add_argument("--later", action="store_true", help="show the wrong ones of parts 14 and later")
    options = parser.parse_args()
    sys.stdout.write(json.dumps(main(), indent=1, ensure_ascii=False) + "\n")
    if options.wrong:
        show_wrong(LATER if options.later else FIRST, options.wrong)
