"""Page to article, tagging apart: CPU against bare trafilatura with the same options, and what a second process brings.

Pages come from `../shared/real-web` where that is (80 real pages), else from
the built-in sample web. Rounds alternate between the two so that noise of the
machine falls on both.
"""

import json
import logging
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from veille.enrich import enrich
from veille.extract import read
from veille.extract.html import bare_extract
from veille.models import Lead, Outcome, Page

ROOT = Path(__file__).parent.parent
ROUNDS = 3
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def real_pages() -> list[bytes]:
    """Return the bodies of the pages to read."""
    folder = ROOT.parent / "shared" / "real-web"
    manifest = json.loads((folder / "manifest.json").read_text())
    return [(folder / page["file"]).read_bytes() for page in manifest["pages"]]


def page(body: bytes, number: int) -> tuple[Page, Lead]:
    """Return a page as downloaded, and its lead with title and date as a feed gives them."""
    url = f"https://source.example/article/{number}"
    lead = Lead(source_id="bench", url=url, entry_id=url, title=f"Article {number}", published=NOW)
    return Page(url=url, final_url=url, outcome=Outcome.OK, body=body, media_type="text/html", fetched_at=NOW), lead


def ours(body: bytes, number: int = 0) -> None:
    downloaded, lead = page(body, number)
    article = read(downloaded, lead, excerpt=200, now=NOW).article
    if article is not None:
        enrich(article, lead)


def cpu_of(function, bodies: list[bytes]) -> float:  # type: ignore[no-untyped-def]
    start = time.process_time()
    for body in bodies:
        function(body)
    return time.process_time() - start


def wall_with(workers: int, bodies: list[bytes]) -> float:
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(ours, bodies[: 2 * workers]))
        start = time.perf_counter()
        list(pool.map(ours, bodies, chunksize=4))
        return time.perf_counter() - start


def main() -> dict[str, float]:
    """Return CPU milliseconds a page for both, their ratio, and the speed-up of two processes."""
    logging.disable(logging.CRITICAL)
    bodies = real_pages()
    cpu_of(bare_extract, bodies[:10])
    cpu_of(ours, bodies[:10])
    rounds = [(cpu_of(bare_extract, bodies), cpu_of(ours, bodies)) for _ in range(ROUNDS)]
    bare, veille = (min(times) / len(bodies) * 1000 for times in zip(*rounds, strict=True))
    one, two = wall_with(1, bodies * 2), wall_with(2, bodies * 2)
    return {
        "pages": len(bodies),
        "trafilatura_ms": round(bare, 1),
        "veille_ms": round(veille, 1),
        "ratio": round(veille / bare, 2),
        "two_processes_speedup": round(one / two, 2),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(), indent=1) + "\n")
