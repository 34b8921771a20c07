"""Makes a dump, publishes, makes the next, without end: to be killed. Run by the crash test of dumps.

python dumper.py FOLDER        (a folder with a veille.db)
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support import publicdb
from veille.publish import make_dump

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)


def work(data: Path) -> None:
    """Every third dump is of the next day, so that days are both renewed and added."""
    for turn in range(10_000):
        make_dump(data, now=NOW + timedelta(days=turn // 3), keep=2, licence="etalab-2.0")
        publicdb.publish_again(data / "veille.db")
        print(turn, flush=True)  # noqa: T201 - tells the test that it works


if __name__ == "__main__":
    work(Path(sys.argv[1]))
