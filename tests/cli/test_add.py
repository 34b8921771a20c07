"""`veille add`: an address by hand goes the way of every other, at once or with the next run, and is never lost."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.badweb import BadWeb, Site, article
from tests.support.model import trained_model
from tests.support.program import PROGRAM, make_folder
from veille import inbox
from veille.cli.main import cli
from veille.store import lock

OFF_SUBJECT = (
    "<!doctype html><html lang='fr'><title>Recette de la tarte aux pommes</title><article><h1>Tarte aux pommes</h1>"
    + "<p>Épluchez les pommes, étalez la pâte, saupoudrez de sucre et enfournez trente minutes à four chaud.</p>" * 8
    + "</article></html>"
)


@pytest.fixture(scope="module")
def web() -> Iterator[BadWeb]:
    with BadWeb() as web:
        yield web


@pytest.fixture(scope="module")
def site(web: BadWeb) -> Site:
    site = web.site("presse").articles(1, 2)
    for number in range(10, 40):
        site.page(f"page/{number}", article(number))
    site.page("tarte", OFF_SUBJECT)
    return site


@pytest.fixture
def folder(tmp_path: Path, web: BadWeb, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in; what runs in this process reads pages in a thread, which starts at once."""
    pipeline = import_module("veille.pipeline.run")
    monkeypatch.setattr(pipeline, "process_pool", lambda *_args: ThreadPoolExecutor(1))
    made = make_folder(tmp_path, web, site.source())
    monkeypatch.chdir(made)
    return made


def veille(*args: str | Path, **options: Any) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args], **options)


def add(*args: str, **options: Any) -> list[dict[str, Any]]:
    result = veille("add", *args, "--json", **options)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_an_address_is_read_tagged_and_published_at_once(folder: Path, site: Site) -> None:
    result = veille("add", site.url("page/10"), "--note", "vu au comité")

    assert result.exit_code == 0, result.output
    assert "retenue (pertinence" in result.output
    assert "publiée" in result.output
    assert "La scop n° 10" in result.output
    with sqlite3.connect("var/veille.db") as db:
        assert db.execute("select titre, source_id from articles").fetchall() == [("La scop n° 10", "ajouts-manuels")]
        assert db.execute("select nom from sources where id = 'ajouts-manuels'").fetchone() == ("Ajouts à la main",)
    assert inbox.pending(folder / "var") == []
    assert "vu au comité" in veille("why", site.url("page/10")).output


def test_a_title_given_by_hand_wins(folder: Path, site: Site) -> None:
    (added,) = add(site.url("page/11"), "--title", "Notre titre")

    assert (added["verdict"], added["title"], added["public"]) == ("kept", "Notre titre", True)
    assert veille("add", site.url("page/11"), site.url("page/12"), "--title", "x").exit_code == 2


def test_addresses_come_from_standard_input_too(folder: Path, site: Site) -> None:
    lines = f"# les miennes\n{site.url('page/13')}\n\n  {site.url('page/14')}  \n{site.url('page/13')}\n"
    added = add("-", site.url("page/15"), input=lines)

    assert [one["verdict"] for one in added] == ["kept"] * 3
    assert [one["url"] for one in added] == [site.url(f"page/{n}") for n in (13, 14, 15)]


@pytest.mark.parametrize("given", ["", "\n#x\n", "pas une adresse\n", "file:///etc/passwd\n", "javascript:alert(1)\n"])
def test_what_is_no_address_is_refused_before_anything_is_kept(folder: Path, given: str) -> None:
    assert veille("add", "-", input=given).exit_code == 2
    assert not (folder / "var" / "inbox").exists()


def test_what_the_model_finds_off_the_subject_is_told_and_not_published(folder: Path, site: Site) -> None:
    result = veille("add", site.url("tarte"))

    assert result.exit_code == 0
    assert "écartée" in result.output
    assert "n’est pas publiée" in result.output
    with sqlite3.connect("var/veille.db") as db:
        assert db.execute("select count(*) from articles").fetchone() == (0,)


def test_an_article_that_is_here_is_told_with_its_source(folder: Path, site: Site) -> None:
    assert veille("run").exit_code == 0
    asked = len(site.requests)

    result = veille("add", site.url("a/1"))

    assert result.exit_code == 0
    assert "déjà connue : vue dans presse le " in result.output
    assert "publique" in result.output
    assert len(site.requests) == asked


def test_a_withdrawn_address_is_refused_with_its_reason(folder: Path, site: Site) -> None:
    add(site.url("page/16"), "--note", "secret de Polichinelle")
    assert veille("withdraw", site.url("page/16"), "--reason", "demande de l’auteur").exit_code == 0
    asked = len(site.requests)

    result = veille("add", site.url("page/16"))

    assert result.exit_code == 1
    assert "refusée : adresse retirée de la veille (demande de l’auteur)" in result.output
    assert len(site.requests) == asked
    assert inbox.pending(folder / "var") == []
    with sqlite3.connect("var/collect.db") as db:
        assert "Polichinelle" not in "".join(db.iterdump())


