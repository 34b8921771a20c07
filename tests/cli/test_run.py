"""`veille run` as a person or a timer runs it: exit codes, one clear line, the JSON that `--json` promises."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, article
from tests.support.program import inside, json_of, make_folder, only_line, veille, write_feeds
from tests.support.smalldisk import filled, small_disk
from tests.support.watched import published, rows
from veille.store import lock


@pytest.fixture
def bad() -> Iterator[BadWeb]:
    with BadWeb() as running:
        yield running


def a_folder(tmp_path: Path, bad: BadWeb) -> Path:
    """Return a folder with three sources: one good, one with a page that fails, one that is no feed."""
    good, half, wrong = bad.site("good").articles(1, 2), bad.site("half"), bad.site("wrong")
    half.leading_to(half.page("a/3", article(3)), half.url("hang_up"))
    wrong.feed("<!doctype html><title>Accueil</title>", "text/html")
    return make_folder(tmp_path, bad, good.source(), half.source(), wrong.source())


def test_the_json_report_has_the_promised_shape_and_its_sums_agree(bad: BadWeb, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, bad)

    result = veille("run", "--json", cwd=folder)
    again = veille("run", "--json", "--all", cwd=folder)
    only = veille("run", "--json", "--only", "good", cwd=folder)

    assert (result.returncode, result.stderr) == (0, "")
    report = json_of(result)
    seconds = report.pop("seconds")
    assert isinstance(seconds, float)
    assert seconds > 0
    relevant = report["items"].pop("relevant")
    assert 0 < relevant <= 3
    assert report == {
        "sources": {"planned": 3, "outcomes": {"ok": 2, "not_a_feed": 1}},
        "leads": {"new": 4, "outcomes": {"ok": 3, "unreachable": 1}},
        "items": {"new": 3, "updated": 0, "unchanged": 0},
        "published": {"added": 3, "changed": 0, "removed": 0, "generation": 1},
    }
    assert again.returncode == 0
    second = json_of(again)
    assert second["items"] == {"new": 0, "updated": 0, "unchanged": 0, "relevant": 0}
    assert second["published"] == {"added": 0, "changed": 0, "removed": 0, "generation": 1}
    assert second["leads"]["new"] == 0
    assert json_of(only)["sources"] == {"planned": 1, "outcomes": {"ok": 1}}
    assert json_of(only)["leads"] == {"new": 0, "outcomes": {"unchanged": 2}}


def test_the_report_for_people_names_each_failure_with_its_reason(bad: BadWeb, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, bad)

    result = veille("run", cwd=folder)
    again = veille("run", cwd=folder)

    assert result.returncode == 0
    assert "Veille terminée" in result.stdout
    assert "3 prévues, 2 lues, 1 en échec" in result.stdout
    assert "page HTML au lieu d’un flux (« Accueil »)" in result.stdout
    assert "veille serve --data var" in result.stdout
    assert "3 prévues, 3 en attente" in again.stdout
    assert again.returncode == 0


def test_without_a_network_one_line_says_so_and_nothing_is_lost(bad: BadWeb, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, bad)
    veille("run", "--json", cwd=folder)
    before = published(folder / "var")
    sites = [bad.site(f"cut-{number}") for number in range(3)]
    write_feeds(folder, *(site.source("hang_up") for site in sites))

    result = veille("run", "--json", cwd=folder)

    assert result.returncode == 1
    assert json_of(result)["sources"] == {"planned": 3, "outcomes": {"unreachable": 3}}
    assert "3 sources sont injoignables" in only_line(result.stderr)
    assert "Rien n’est perdu" in result.stderr
    assert published(folder / "var") == before


def test_one_source_that_answers_is_enough_for_success(bad: BadWeb, tmp_path: Path) -> None:
    folder = make_folder(tmp_path, bad, bad.site("empty").source("empty"), bad.site("cut").source("hang_up"))

    result = veille("run", "--json", cwd=folder)

    assert result.returncode == 0
    assert json_of(result)["sources"]["outcomes"] == {"empty": 1, "unreachable": 1}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  - {id: b, name: B, url: 'https://b.example/f', colour: red}", "feeds.yml:3 : colour"),
        ("  - {id: b, name: B, url: 'htp:/b.example'}", "feeds.yml:3 : url"),
        ("  - {id: b, name: B, url: 'javascript:alert(1)'}", "feeds.yml:3 : url"),
        ("  - {id: a, name: B, url: 'https://b.example/f'}", "feeds.yml:3 : id"),
        ("  - {id: b, name: B, url: 'https://b.example/f', type: telepathie}", "feeds.yml:3 : type"),
        ("  - [not, a, source", "feeds.yml:"),
    ],
)
def test_a_wrong_feeds_yml_is_refused_before_anything_is_asked(
    line: str, said: str, bad: BadWeb, tmp_path: Path
) -> None:
    site = bad.site("a").articles(1)
    folder = make_folder(tmp_path, bad, site.source())
    with (folder / "feeds.yml").open("a") as file:
        file.write(line + "\n")

    result = inside("run", "--json", cwd=folder)

    assert result.returncode == 2
    assert said in only_line(result.stderr)
    assert result.stdout == ""
    assert site.requests == []
    assert not (folder / "var" / "collect.db").exists()


@pytest.mark.parametrize("args", [("--only", "zz"), ("--feeds", "missing.yml"), ("--config", "missing.toml")])
def test_what_is_asked_for_and_does_not_exist_is_named(args: tuple[str, str], bad: BadWeb, tmp_path: Path) -> None:
    folder = make_folder(tmp_path, bad, bad.site("a").source())

    result = inside("run", *args, cwd=folder)

    assert result.returncode == 2
    assert args[1] in only_line(result.stderr)


def test_a_run_beside_another_is_busy(bad: BadWeb, tmp_path: Path) -> None:
    site = bad.site("a").articles(1)
    folder = make_folder(tmp_path, bad, site.source())

    with lock(folder / "var"):
        results = [veille("run", cwd=folder), veille("publish", cwd=folder)]

    for result in results:
        assert result.returncode == 75
        assert "une autre collecte est en cours" in only_line(result.stderr)
    assert site.requests == []


@pytest.mark.parametrize("name", ["collect.db", "veille.db"])
def test_a_database_that_is_none_is_named_in_one_line(name: str, bad: BadWeb, tmp_path: Path) -> None:
    folder = make_folder(tmp_path, bad, bad.site("a").articles(1).source())
    (folder / "var" / name).write_bytes(b"this is no database" * 1000)

    result = veille("run", "--json", cwd=folder)

    assert result.returncode == 1
    assert f"{name} : ce fichier" in only_line(result.stderr)
    assert result.stdout == ""


def test_a_data_folder_that_cannot_be_made_is_named_in_one_line(bad: BadWeb, tmp_path: Path) -> None:
    folder = make_folder(tmp_path, bad, bad.site("a").articles(1).source())

    result = veille("run", "--json", "--data", "feeds.yml/var", cwd=folder)

    assert result.returncode == 1
    assert "feeds.yml/var" in only_line(result.stderr)


def test_a_full_disk_is_said_in_one_line_and_made_up_for(bad: BadWeb, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    folder = make_folder(tmp_path / "home", bad, bad.site("a").articles(*range(20)).source())
    with small_disk(tmp_path / "disk") as data:
        with filled(data, 250_000):
            full = veille("run", "--json", "--data", data, cwd=folder)
        freed = veille("run", "--json", "--all", "--data", data, cwd=folder)

        assert full.returncode == 1
        assert "le disque" in only_line(full.stderr)
        assert freed.returncode == 0
        assert len(published(data)) == 20
        assert rows(data / "collect.db", "SELECT count(*), max(revision) FROM items") == [(20, 1)]


@pytest.mark.long  # the command waits ten seconds for the other program
def test_a_database_busy_elsewhere_is_said_in_one_line(bad: BadWeb, tmp_path: Path) -> None:
    folder = make_folder(tmp_path, bad, bad.site("a").articles(1).source())
    veille("run", "--json", cwd=folder)
    with sqlite3.connect(folder / "var" / "collect.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")

        result = veille("run", "--json", cwd=folder)

        other.execute("ROLLBACK")
    other.close()
    assert result.returncode == 1
    assert "collect.db : la base est occupée" in only_line(result.stderr)
