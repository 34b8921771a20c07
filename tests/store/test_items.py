"""Keeping articles: identity, revisions, failures, groups, tags."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.kept import (
    NOW,
    collect,
    collection,
    day,
    long_text,
    make_failure,
    make_item,
    make_lead,
    make_page,
    make_result,
    make_source,
    make_tagging,
)
from veille.models import Lead, Outcome, Tag, Validators, Zone
from veille.store import ItemTrace, LeadResult, Store
from veille.store.connection import transaction

SOURCE = make_source()


def keep(store: Store, *results: LeadResult, number: int = 0):  # type: ignore[no-untyped-def]
    """Collect the leads of these results, save them, and return the counts."""
    sources = {one.lead.source_id: make_source(one.lead.source_id) for one in results}
    run = store.begin_run(day(number), list(sources.values()))
    for name, source in sources.items():
        leads = [one.lead for one in results if one.lead.source_id == name]
        store.record_many(run, [collection(source, *leads)], now=day(number))
    return store.save(run, results, now=day(number))


def item(store: Store, url: str) -> ItemTrace:
    found = store.why(url).item
    assert found is not None
    return found


def changed_lead(lead: Lead, **fields: object) -> Lead:
    return replace(lead, fingerprint=lead.fingerprint + "x", **fields)  # type: ignore[arg-type]


def test_a_new_article_is_an_item_with_tags_evidence_and_terms(store: Store) -> None:
    lead = make_lead(published=day(-1))

    counts = keep(store, make_result(lead))

    assert (counts.new, counts.updated, counts.unchanged, counts.relevant) == (1, 0, 0, 1)
    kept = item(store, lead.url)
    assert (kept.id, kept.revision, kept.zone, kept.published) == (1, 1, Zone.IN, day(-1))
    assert kept.evidence == (("scop", 2.0),)
    assert kept.tags == make_tagging().tags
    assert store.terms([(1, 1)])[1].title == "titr 1"


@pytest.mark.parametrize("zone", [Zone.REVIEW, Zone.OUT])
def test_only_zone_in_counts_as_relevant(store: Store, zone: Zone) -> None:
    assert keep(store, make_result(make_lead(), tagging=make_tagging(zone))).relevant == 0


def test_the_same_article_again_is_unchanged_and_gets_no_change_number(store: Store) -> None:
    lead = make_lead()
    keep(store, make_result(lead))
    before = store.change_number()

    counts = keep(store, make_result(changed_lead(lead)), number=1)

    assert (counts.new, counts.updated, counts.unchanged) == (0, 0, 1)
    assert counts.outcomes == {"unchanged": 1}
    assert store.change_number() == before


def test_a_changed_text_makes_a_revision_and_keeps_the_old_one(store: Store) -> None:
    lead = make_lead()
    keep(store, make_result(lead, "ancien texte", author="Alice"))

    counts = keep(store, make_result(changed_lead(lead, title="Nouveau titre"), "nouveau texte"), number=1)

    assert (counts.updated, counts.outcomes) == (1, {"ok": 1})
    assert item(store, lead.url).revision == 2
    rows = store._db.execute("SELECT revision, title, text, author, replaced FROM revisions").fetchall()
    assert rows == [(1, "Titre 1", "ancien texte", "Alice", "2026-11-22T08:00:00Z")]
    assert store._db.execute("SELECT text FROM texts").fetchall() == [("nouveau texte",)]
    assert store.terms([(1, 2)])[1].text == "nouveau text"
    assert store.terms([(1, 1)])[1].text == "ancien text"


def test_a_corrected_date_or_author_updates_without_a_revision(store: Store) -> None:
    lead = make_lead(published=day(-3))
    keep(store, make_result(lead))

    counts = keep(store, make_result(changed_lead(lead, published=day(-2)), author="Bob"), number=1)

    assert counts.updated == 1
    assert (item(store, lead.url).published, item(store, lead.url).revision) == (day(-2), 1)


def test_a_date_once_known_is_not_lost(store: Store) -> None:
    lead = make_lead(published=day(-3))
    keep(store, make_result(lead))

    assert keep(store, make_result(changed_lead(lead, published=None)), number=1).unchanged == 1

    assert item(store, lead.url).published == day(-3)


def test_every_address_on_the_way_is_an_alias(store: Store) -> None:
    lead = make_lead(url="https://court.example/x")
    page = make_page(lead.url, final_url="https://rtes.example/long?utm_source=a")
    article = make_item(lead, url="https://rtes.example/canonique")

    keep(store, LeadResult(lead=lead, page=page, outcome=Outcome.OK, item=article))

    assert item(store, lead.url).aliases == (
        "https://court.example/x",
        "https://rtes.example/canonique",
        "https://rtes.example/long",
    )
    assert item(store, "https://rtes.example/long?utm_medium=b#c").url == "https://rtes.example/canonique"


def test_two_leads_that_end_at_one_page_are_one_item_and_a_sighting(store: Store) -> None:
    first, second = make_lead(), make_lead("avise", url="https://court.example/y", title="Signalé")
    keep(store, make_result(first))
    page = make_page(second.url, final_url=first.url)
    moved = LeadResult(
        lead=second, page=page, outcome=Outcome.OK, item=make_item(second, long_text("autre"), url=first.url)
    )

    counts = keep(store, moved, number=1)

    assert (counts.new, counts.updated, counts.outcomes) == (0, 0, {"duplicate": 1})
    kept = item(store, first.url)
    assert kept.revision == 1
    assert [(one.source_id, one.url, one.title) for one in kept.sightings] == [
        ("avise", "https://court.example/y", "Signalé")
    ]
    assert store.why(second.url).leads[-1].outcome is Outcome.DUPLICATE


def test_a_page_that_moved_keeps_its_number_and_takes_its_new_address(store: Store) -> None:
    lead = make_lead()
    keep(store, make_result(lead))
    again = changed_lead(lead)
    page = make_page(lead.url, final_url="https://nouveau.example/a")
    moved = make_item(again, make_item(lead).article.text, url="https://nouveau.example/a")

    counts = keep(store, LeadResult(lead=again, page=page, outcome=Outcome.OK, item=moved), number=1)

    assert counts.updated == 1
    assert (item(store, lead.url).id, item(store, lead.url).url) == (1, "https://nouveau.example/a")
    assert item(store, "https://nouveau.example/a").id == 1


def test_an_entry_whose_source_changes_its_link_keeps_its_number(store: Store) -> None:
    lead = make_lead(entry_id="guid-1")
    keep(store, make_result(lead))
    relinked = changed_lead(lead, url="https://rtes.example/b/1")
    result = make_result(relinked, make_item(lead).article.text)

    assert keep(store, result, number=1).updated == 1

    assert item(store, relinked.url).id == item(store, lead.url).id == 1


def test_a_failed_page_gives_the_sources_text_and_is_tried_again(store: Store) -> None:
    lead = make_lead(content=long_text("flux"))
    failed = replace(make_failure(lead), item=make_item(lead, long_text("flux"), from_feed=True))

    counts = keep(store, failed)

    assert (counts.new, counts.outcomes) == (1, {"unreachable": 1})
    assert item(store, lead.url).from_feed
    assert store.pending(NOW + timedelta(minutes=59), max_per_source=5, source_ids=["rtes"]) == []
    (again,) = store.pending(NOW + timedelta(minutes=60), max_per_source=5, source_ids=["rtes"])
    assert (again.lead, again.attempts, again.item_id) == (lead, 1, 1)

    run = store.begin_run(day(1), [])
    counts = store.save(run, [make_result(lead, long_text("page"))], now=day(1))

    assert (counts.updated, counts.outcomes) == (1, {"ok": 1})
    assert (item(store, lead.url).from_feed, item(store, lead.url).revision) == (False, 2)
    assert store.pending(day(30), max_per_source=5, source_ids=["rtes"]) == []


def test_back_off_follows_its_steps_and_then_leaves_the_lead_with_its_outcome(store: Store) -> None:
    lead = make_lead()
    collect(store, SOURCE, lead)
    waits = []
    now = NOW
    for _attempt in range(4):
        run = store.begin_run(now, [])
        store.save(run, [make_failure(lead, Outcome.TIMEOUT)], now=now, retry_minutes=(10, 100, 1000))
        next_try = store.why(lead.url).leads[0].next_try
        waits.append(None if next_try is None else (next_try - now) // timedelta(minutes=1))
        now = next_try or now

    assert waits == [10, 100, 1000, None]
    trace = store.why(lead.url)
    assert (trace.leads[0].outcome, trace.leads[0].attempts) == (Outcome.TIMEOUT, 4)
    assert [fetch.outcome for fetch in trace.leads[0].fetches] == [Outcome.TIMEOUT] * 4


@pytest.mark.parametrize(
    ("outcome", "status", "again"),
    [
        (Outcome.GONE, 404, True), (Outcome.GONE, 410, False), (Outcome.BLOCKED, 403, True), (Outcome.EMPTY, 200, True),
        (Outcome.REFUSED, None, False), (Outcome.TOO_BIG, 200, False), (Outcome.MALFORMED, 200, True),
    ],
)  # fmt: skip
def test_only_what_may_get_better_is_tried_again(
    store: Store, outcome: Outcome, status: int | None, again: bool
) -> None:
    lead = make_lead()
    page = make_page(lead.url, outcome=outcome, status=status)

    keep(store, LeadResult(lead=lead, page=page, outcome=outcome))

    assert (store.why(lead.url).leads[0].next_try is not None) is again


def test_a_server_that_asks_for_patience_gets_it(store: Store) -> None:
    lead = make_lead()

    keep(store, make_failure(lead, Outcome.BLOCKED, retry_after=day(3)))

    assert store.why(lead.url).leads[0].next_try == day(3)


def test_a_page_that_fails_later_does_not_replace_the_article_by_the_feeds_text(store: Store) -> None:
    lead = make_lead()
    keep(store, make_result(lead))
    again = changed_lead(lead)
    failed = replace(make_failure(again), item=make_item(again, long_text("flux"), from_feed=True))

    counts = keep(store, failed, number=1)

    assert (counts.updated, counts.unchanged, counts.outcomes) == (0, 1, {"unreachable": 1})
    assert not item(store, lead.url).from_feed
    assert item(store, lead.url).revision == 1


def test_another_sources_page_replaces_a_text_that_stood_in(store: Store) -> None:
    mine, theirs = make_lead(), make_lead("avise", url="https://court.example/z")
    failed = replace(make_failure(mine), item=make_item(mine, long_text("flux"), from_feed=True))
    keep(store, failed)
    page = make_page(theirs.url, final_url=mine.url)
    result = LeadResult(
        lead=theirs, page=page, outcome=Outcome.OK, item=make_item(theirs, long_text("page"), url=mine.url)
    )

    assert keep(store, result, number=1).updated == 1

    kept = item(store, mine.url)
    assert (kept.id, kept.from_feed, kept.source_id) == (1, False, "rtes")
    assert [one.source_id for one in kept.sightings] == ["avise"]


def test_a_lead_without_a_page_is_kept_without_a_fetch(store: Store) -> None:
    lead = make_lead(url="https://rtes.example/flux.xml#entry-1", fetchable=False)
    result = LeadResult(lead=lead, page=None, outcome=Outcome.OK, item=make_item(lead, from_feed=True))

    assert keep(store, result).new == 1

    assert store._db.execute("SELECT count(*) FROM page_fetches").fetchone() == (0,)


def test_a_304_of_a_known_page_ends_the_lead_and_keeps_the_item(store: Store) -> None:
    lead = make_lead()
    keep(store, make_result(lead))
    again = changed_lead(lead)
    page = make_page(lead.url, outcome=Outcome.UNCHANGED, status=304, validators=Validators(etag="e"))

    counts = keep(store, LeadResult(lead=again, page=page, outcome=Outcome.UNCHANGED), number=1)

    assert counts.outcomes == {"unchanged": 1}
    assert store.validators(lead.url) == Validators(etag="e")
    assert item(store, lead.url).revision == 1


def test_an_empty_page_is_asked_for_without_validators_next_time(store: Store) -> None:
    lead = make_lead()
    page = make_page(lead.url, validators=Validators(etag="e"))

    keep(store, LeadResult(lead=lead, page=page, outcome=Outcome.EMPTY))

    assert store.validators(lead.url) == Validators()


def test_equal_long_texts_are_one_group_and_short_ones_are_not(store: Store) -> None:
    text = long_text("même")
    results = [make_result(make_lead(number=n), text) for n in range(3)]
    results += [make_result(make_lead(number=n), "Lire la suite") for n in range(3, 6)]

    keep(store, *results)

    groups = store._db.execute("SELECT id, group_id FROM items ORDER BY id").fetchall()
    assert groups == [(1, 1), (2, 1), (3, 1), (4, 4), (5, 5), (6, 6)]
    assert [number for number, _url in item(store, results[0].lead.url).group] == [2, 3]


def test_an_item_whose_text_changes_leaves_its_group_and_the_others_stay_together(store: Store) -> None:
    text = long_text("même")
    leads = [make_lead(number=n) for n in range(3)]
    keep(store, *(make_result(lead, text) for lead in leads))
    before = store.change_number()

    keep(store, make_result(changed_lead(leads[0]), long_text("autre")), number=1)

    assert store._db.execute("SELECT id, group_id FROM items ORDER BY id").fetchall() == [(1, 1), (2, 2), (3, 2)]
    stretch = store.changes_since(before, 100)
    assert stretch is not None
    assert set(stretch.groups) == {1, 2}

    keep(store, make_result(changed_lead(leads[0], title="t"), text), number=2)
    assert store._db.execute("SELECT id, group_id FROM items ORDER BY id").fetchall() == [(1, 2), (2, 2), (3, 2)]


def test_an_item_that_leaves_its_group_comes_back_when_its_text_does(store: Store) -> None:
    text = long_text("même")
    leads = [make_lead(number=n) for n in range(3)]
    keep(store, *(make_result(lead, text) for lead in leads))
    store.withdraw(leads[0].url, "droit", day(1))

    keep(store, make_result(changed_lead(leads[1]), long_text("autre")), number=1)
    keep(store, make_result(changed_lead(leads[1], title="t"), text), number=2)

    groups = dict(store._db.execute("SELECT id, group_id FROM items").fetchall())
    assert groups[2] == groups[3]


def test_a_lead_given_by_hand_is_kept_though_no_source_gave_it(store: Store) -> None:
    lead = make_lead()
    run = store.begin_run(NOW, [SOURCE])

    assert store.save(run, [make_result(lead)], now=NOW).new == 1

    assert store.why(lead.url).leads[0].outcome is Outcome.OK


def test_a_page_fetched_from_an_address_that_is_none_keeps_its_article(store: Store) -> None:
    lead = make_lead()

    assert keep(store, replace(make_result(lead), page=make_page(lead.url, final_url="about:blank"))).new == 1


def test_another_model_version_refreshes_the_tags_of_an_unchanged_article(store: Store) -> None:
    lead = make_lead()
    keep(store, make_result(lead))
    item_again = replace(make_item(changed_lead(lead), None, make_tagging(themes=("habitat",))), model_version="m2")

    counts = keep(store, replace(make_result(changed_lead(lead)), item=item_again), number=1)

    assert counts.unchanged == 1
    assert [tag.label for tag in item(store, lead.url).tags if tag.facet == "theme"] == ["habitat"]
    assert item(store, lead.url).model_version == "m2"


def test_tags_of_a_person_are_never_overwritten(store: Store) -> None:
    lead = make_lead()
    keep(store, make_result(lead))
    with transaction(store._db):
        store._db.execute("UPDATE tags SET origin = 'humain', probability = 1 WHERE label = 'financement'")
        store._db.execute("INSERT INTO tags VALUES (1, 'theme', 'emploi', 1, 'humain', '[]')")

    keep(store, make_result(changed_lead(lead), "neuf", make_tagging(themes=("financement", "habitat"))), number=1)

    tags = {(tag.label, tag.origin, tag.probability) for tag in item(store, lead.url).tags if tag.facet == "theme"}
    assert tags == {("financement", "humain", 1.0), ("emploi", "humain", 1.0), ("habitat", "machine", 0.9)}


def test_another_model_version_tags_stored_texts_anew(store: Store) -> None:
    lead = make_lead()
    keep(store, make_result(lead))
    assert store.items_to_tag("m1", 10) == []
    (found,) = store.items_to_tag("m2", 10)
    assert (found.id, found.title, found.ess) == (1, "Titre 1", False)
    before = store.change_number()

    store.retag({1: make_tagging(Zone.OUT, themes=("habitat",))}, "m2")

    assert store.items_to_tag("m2", 10) == []
    assert store.change_number() == before + 1
    kept = item(store, lead.url)
    assert (kept.zone, kept.revision, kept.tags[0]) == (Zone.OUT, 1, Tag(
        facet="theme", label="habitat", probability=0.9, evidence=(("prêt", 1.25),)
    ))  # fmt: skip


def test_the_rules_of_one_outcome_are_held_by_the_schema_too(store: Store) -> None:
    lead = make_lead()
    run = collect(store, SOURCE, lead)
    store.save(run, [make_result(lead)], now=NOW)
    with pytest.raises(sqlite3.IntegrityError, match="page_fetches"):
        store.save(run, [make_result(lead)], now=NOW)
    for wrong in (
        "UPDATE leads SET outcome = 'nonsense'",
        "UPDATE leads SET outcome = NULL",
        "UPDATE leads SET next_try = 'x'",
        "INSERT INTO items SELECT * FROM items",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            store._db.execute(wrong)


def test_text_that_has_no_utf8_form_does_not_spoil_a_batch(store: Store) -> None:
    lead = make_lead(title="cass\udce9", content="\udc80")
    article = make_item(make_lead(), "texte \ud800 abîmé", title="cass\udce9", author="\udfff")

    assert keep(store, replace(make_result(lead), item=article)).new == 1
    assert item(store, lead.url).title == "cass?"
