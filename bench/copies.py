"""Near-duplicates: how right the groups are (B-cubed on tests/data/copies), and what finding them costs.

python -m bench.copies              quality on both parts of the labelled set
python -m bench.copies --cost       CPU an item and memory at 100,000 stored items too (some minutes)
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from veille import likeness
from veille.models import Article, Item, Lead, Outcome, Page, Source, Tag, Tagging, Zone
from veille.store import LeadResult, Store, marks, open_store
from veille.store.connection import transaction
from veille.text import digest, text_hash, url_key

LABELLED = Path(__file__).parents[1] / "tests" / "data" / "copies"
PARTS = ("tune", "held")
STORED = 100_000
NOW = datetime(2026, 12, 1, tzinfo=UTC)
MEASURED = 500


@dataclass(frozen=True)
class Score:
    """B-cubed of one part (Bagga and Baldwin, 1998), and the pairs that went wrong, by what they are."""

    items: int
    precision: float
    recall: float
    missed: Counter[str]
    wrong: Counter[str]

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def load(part: str) -> list[dict[str, str]]:
    """Return the labelled items of a part."""
    return [json.loads(line) for line in (LABELLED / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]


def grouped(rows: Sequence[Mapping[str, str]], folder: Path) -> dict[str, int]:
    """Store labelled items, in the order of their publication, and return the group of each."""
    names = sorted({row["source"] for row in rows})
    sources = [Source(id=name, name=name, url=f"https://{name}.example/flux") for name in names]
    ordered = sorted(rows, key=lambda row: (row["published"], row["id"]))
    with open_store(folder / "collect.db") as store:
        run = store.begin_run(NOW, [])
        store.know_sources(sources)
        for row in ordered:
            moment = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
            url = f"https://{row['source']}.example/{row['id']}"
            store.save(run, [result(url, row["source"], row["title"], row["text"], moment)], now=moment)
        found = dict(store._db.execute("SELECT url, group_id FROM items").fetchall())
    return {row["id"]: found[f"https://{row['source']}.example/{row['id']}"] for row in rows}


def result(url: str, source: str, title: str, text: str, moment: datetime) -> LeadResult:
    """Return a page as the workers hand it over."""
    lead = Lead(source_id=source, url=url, entry_id=url, title=title, published=moment, fingerprint=digest(url))
    article = Article(
        url=url,
        title=title,
        text=text,
        published=moment,
        text_hash=text_hash(text),
        marks=likeness.marks(title, text, (url_key(url),)),
    )
    tagging = Tagging(relevance=0.9, zone=Zone.IN, tags=(Tag(facet="kind", label="actualite", probability=0.9),))
    page = Page(url=url, final_url=url, outcome=Outcome.OK, status=200, fetched_at=moment)
    item = Item(lead=lead, article=article, tagging=tagging, model_version="m")
    return LeadResult(lead=lead, page=page, outcome=Outcome.OK, item=item)


def score(rows: Sequence[Mapping[str, str]], found: Mapping[str, int]) -> Score:
    """Compare the groups found with those labelled."""
    kinds = {row["id"]: row["kind"] for row in rows}
    truth, guess = _classes((row["id"], row["group"]) for row in rows), _classes(found.items())
    precision = recall = 0.0
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for one in kinds:
        both = len(truth[one] & guess[one])
        precision, recall = precision + both / len(guess[one]), recall + both / len(truth[one])
        missed.update(_pair(kinds, one, other) for other in truth[one] - guess[one] if one < other)
        wrong.update(_pair(kinds, one, other) for other in guess[one] - truth[one] if one < other)
    return Score(len(rows), precision / len(rows), recall / len(rows), missed, wrong)


def _classes(labels: Iterable[tuple[str, object]]) -> dict[str, set[str]]:
    members: dict[object, set[str]] = defaultdict(set)
    pairs = list(labels)
    for one, label in pairs:
        members[label].add(one)
    return {one: members[label] for one, label in pairs}


def _pair(kinds: Mapping[str, str], one: str, other: str) -> str:
    return "/".join(sorted((kinds[one], kinds[other])))


def measure(part: str) -> Score:
    """Group one part and score it."""
    rows = load(part)
    with tempfile.TemporaryDirectory() as folder:
        return score(rows, grouped(rows, Path(folder)))


class Writer:
    """Makes articles of some 2 KB that nobody wrote: words follow each other as in the labelled texts."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.after: dict[tuple[str, str], list[str]] = defaultdict(list)
        words = " ".join(row["text"] for part in PARTS for row in load(part)).split()
        for one, two, three in zip(words, words[1:], words[2:], strict=False):
            self.after[one, two].append(three)
        self.starts = sorted(pair for pair in self.after if pair[0][0].isupper())
        self.words = sorted(set(words))

    def article(self, number: int, spread: int) -> LeadResult:
        """Return an article published in the `spread` days before the moment of the bench."""
        pair = self.chance.choice(self.starts)
        text = list(pair)
        while len(text) < 330:
            # one word in eight comes from anywhere: two articles of one web share few passages
            choices = self.after.get((text[-2], text[-1])) if self.chance.random() > 0.125 else None
            text.append(self.chance.choice(choices or self.words))
        moment = NOW - timedelta(days=self.chance.randrange(spread))
        return result(f"https://s.example/{number}", "s", " ".join(text[:9]), " ".join(text), moment)


