"""`veille dump`, and what reports of runs say of dumps."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from click.testing import CliRunner, Result

from tests.cli.test_report import REPORT
from tests.support import publicdb
from veille.cli.main import cli
from veille.cli.report import one_line, render
from veille.models import PARIS
from veille.publish import read_index


def dump(data: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["dump", "--data", str(data), *more])


def test_it_makes_the_dump_and_says_files_sizes_and_hashes(tmp_path: Path) -> None:
    publicdb.build(tmp_path / "veille.db", articles=20)

    said = dump(tmp_path)
    (made,) = read_index(tmp_path)

    assert said.exit_code == 0
    for file in made.files:
        assert file.name in said.output
        assert file.sha256 in said.output


def test_its_json_is_what_was_made(tmp_path: Path) -> None:
    publicdb.build(tmp_path / "veille.db", articles=20)

    record = json.loads(dump(tmp_path, "--json").output)
    (made,) = read_index(tmp_path)

    assert (record["day"], record["generation"]) == (made.day, made.generation)
    assert [file["sha256"] for file in record["files"]] == [file.sha256 for file in made.files]


def test_without_a_base_or_with_dumps_off_it_ends_with_one_sentence(tmp_path: Path) -> None:
    nothing = dump(tmp_path)
    (tmp_path / "veille.toml").write_text("[site]\ndumps_kept = 0\n")
    publicdb.build(tmp_path / "veille.db", articles=0)
    off = dump(tmp_path)

    assert (nothing.exit_code, off.exit_code) == (1, 2)
    assert "veille run" in nothing.output
    assert "dumps_kept" in off.output


def test_reports_of_runs_tell_the_dump_or_why_there_is_none() -> None:
    made = click.unstyle(render(replace(REPORT, dumped="2026-11-22"), None))
    failed = replace(REPORT, dump_problem="le disque est plein")

    assert "celui du 22/11 est prêt" in made
    assert "Export" not in click.unstyle(render(REPORT, None))
    assert "impossible ; le disque est plein" in click.unstyle(render(failed, None))
    assert "export impossible : le disque est plein" in one_line(failed, datetime(2026, 11, 22, 12, tzinfo=PARIS))
