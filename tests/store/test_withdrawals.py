"""Withdrawals hold against every later crawl; purges never touch what is public."""

import pytest

from tests.support.kept import (
    NOW,
    collect,
    collection,
    day,
    make_item,
    make_lead,
    make_page,
    make_result,
    make_source,
    make_tagging,
)
from veille.models import Outcome, Zone
from veille.store import LeadResult, Store, Terms
from veille.text import NORMALISER

SOURCE, OTHER = make_source(), make_source("avise")
TABLES = ("texts", "revisions", "tags", "sightings")


@pytest.fixture
def kept(store: Store) -> Store:
    """A store with one item that has an alias, a revision and a sighting."""
    lead = make_lead(url="https://court.example/x", title="Titre secret")
    page = make_page(lead.url, final_url="https://rtes.example/long")
    for text in ("ancien secret", "nouveau secret"):
        article = make_item(lead, text, url="https://rtes.example/long", author="Alice Secret")
        run = collect(store, SOURCE, lead)
        store.save(run, [LeadResult(lead=lead, page=page, outcome=Outcome.OK, item=article)], now=NOW)
    collect(store, OTHER, make_lead("avise", url=lead.url, title="Secret signalé"))
    return store


def dump(store: Store) -> str:
    """Return every text value of the store but the terms kept for the index."""
    names = [name for (name,) in store._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(str(store._db.execute(f"SELECT * FROM {name}").fetchall()) for name in names if name != "terms")


def test_what_was_kept_of_a_withdrawn_item_is_erased(kept: Store) -> None:
    assert "secret" in dump(kept).lower()
    before = kept.change_number()

    done = kept.withdraw("https://court.example/x?utm_source=mail", "demande de l'éditeur", day(1))

    assert done.item_id == 1
    assert done.urls == ("https://court.example/x", "https://rtes.example/long")
    assert "secret" not in dump(kept).lower()
    assert kept.change_number() == before + 1
    for url in done.urls:
        trace = kept.why(url)
        assert (trace.public, trace.reason) == (False, "retirée de la veille : demande de l'éditeur")
        assert trace.tombstone is not None
        assert trace.tombstone.at == day(1)


def test_no_crawl_brings_a_withdrawn_item_back(kept: Store) -> None:
    kept.withdraw("https://rtes.example/long", "droit", day(1))
    before = kept.change_number()
    new_words = make_lead(url="https://court.example/x", title="Titre secret, relancé")
    direct = make_lead("avise", url="https://rtes.example/long", title="Secret direct")
    detour = make_lead("avise", url="https://autre.example/r", title="Secret par détour")

    run = kept.begin_run(day(2), [SOURCE, OTHER])
    mine, theirs = kept.record_many(run, [collection(SOURCE, new_words), collection(OTHER, direct, detour)], now=day(2))
    page = make_page(detour.url, final_url="https://rtes.example/long")
    article = make_item(detour, url="https://rtes.example/canonique-neuve")
    counts = kept.save(run, [LeadResult(lead=detour, page=page, outcome=Outcome.OK, item=article)], now=day(2))

    assert (mine.outcomes, theirs.outcomes, theirs.new) == ({"refused": 1}, {"refused": 1}, 1)
    assert (counts.new, counts.outcomes) == (0, {"refused": 1})
    assert kept.pending(day(9), max_per_source=9, source_ids=["rtes", "avise"]) == []
    assert kept.change_number() == before
    # the detour is barred from now on, without another fetch
    assert kept.why("https://autre.example/r").tombstone is not None
    assert kept.why("https://rtes.example/canonique-neuve").tombstone is not None


def test_an_address_never_seen_can_be_barred_beforehand(store: Store) -> None:
    assert store.withdraw("https://rtes.example/a/1", "droit", NOW).item_id is None

    run = store.begin_run(NOW, [SOURCE])
    (recorded,) = store.record_many(run, [collection(SOURCE, make_lead())], now=NOW)

    assert recorded.outcomes == {"refused": 1}


def test_another_item_whose_page_comes_to_lead_to_what_was_withdrawn_stays(kept: Store) -> None:
    lead = make_lead(number=2)
    kept.save(collect(kept, SOURCE, lead), [make_result(lead)], now=NOW)
    kept.withdraw("https://rtes.example/long", "droit", day(1))
    again = make_lead(number=2, summary="changé")
    page = make_page(lead.url, final_url="https://rtes.example/long")
    run = collect(kept, SOURCE, again)

    result = LeadResult(
        lead=again, page=page, outcome=Outcome.OK, item=make_item(again, url="https://rtes.example/long")
    )
    counts = kept.save(run, [result], now=day(2))

    assert counts.outcomes == {"refused": 1}
    assert kept.why(lead.url).public


def test_a_lead_that_waits_is_ended_by_a_withdrawal(store: Store) -> None:
    lead = make_lead(title="Secret", content="secret")
    run = collect(store, SOURCE, lead)
    store.withdraw(lead.url, "droit", NOW)

    assert store.pending(day(1), max_per_source=9, source_ids=["rtes"]) == []
    assert store.count_waiting(run, ["rtes"]) == 0
    assert "secret" not in dump(store).lower()


def test_withdrawing_twice_changes_nothing_more(kept: Store) -> None:
    first = kept.withdraw("https://rtes.example/long", "droit", day(1))
    assert kept.withdraw("https://rtes.example/long", "autre motif", day(2)) == first

    assert "retirée de la veille : droit" in kept.why("https://rtes.example/long").reason


def test_an_address_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="pas une adresse"):
        store.withdraw("pas une adresse", "droit", NOW)