def cost() -> None:
    """Print the CPU of the signature and of lookup and confirmation, on an empty store and on a full one."""
    writer = Writer(random.Random(7))
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "collect.db") as store:
        run = store.begin_run(NOW, [])
        store.know_sources([Source(id="s", name="s", url="https://s.example/flux")])
        stored = 0
        for target in (1_000, STORED):
            _fill(store, run, writer, stored, target)
            stored = target
            _report(store, run, writer, stored)
            stored += 2 * MEASURED


def _fill(store: Store, run: int, writer: Writer, start: int, end: int) -> None:
    """Store articles with their marks, without looking for copies: that is what is measured afterwards."""
    for first in range(start, end, 500):
        batch = [writer.article(number, spread=1_000) for number in range(first, min(end, first + 500))]
        store.save(run, [_without_marks(one) for one in batch], now=NOW)
        with transaction(store._db) as db:
            for one in batch:
                assert one.item is not None
                article = one.item.article
                (number,) = db.execute("SELECT id FROM items WHERE url = ?", [article.url]).fetchone()
                assert article.published is not None
                marks.keep(db, number, article.marks, article.published.toordinal())


def _report(store: Store, run: int, writer: Writer, stored: int) -> None:
    made = [writer.article(stored + number, spread=60) for number in range(2 * MEASURED)]
    items = [one.item.article for one in made if one.item]
    start = time.process_time()
    for one in items[:MEASURED]:
        likeness.marks(one.title, one.text, (one.url,))
    signature = (time.process_time() - start) / MEASURED
    # the same articles without marks are only looked up by their hash: the difference is the near-duplicates' part
    bare = [_without_marks(one) for one in made[MEASURED:]]
    start = time.process_time()
    store.save(run, bare, now=NOW)
    without = (time.process_time() - start) / MEASURED
    start = time.process_time()
    store.save(run, made[:MEASURED], now=NOW)
    within = (time.process_time() - start) / MEASURED
    (rows,) = store._db.execute("SELECT count(*) FROM marks").fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{stored:>7} stored: signature {signature * 1000:.2f} ms, save {within * 1000:.2f} ms "
        f"(without near-duplicates {without * 1000:.2f}), {rows} marks, {store.path.stat().st_size / 1e6:.0f} MB file, "
        f"peak {peak:.0f} MB"
    )


def _without_marks(made: LeadResult) -> LeadResult:
    assert made.item is not None
    return replace(made, item=replace(made.item, article=replace(made.item.article, marks=())))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cost", action="store_true")
    asked = parser.parse_args()
    for part in PARTS:
        got = measure(part)
        print(f"{part}: {got.items} items, B-cubed P {got.precision:.3f} R {got.recall:.3f} F1 {got.f1:.3f}")
        print(f"  pairs missed: {dict(got.missed.most_common())}")
        print(f"  pairs wrong:  {dict(got.wrong.most_common())}")
    if asked.cost:
        cost()
    sys.stdout.flush()


if __name__ == "__main__":
    main()
