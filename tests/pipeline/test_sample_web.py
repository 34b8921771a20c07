"""What every kind of source of the sample web brings to the public database in one run."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from veille.demo import DemoWeb
from veille.models import Outcome
from veille.pipeline import RunPlan, run


def rows(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def test_every_kind_of_source_brings_what_it_should(plan: Callable[..., RunPlan], data: Path, web: DemoWeb) -> None:
    report = run(plan(), make_executor=lambda: ThreadPoolExecutor(1))

    results = {source.source_id: source for source in report.sources}
    leads = {name: results[name].leads for name in ("traverse", "tisserands", "velmont-etudes", "region-velmont")}
    assert leads == {"traverse": 5, "tisserands": 4, "velmont-etudes": 2, "region-velmont": 4}
    _check_the_lost_feed(results["scenes"], web)
    _check_the_letters(data, web)
    _check_the_copies(data)
    _check_the_reservation(data)
    kinds = rows(data / "veille.db", "SELECT DISTINCT source_id, genre FROM articles WHERE source_id IN"
                 " ('tisserands', 'region-velmont') ORDER BY 1")  # fmt: skip
    assert kinds == [("region-velmont", "dispositif"), ("tisserands", "appel-a-projets")]


def _check_the_lost_feed(result: Any, web: DemoWeb) -> None:
    scenes = next(site for site in web.sites if site.id == "scenes")
    assert (result.outcome, result.leads) == (Outcome.OK, len(scenes.stories))
    assert result.stand_in.url == web.origin(scenes) + scenes.feed.path


def _check_the_letters(data: Path, web: DemoWeb) -> None:
    letter = next(site for site in web.sites if site.id == "colporteur")
    said = rows(data / "collect.db", "SELECT url, outcome FROM leads WHERE source_id = 'colporteur'")
    assert len(said) == sum(len(one.pieces) for one in letter.letters)
    assert not [url for url, _outcome in said if "/track/" in url]
    assert (web.url(letter, letter.stories[0]), "ok") in said
    asked = [request.path for request in web.requests if request.host == letter.address]
    assert not [path for path in asked if "desinscription" in path]


def _check_the_copies(data: Path) -> None:
    copies = rows(
        data / "veille.db",
        "SELECT a.source_id, a.titre FROM vu_aussi v JOIN articles a ON a.id = v.article_id"
        " WHERE v.source_id = 'kiosque' ORDER BY a.source_id, a.titre",
    )
    assert [source for source, _title in copies] == ["arnelle", "arnelle", "toits"]
    assert rows(data / "veille.db", "SELECT count(*) FROM articles WHERE source_id = 'kiosque'") == [(0,)]


def _check_the_reservation(data: Path) -> None:
    [(outcome, detail)] = rows(
        data / "collect.db", "SELECT outcome, detail FROM leads WHERE url LIKE '%enquete-bailleurs-locaux%'"
    )
    assert (outcome, "TDM" in detail) == ("blocked", True)
    assert rows(data / "collect.db", "SELECT count(*) FROM items WHERE url LIKE '%enquete-bailleurs%'") == [(0,)]
