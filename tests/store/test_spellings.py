"""One page is one item however its address is spelt, unless two spellings turn out to be two pages."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.support.kept import (
    NOW,
    collect,
    collection,
    day,
    long_text,
    make_item,
    make_lead,
    make_page,
    make_result,
    make_source,
)
from veille.models import Outcome
from veille.store import LeadResult, Store, open_store
from veille.store.stepping import MIGRATIONS
from veille.text import url_key

SOURCE = make_source()
SPELLINGS = (
    "http://rtes.example/a",
    "https://www.rtes.example/a",
    "https://rtes.example/a/",
    "https://rtes.example/a/index.html",
    "http://m.rtes.example/a/index.php",
)


def keep(store: Store, url: str = "https://rtes.example/a", source: str = "rtes", **fields: object) -> None:
    lead = make_lead(source, url=url, **fields)
    run = collect(store, make_source(source), lead)
    store.save(run, [make_result(lead, long_text("a"))], now=NOW)


@pytest.mark.parametrize("url", SPELLINGS)
def test_every_spelling_has_one_key(url: str) -> None:
    assert url_key(url) == "rtes.example/a"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://b.example/x"),
        ("https://a.example/?p=1", "https://a.example/?p=2"),
        ("https://a.example/flux#entry-1", "https://a.example/flux#entry-2"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://m.example/x", "https://example/x"),
        ("https://a.example/index", "https://a.example/"),
    ],
)
def test_other_pages_have_other_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


def test_what_is_no_web_address_has_no_key() -> None:
    assert url_key("mailto:a@b.fr") == url_key("") == ""


def test_an_article_from_five_feeds_is_one_item_whatever_they_write(store: Store) -> None:
    keep(store)
    for number, url in enumerate(SPELLINGS):
        other = make_source(f"s{number}")
        run = store.begin_run(NOW, [other])
        (recorded,) = store.record_many(run, [collection(other, make_lead(other.id, url=url))], now=NOW)
        assert (recorded.new, recorded.outcomes) == (0, {"duplicate": 1})

    assert store._db.execute("SELECT count(*) FROM items").fetchone() == (1,)
    (item,) = store.members([1])
    assert {one.url for one in item.sightings} == set(SPELLINGS)


def test_spellings_that_wait_together_are_fetched_once(store: Store) -> None:
    others = [make_source(f"s{number}") for number in range(5)]
    run = store.begin_run(NOW, others)
    found = [collection(one, make_lead(one.id, url=url)) for one, url in zip(others, SPELLINGS, strict=True)]
    store.record_many(run, found, now=NOW)
    (pending,) = store.pending(NOW, max_per_source=9, source_ids=[one.id for one in others])

    counts = store.save(run, [make_result(pending.lead)], now=NOW)

    assert (counts.new, counts.outcomes) == (1, {"ok": 1, "duplicate": 4})
    assert len(store.members([1])[0].sightings) == 4


def test_a_feed_that_moves_to_https_does_not_double_its_items(store: Store) -> None:
    keep(store, "http://rtes.example/a", title="Un titre")
    again = make_lead(url="https://rtes.example/a", title="Un titre")

    collect(store, SOURCE, again, now=day(1))

    assert store.pending(day(2), max_per_source=9, source_ids=["rtes"]) == []
    assert store.members([1])[0].sightings == ()


def test_after_the_move_the_article_is_still_kept_up_to_date(store: Store) -> None:
    keep(store, "http://rtes.example/a", title="Un titre")
    collect(store, SOURCE, make_lead(url="https://rtes.example/a", title="Un titre"), now=day(1))
    edited = make_lead(url="https://rtes.example/a", title="Un titre corrigé")
    run = collect(store, SOURCE, edited, now=day(2))

    store.save(run, [make_result(edited, long_text("a"))], now=day(2))

    (item,) = store.members([1])
    assert (item.title, item.url, item.revision) == ("Un titre corrigé", "https://rtes.example/a", 2)


def test_two_pages_of_one_source_that_differ_by_a_slash_stay_two(store: Store) -> None:
    keep(store, title="Le dossier")
    other = make_lead(url="https://rtes.example/a/", title="Le sommaire du dossier")
    run = collect(store, SOURCE, other)

    counts = store.save(run, [make_result(other, long_text("tout autre chose"))], now=NOW)

    assert counts.new == 1
    assert [item.url for item in store.members([1, 2])] == ["https://rtes.example/a", "https://rtes.example/a/"]


def test_another_spelling_with_the_same_text_becomes_an_alias(store: Store) -> None:
    keep(store, title="Le dossier")
    other = make_lead(url="https://rtes.example/a/", title="Le dossier, encore")
    run = collect(store, SOURCE, other)

    store.save(run, [make_result(other, long_text("a"))], now=NOW)

    trace = store.why("https://rtes.example/a/")
    assert trace.item is not None
    assert trace.item.aliases == ("https://rtes.example/a", "https://rtes.example/a/")


@pytest.mark.parametrize("url", SPELLINGS)
def test_a_withdrawal_holds_against_every_spelling(store: Store, url: str) -> None:
    keep(store)
    store.withdraw("https://rtes.example/a", "droit", day(1))
    direct, detour = make_lead("avise", url=url), make_lead("avise", url="https://avise.example/r")
    avise = make_source("avise")

    run = store.begin_run(day(2), [avise])
    (recorded,) = store.record_many(run, [collection(avise, direct, detour)], now=day(2))
    page = make_page(detour.url, final_url=url)
    counts = store.save(
        run, [LeadResult(lead=detour, page=page, outcome=Outcome.OK, item=make_item(detour, url=url))], now=day(2)
    )
    by_hand = store.save(run, [make_result(make_lead("avise", url=url, entry_id="à la main"))], now=day(2))

    assert recorded.outcomes == {"refused": 1}
    assert (counts.new, counts.outcomes) == (0, {"refused": 1})
    assert (by_hand.new, by_hand.outcomes) == (0, {"refused": 1})
    assert "retirée" in store.why(url).reason


@pytest.mark.parametrize("url", SPELLINGS)
def test_any_spelling_withdraws_the_article(store: Store, url: str) -> None:
    keep(store)

    done = store.withdraw(url, "droit", day(1))

    assert done.item_id == 1
    assert store.members([1])[0].withdrawn


def test_what_an_earlier_version_withdrew_holds_against_every_spelling_too(tmp_path: Path) -> None:
    path = tmp_path / "collect.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        MIGRATIONS.apply(Database(db), stop_before="m007_copies")
        db.execute("INSERT INTO tombstones VALUES ('https://rtes.example/a', NULL, 'droit', '2026-01-01T00:00:00Z')")

    with open_store(path) as store:
        assert [store.why(url).reason for url in SPELLINGS] == ["retirée de la veille : droit"] * len(SPELLINGS)


def test_withdrawing_one_of_two_pages_that_differ_by_a_slash_leaves_the_other(store: Store) -> None:
    keep(store, title="Le dossier")
    other = make_lead(url="https://rtes.example/a/", title="Le sommaire")
    run = collect(store, SOURCE, other)
    store.save(run, [make_result(other, long_text("tout autre chose"))], now=NOW)

    store.withdraw("https://rtes.example/a", "droit", day(1))
    run = collect(store, SOURCE, make_lead(url="https://rtes.example/a/", title="Le sommaire revu"), now=day(2))
    again = make_lead(url="https://rtes.example/a/", title="Le sommaire revu")
    store.save(run, [make_result(again, long_text("tout autre chose"))], now=day(2))

    assert [(item.withdrawn, item.title) for item in store.members([1, 2])] == [(True, ""), (False, "Le sommaire revu")]
