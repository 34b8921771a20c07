"""How long is a publication? 100 changes into a veille.db of 100,000 articles, while readers read.

    python -m bench.publish [ARTICLES [FOLDER]]        prints JSON

Articles of `bench.invented` go through the store as in a run; in a FOLDER they stay, for `bench.site`, and are not made
again. The store's own figures (leads recorded, items saved) come along.
"""

import json
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from bench.invented import NOW, World
from veille.classify import load_taxonomy
from veille.models import Lead, Outcome, Page, Source, Validators
from veille.pipeline.facts import ATLAS
from veille.publish import publish
from veille.sources import Collected
from veille.store import LeadResult, Store, open_store

CHANGES = 100
ROUNDS = 7
READERS = 2
ONE_VIEW = """SELECT (SELECT max(generation) FROM publications),
    (SELECT nombre FROM publications ORDER BY generation DESC LIMIT 1),
    (SELECT nombre FROM comptes WHERE axe = 'total' AND mois = '')"""
FEEDS = [Source(id=f"s{n:04}", name=f"Source {n}", url=f"https://s{n:04}.example/flux") for n in range(1000)]


def keep(store: Store, sources: Sequence[Source], pages: Iterator[LeadResult]) -> float:
    """Keep pages as a run does, 100 in a transaction, and return the CPU seconds that the store took."""
    run, spent = store.begin_run(NOW, sources), 0.0
    while batch := list(islice(pages, 100)):
        start = time.process_time()
        store.save(run, batch, now=NOW)
        spent += time.process_time() - start
    return spent


def make_collection(source: Source) -> Collected:
    """Return a feed of 20 entries with 600 characters of text each."""
    leads = tuple(
        Lead(
            source_id=source.id,
            url=f"https://{source.id}.example/{number}",
            entry_id=f"guid-{number}",
            title=f"Titre {number}",
            summary="texte " * 50,
            content="texte " * 50,
            published=NOW,
            fingerprint="1",
        )
        for number in range(20)
    )
    validators = Validators(etag=f'"{source.id}"')
    page = Page(
        url=source.url, final_url=source.url, outcome=Outcome.OK, status=200, validators=validators, fetched_at=NOW
    )
    return Collected(source=source, page=page, outcome=Outcome.OK, leads=leads)


def bench_recording(folder: Path) -> dict[str, float]:
    """Record 1,000 feeds of 20 leads, new and then unchanged; return CPU seconds."""
    collections = [make_collection(source) for source in FEEDS]
    unchanged = [replace(one, outcome=Outcome.UNCHANGED, leads=()) for one in collections]

    def record(batch: Iterable[Collected]) -> float:
        run, rest = store.begin_run(NOW, FEEDS), iter(batch)
        start = time.process_time()
        while some := list(islice(rest, 100)):
            store.record_many(run, some, now=NOW)
        return round(time.process_time() - start, 3)

    with open_store(folder / "leads.db") as store:
        return {"record_20000_new_leads_cpu_s": record(collections), "record_1000_unchanged_cpu_s": record(unchanged)}


class Reader(threading.Thread):
    """Reads all the time, as the site does, and notes the slowest answer, errors and answers that do not add up."""

    def __init__(self, path: Path, stop: threading.Event) -> None:
        super().__init__()
        self.path, self.stop = path, stop
        self.slowest, self.answers, self.errors, self.wrong = 0.0, 0, 0, 0

    def run(self) -> None:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=0)) as db:
            while not self.stop.is_set():
                start = time.perf_counter()
                try:
                    _generation, told, counted = db.execute(ONE_VIEW).fetchone()
                    self.wrong += told != counted
                except sqlite3.Error:
                    self.errors += 1
                self.slowest = max(self.slowest, time.perf_counter() - start)
                self.answers += 1
                self.stop.wait(0.005)


def publish_now(store: Store, path: Path, sources: Sequence[Source]) -> float:
    """Publish and return the wall seconds."""
    taxonomy = tuple(load_taxonomy().rows())
    start = time.perf_counter()
    publish(store, path, sources=sources, taxonomy=taxonomy, now=NOW, excerpt_default=200, gazetteer=ATLAS)
    return time.perf_counter() - start


def bench_changes(store: Store, path: Path, world: World) -> dict[str, Any]:
    """Publish 100 changes (80 edited, 20 new) several times, with and without readers; return seconds."""
    chance = random.Random(1)
    with closing(sqlite3.connect(path)) as db:
        generation = db.execute("SELECT max(generation) FROM publications").fetchone()[0]

    def rounds(first: int) -> list[float]:
        spent = []
        for turn in range(generation + first, generation + first + ROUNDS):
            edited = chance.sample(range(world.articles), CHANGES - 20)
            new = range(world.articles + 20 * turn, world.articles + 20 * (turn + 1))
            keep(store, world.sources, (world.result(number, turn + 1) for number in [*edited, *new]))
            spent.append(publish_now(store, path, world.sources))
        return spent

    alone = rounds(0)
    stop = threading.Event()
    readers = [Reader(path, stop) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    read = rounds(ROUNDS)
    stop.set()
    for reader in readers:
        reader.join()
    return {
        "publish_100_s": round(median(alone), 3),
        "publish_100_slowest_s": round(max(alone), 3),
        "publish_100_while_read_s": round(median(read), 3),
        "nothing_new_s": round(publish_now(store, path, world.sources), 3),
        "answers": sum(reader.answers for reader in readers),
        "slowest_answer_ms": round(max(reader.slowest for reader in readers) * 1000, 1),
        "errors": sum(reader.errors for reader in readers),
        "wrong_answers": sum(reader.wrong for reader in readers),
    }


def fill(folder: Path, world: World) -> dict[str, Any]:
    """Make collect.db and veille.db of a world in an empty folder; return how long that took."""
    with open_store(folder / "collect.db") as store:
        spent = keep(store, world.sources, (world.result(number) for number in range(world.articles)))
        published = publish_now(store, folder / "veille.db", world.sources)
    return {"saved_items_per_cpu_s": round(world.articles / spent), "first_publication_s": round(published, 1)}


def main(articles: int = 100_000, kept: Path | None = None) -> dict[str, Any]:
    """Fill a store, publish all of it, then publish small changes."""
    world = World(articles)
    figures: dict[str, Any] = {"articles": articles}
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "veille.db").exists():
            figures |= bench_recording(folder) | fill(folder, world)
        with open_store(folder / "collect.db") as store:
            figures |= bench_changes(store, folder / "veille.db", world)
        figures |= {f"{file}_mb": round((folder / f"{file}.db").stat().st_size / 1e6) for file in ("collect", "veille")}
    return figures


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:2]), *map(Path, sys.argv[2:3])), indent=1))
