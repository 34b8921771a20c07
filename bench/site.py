"""How fast are the public pages? The real site as a process, asked by wrk on loopback; stock Datasette beside it.

    python -m bench.site FOLDER [--seconds 10] [--no-stock] [--no-publishing]        prints JSON

FOLDER holds collect.db and veille.db as `python -m bench.publish ARTICLES FOLDER` leaves them. Each kind of page is
asked at hundreds of addresses by one connection, one after another ("made": each address once, so that none comes from
the pages kept in memory; "asked": in random order for some seconds, by wrk); then the mix (20 % home, 30 % search, 50 %
article) by four connections without a pause, by ten about 50 times a second, and the same while 100 changes are
published every second. Each kind and mix meets a server that was just started. Needs wrk (Debian's).
"""

import argparse
import http.client
import json
import os
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from bench.invented import World
from bench.publish import keep, publish_now
from veille.store import open_store

BIN = Path(sys.executable).parent
LUA = Path(__file__).with_name("mix.lua")
ADDRESSES = 400
"""Different addresses of each kind; more than any cache of pages would hold for long."""
WORDS = (
    "coopérative",
    "emploi",
    "associations",
    "habitat participatif",
    "« économie sociale »",
    "énergie -nucléaire",
    "mutual*",
    "insertion Bretagne",
    "subvention",
    "logement",
    "tiers-lieu",
    "jeunes",
    "santé",
    "finance",
)


def addresses(path: Path) -> dict[str, list[str]]:
    """Return addresses of each kind of page, drawn from the database."""
    chance = random.Random(3)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        last = db.execute("SELECT max(id) FROM articles").fetchone()[0]
        counts = {
            axis: [
                value
                for (value,) in db.execute(
                    "SELECT valeur FROM comptes WHERE axe = ? AND mois = '' ORDER BY nombre DESC LIMIT 300", [axis]
                )
            ]
            for axis in ("theme", "secteur", "territoire", "source", "genre", "langue", "famille", "structure")
        }
        titles = [
            row[0]
            for row in db.execute(
                "SELECT titre FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps([chance.randrange(1, last) for _ in range(ADDRESSES)])],
            )
        ]
    words = [chance.choice(title.split()) for title in titles]

    def search(**given: str) -> str:
        return "/recherche?" + urlencode(given)

    def drawn(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(ADDRESSES)]

    def one(axis: str) -> str:
        return chance.choice(counts[axis])

    def combination() -> str:
        axes = chance.sample(sorted(counts), chance.choice((2, 2, 3)))
        given = {axis: one(axis) for axis in axes}
        if chance.random() < 0.5:
            given["q"] = chance.choice([*WORDS, *words])
        if chance.random() < 0.3:
            given |= {"du": f"{chance.randrange(2022, 2026)}-03-10", "au": f"{chance.randrange(2026, 2027)}-10-20"}
        return search(**given)

    return {
        "home": ["/"],
        "article": drawn(lambda: f"/article/{chance.randrange(1, last)}"),
        "theme": drawn(lambda: f"/theme/{one('theme')}"),
        "sector": drawn(lambda: f"/secteur/{one('secteur')}"),
        "territory": drawn(lambda: f"/territoire/{one('territoire')}"),
        "source": drawn(lambda: f"/source/{quote(one('source'))}"),
        "organisation": drawn(lambda: f"/structure/{quote(one('structure'))}"),
        "search": [search(q=word) for word in (*WORDS, *words)],
        "search, page 7": [search(q=word, page="7") for word in WORDS],
        "search by relevance": [search(q=word, tri="pertinence") for word in (*WORDS, *words)],
        "one filter": drawn(lambda: search(**{(axis := chance.choice(sorted(counts))): one(axis)})),
        "combinations": drawn(combination),
        "calls": ["/appels", *(f"/appels?theme={one('theme')}&territoire={one('territoire')}" for _ in range(50))],
        "agenda": ["/agenda", *(f"/agenda?secteur={one('secteur')}" for _ in range(50))],
        "studies": ["/etudes", *(f"/etudes?theme={one('theme')}" for _ in range(50))],
        "feeds": [f"/recherche.atom?theme={one('theme')}&q={quote(word)}" for word in words],
        "territories": ["/territoires"],
        "themes": ["/themes"],
        "bulletins": ["/bulletins", "/bulletins/2026-s45", "/bulletins/2025-s20"],
    }


def mixed(kinds: dict[str, list[str]]) -> list[str]:
    """Return the mix of a day: 20 % home, 30 % search, 50 % article."""
    return kinds["home"] * 160 + kinds["search"][:240] + kinds["article"]


PAUSED = {"connections": 10, "pause_ms": 180}
"""Ten visitors who each ask five or six times a second."""


