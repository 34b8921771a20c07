"""Fetch each URL given and print what it cost: one JSON line with outcome and peak memory in MB after each.

usage: fetch_rss.py URL...     A process of its own, because peak memory never goes down again.
"""

import asyncio
import json
import re
import sys
from pathlib import Path

from veille.config.settings import HttpSettings
from veille.sources.http import Ask, Fetcher


def peak_mb() -> float:
    """Return this program's peak resident memory; `ru_maxrss` will not do, a child inherits its parent's on Linux."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


async def main(urls: list[str]) -> None:
    async with Fetcher(HttpSettings(host_delay=0, allow_private=("127.0.0.1",))) as fetcher:
        for url in urls:
            page = await fetcher.fetch(Ask(url=url))
            cost = {"outcome": page.outcome, "peak": peak_mb(), "seconds": page.seconds}
            sys.stdout.write(json.dumps(cost) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
