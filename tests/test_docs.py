"""The documentation says what the program does: generated pages fresh, examples valid, links and numbers right."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from docs.generate import commands, stale_pages
from veille.cli.main import cli
from veille.config import load_settings, load_sources

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
EXAMPLES = DOCS / "exemples"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *DOCS.glob("reference/*.md")])


def test_generated_pages_are_fresh():
    assert stale_pages() == [], "run: make docs ARGS=--write"


def test_every_command_and_option_has_its_help():
    silent = [
        " ".join([*path, getattr(param, "opts", [""])[0] if param else ""])
        for path, command in commands(cli, ("veille",))
        for param in [None, *(one for one in command.params if isinstance(one, click.Option))]
        if not (param.help if param else command.help)
    ]

    assert silent == []


def test_every_page_is_in_the_table_of_contents():
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    pages = {str(page.relative_to(DOCS).with_suffix("")) for page in PAGES if page.is_relative_to(DOCS)} - {"index"}

    assert {page for page in pages if not re.search(rf"^{page}$", index, re.M)} == set()


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if "://" not in target and not target.startswith("mailto:"):
                yield page, target


def test_links_between_pages_lead_somewhere():
    dead = [f"{page.relative_to(ROOT)}: {target}" for page, target in links() if not (page.parent / target).exists()]

    assert dead == []


def test_every_picture_is_shown_and_all_together_are_light():
    pictures = {path.resolve() for path in (DOCS / "images").iterdir()}
    shown = {(page.parent / target).resolve() for page, target in links() if target.endswith(".png")}

    assert shown == pictures
    assert sum(path.stat().st_size for path in pictures) < 1_500_000


def test_make_targets_named_in_the_pages_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        (page.name, target)
        for page in PAGES
        for target in re.findall(r"(?:`|^)make (?:-C \S+ )?([a-z]+)", page.read_text(encoding="utf-8"), re.M)
    }

    assert len(named) > 5
    assert {(page, target) for page, target in named if target not in targets} == set()


def test_veille_commands_named_in_the_pages_exist():
    known = {path[1] for path, _command in commands(cli, ("veille",))}
    named = {
        (page.name, word)
        for page in PAGES
        for word in re.findall(r"(?:bin/|`)veille ([a-z]+)", page.read_text(encoding="utf-8"))
    }

    assert len(named) > 5
    assert {(page, word) for page, word in named if word not in known} == set()


def test_example_files_are_accepted():
    taxonomy = yaml.safe_load((ROOT / "veille/classify/data/taxonomy.yml").read_text(encoding="utf-8"))

    assert len(load_sources(EXAMPLES / "feeds.yml", themes=frozenset(taxonomy["themes"]))) > 2
    settings = load_settings(EXAMPLES / "veille.toml")
    assert all((settings.site.publisher, settings.site.director, settings.site.hosting, settings.site.contact))


def test_readme_is_short_and_its_numbers_are_right():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    taxonomy = yaml.safe_load((ROOT / "veille/classify/data/taxonomy.yml").read_text(encoding="utf-8"))
    sources = load_sources(ROOT / "feeds.yml")
    off = sum(not source.enabled for source in sources)

    assert len(text.splitlines()) < 120
    assert f"{len(sources)} shipped sources {off} are switched\n  off" in text
    counts = (len(taxonomy[facet]) for facet in ("themes", "sectors", "kinds", "orgs"))
    assert "{} themes, {} sectors, {} kinds, {} legal families".format(*counts) in text


def test_systemd_units_are_accepted_by_systemd(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze on this machine")
    units = []
    for example in [*EXAMPLES.glob("*.service"), *EXAMPLES.glob("*.timer")]:
        text = example.read_text(encoding="utf-8")
        unit = tmp_path / example.name
        # systemd wants the program to be there; any executable stands in for the one in /opt.
        unit.write_text(text.replace("/opt/veille/.venv/bin/veille", sys.executable), encoding="utf-8")
        units.append(str(unit))

    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=300, check=False
    )

    assert len(units) == 5
    assert (done.returncode, done.stderr) == (0, "")
