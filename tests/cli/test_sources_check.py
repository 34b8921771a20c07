"""`veille sources check` and `confirm` as an officer runs them."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, item, rss
from tests.support.program import PROGRAM, json_of, make_folder, start
from tests.support.program import inside as veille
from tests.support.terminal import on_terminal
from veille.config import load_sources, shipped_feeds
from veille.config.editing import Place, add_entries
from veille.models import Source

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@pytest.fixture
def web() -> Iterator[BadWeb]:
    with BadWeb() as running:
        yield running


def feed(*days: int) -> str:
    now = datetime.now(UTC)
    return rss(item(f"https://site.example/{day}", f"Titre {day}", date=now - timedelta(days=day)) for day in days)


def a_folder(folder: Path, web: BadWeb, *sources: Source) -> Path:
    make_folder(folder, web)
    (folder / "feeds.yml").write_text("# Nos sources.\nsources: []\n")
    add_entries(Place(read=folder / "feeds.yml", write=folder / "feeds.yml"), sources)
    return folder


def four(web: BadWeb) -> list[Source]:
    good = web.site("good").feed(feed(1, 2, 3))
    moved = web.site("moved").source(f"redirect?code=301&to={good.url('feed')}")
    html = web.site("html").feed("<!doctype html><title>Accueil</title>", "text/html")
    old = web.site("old").feed(feed(400))
    return [good.source(state="a-verifier"), moved, html.source(), old.source()]


def test_the_table_says_what_each_is_worth_and_what_to_do(web: BadWeb, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, web, *four(web))
    before = sorted(str(one) for one in folder.rglob("*"))

    result = veille("sources", "check", cwd=folder)

    assert (result.returncode, result.stderr) == (1, "")
    assert not CONTROL.search(result.stdout)
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    verdicts = re.findall(r"^  (\S.{9,10})  (\S+) ", result.stdout, re.M)[1:]
    assert [(one.strip(), name) for one, name in verdicts] == [
        ("fonctionne", "good"), ("redirigée", "moved"), ("à l’arrêt", "old"), ("page HTML", "html"),
    ]  # fmt: skip
    words = " ".join(result.stdout.split())
    assert "→ fonctionne : ôtez « state: a-verifier » (veille sources confirm good)" in words
    assert "→ remplacez l’adresse par http://127.0.7.1:" in words
    assert "rien depuis le " in words
    assert "4 sources essayées : 1 fonctionne, 1 redirigée, 1 à l’arrêt, 1 page HTML" in words
    assert sorted(str(one) for one in folder.rglob("*")) == before


def test_all_is_well_when_all_work(web: BadWeb, tmp_path: Path) -> None:
    good = web.site("good").feed(feed(1, 2))
    off = web.site("off").source("status?code=403", enabled=False)
    folder = a_folder(tmp_path, web, good.source(), off)

    assert veille("sources", "check", cwd=folder).returncode == 0
    assert veille("sources", "check", "--all", cwd=folder).returncode == 1
    assert veille("sources", "check", "off", cwd=folder).returncode == 1
    assert "Aucune source à essayer." in veille("sources", "check", "--probation", cwd=folder).stdout
    unknown = veille("sources", "check", "zzz", cwd=folder)
    assert (unknown.returncode, "source inconnue dans feeds.yml : zzz" in unknown.stderr) == (2, True)


def test_a_machine_gets_one_line_of_json(web: BadWeb, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, web, *four(web))

    result = veille("sources", "check", "good", "moved", "--json", cwd=folder)

    good, moved = json_of(result)
    assert (good["verdict"], good["entries"], good["probation"], good["status"]) == ("works", 3, True, 200)
    assert datetime.fromisoformat(good["newest"]).tzinfo is not None
    assert (moved["verdict"], moved["moved_to"]) == ("redirected", good["url"])
    assert "\x1b" not in result.stdout


def test_a_terminal_sees_them_as_they_come_then_sorted_with_names_where_there_is_room(
    web: BadWeb, tmp_path: Path
) -> None:
    good = web.site("good").feed(feed(1)).source(name="Une très bonne source de l’économie sociale")
    folder = a_folder(tmp_path, web, good)

    code, wide = on_terminal("sources", "check", cwd=folder, width=140)
    _code, narrow = on_terminal("sources", "check", cwd=folder, width=80)

    assert code == 0
    assert "[1/1] \x1b[32mfonctionne" in wide
    assert "good · Une très bonne source de l’économie sociale" in wide
    assert "très bonne" not in narrow
    plain = re.sub(r"\x1b\[[0-9;]*m", "", narrow)
    assert max(map(len, plain.splitlines())) <= 80


def test_long_ids_are_cut_to_the_width_and_addresses_never(web: BadWeb, tmp_path: Path) -> None:
    good = web.site("good").feed(feed(1), path=f"{'x' * 120}.xml")
    long = web.site("moved").source(f"redirect?code=301&to={good.url('x' * 120 + '.xml')}", id="a" * 64)
    folder = a_folder(tmp_path, web, long)

    shown = veille("sources", "check", cwd=folder).stdout

    assert good.url("x" * 120 + ".xml") in shown
    assert all(len(line) <= 80 for line in shown.splitlines() if "http" not in line)


def test_confirming_takes_one_line_out_and_says_what_it_did(web: BadWeb, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, web, *four(web))
    before = (folder / "feeds.yml").read_text()

    result = veille("sources", "confirm", "good", "old", cwd=folder)
    unknown = veille("sources", "confirm", "zzz", cwd=folder)

    assert result.returncode == 0
    assert "old n’est pas à vérifier : rien à changer." in result.stdout
    assert f"Confirmée dans {folder / 'feeds.yml'} : good" in result.stdout
    assert (folder / "feeds.yml").read_text() == before.replace("    state: a-verifier\n", "")
    assert (unknown.returncode, "zzz" in unknown.stderr) == (2, True)


def test_confirming_a_shipped_source_leaves_the_shipped_list_alone(tmp_path: Path) -> None:
    doubtful = next(one.id for one in load_sources(shipped_feeds()) if one.on_probation)

    result = veille("sources", "confirm", doubtful, "--data", tmp_path / "var", cwd=tmp_path)

    assert "une copie, qui l’emporte désormais" in result.stdout
    (found,) = [one for one in load_sources(tmp_path / "var" / "feeds.yml") if one.id == doubtful]
    assert not found.on_probation


def test_the_json_of_a_failing_source_holds_its_advice(web: BadWeb, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, web, web.site("gone").source("nowhere", home="https://site.example/"))

    (gone,) = json.loads(veille("sources", "check", "--json", cwd=folder).stdout)

    assert (gone["verdict"], gone["status"]) == ("gone", 404)
    assert gone["advice"] == ["cherchez sa nouvelle adresse : veille sources add https://site.example/"]


@pytest.mark.parametrize("pause", [0.2, 0.35, 0.5])
def test_an_interrupted_check_ends_without_a_traceback(web: BadWeb, tmp_path: Path, pause: float) -> None:
    """A big feed starts the fork server, whose imports are then interrupted with us."""
    site = web.site("gros")
    site.feed(rss(item(f"{site.url('a')}/{n}", "Titre " * 40) for n in range(1_500)))
    slow = web.site("lent")
    folder = make_folder(tmp_path, web, site.source(), slow.source("slow_headers?seconds=15"))
    running = start("sources", "check", cwd=folder)
    while not slow.requests:
        time.sleep(0.02)
    time.sleep(pause)
    os.killpg(running.pid, signal.SIGINT)

    _said, told = running.communicate(timeout=300)

    assert running.returncode != 0
    assert "Traceback" not in told


def test_a_full_place_to_print_into_is_told_in_one_line(web: BadWeb, tmp_path: Path) -> None:
    folder = make_folder(tmp_path, web, web.site("good").articles(1).source())
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [PROGRAM, "sources", "check"], check=False, cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True
        )

    assert result.returncode == 1
    assert result.stderr == "Erreur : le disque est plein\n"
