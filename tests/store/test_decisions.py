"""What a person decides of an item outlives every tagging, merge and re-reading."""

from dataclasses import replace

import pytest

from tests.support.facts import facts, place
from tests.support.kept import NOW, collect, day, make_lead, make_result, make_source
from veille.models import Tag, Tagging, Zone
from veille.store import Decision, Store, Subject

MACHINE = Tagging(
    relevance=0.9,
    zone=Zone.IN,
    tags=(
        Tag(facet="theme", label="financement", probability=0.8),
        Tag(facet="theme", label="europe-international", probability=0.6),
        Tag(facet="kind", label="actualite", probability=0.7),
    ),
)
OUT = Tagging(relevance=0.1, zone=Zone.OUT)


@pytest.fixture
def item(store: Store) -> Subject:
    lead = make_lead()
    number = collect(store, make_source(), lead)
    result = make_result(lead, facts=facts(places=(place("D93"), place("R11"))))
    assert result.item is not None
    store.save(number, [replace(result, item=replace(result.item, tagging=MACHINE))], now=NOW)
    found = store.subject(lead.url)
    assert found is not None
    return found


def decide(store: Store, item: Subject, *made: tuple[str, str, bool]) -> Subject:
    decisions = [Decision(facet=facet, label=label, holds=holds) for facet, label, holds in made]
    assert store.take_correction(item.url, decisions, day(1), 10)
    return again(store, item)


def retag(store: Store, item: Subject, tagging: Tagging = MACHINE) -> Subject:
    store.retag({item.id: tagging}, "newer")
    return again(store, item)


def again(store: Store, item: Subject) -> Subject:
    found = store.subject(item.id)
    assert found is not None
    return found


def labels(item: Subject, facet: str) -> list[str]:
    return sorted(label for of, label in item.labels if of == facet)


def test_a_refused_label_stays_away_through_every_retag(store: Store, item: Subject) -> None:
    for now in (decide(store, item, ("theme", "europe-international", False)), retag(store, item), retag(store, item)):
        assert labels(now, "theme") == ["financement"]


def test_a_given_label_stays_through_every_retag(store: Store, item: Subject) -> None:
    decide(store, item, ("theme", "mobilite", True))

    assert labels(retag(store, item, replace(MACHINE, tags=())), "theme") == ["mobilite"]
    assert labels(retag(store, item), "theme") == ["europe-international", "financement", "mobilite"]


def test_a_kind_given_by_a_person_stands_alone_and_may_be_given_anew(store: Store, item: Subject) -> None:
    assert labels(decide(store, item, ("kind", "evenement", True)), "kind") == ["evenement"]
    assert labels(retag(store, item), "kind") == ["evenement"]
    assert labels(decide(store, item, ("kind", "initiative", True)), "kind") == ["initiative"]
    assert labels(retag(store, item), "kind") == ["initiative"]


def test_a_closed_facet_takes_nothing_more(store: Store, item: Subject) -> None:
    decide(store, item, ("theme", "financement", True), ("theme", "", False))

    assert labels(retag(store, item), "theme") == ["financement"]


def test_what_a_person_holds_off_the_subject_stays_out(store: Store, item: Subject) -> None:
    now = decide(store, item, ("relevance", "", False))

    assert (now.zone, labels(now, "theme"), labels(now, "kind")) == (Zone.OUT, [], [])
    assert (retag(store, item).zone, again(store, item).labels) == (Zone.OUT, now.labels)


def test_what_a_person_takes_in_stays_in_and_waits_for_tags(store: Store, item: Subject) -> None:
    retag(store, item, OUT)
    assert decide(store, item, ("relevance", "", True)).model_version == ""
    assert [one.id for one in store.items_to_tag("newer", 10)] == [item.id]

    assert retag(store, item, OUT).zone is Zone.IN


def test_a_person_may_change_her_mind(store: Store, item: Subject) -> None:
    decide(store, item, ("theme", "financement", False))
    decide(store, item, ("theme", "financement", True))

    assert "financement" in labels(retag(store, item), "theme")


def test_places_too_stay_as_decided(store: Store, item: Subject) -> None:
    now = decide(store, item, ("territory", "R11", False), ("territory", "D75", True))
    assert labels(now, "territory") == ["D75", "D93"]

    store.keep_facts({item.id: facts(places=(place("R11"), place("D69")))}, day(2))
    assert labels(again(store, item), "territory") == ["D69", "D75"]


def test_a_withdrawn_item_keeps_no_decision_and_cannot_be_corrected(store: Store, item: Subject) -> None:
    decide(store, item, ("theme", "financement", False))
    store.withdraw(item.url, "droit", NOW)

    assert store.subject(item.id) is None
    assert store.decisions_on(item.id) == ()
    assert not store.take_correction(item.url, [], NOW, 20)
    assert store.corrections_taken() == 20


def test_what_is_no_address_is_no_item(store: Store) -> None:
    assert not store.take_correction("pas une adresse", [], NOW, 5)
    with pytest.raises(ValueError):
        store.subject("pas une adresse")