def test_a_page_that_cannot_be_had_is_tried_again_by_later_runs(folder: Path, site: Site) -> None:
    result = veille("add", site.url("status", code=503))

    assert result.exit_code == 1
    assert "pas lue : erreur HTTP 503" in result.output
    assert "nouvel essai à partir du" in result.output


def test_an_address_handed_in_anew_is_looked_at_anew(folder: Path, site: Site) -> None:
    assert add(site.url("later"))[0]["verdict"] == "unread"
    site.page("later", article(77))

    assert add(site.url("later"))[0]["verdict"] == "kept"


@pytest.mark.parametrize("path", ["feed", ""])
def test_what_should_be_followed_is_told_so(folder: Path, site: Site, path: str) -> None:
    site.page("", article(50))
    result = veille("add", site.url(path))

    assert f"veille sources add {site.url(path)}" in result.output
    assert "essai" not in result.output


def test_robots_txt_holds_for_what_is_added_by_hand(folder: Path, web: BadWeb) -> None:
    closed = web.site("closed")
    closed.page("robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
    closed.page("a", article(1))

    result = veille("add", closed.url("a"))

    assert result.exit_code == 1
    assert "pas lue, le site refuse : interdit par le robots.txt du site ; elle sera redemandée" in result.output
    assert "nouvel essai" not in result.output
    assert [request.path for request in closed.requests if request.path == "/a"] == []


def test_the_guard_holds_for_what_is_added_by_hand(folder: Path) -> None:
    (added,) = add("http://127.0.0.1:9/a")

    assert added["verdict"] == "unread"
    assert added["detail"]


def test_while_a_run_is_under_way_addresses_wait_for_the_next(folder: Path, site: Site) -> None:
    with lock(folder / "var"):
        result = veille("add", site.url("page/17"), "--note", "pour demain")

    assert result.exit_code == 0
    assert "sera prise à la prochaine collecte" in result.output
    assert len(inbox.pending(folder / "var", "add")) == 1
    assert veille("run", "--only", "presse").exit_code == 0
    assert len(inbox.pending(folder / "var", "add")) == 1, "a run of one source takes nothing else"
    assert veille("run").exit_code == 0
    assert inbox.pending(folder / "var") == []
    assert "publique" in veille("why", site.url("page/17")).output
    assert "pour demain" in veille("why", site.url("page/17")).output


@pytest.mark.long  # it tries to train one
def test_a_run_without_a_model_does_not_lose_what_was_handed_in(folder: Path, site: Site) -> None:
    (folder / "var" / "model").unlink()
    (folder / "var" / "model").write_text("in the way")

    (added,) = add(site.url("page/18"))
    assert added["verdict"] == "queued"

    (folder / "var" / "model").unlink()
    (folder / "var" / "model").symlink_to(trained_model(), target_is_directory=True)
    assert veille("run", "--all").exit_code == 0
    assert "publique" in veille("why", site.url("page/18")).output


def test_notes_that_hold_no_address_are_set_aside_by_the_run(folder: Path, site: Site) -> None:
    inbox.put(folder / "var", "add", {"url": "javascript:alert(1)"}, datetime.now(UTC))
    inbox.put(folder / "var", "add", {}, datetime.now(UTC))
    inbox.put(folder / "var", "autre", {"url": site.url("page/19")}, datetime.now(UTC))

    assert veille("run").exit_code == 0

    assert [aside.reason for aside in inbox.rejected(folder / "var")] == ["ce n’est pas une adresse http(s)"] * 2
    assert [note.kind for note in inbox.pending(folder / "var")] == ["autre"]


@pytest.mark.parametrize("delay", [0.3, 1.2])
def test_an_address_survives_a_kill_at_any_moment_after_it_was_kept(folder: Path, site: Site, delay: float) -> None:
    url = site.url("page/20")
    with subprocess.Popen(
        [PROGRAM, "add", url], cwd=folder, start_new_session=True, stderr=subprocess.DEVNULL
    ) as program:
        deadline = time.monotonic() + 200
        while (
            not list((folder / "var").glob("inbox/*.json")) and program.poll() is None and time.monotonic() < deadline
        ):
            time.sleep(0.01)
        time.sleep(delay)
        program.send_signal(signal.SIGKILL)

    assert veille("run", "--all").exit_code == 0
    assert "publique" in veille("why", url).output
    assert inbox.pending(folder / "var") == []


def test_help_does_not_load_the_pipeline() -> None:
    code = "import sys, veille.cli.main; assert not {'veille.pipeline', 'numpy', 'lxml'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
