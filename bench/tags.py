"""Tags a second: all facets of a 2 KB item, in batches, explanations included, on one core."""

import json
import sys
import tempfile
import time
from pathlib import Path

from veille.classify import TextIn, load_tagger, train

BATCH = 8
CORPUS = Path(__file__).parent.parent / "veille" / "classify" / "data" / "corpus"


def texts(count: int) -> list[TextIn]:
    """Return texts of about 2 KB, made of corpus texts joined."""
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text().splitlines()]
    joined = ["\n".join(row["text"] for row in rows[i : i + 4])[:2000] for i in range(count)]
    return [TextIn(title=row["title"], text=text) for row, text in zip(rows, joined, strict=False)]


def main(count: int = 800) -> dict[str, float]:
    """Train, then tag; return seconds of training, milliseconds of loading and of an item (CPU)."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        train(Path(folder) / "model")
        training = time.perf_counter() - start
        start = time.process_time()
        tagger = load_tagger(Path(folder) / "model")
        loading = time.process_time() - start
    items = texts(count)
    tagger.tag(items[:BATCH])
    result = {"training_s": round(training, 1), "loading_ms": round(loading * 1000)}
    for explain in (False, True):
        start = time.process_time()
        for i in range(0, count, BATCH):
            tagger.tag(items[i : i + BATCH], explain=explain)
        spent = time.process_time() - start
        result["explained_ms" if explain else "tags_ms"] = round(spent / count * 1000, 2)
    return result


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(), indent=1) + "\n")