def test_purge_removes_old_texts_and_history_and_keeps_items_tags_and_terms(kept: Store) -> None:
    young = make_lead(number=2)
    run = kept.begin_run(day(10), [SOURCE])
    kept.record_many(run, [collection(SOURCE, young)], now=day(10))
    kept.save(run, [make_result(young, "texte jeune")], now=day(10))

    gone = kept.purge(day(5))

    assert (gone.texts, gone.revisions, gone.terms) == (1, 1, 0)
    assert gone.fetches > 0
    assert kept._db.execute("SELECT text FROM texts").fetchall() == [("texte jeune",)]
    assert set(kept.terms([(1, 1), (1, 2), (2, 1)])) == {1, 2}
    trace = kept.why("https://rtes.example/long")
    assert trace.item is not None
    assert trace.item.tags
    assert trace.item.title == "Titre secret"


def test_purge_keeps_only_the_titles_terms_of_what_is_off_the_subject(kept: Store) -> None:
    kept.retag({1: make_tagging(Zone.OUT)}, "m2")
    kept.confirm({1: None}, kept.change_number())

    assert kept.purge(day(5)).terms == 1
    assert kept.terms([(1, 2)])[1] == Terms(normaliser=NORMALISER, title="titr secret", text="")
    assert kept.purge(day(5)).terms == 0


def test_purge_keeps_terms_of_what_is_published_or_may_be_or_not_yet_looked_at(kept: Store) -> None:
    assert kept.purge(day(5)).terms == 0
    kept.confirm({1: 2}, kept.change_number())
    assert kept.purge(day(5)).terms == 0
    kept.confirm({1: None}, kept.change_number())
    assert kept.purge(day(5)).terms == 0
    assert kept.terms([(1, 2)])[1].text == "nouveau secret"


def test_an_entry_that_was_withdrawn_does_not_come_back_at_another_address(kept: Store) -> None:
    entry = "https://court.example/x"
    kept.withdraw(entry, "droit", day(1))

    for source in (SOURCE, OTHER):
        moved = make_lead(source.id, url=f"https://{source.id}.example/ailleurs", entry_id=entry, title="Titre secret")
        run = collect(kept, source, moved, now=day(2))
        assert [one.lead for one in kept.pending(day(3), max_per_source=9, source_ids=[source.id])] == []
        kept.save(run, [make_result(moved, "nouveau secret")], now=day(2))
        assert kept.why(moved.url).public is False
        assert kept.why(moved.url).tombstone is not None

    assert "secret" not in dump(kept).lower()
