"""A body never costs more memory than the cap and a little, whatever it expands to (`max_bytes` as shipped, 10 MB)."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import fetch_rss
from tests.support.faultserver import FaultServer

EXTRA_MB = 60
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")


async def measure(server: FaultServer, *paths: str) -> list[dict[str, Any]]:
    """Fetch in a process of its own; the first line is a small page, the base to compare with."""
    client = await asyncio.create_subprocess_exec(
        sys.executable,
        fetch_rss.__file__,
        *(server.url(path) for path in ("ok", *paths)),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    output, _ = await client.communicate()
    return [json.loads(line) for line in output.splitlines()]


GIANTS = [
    "bomb?coding=gzip&megabytes=2048",
    "bomb?coding=deflate&megabytes=2048",
    "bomb?coding=br&megabytes=2048",
    "bomb?coding=zstd&megabytes=2048",
    "announces?bytes=30000000",
    "endless",
    "ok?bytes=30000000",
]


async def test_bombs_and_giants_cost_less_than_60_mb_even_one_after_the_other() -> None:
    async with FaultServer() as server:
        base, *giants = await measure(server, *GIANTS)

    assert base["outcome"] == "ok"
    assert {path: giant["outcome"] for path, giant in zip(GIANTS, giants, strict=True)} == dict.fromkeys(
        GIANTS, "too_big"
    )
    assert all(giant["peak"] - base["peak"] < EXTRA_MB for giant in giants), (base, giants)
    assert all(giant["seconds"] < 10 for giant in giants)


async def test_the_largest_body_that_is_taken_costs_less_than_60_mb() -> None:
    async with FaultServer() as server:
        base, largest = await measure(server, "ok?bytes=10000000")

    assert largest["outcome"] == "ok"
    assert largest["peak"] - base["peak"] < EXTRA_MB
