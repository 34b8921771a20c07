"""The shape of the code: sizes, layers that import-linter cannot see, and a command line that answers at once."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "veille"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {
    "aiohttp",
    "asyncio",
    "datasette",
    "feedparser",
    "httpx",
    "lxml",
    "numpy",
    "py3langid",
    "pypdfium2",
    "rapidfuzz",
    "scipy",
    "sklearn",
    "sqlite_utils",
    "trafilatura",
    "uvicorn",
}
SQL_ROOMS = ("store", "publish", "web")


def parsed() -> Iterator[tuple[str, ast.Module]]:
    for path in MODULES:
        yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


def test_modules_are_small(record_property):
    lines = {str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    sizes = [count for count in lines.values() if count > 5]
    record_property(
        "module_lines", f"median {median(sizes)}, max {max(sizes)}, {len(sizes)} modules, {sum(sizes)} lines"
    )

    assert {name: count for name, count in lines.items() if count > 400} == {}
    assert median(sizes) <= 250


def test_functions_are_small():
    long = {
        f"{name}:{node.name}": node.end_lineno - node.lineno + 1
        for name, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 60
    }

    assert long == {}


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils", "util", "helpers", "common", "misc", "core"}

    assert [str(path) for path in MODULES if path.stem in drawers or path.parent.name in drawers] == []


def test_sql_stays_in_the_rooms_that_own_a_database():
    verbs = ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "CREATE TABLE", "PRAGMA ")
    strays = [
        f"{name}:{node.lineno}"
        for name, tree in parsed()
        if not name.startswith(SQL_ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lstrip().startswith(verbs)
    ]

    assert strays == []


def test_nothing_is_caught_and_forgotten():
    """A handler of everything must do something with it: `except Exception: pass` hides failures."""
    hidden = [
        f"{name}:{node.lineno}"
        for name, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
        and all(isinstance(one, ast.Pass | ast.Continue) for one in node.body)
    ]

    assert hidden == []


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["serve", "--help"]])
def test_help_imports_no_heavy_library(arguments):
    """Importing scikit-learn alone takes seconds; `veille --help` has 0.3 s of CPU."""
    program = (
        "import sys, time\n"
        "from veille.cli.main import cli\n"
        f"cli({arguments!r}, standalone_mode=False)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), sep='\\n', file=sys.stderr)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=True)

    assert "Options" in done.stdout
    assert set(done.stderr.split()) & HEAVY == set()
