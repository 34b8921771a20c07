"""Refresh of 1,000 feeds x 20 entries: first time, then unchanged, against lemon24/reader and newsboat.

Fair (design, section 6): the same loopback server with 1,000 hosts, process
start counted for all, reader in its own environment at the better of 1 and 8
threads, newsboat's third run counted as its unchanged one (its second
downloads everything again). All stores go to disk in a fresh folder.
"""

import compileall
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.feedserver import address
from bench.measure import Cost, cost

ROOT = Path(__file__).parent.parent
PORT = 8101

READER = """
import sys
from reader import make_reader
path, workers, urls = sys.argv[1], int(sys.argv[2]), open(sys.argv[3]).read().split()
reader = make_reader(path)
for url in urls:
    reader.add_feed(url, exist_ok=True)
for _ in reader.update_feeds_iter(scheduled=False, workers=workers):
    pass
"""


@contextmanager
def feed_server(hosts: int) -> Iterator[None]:
    """Run the feed server in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.feedserver", "--hosts", str(hosts), "--port", str(PORT)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield
    finally:
        process.stdin.close()
        process.wait(10)


def veille(folder: Path, urls: list[str]) -> list[Cost]:
    """First and unchanged refresh by veille: collect, parse, store; no page is followed (max_new = 0)."""
    lines = [f"  - id: s{i:04d}\n    name: Source {i}\n    url: {url}\n" for i, url in enumerate(urls)]
    (folder / "feeds.yml").write_text("sources:\n" + "".join(lines))
    (folder / "veille.toml").write_text(
        '[http]\nhost_delay = 0.0\nallow_private = ["127.0.0.0/8"]\n[collect]\nsince_days = 0\nmax_new = 0\n'
    )
    program = Path(sys.executable).parent / "veille"
    command = [program, "run", "--all", "--json", "--data", folder, "--feeds", folder / "feeds.yml"]
    return [cost(command), cost(command)]


def reader(folder: Path, urls: list[str], python: Path, workers: int) -> list[Cost]:
    """First and unchanged refresh by lemon24/reader."""
    (folder / "urls").write_text("\n".join(urls))
    command = [python, "-c", READER, folder / "reader.sqlite", str(workers), folder / "urls"]
    return [cost(command), cost(command)]


def newsboat(folder: Path, urls: list[str], threads: int) -> list[Cost]:
    """First refresh and third (the first with 304) by newsboat."""
    (folder / "urls").write_text("\n".join(urls) + "\n")
    (folder / "config").write_text(f"reload-threads {threads}\n")
    files = ["-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config"]
    runs = [cost(["newsboat", *files, "-x", "reload"], env={"HOME": str(folder)}) for _ in range(3)]
    return [runs[0], runs[2]]


def main(hosts: int = 1000) -> dict[str, dict[str, dict[str, float]]]:
    """Measure all programs in turn and return {program: {first, unchanged}}."""
    # as pip does with what it installs, reader among it; the environment may forbid Python to do it by itself
    compileall.compile_dir(ROOT / "veille", quiet=1)
    urls = [f"http://{address(i)}:{PORT}/feed.xml" for i in range(hosts)]
    python = ROOT / ".venv-bench" / "bin" / "python"
    programs = {"veille": lambda folder: veille(folder, urls)}
    if python.exists():
        programs |= {f"reader w={n}": lambda folder, n=n: reader(folder, urls, python, n) for n in (1, 8)}
    if shutil.which("newsboat"):
        programs |= {f"newsboat t={n}": lambda folder, n=n: newsboat(folder, urls, n) for n in (1, 8)}
    results = {}
    with feed_server(hosts):
        for name, measure in programs.items():
            with tempfile.TemporaryDirectory() as folder:
                first, unchanged = measure(Path(folder))
            results[name] = {"first": first.row(), "unchanged": unchanged.row()}
            sys.stderr.write(f"{name}: {results[name]}\n")
    return results


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(), indent=1) + "\n")
