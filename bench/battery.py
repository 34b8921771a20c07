"""What the battery of faults costs the forty sound sites beside it: `python -m bench.battery [--full]`.

One run of the sound sites alone, one with every named fault, each in a process of its own; printed as JSON.
`pages_s` is the time from the first page of a run to the last one of a sound site. Without --full the limits of
`make test` hold (4 s in all for a request), with it the usual ones (60 s), which slow faults use up.
"""

import argparse
import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.badweb import BadWeb
from tests.support.battery.stage import Battery
from tests.support.lookups import LoopbackFetcher
from tests.support.measured import measure
from tests.support.model import trained_model
from tests.support.watched import rows
from veille.models import Source

PAGES = 5
LAST = """SELECT min(f.at), max(CASE WHEN l.source_id LIKE 'saine-%' THEN f.at END)
    FROM page_fetches f JOIN leads l ON l.id = f.lead_id"""


def cost_of(battery: Battery, data: Path, sources: list[Source]) -> dict[str, Any]:
    """Run once in a new data folder and return the figures."""
    shutil.copytree(trained_model(), data / "model")
    cost = measure(battery.plan(data, sources, max_new=PAGES), fetcher=LoopbackFetcher)
    ((first, last),) = rows(data / "collect.db", LAST)
    pages = datetime.fromisoformat(last) - datetime.fromisoformat(first)
    return {
        "wall_s": cost.seconds,
        "cpu_s": cost.cpu_seconds,
        "pages_s": round(pages.total_seconds(), 2),
        "main_mb": cost.main_mb,
        "worker_mb": cost.worker_mb,
    }


def figures(*, full: bool) -> dict[str, Any]:
    """Return what both runs cost."""
    with tempfile.TemporaryDirectory() as folder, BadWeb() as web:
        here = Path(folder)
        battery = Battery(web, here / "battery", full=full, pages=PAGES)
        alone = cost_of(battery, here / "alone", list(battery.sound))
        together = cost_of(battery, here / "together", [*battery.sound, *battery.faulty.values()])
    return {"faults": len(battery.faulty), "alone": alone, "together": together}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.battery", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the usual limits")
    print(json.dumps(figures(full=parser.parse_args().full), indent=2))


if __name__ == "__main__":
    main()
