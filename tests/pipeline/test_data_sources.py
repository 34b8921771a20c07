"""Whole runs over an API and the official journal: what has no page of its own is an article all the same."""

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.badweb import BadWeb, article
from tests.support.jorf import article as jorf_article
from tests.support.jorf import folder, packed, version
from veille import inbox
from veille.kinds import ApiOptions, ArchiveOptions
from veille.models import Outcome
from veille.pipeline import run

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
WORDS = (
    "La société coopérative et participative est agréée entreprise solidaire d’utilité sociale. Les associations et "
    "coopératives de l’économie sociale et solidaire du territoire en bénéficient pour l’insertion et l’emploi. "
)
OTHER_WORDS = (
    "Une subvention pour créer une scop ou une scic : étude de marché, formation des associés, garantie du prêt. "
    "Les structures de l’économie sociale et solidaire déposent leur dossier avant la fin du mois. "
)


def threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1)


def test_an_api_and_the_official_journal_become_articles_once(bad: BadWeb, data: Path) -> None:
    journal, api = bad.site("journal"), bad.site("api")
    title = "Arrêté portant agrément d’entreprises solidaires d’utilité sociale"
    journal.page("JORF/", folder("20261121-013045"))
    members = (version(1, title), jorf_article(1, 1, f"<p>{WORDS * 3}</p>"), version(2, "Arrêté de nomination"))
    journal.page("JORF/JORF_20261121-013045.tar.gz", packed(*members), "application/x-gzip")
    linked = {"id": 1, "titre": "La scop n° 5", "url": api.page("a/5", article(5))}
    alone = {"id": 2, "titre": "Aide aux coopératives de l’ESS", "texte": f"<p>{OTHER_WORDS * 3}</p>"}
    api.page("api", json.dumps([linked, alone, {"id": 3}]), "application/json")
    sources = (
        journal.source("JORF/", type="archive", options=ArchiveOptions(keep=("utilité sociale",))),
        api.source("api", type="api", options=ApiOptions(content="texte")),
    )
    plan = replace(bad.plan(data, *sources), now=NOW)

    first = run(plan, make_executor=threads)
    again = run(replace(plan, now=NOW + timedelta(hours=8), everything=True), make_executor=threads)

    assert {one.source_id: (one.outcome, one.leads) for one in first.sources} == {
        "journal": (Outcome.OK, 1),
        "api": (Outcome.OK, 2),
    }
    assert next(one.detail for one in first.sources if one.source_id == "api") == "1 fiche sans lien ni titre"
    with sqlite3.connect(data / "veille.db") as db:
        found = dict(db.execute("select titre, url from articles").fetchall())
    assert found[title] == "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000000000001"
    assert found["Aide aux coopératives de l’ESS"].startswith(api.url("api") + "#entry-")
    assert len(found) == 3
    assert next(one.outcome for one in again.sources if one.source_id == "journal") is Outcome.UNCHANGED
    assert (again.items_new, again.items_updated, again.added, again.changed) == (0, 0, 0, 0)
    assert len([one for one in journal.requests if one.path.endswith(".tar.gz")]) == 1
    assert not [one for one in journal.requests if "legifrance" in one.target]


def test_a_note_taken_in_twice_is_one_lead(bad: BadWeb, new_data: Callable[[str], Path]) -> None:
    data = new_data("var")
    site = bad.site("presse").articles(1)
    values = {"url": site.page("vu", article(9)), "title": "", "note": ""}
    plan = replace(bad.plan(data, site.source()), now=NOW)
    inbox.put(data, "add", values, NOW)
    inbox.put(data, "add", values, NOW)

    first = run(plan, make_executor=threads)
    inbox.put(data, "add", values, NOW)  # as after a power cut between storing and letting go
    again = run(replace(plan, now=NOW + timedelta(hours=8)), make_executor=threads)

    assert first.items_new == 2
    assert (again.leads_new, again.items_new, again.items_updated) == (0, 0, 0)
    assert inbox.pending(data) == []
    assert len([one for one in site.requests if one.path == "/vu"]) == 1
    assert {one.source_id for one in first.sources} == {"presse"}


def test_an_address_a_source_gives_too_is_one_article_seen_in_both(bad: BadWeb, data: Path) -> None:
    site = bad.site("presse").articles(1)
    plan = replace(bad.plan(data, site.source()), now=NOW)
    inbox.put(data, "add", {"url": site.url("a/1")}, NOW)

    report = run(plan, make_executor=threads)

    assert report.items_new == 1
    with sqlite3.connect(data / "collect.db") as db:
        assert db.execute("select source_id from items").fetchall() == [("ajouts-manuels",)]
        assert db.execute("select source_id from sightings").fetchall() == [("presse",)]
