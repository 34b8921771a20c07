"""How long is a publication? 100 changes into a veille.db of 100,000 articles, while readers read.

    python -m bench.publish [ARTICLES]        prints JSON

Articles go through the store as in a run, with texts of 300 invented words (2 KB), frequent and rare
ones in the proportions of a language (Zipf). Each is about one or two French territories, one in twenty is a call
and one in twenty an event; one call in four is told by two. Nothing is fetched or tagged. The store's own figures
(leads recorded, items saved) come along.
"""

import json
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from statistics import median
from typing import Any

from veille.facts import Call, Event, Facts, Found, Place, PlaceRole
from veille.models import Article, Item, Lead, Outcome, Page, Source, Tag, Tagging, Validators, Zone
from veille.pipeline.facts import ATLAS
from veille.publish import publish
from veille.sources import Collected
from veille.store import LeadResult, Store, open_store
from veille.text import digest

CHANGES = 100
ROUNDS = 7
READERS = 2
NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
SOURCES = [Source(id=f"s{n:04}", name=f"Source {n}", url=f"https://s{n:04}.example/flux") for n in range(1000)]
WORDS = [f"mot{n}" for n in range(40_000)]
ZIPF = list(accumulate(1 / (rank + 3) for rank in range(len(WORDS))))
TERRITORIES = ("93066", "69123", "13055", "59350", "33063", "35238", "D93", "D59", "D33", "R53", "R76", "FR", "BE")
ONE_VIEW = """SELECT (SELECT max(generation) FROM publications),
    (SELECT nombre FROM publications ORDER BY generation DESC LIMIT 1),
    (SELECT nombre FROM comptes WHERE axe = 'total' AND mois = '')"""


def make_result(chance: random.Random, number: int, version: int = 0) -> LeadResult:
    """Return one invented page, read and tagged."""
    source = SOURCES[number % 300].id
    url, published = f"https://{source}.example/{number}", NOW - timedelta(hours=number % 40_000)
    lead = Lead(source_id=source, url=url, entry_id=str(number), title=f"Titre {number}", fingerprint=str(version))
    text = " ".join(chance.choices(WORDS, cum_weights=ZIPF, k=300))
    article = Article(
        url=url,
        title=lead.title,
        text=text,
        published=published,
        excerpt=text[:190],
        text_hash=digest(text),
        terms_title=f"titr {number}",
        terms_text=text,
        facts=make_facts(chance, number, version),
    )
    labels = [("theme", f"theme-{chance.randrange(20)}"), ("sector", f"secteur-{chance.randrange(18)}")]
    labels += [("org", f"famille-{chance.randrange(9)}"), ("kind", f"genre-{number % 8}")]
    tags = tuple(Tag(facet=facet, label=label, probability=0.8, evidence=(("mot", 1.5),)) for facet, label in labels)
    tagging = Tagging(relevance=0.9, zone=Zone.IN, tags=tags, evidence=(("scop", 2.0),))
    page = Page(url=url, final_url=url, outcome=Outcome.OK, fetched_at=NOW)
    item = Item(lead=lead, article=article, tagging=tagging, model_version="bench")
    return LeadResult(lead=lead, page=page, outcome=Outcome.OK, item=item)


def make_facts(chance: random.Random, number: int, version: int) -> Facts:
    """Return invented facts; articles 20 n and 20 n + 5 of the same hundred tell of one call."""
    codes = chance.sample(TERRITORIES, chance.choice((1, 1, 2)))
    places = tuple(Place(code=code, role=PlaceRole.SUBJECT, probability=0.9, evidence=("ici",)) for code in codes)
    day = (NOW + timedelta(days=number // 100 % 300 + version)).date().isoformat()
    told = Found(value=day, quote=f"Les dossiers sont à déposer avant le {day}.", confidence=0.9)
    form = Found(value=f"https://aides.example/{number // 100}/{number % 20}", quote="", confidence=0.9)
    call = Call(closing=told, form=form) if number % 100 in (0, 5, 20, 40, 60) else None
    return Facts(places=places, call=call, event=Event(start=told) if number % 20 == 1 else None, version="bench")


def keep(store: Store, pages: Iterator[LeadResult]) -> float:
    """Keep pages as a run does, 100 in a transaction, and return the CPU seconds that the store took."""
    run, spent = store.begin_run(NOW, SOURCES), 0.0
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
    collections = [make_collection(source) for source in SOURCES]
    unchanged = [replace(one, outcome=Outcome.UNCHANGED, leads=()) for one in collections]

    def record(batch: Iterable[Collected]) -> float:
        run, rest = store.begin_run(NOW, SOURCES), iter(batch)
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


def publish_now(store: Store, path: Path) -> float:
    """Publish and return the wall seconds."""
    start = time.perf_counter()
    publish(store, path, sources=SOURCES, taxonomy=(), now=NOW, excerpt_default=200, gazetteer=ATLAS)
    return time.perf_counter() - start


def bench_changes(store: Store, path: Path, articles: int, chance: random.Random) -> dict[str, Any]:
    """Publish 100 changes (80 edited, 20 new) several times, with and without readers; return seconds."""

    def rounds(first: int) -> list[float]:
        spent = []
        for turn in range(first, first + ROUNDS):
            edited = chance.sample(range(articles), CHANGES - 20)
            new = range(articles + 20 * turn, articles + 20 * (turn + 1))
            keep(store, (make_result(chance, number, turn + 1) for number in [*edited, *new]))
            spent.append(publish_now(store, path))
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
        "nothing_new_s": round(publish_now(store, path), 3),
        "answers": sum(reader.answers for reader in readers),
        "slowest_answer_ms": round(max(reader.slowest for reader in readers) * 1000, 1),
        "errors": sum(reader.errors for reader in readers),
        "wrong_answers": sum(reader.wrong for reader in readers),
    }


def main(articles: int = 100_000) -> dict[str, Any]:
    """Fill a store, publish all of it, then publish small changes."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures: dict[str, Any] = {"articles": articles, **bench_recording(folder)}
        with open_store(folder / "collect.db") as store:
            spent = keep(store, (make_result(chance, number) for number in range(articles)))
            figures["saved_items_per_cpu_s"] = round(articles / spent)
            figures["first_publication_s"] = round(publish_now(store, folder / "veille.db"), 1)
            figures |= bench_changes(store, folder / "veille.db", articles, chance)
        figures |= {f"{file}_mb": round((folder / f"{file}.db").stat().st_size / 1e6) for file in ("collect", "veille")}
    return figures


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=1))
