"""What the battery of faults costs the forty sound sites beside it: `python -m bench.battery [--full]`.

One run of the sound sites alone, one with every named fault, each in a process of its own; printed as JSON.
`sound_s` is the time from the first request to a sound site to the last, all their pages read. Without --full the
limits of `make test` hold (4 s in all for a request, no pause between two to one host), with it the usual ones (60 s,
which slow faults use up, a pause of 1 s, a worker a core).
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.support.badweb import BadWeb
from tests.support.battery.stage import Battery
from tests.support.lookups import LoopbackFetcher
from tests.support.measured import measure
from tests.support.model import trained_model
from veille.models import Source

PAGES = 5


def cost_of(battery: Battery, data: Path, sources: list[Source], pause: dict[str, float]) -> dict[str, Any]:
    """Run once in a new data folder and return the figures."""
    shutil.copytree(trained_model(), data / "model")
    before = [len(site.requests) for site in battery.sound_sites]
    cost = measure(battery.plan(data, sources, max_new=PAGES, **pause), fetcher=LoopbackFetcher)
    asked = [
        request.at for site, known in zip(battery.sound_sites, before, strict=True) for request in site.requests[known:]
    ]
    return {
        "wall_s": cost.seconds,
        "cpu_s": cost.cpu_seconds,
        "sound_s": round(max(asked) - min(asked), 2),
        "main_mb": cost.main_mb,
        "worker_mb": cost.worker_mb,
    }


def figures(*, full: bool) -> dict[str, Any]:
    """Return what both runs cost."""
    with tempfile.TemporaryDirectory() as folder, BadWeb() as web:
        here, pause = Path(folder), {"host_delay": 1.0, "workers": 0} if full else {}
        battery = Battery(web, here / "battery", full=full, pages=PAGES)
        alone = cost_of(battery, here / "alone", list(battery.sound), pause)
        together = cost_of(battery, here / "together", [*battery.sound, *battery.faulty.values()], pause)
    return {"faults": len(battery.faulty), "alone": alone, "together": together}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.battery", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the usual limits")
    print(json.dumps(figures(full=parser.parse_args().full), indent=2))


if __name__ == "__main__":
    main()
