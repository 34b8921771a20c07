"""`make bench`: all measurements in one run; a table on the terminal and bench/results/figures.json."""

import argparse
import json
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import refresh

RESULTS = Path(__file__).parent / "results"


LIMITS = {"unchanged": {"newsboat": 1 / 4, "reader": 1 / 3}, "first": {"newsboat": 1 / 3, "reader": 1 / 8}}
"""Our wall time against theirs, at most."""

Row = tuple[str, str, str, bool]


def bars(figures: dict[str, Any]) -> list[Row]:
    """Compare the figures with the bars of docs/figures.md: (what, bar, measured, held)."""
    refreshed, read, tagged, published = (figures[part] for part in ("refresh", "pages", "tags", "publish"))
    rows: list[Row] = []
    ours = refreshed["veille"]
    for run, limits in LIMITS.items():
        for program, limit in limits.items():
            theirs = [row[run]["wall_s"] for name, row in refreshed.items() if name.startswith(program)]
            if theirs:
                ratio = ours[run]["wall_s"] / min(theirs)
                rows.append((f"{run} refresh against {program}", f"<= {limit:.3f}", f"{ratio:.3f}", ratio <= limit))
    rows.append(("page to article / bare trafilatura", "<= 1.3", str(read["ratio"]), read["ratio"] <= 1.3))
    speedup = read["two_processes_speedup"]
    rows.append(("two processes", ">= 1.7", str(speedup), speedup >= 1.7))
    each = tagged["explained_ms"]
    rows.append(("tags of a 2 KB item, explained", "<= 10 ms", f"{each} ms", each <= 10))
    seconds = published["publish_100_s"]
    rows.append(("publish 100 changes", "< 1 s", f"{seconds} s", seconds < 1))
    return rows


def main() -> None:
    args = argparse.ArgumentParser(prog="make bench", description=__doc__)
    args.add_argument("--rows", type=int, default=100_000, help="articles in the published database")
    opts = args.parse_args()
    figures: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "refresh": refresh.main(),
    }
    # Imported after: on Linux a child's peak memory starts from that of the process that starts it.
    from bench import pages, publish, tags

    figures |= {"pages": pages.main(), "tags": tags.main(), "publish": publish.main(opts.rows)}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))
    for what, bar, measured, held in bars(figures):
        print(f"{'ok  ' if held else 'MISS'}  {what:<44} {bar:>10}  {measured:>10}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
