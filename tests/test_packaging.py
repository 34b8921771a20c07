"""What is shipped: locks, tracked files, and a wheel with everything in it."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest

import veille

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]).lower()


def pins(lock: str) -> dict[str, set[str]]:
    """Return the versions of each package in a lock: one, or several for several Pythons."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", (ROOT / "requirements" / lock).read_text(), re.M):
        found.setdefault(name_of(name), set()).add(version)
    return found


@lru_cache
def tracked() -> tuple[Path, ...]:
    """Return the files in git; skips outside of a checkout, as in an unpacked archive."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return tuple(path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())


def texts() -> list[tuple[Path, str]]:
    return [(path, path.read_bytes().decode("utf-8", "ignore")) for path in tracked() if path != Path(__file__)]


def prepare(tmp_path: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run .ci/environment with a Python that is a shell script of ours."""
    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
    fake.chmod(0o755)
    return subprocess.run(
        [".ci/environment", str(tmp_path / "venv"), "requirements/run.txt"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(fake)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_set_up_says_what_to_do_when_python_is_too_old(tmp_path):
    done = prepare(tmp_path, "exit 1")

    assert done.returncode == 1
    assert "Python 3.11, 3.12 or 3.13" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_set_up_says_what_to_do_when_pip_is_missing(tmp_path):
    old = f'case "$*" in *pip*) exit 1;; *) exec {sys.executable} "$@";; esac'
    done = prepare(tmp_path, old)

    assert done.returncode == 1
    assert "neither pip nor ensurepip" in done.stderr
    assert "apt install python3-pip" in done.stderr


def test_set_up_says_that_a_package_cannot_be_had(tmp_path):
    done = prepare(tmp_path, f'case "$*" in *install*) exit 1;; *) exec {sys.executable} "$@";; esac')

    assert done.returncode == 1
    assert "could not be installed; pip says why above" in done.stderr


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", text.strip())

    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"^ +--hash=.*$", "", text, flags=re.M), re.M), "an option of pip"
    assert len(packages) > 5
    assert [one.partition(" ")[0] for one in packages if "--hash=sha256:" not in one] == []


def test_run_and_dev_locks_agree():
    run, dev = pins("run.txt"), pins("dev.txt")

    assert {name: (versions, dev.get(name)) for name, versions in run.items() if dev.get(name) != versions} == {}


def test_locks_hold_what_the_project_asks_for():
    groups = PROJECT["dependency-groups"]
    asked = {"run.txt": PROJECT["project"]["dependencies"] + groups["build"], "lint.txt": groups["lint"]}
    asked["docs.txt"] = groups["docs"]
    asked["dev.txt"] = [one for one in groups["dev"] if isinstance(one, str)]

    missing = {(lock, one) for lock, wanted in asked.items() for one in wanted if name_of(one) not in pins(lock)}

    assert missing == set()


def test_rich_stays_out_of_the_environment_of_datasette():
    """With rich importable, Datasette answers 500 for 404 and logs request locals."""
    assert "rich" not in pins("run.txt")
    assert "rich" not in pins("dev.txt")


def test_every_library_that_is_imported_is_asked_for():
    """A library that only comes along with another one would vanish with it."""
    declared = {name_of(one) for one in PROJECT["project"]["dependencies"]}
    distributions = importlib.metadata.packages_distributions()
    imported: dict[str, str] = {}
    for path in (ROOT / "veille").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            imported.update({name.partition(".")[0]: str(path.relative_to(ROOT)) for name in names})
    foreign = {
        name: path for name, path in imported.items() if name not in sys.stdlib_module_names and name != "veille"
    }

    undeclared = {
        name: path
        for name, path in foreign.items()
        if not {name_of(one) for one in distributions.get(name, [name])} & declared
    }

    assert foreign
    assert undeclared == {}


def test_no_tracked_file_names_a_registry_or_a_folder_of_one_machine():
    address = re.compile(r"\b(?:pypi\.org|pythonhosted\.org|index-url[= ]+https?:)|(?<![\w./$}])/(?:work|root|home)/\w")
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in texts() if (match := address.search(text))]

    assert found == []


def test_no_state_or_secret_is_tracked():
    kept_out = re.compile(r"\.(?:db|db-wal|sqlite|npz|pem|key|pkl|pickle|pyc)$|(?:^|/)(?:var|\.env)(?:/|$)")
    meant = (
        "tests/data/tls/",  # a self-signed certificate for 127.0.0.1, with its worthless key
        "veille/classify/data/word-vectors.npz",  # numbers that the package ships, no model of anybody's
    )
    names = [str(path.relative_to(ROOT)) for path in tracked()]

    assert [name for name in names if kept_out.search(name) and not name.startswith(meant)] == []


def test_version_is_said_once():
    assert veille.__version__ == PROJECT["project"]["version"]
    assert importlib.metadata.version("veille") == veille.__version__


def test_changelog_is_merged_line_by_line():
    assert "CHANGELOG.md merge=union" in (ROOT / ".gitattributes").read_text(encoding="utf-8")
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_wheel_holds_every_file_of_the_package_and_the_feeds(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,) = tmp_path.glob("veille-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())

    expected = {str(path.relative_to(ROOT)) for path in tracked() if path.is_relative_to(ROOT / "veille")}
    assert expected - held == set()
    assert "veille/feeds.yml" in held
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/")[2] for name in held if ".dist-info/licenses/" in name}
    assert not [name for name in held if not name.startswith(("veille/", "veille-"))]
