"""A run over a folder of newsletters: articles are read at their address, texts without one are shown with a page."""

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from veille.models import Outcome, Source
from veille.pipeline import RunPlan, run

MAIL = Path(__file__).parents[1] / "data" / "mail"


@pytest.fixture
def letters(tmp_path: Path) -> Source:
    folder = tmp_path / "lettres"
    folder.mkdir()
    for name in ("sans-lien", "mailjet"):
        shutil.copy(MAIL / f"{name}.eml", folder)
    home = "https://desk.example/lettres"
    return Source(id="lettres", name="Lettres", url=f"eml:{folder}", type="mailbox", home=home, ess=True)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as db:
        return db.execute(sql).fetchall()


def test_letters_become_articles_once_and_no_path_of_ours_is_published(
    plan: Callable[..., RunPlan], data: Path, letters: Source
) -> None:
    asked = plan(sources=(letters,))
    asked = replace(asked, settings=replace(asked.settings, http=replace(asked.settings.http, connect_timeout=0.2)))
    first = run(asked, make_executor=lambda: ThreadPoolExecutor(1))
    second = run(asked, make_executor=lambda: ThreadPoolExecutor(1))

    assert [one.outcome for one in (*first.sources, *second.sources)] == [Outcome.OK, Outcome.UNCHANGED]
    assert first.leads_new == 4
    assert second.leads_new == 0
    found = rows(data / "collect.db", "SELECT url, title FROM items WHERE url LIKE '%#courriel-%'")
    assert [title for _url, title in found] == ["Assemblée générale le 26 novembre"]
    assert str(found[0][0]).startswith("https://desk.example/lettres#courriel-")
    assert rows(data / "veille.db", "SELECT url FROM sources WHERE id = 'lettres'") == [
        ("https://desk.example/lettres",)
    ]
    assert "camille" not in (data / "collect.db").read_bytes().decode("latin-1")
