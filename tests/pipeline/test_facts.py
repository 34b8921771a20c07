"""A run reads places, calls and events, publishes them, and reads them anew when the enrichers change."""

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.facts import place
from veille.demo import DemoWeb
from veille.facts import Facts, PlaceRole
from veille.models import Article
from veille.pipeline import RunPlan, retag, run
from veille.pipeline.facts import call_zones, finish

Plan = Callable[..., RunPlan]
SOURCES = frozenset({"tisserands", "ponant"})
PREMIERS_PAS = "Bourses « Premiers pas »"


def threads() -> Executor:
    return ThreadPoolExecutor(1)


def rows(path: Path, sql: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, values).fetchall()


@pytest.fixture
def public(plan: Plan, data: Path) -> Path:
    """What two sites of the sample web tell."""
    run(plan(only=SOURCES), make_executor=threads)
    return data / "veille.db"


def test_a_call_is_published_with_its_extension_and_the_sentence_of_it(public: Path, web: DemoWeb) -> None:
    (site,) = [site for site in web.sites if site.id == "tisserands"]
    (story,) = [story for story in site.stories if story.slug == "premiers-pas-jeunes-associations"]
    day: date = story.published.date()

    ((closing_day, before, preuves),) = rows(
        public,
        "SELECT date_cloture, date_cloture_precedente, preuves FROM appels WHERE titre LIKE ?",
        f"{PREMIERS_PAS}%",
    )
    assert (closing_day, before) == (str(day + timedelta(days=35)), str(day + timedelta(days=25)))
    assert "est repoussée" in json.loads(preuves)["date_cloture"]["phrase"]


def test_an_article_on_a_departement_is_found_by_its_region(public: Path) -> None:
    found = rows(public, "SELECT t.nom FROM articles_territoires l JOIN territoires t ON t.id = l.territoire_id")

    assert {"Finistère", "Bretagne", "France"} <= {name for (name,) in found}


def test_facts_that_older_enrichers_read_are_read_anew(public: Path, plan: Plan, data: Path) -> None:
    told = "SELECT item_id, content FROM facts ORDER BY 1"
    places = "SELECT item_id, code, role FROM places ORDER BY 1, 2"
    collected = data / "collect.db"
    before, placed = rows(collected, told), rows(collected, places)
    assert before
    assert placed
    with closing(sqlite3.connect(collected)) as db, db:
        db.execute("UPDATE items SET facts_version = 'older'")
        db.execute("DELETE FROM places")
        db.execute("UPDATE facts SET content = '{}'")

    assert retag(plan(), make_executor=threads) == rows(collected, "SELECT count(*) FROM items")[0][0]

    assert rows(collected, told) == before
    assert rows(collected, places) == placed
    assert rows(collected, "SELECT count(*) FROM items WHERE facts_version = 'older'") == [(0,)]
    assert rows(collected, "SELECT count(*) FROM call_changes") == [(0,)]


def test_the_kind_that_a_person_decided_tells_what_is_read(public: Path, plan: Plan, data: Path) -> None:
    collected = data / "collect.db"
    ((number,),) = rows(collected, "SELECT id FROM items WHERE title LIKE ?", f"{PREMIERS_PAS}%")
    with closing(sqlite3.connect(collected)) as db, db:
        db.execute("DELETE FROM tags WHERE item_id = ? AND facet = 'kind'", [number])
        db.execute("INSERT INTO tags VALUES (?, 'kind', 'actualite', 1, 'humain', '[]')", [number])
        db.execute("UPDATE items SET facts_version = '' WHERE id = ?", [number])

    retag(plan(), make_executor=threads)

    assert rows(public, "SELECT count(*) FROM appels WHERE titre LIKE ?", f"{PREMIERS_PAS}%") == [(0,)]
    assert rows(collected, "SELECT count(*) FROM call_items WHERE item_id = ?", number) == [(0,)]


def test_dates_without_a_year_are_read_from_when_the_article_was_found_if_nothing_else_tells() -> None:
    article = Article(url="u", title="Appel à projets", text="Les dossiers sont à déposer avant le 15 mars.")

    told = finish(article, "appel-a-projets", datetime(2026, 1, 20, tzinfo=UTC)).facts.call

    assert told is not None
    assert told.closing is not None
    assert told.closing.value == "2026-03-15"
    assert finish(article, "actualite").facts == Facts()


def test_a_call_of_which_nothing_was_read_is_none() -> None:
    article = Article(url="u", title="Appel", text="Bientôt ici.")

    assert finish(article, "appel-a-projets").facts.call is None


def test_a_call_is_for_the_territories_it_names_as_such_else_for_those_it_is_about() -> None:
    about, zone, named = place("R11"), place("D33", PlaceRole.ZONE), place("R53", PlaceRole.MENTION)

    assert call_zones((about, zone, named)) == (("FR", "R75", "D33"),)
    assert call_zones((about, named)) == (("FR", "R11"),)
    assert call_zones((named,)) == ()