def ask(url: str, paths: list[str], *, seconds: int, connections: int = 1, pause_ms: int = 0) -> dict[str, Any]:
    """Let wrk ask for these paths in random order; return its figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        told = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(LUA), url],
            env={**os.environ, "PATHS": file.name, "PAUSE_MS": str(pause_ms)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    figures: dict[str, Any] = json.loads(told.rpartition("JSON ")[2])
    return {"per_s": round(figures.pop("requests") / figures.pop("seconds"), 1), **figures}


def made(url: str, paths: list[str]) -> dict[str, float]:
    """Ask for each path once over one connection; return how long each took to come, in milliseconds."""
    spent = []
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)) as connection:
        for path in dict.fromkeys(paths):
            began = time.perf_counter()
            connection.request("GET", path)
            connection.getresponse().read()
            spent.append(1000 * (time.perf_counter() - began))
    if len(spent) == 1:
        return {"pages": 1, "ms": round(spent[0], 1)}
    percent = statistics.quantiles(spent, n=100, method="inclusive")
    return {"pages": len(spent), "p50_ms": round(percent[49], 1), "p95_ms": round(percent[94], 1)}


@contextmanager
def server(command: list[str], port: int, *, ready: str = "/") -> Iterator[str]:
    """Run a server until the end of the block; yields its address once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(url + ready, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def memory_mb(port: int) -> float:
    """Return the peak memory of the process that was given this port on its command line."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and f"\0{port}\0" in (folder / "cmdline").read_text(errors="replace"):
            found = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
            return round(int(found[1]) / 1024, 1) if found else 0.0
    return 0.0


@contextmanager
def our_site(folder: Path) -> Iterator[str]:
    """Serve the site of a folder, started afresh: no page is kept yet."""
    port = free_port()
    with server(
        [str(BIN / "veille"), "serve", "--data", str(folder), "--public", str(port)], port, ready="/robots.txt"
    ) as url:
        yield url


def bench_pages(folder: Path, seconds: int) -> dict[str, Any]:
    """Return the latencies of each kind of page and of the mix."""
    kinds, figures = addresses(folder / "veille.db"), {}
    for kind, paths in kinds.items():
        with our_site(folder) as url:
            first = made(url, paths)
        with our_site(folder) as url:
            figures[kind] = {"made": first, "asked": ask(url, paths, seconds=seconds)}
    with our_site(folder) as url:
        figures["mix, no pause"] = ask(url, mixed(kinds), seconds=2 * seconds, connections=4)
        figures["peak_mb"] = memory_mb(int(url.rpartition(":")[2]))
    with our_site(folder) as url:
        figures["mix, 50 a second"] = ask(url, mixed(kinds), seconds=3 * seconds, **PAUSED)
    return figures


def bench_publishing(folder: Path, seconds: int) -> dict[str, Any]:
    """Return the mix's latencies while 100 changes a second are published, and whether a page was stale."""
    kinds = addresses(folder / "veille.db")
    stop, spent, stale = threading.Event(), [], [0, 0]
    with closing(sqlite3.connect(f"file:{folder / 'veille.db'}?mode=ro", uri=True)) as db:
        articles = db.execute("SELECT nombre FROM comptes WHERE axe = 'total' AND mois = ''").fetchone()[0]

    def publish() -> None:
        world, chance, turn = World(articles), random.Random(9), int(time.time())
        with open_store(folder / "collect.db") as store:
            while not stop.is_set():
                began = time.perf_counter()
                turn += 1
                numbers = chance.sample(range(articles), 100)
                keep(store, world.sources, (world.result(number, turn) for number in numbers))
                spent.append(publish_now(store, folder / "veille.db", world.sources))
                stop.wait(max(0.0, 1 - (time.perf_counter() - began)))

    def watch(url: str) -> None:
        with closing(sqlite3.connect(f"file:{folder / 'veille.db'}?mode=ro", uri=True)) as db:
            while not stop.wait(0.2):
                known = db.execute("SELECT max(generation) FROM publications").fetchone()[0]
                with urllib.request.urlopen(url + "/", timeout=10) as reply:
                    told = int(reply.headers["etag"].strip('W/"').split("-")[0])
                stale[0] += 1
                stale[1] += told < known

    with our_site(folder) as url:
        threads = [threading.Thread(target=publish), threading.Thread(target=watch, args=[url])]
        for thread in threads:
            thread.start()
        figures = ask(url, mixed(kinds), seconds=3 * seconds, **PAUSED)
        stop.set()
        for thread in threads:
            thread.join()
    return figures | {
        "publications": len(spent),
        "slowest_publication_s": round(max(spent), 3),
        "pages_checked": stale[0],
        "pages_stale": stale[1],
    }


def bench_stock(folder: Path, seconds: int) -> dict[str, Any]:
    """Return the same for stock Datasette on the same file: its home, table, search, facets and row pages."""
    port, kinds = free_port(), addresses(folder / "veille.db")
    metadata = {"databases": {"veille": {"tables": {"articles": {"fts_table": "recherche", "fts_pk": "id"}}}}}
    words = [address.partition("q=")[2] for address in kinds["search"]]
    pages = {
        "home": ["/"],
        "article": [address.replace("/article/", "/veille/articles/") for address in kinds["article"]],
        "search": [f"/veille/articles?_search={word}" for word in words],
        "table": ["/veille/articles?_sort_desc=publie_le"],
        "table with facets": ["/veille/articles?_facet=genre&_facet=source_id&_facet=langue"],
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(metadata, file)
        file.flush()
        command = [str(BIN / "datasette"), "serve", str(folder / "veille.db"), "-m", file.name, "-p", str(port)]
        with server(command, port, ready="/-/versions.json") as url:
            figures = {kind: ask(url, paths, seconds=seconds) for kind, paths in pages.items()}
            return figures | {"peak_mb": memory_mb(port)}


def main() -> None:
    args = argparse.ArgumentParser(prog="python -m bench.site", description=__doc__)
    args.add_argument("folder", type=Path)
    args.add_argument("--seconds", type=int, default=10)
    args.add_argument("--no-stock", action="store_true")
    args.add_argument("--no-publishing", action="store_true")
    opts = args.parse_args()
    figures: dict[str, Any] = {"site": bench_pages(opts.folder, opts.seconds)}
    if not opts.no_publishing:
        figures["while publishing"] = bench_publishing(opts.folder, opts.seconds)
    if not opts.no_stock:
        figures["stock Datasette"] = bench_stock(opts.folder, opts.seconds)
    print(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
