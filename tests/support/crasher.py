"""A small watch that is killed: collects, saves and publishes in a loop over a feed that grows. Run by the crash tests.

python crasher.py FOLDER ROUNDS        (stops by itself after so many rounds)
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.kept import collection, day, long_text, make_lead, make_result, make_source
from veille.models import Lead, Validators
from veille.publish import publish
from veille.store import Store, lock, open_store

SOURCES = [make_source(name) for name in ("rtes", "avise")]
STEP = 25


def feed(source_id: str, length: int) -> list[Lead]:
    """Return what the source shows at a moment: entries only add up; every seventh has the same text as another."""
    return [make_lead(source_id, number, content=text(source_id, number)) for number in range(length)]


def text(source_id: str, number: int) -> str:
    return long_text(f"commun {number}" if number % 7 == 0 else f"{source_id} {number}")


def one_round(store: Store, folder: Path, length: int) -> None:
    """Do a run as the pipeline does; a source asked with its present validator gives no leads."""
    now = day(length // STEP)
    run = store.begin_run(now, SOURCES)
    known = store.memories()
    for source in SOURCES:
        etag = f"v{length}"
        same = known[source.id].validators.get(source.url, Validators()).etag == etag
        store.record_many(run, [collection(source, *([] if same else feed(source.id, length)), etag=etag)], now=now)
    pending = store.pending(now, max_per_source=1000, source_ids=[source.id for source in SOURCES])
    for start in range(0, len(pending), 8):
        results = [
            make_result(one.lead, text(one.lead.source_id, int(one.lead.url.rpartition("/")[2])))
            for one in pending[start : start + 8]
        ]
        store.save(run, results, now=now)
    if length % (2 * STEP) == 0 and length:
        store.withdraw(f"https://rtes.example/a/{length // 2}", "droit", now)
    publish(store, folder / "veille.db", sources=SOURCES, taxonomy=(), now=now, excerpt_default=200, chunk=40)


def watch(folder: Path, rounds: int) -> None:
    """Go on from the length last reached, as kept in a file that only tells how far the feed had grown."""
    mark = folder / "length"
    with lock(folder), open_store(folder / "collect.db") as store:
        for _round in range(rounds):
            length = int(mark.read_text()) if mark.exists() else STEP
            one_round(store, folder, length)
            print(length, flush=True)  # noqa: T201 - tells the test
            temporary = folder / "length.new"
            temporary.write_text(str(length + STEP))
            temporary.replace(mark)


if __name__ == "__main__":
    watch(Path(sys.argv[1]), int(sys.argv[2]))
