"""The replay of 70 real feeds and 80 real pages, which lies beside the repository: `../shared/tools/replay.py`.

    with replay(feeds_yml) as base: ...

Nothing of it is part of the project; tests that need it are skipped where it is absent.
"""

import io
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.request import urlopen

import feedparser
import pytest

TOOL = Path(__file__).parents[3] / "shared" / "tools" / "replay.py"

needs_replay = pytest.mark.skipif(not TOOL.is_file(), reason="../shared/tools/replay.py is not there: no real web")


@contextmanager
def replay(feeds_yml: Path) -> Iterator[str]:
    """Serve the real web in another process, write its source list; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, TOOL, "--port", str(port), "--feeds-yml", feeds_yml, "--seconds", "900"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "feeds and" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


@cache
def _entries(body: bytes) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return len(feedparser.parse(io.BytesIO(body))["entries"])


def feedparser_count(url: str) -> int:
    """Return how many entries feedparser finds in the feed at a loopback address."""
    with urlopen(url, timeout=30) as answer:
        return _entries(answer.read())
