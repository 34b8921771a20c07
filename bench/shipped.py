"""`python -m bench.shipped`: the 246 shipped sources, each answering on loopback, in one run and again unchanged.

Wall and CPU seconds (workers too) and the peak memory of the main process. Pauses between two requests to one host
are off: what is measured is our work. Needs `../shared/real-web`.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.measure import session_cost
from bench.shippedweb import REAL

PORT = 8102
SETTINGS = """[http]
contact = "bench@veille.example"
host_delay = 0.0
allow_private = ["127.0.0.0/8"]

[collect]
since_days = 0
max_new = {max_new}
"""


def main(max_new: int = 5) -> dict[str, Any]:
    """Return the figures of a first run, following `max_new` leads a source, and of the next."""
    if not REAL.is_dir():
        sys.exit("../shared/real-web is not there: no real answers to replay")
    with tempfile.TemporaryDirectory(prefix="veille-bench-") as folder:
        data, feeds = Path(folder), Path(folder) / "served.yml"
        (data / "veille.toml").write_text(SETTINGS.format(max_new=max_new))
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.shippedweb", "--port", str(PORT), "--feeds-yml", feeds],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            if server.stdout.readline() != "ready\n":
                sys.exit("the server of the bench did not start")
            return {name: run(data, feeds) for name in ("first", "again")}
        finally:
            server.communicate("")


def run(data: Path, feeds: Path) -> dict[str, Any]:
    """Run the watch once over all sources; return cost and counts."""
    report = data / "report.json"
    program = Path(sys.executable).parent / "veille"
    took = session_cost([program, "run", "--all", "--json", "--feeds", feeds, "--data", data], report)
    said = json.loads(report.read_text())
    return {**took, "sources": said["sources"], "leads": said["leads"], "items": said["items"]}


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
