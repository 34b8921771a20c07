"""What gets into veille.db, when, and in which generation."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.kept import (
    NOW,
    Collection,
    collection,
    day,
    long_text,
    make_lead,
    make_page,
    make_result,
    make_source,
    make_tagging,
)
from tests.support.published import assert_consistent
from veille.errors import BusyError, StoreError
from veille.models import MANUAL_ID, Health, Lead, Outcome, Zone, health_name
from veille.publish import Published, plan, publisher, schema
from veille.runreport import HealthChange
from veille.store import Stock, open_store


def again(lead: Lead, **fields: object) -> Lead:
    return replace(lead, fingerprint=lead.fingerprint + "x", **fields)  # type: ignore[arg-type]


def publications(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("SELECT generation, nombre, ajoutes, modifies, retires FROM publications ORDER BY 1")


def test_an_article_is_published_with_all_its_columns(desk: Desk) -> None:
    desk.keep_text(make_lead(published=datetime(2026, 11, 20, 23, 30, tzinfo=UTC)), author="Alice")

    assert desk.publish() == Published(added=1, changed=0, removed=0, generation=1)

    (row,) = desk.rows("SELECT * FROM articles")
    assert row[:8] == (
        1, "https://rtes.example/a/1", "Titre 1", "rtes", "2026-11-21", "2026-11-21T08:00:00Z", "fr", "Alice",
    )  # fmt: skip
    assert str(row[8]).startswith("coopérative https")
    assert row[9:] == (
        "actualite", 0.93, "financement", None, None, 1, 0, 0.6, "[]", '[["scop", 2.0]]',
    )  # fmt: skip
    assert desk.rows("SELECT * FROM articles_themes") == [
        (1, "financement", 0.9, "machine", '[["prêt", 1.25]]', "2026-11-21")
    ]
    assert desk.rows("SELECT * FROM themes WHERE id = 'emploi'") == [("emploi", "Emploi", "Jobs", "Work")]
    assert desk.rows("SELECT etat, derniere_collecte, dernier_article FROM sources") == [
        ("active", "2026-11-21T08:00:00Z", "2026-11-21")
    ]
    assert desk.found("titr") == [1]
    assert_consistent(desk.path, desk.store)


def test_an_article_without_a_date_is_dated_when_it_was_seen_and_says_so(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()

    assert desk.rows("SELECT publie_le, date_estimee FROM articles") == [("2026-11-21", 1)]


def test_publishing_again_changes_nothing_and_makes_no_generation(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()

    assert desk.publish() == Published(added=0, changed=0, removed=0, generation=1)

    assert publications(desk) == [(1, 1, 1, 0, 0)]


def test_only_what_is_about_the_ess_is_public(desk: Desk) -> None:
    desk.sources["coop"] = make_source("coop", ess=True)
    for source in ("rtes", "coop"):
        for zone in Zone:
            desk.keep_text(make_lead(source, str(zone)), tagging=make_tagging(zone))

    assert desk.publish().added == 3

    assert desk.rows("SELECT url FROM articles ORDER BY url") == [
        ("https://coop.example/a/in",),
        ("https://coop.example/a/review",),
        ("https://rtes.example/a/in",),
    ]


def test_items_that_nobody_sees_make_no_generation_and_are_not_looked_at_again(desk: Desk) -> None:
    desk.keep_text(make_lead(number=1))
    desk.publish()
    desk.keep_text(make_lead(number=2), tagging=make_tagging(Zone.OUT))

    assert desk.publish() == Published(added=0, changed=0, removed=0, generation=1)

    assert desk.rows("SELECT dernier_changement FROM publications") == [(desk.store.change_number(),)]


def test_a_changed_text_replaces_row_index_and_counts(desk: Desk) -> None:
    lead = make_lead(published=day(-40))
    desk.keep_text(lead, "les mutuelles")
    desk.publish()
    desk.keep_text(again(lead, published=day(-5)), "les coopératives", make_tagging(themes=("emploi",)), now=day(1))

    assert desk.publish() == Published(added=0, changed=1, removed=0, generation=2)

    assert (desk.found("mutuel"), desk.found("cooper")) == ([], [1])
    assert desk.rows("SELECT revision, theme_principal, publie_le FROM articles") == [(2, "emploi", "2026-11-16")]
    assert_consistent(desk.path, desk.store)


def test_an_item_that_is_no_longer_relevant_disappears(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()
    desk.store.retag({1: make_tagging(Zone.OUT)}, "m2")

    assert desk.publish() == Published(added=0, changed=0, removed=1, generation=2)

    assert desk.rows("SELECT * FROM comptes") == []
    assert desk.found("titr") == []
    desk.store.retag({1: make_tagging(Zone.IN)}, "m3")
    assert desk.publish().added == 1
    assert_consistent(desk.path, desk.store)


def test_a_withdrawn_article_leaves_nothing_behind_in_either_file(desk: Desk) -> None:
    desk.keep_text(make_lead(title="Zorglub"), "zorglub texte")
    desk.publish()
    desk.store.withdraw(make_lead().url, "droit", NOW)

    assert desk.publish().removed == 1

    assert desk.found("zorglub") == []
    assert desk.store.terms([(1, 1)]) == {}
    tables = desk.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'recherche%'")
    assert "zorglub" not in str([desk.rows(f"SELECT * FROM {name}") for (name,) in tables]).lower()
    assert_consistent(desk.path, desk.store)


def test_more_changes_than_a_chunk_are_published_in_several_generations(desk: Desk) -> None:
    desk.keep(*(make_result(make_lead(number=n)) for n in range(25)))

    assert desk.publish(chunk=10) == Published(added=25, changed=0, removed=0, generation=3)

    assert [row[1] for row in publications(desk)] == [10, 20, 25]
    assert_consistent(desk.path, desk.store)


def test_a_shorter_excerpt_or_another_standing_of_a_source_reaches_its_articles(desk: Desk) -> None:
    desk.keep_text(make_lead(number=1))
    desk.keep_text(make_lead(number=2), tagging=make_tagging(Zone.REVIEW))
    desk.publish()

    assert desk.publish(excerpt_default=20).changed == 1
    assert desk.rows("SELECT max(length(extrait)) FROM articles") == [(12,)]
    desk.sources["rtes"] = make_source(excerpt=0, ess=True)
    assert desk.publish() == Published(added=1, changed=1, removed=0, generation=3)
    assert desk.rows("SELECT max(length(extrait)) FROM articles") == [(0,)]
    desk.sources["rtes"] = make_source(excerpt=0)
    assert desk.publish().removed == 1


def test_a_source_that_left_feeds_yml_keeps_its_articles(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()
    desk.sources.clear()

    assert desk.publish().generation == 1

    assert desk.rows("SELECT etat FROM sources") == [("arrêtée",)]
    assert desk.rows("SELECT count(*) FROM articles") == [(1,)]


def test_a_source_switched_off_before_it_was_ever_asked_is_not_shown(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.sources["avise"] = make_source("avise", enabled=False)
    desk.publish()
    assert desk.rows("SELECT id FROM sources") == [("rtes",)]

    desk.sources["avise"] = make_source("avise")
    desk.publish()
    assert desk.rows("SELECT id, etat FROM sources ORDER BY id") == [("avise", "nouvelle"), ("rtes", "active")]


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_source_switched_off_at_an_address_that_was_never_asked_keeps_its_articles(desk: Desk, rebuild: bool) -> None:
    desk.keep_text(make_lead())
    desk.publish()
    desk.sources["rtes"] = make_source(url="https://autre.example/flux", enabled=False)
    desk.publish(rebuild=rebuild)

    assert desk.rows("SELECT source_id FROM articles") == [("rtes",)]
    assert desk.rows("SELECT id, dernier_article IS NOT NULL FROM sources") == [("rtes", 1)]


@pytest.mark.parametrize(
    ("outcome", "status", "etat"),
    [(Outcome.UNREACHABLE, None, "en panne"), (Outcome.GONE, 410, "retirée"), (Outcome.EMPTY, 200, "active")],
)
def test_the_standing_of_a_source_is_shown_in_words(
    desk: Desk, outcome: Outcome, status: int | None, etat: str
) -> None:
    source = desk.sources["rtes"] = make_source()
    desk.publish()
    assert desk.rows("SELECT etat FROM sources") == [("nouvelle",)]
    run = desk.store.begin_run(NOW, [source])
    page = make_page(source.url, outcome=outcome, status=status)
    desk.store.record_many(run, [Collection(source, page, outcome)], now=NOW)

    assert desk.publish().generation == 0

    assert desk.rows("SELECT etat FROM sources") == [(etat,)]


@pytest.mark.parametrize("health", list(Health))
def test_members_and_officers_read_the_same_word_of_a_state(desk: Desk, health: Health) -> None:
    source = desk.sources["rtes"] = make_source()
    run = desk.store.begin_run(NOW, [source])
    desk.store.record_many(run, [collection(source)], now=NOW)
    change = HealthChange(source_id="rtes", name="Source rtes", was=None, now=health)
    desk.store.take_stock(Stock(items=0, heard=False, changes=(change,)), NOW)
    desk.publish()

    assert desk.rows("SELECT etat FROM sources") == [(health_name(health),)]


def test_what_is_added_by_hand_is_an_active_source_though_no_list_names_it(desk: Desk) -> None:
    manual = make_source(MANUAL_ID)
    run = desk.store.begin_run(NOW, [manual])
    desk.store.record_many(run, [collection(manual)], now=NOW)
    desk.publish()

    assert desk.rows("SELECT etat FROM sources") == [("active",)]


def test_labels_that_change_are_refreshed_without_a_generation(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()
    desk.taxonomy = [("theme", "emploi", "Emploi et insertion", "Jobs", "Work"), ("org", "scop", "Scop", "", "")]

    assert desk.publish().generation == 1

    assert desk.rows("SELECT id, nom FROM themes") == [("emploi", "Emploi et insertion")]
    assert desk.rows("SELECT id, nom FROM familles") == [("scop", "Scop")]
    assert desk.rows("SELECT * FROM genres") == []


def test_synonyms_are_published_and_refreshed_without_a_generation(desk: Desk) -> None:
    desk.publish(synonyms=((("ESS", True), ("économie sociale", True)), (("appel", True), ("AMI", False))))
    first = desk.rows("SELECT * FROM synonymes")
    desk.publish(synonyms=((("ESS", True), ("économie sociale et solidaire", True)),))

    assert first == [(1, 1, "ESS", 1), (2, 1, "économie sociale", 1), (3, 2, "appel", 1), (4, 2, "AMI", 0)]
    assert desk.rows("SELECT * FROM synonymes") == [(1, 1, "ESS", 1), (2, 1, "économie sociale et solidaire", 1)]
    assert publications(desk) == []


def test_equal_texts_are_one_article_and_the_others_redirect(desk: Desk) -> None:
    text = long_text("même")
    desk.keep_text(make_lead(number=1), text)
    desk.publish()
    desk.keep_text(make_lead("avise", 2, title="Repris"), text)

    assert desk.publish() == Published(added=0, changed=1, removed=0, generation=2)

    assert desk.rows("SELECT id FROM articles") == [(1,)]
    assert desk.rows("SELECT * FROM vu_aussi") == [(1, "https://avise.example/a/2", "Repris", "avise", "2026-11-21")]
    assert desk.rows("SELECT * FROM fusions") == [(2, 1)]


def test_a_sighting_by_another_source_is_shown(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()
    desk.keep_text(make_lead("avise", url=make_lead().url, title="Signalé", published=day(-1)))

    assert desk.publish().changed == 1

    assert desk.rows("SELECT * FROM vu_aussi") == [(1, make_lead().url, "Signalé", "avise", "2026-11-20")]


def test_when_the_head_of_a_group_is_withdrawn_the_next_member_takes_its_place(desk: Desk) -> None:
    text = long_text("même")
    leads = [make_lead(number=n) for n in range(3)]
    desk.keep(*(make_result(lead, text) for lead in leads))
    desk.publish()
    assert desk.rows("SELECT * FROM fusions ORDER BY id") == [(2, 1), (3, 1)]
    desk.store.withdraw(leads[0].url, "droit", NOW)

    assert desk.publish() == Published(added=1, changed=0, removed=1, generation=2)

    assert desk.rows("SELECT id FROM articles") == [(2,)]
    assert desk.rows("SELECT * FROM fusions") == [(3, 2)]
    assert_consistent(desk.path, desk.store)


def test_two_articles_that_swap_their_addresses_are_published(desk: Desk) -> None:
    first, second = make_lead(number=1, entry_id="g1"), make_lead(number=2, entry_id="g2")
    desk.keep(make_result(first), make_result(second))
    desk.publish()
    with closing(sqlite3.connect(desk.store.path)) as db, db:
        db.execute("UPDATE items SET url = 'x' WHERE id = 1")
        db.execute("UPDATE items SET url = ?, change = 50 WHERE id = 2", [first.url])
        db.execute("UPDATE items SET url = ?, change = 51 WHERE id = 1", [second.url])
        db.execute("UPDATE clock SET change = 51")

    assert desk.publish(chunk=1).changed == 2

    assert desk.rows("SELECT id, url FROM articles ORDER BY id") == [(1, second.url), (2, first.url)]
    assert_consistent(desk.path, desk.store)


def test_a_public_file_ahead_of_its_store_is_made_anew(desk: Desk, tmp_path: Path) -> None:
    desk.keep(*(make_result(make_lead(number=n)) for n in range(5)))
    desk.publish()
    with open_store(tmp_path / "restored.db") as restored:
        other = Desk(restored, desk.path)
        other.keep_text(make_lead("avise", "seul"))

        assert other.publish() == Published(added=1, changed=0, removed=0, generation=3)

        assert other.rows("SELECT url FROM articles") == [("https://avise.example/a/seul",)]
        assert publications(other) == [(2, 0, 0, 0, 5), (3, 1, 1, 0, 0)]
        assert_consistent(desk.path, restored)


def test_a_file_of_another_schema_is_made_anew_and_its_generations_go_on(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()
    with closing(sqlite3.connect(desk.path)) as db, db:
        db.execute("ALTER TABLE articles ADD COLUMN ancien TEXT")
        db.execute(f"PRAGMA user_version = {schema.VERSION - 1}")

    assert desk.publish() == Published(added=1, changed=0, removed=0, generation=3)
    assert_consistent(desk.path, desk.store)


def test_a_deleted_public_file_is_made_anew(desk: Desk) -> None:
    desk.keep_text(make_lead())
    desk.publish()
    desk.path.unlink()

    assert desk.publish().added == 1
    assert_consistent(desk.path, desk.store)


def test_a_rebuild_on_request_gives_the_same_articles(desk: Desk) -> None:
    desk.keep(*(make_result(make_lead(number=n)) for n in range(7)))
    desk.publish()
    before = desk.rows("SELECT * FROM articles")

    desk.publish(rebuild=True, chunk=3)

    assert desk.rows("SELECT * FROM articles") == before
    assert_consistent(desk.path, desk.store)


def test_another_file_in_its_place_is_refused_and_left_alone(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.path)) as db:
        db.execute("CREATE TABLE recettes (nom)")

    with pytest.raises(StoreError, match="pas une base publiée"):
        desk.publish()

    assert desk.rows("SELECT name FROM sqlite_master") == [("recettes",)]


def test_a_second_publisher_at_the_same_time_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish()
    desk.keep_text(make_lead())
    make_plan = plan.make_plan

    def slowly(*arguments):  # type: ignore[no-untyped-def]
        made = make_plan(*arguments)
        monkeypatch.setattr(publisher, "make_plan", make_plan)
        desk.publish()
        return made

    monkeypatch.setattr(publisher, "make_plan", slowly)
    with pytest.raises(BusyError, match="autre publication"):
        desk.publish()

    assert publications(desk) == [(1, 1, 1, 0, 0)]
    assert_consistent(desk.path, desk.store)


def test_a_full_disk_while_publishing_leaves_the_old_generation(desk: Desk) -> None:
    desk.keep_text(make_lead(number="avant"))
    desk.publish()
    desk.keep(*(make_result(make_lead(number=n)) for n in range(300)))
    connect = publisher.connect

    def small(path: Path, **options: Any) -> sqlite3.Connection:
        db = connect(path, **options)
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0] + 5}")
        return db

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publisher, "connect", small)
        with pytest.raises(StoreError, match="disque est plein"):
            desk.publish()
    assert publications(desk) == [(1, 1, 1, 0, 0)]

    assert desk.publish().added == 300
    assert_consistent(desk.path, desk.store)
