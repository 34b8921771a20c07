"""Commands about single items and files, on a data folder that holds the sample web's articles."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.model import trained_model
from veille import demo
from veille.cli.main import cli
from veille.config import CollectSettings, HttpSettings, Settings
from veille.pipeline import RunPlan, run


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder after one run over a part of the sample web."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(trained_model(), data / "model")
    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    with demo.running(now.date()) as web:
        settings = Settings(
            http=HttpSettings(allow_private=web.allow_private, host_delay=0.0), collect=CollectSettings(since_days=0)
        )
        some = frozenset(source.id for source in web.sources[:3])
        plan = RunPlan(sources=web.sources, settings=settings, data=data, now=now, only=some)
        run(plan, make_executor=lambda: ThreadPoolExecutor(1))
        yield data


@pytest.fixture
def data(watched: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(watched, tmp_path / "data"))


def veille(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def an_article(data: Path) -> tuple[str, str]:
    with sqlite3.connect(data / "veille.db") as db:
        url, title = db.execute("select url, titre from articles order by id limit 1").fetchone()
    return url, title


def test_why_tells_where_an_article_was_seen_and_what_weighed(data: Path) -> None:
    url, title = an_article(data)

    result = veille("why", url, "--data", data)

    assert result.exit_code == 0
    assert title in result.output
    assert "Pertinence pour l’ESS" in result.output
    assert "indices : " in result.output
    assert "Vu dans" in result.output


def test_why_speaks_json(data: Path) -> None:
    url, title = an_article(data)

    trace = json.loads(veille("why", url, "--data", data, "--json").output)

    assert trace["public"] is True
    assert trace["item"]["title"] == title


def test_why_of_an_unknown_address_says_so_and_fails(data: Path) -> None:
    result = veille("why", "https://nowhere.example/x", "--data", data)

    assert result.exit_code == 1
    assert result.output.strip()


def test_why_before_any_run_makes_no_database(tmp_path: Path) -> None:
    result = veille("why", "https://nowhere.example/x", "--data", tmp_path)

    assert result.exit_code == 1
    assert "veille run" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_why_of_something_else_than_an_address_is_refused(data: Path) -> None:
    result = veille("why", "pas une adresse", "--data", data)

    assert result.exit_code == 2
    assert "adresse" in result.output
    assert not isinstance(result.exception, ValueError)


def test_a_withdrawn_article_is_gone_and_why_says_the_reason(data: Path, tmp_path: Path) -> None:
    url, _title = an_article(data)
    feeds = tmp_path / "feeds.yml"
    feeds.write_text("sources:\n  - {id: a, name: A, url: 'http://127.0.0.1/f'}\n")

    result = veille("withdraw", url, "--reason", "demande de l’éditeur", "--data", data, "--feeds", feeds)

    assert result.exit_code == 0, result.output
    with sqlite3.connect(data / "veille.db") as db:
        assert db.execute("select count(*) from articles where url = ?", [url]).fetchone() == (0,)
    told = veille("why", url, "--data", data).output
    assert "demande de l’éditeur" in told
    assert "Vu dans " in told
    for untrue in ("Article n°", "Pertinence", "retenu", "refusé"):
        assert untrue not in told

    again = veille("withdraw", url, "--reason", "autre raison", "--data", data, "--feeds", feeds)
    assert "Déjà retirée : demande de l’éditeur" in again.output


@pytest.mark.parametrize("reason", [[], ["--reason", " "]])
def test_a_withdrawal_needs_a_reason(reason: list[str], data: Path) -> None:
    result = veille("withdraw", "https://a.example/x", *reason, "--data", data)

    assert result.exit_code == 2


def test_saved_pages_are_read_offline_one_json_line_each(tmp_path: Path) -> None:
    body = "<html lang=fr><head><title>Une Scic en gare</title></head><body><article><h1>Une Scic en gare</h1>"
    body += "<p>La gare de Monteval accueille une coopérative de mobilité depuis lundi matin.</p>" * 6
    pages = [tmp_path / "a.html", tmp_path / "b.html"]
    for page in pages:
        page.write_text(body + "</article></body></html>")

    lines = veille("extract", *pages, "--json").output.splitlines()

    rows = [json.loads(line) for line in lines]
    assert [set(row) for row in rows] == [{"file", "url", "title", "text", "author", "published", "lang"}] * 2
    assert rows[0]["title"] == "Une Scic en gare"
    assert "coopérative de mobilité" in rows[0]["text"]
    assert rows[0]["lang"] == "fr"


def test_a_saved_page_that_cannot_be_read_fails_the_command_not_the_others(tmp_path: Path) -> None:
    good, empty = tmp_path / "good.txt", tmp_path / "empty.html"
    good.write_text("Une coopérative s’installe dans l’ancienne gare de Monteval, avec vingt salariés.")
    empty.write_text("")

    result = veille("extract", tmp_path / "absent.html", empty, good, "--json")

    assert result.exit_code == 1
    assert "absent.html" in result.stderr
    assert "empty.html : page vide" in result.stderr
    assert "coopérative" in result.stdout


def test_preview_shows_the_leads_of_a_file_and_stores_nothing(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(
        "<rss version='2.0'><channel><title>T</title><item><title>Un</title><link>https://a.example/1</link>"
        "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate><description>Texte</description></item></channel></rss>"
    )

    rows = json.loads(veille("sources", "preview", feed, "--json", "--data", tmp_path / "var").output)

    assert rows == [
        {
            "title": "Un",
            "url": "https://a.example/1",
            "published": "2026-11-20T08:00:00+00:00",
            "author": "",
            "summary": "Texte",
            "id": "https://a.example/1",
        }
    ]
    assert not (tmp_path / "var").exists()


def test_preview_of_a_page_that_is_no_feed_says_what_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html><head><title>Accueil</title></head><body>Bonjour</body></html>")

    result = veille("sources", "preview", page)

    assert result.exit_code == 1
    assert "page HTML" in result.output
