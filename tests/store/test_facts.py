"""Places, organisations, calls and events are kept as they were read, and what a person decided stays."""

from tests.support.facts import call, event, facts, found, full_call, mention, place
from tests.support.kept import NOW, collect, collection, day, make_lead, make_result, make_source, make_tagging
from veille.facts import Facts, Place, PlaceRole
from veille.models import Zone
from veille.store import Decision, Store
from veille.store.connection import transaction
from veille.store.factcodec import pack_facts, unpack_facts

LEAD = make_lead()
ALL = facts(
    places=(place("R11", PlaceRole.SUBJECT, 0.95, "Île-de-France"), place("D93", PlaceRole.MENTION, 0.4, "le 93")),
    mentions=(mention("Réseau Tissé"),),
    declared=(event("2026-12-04T09:30", end=found("2026-12-05"), online=False, declared=True),),
    forms=(found("https://aides.example/ess", "Déposer un dossier", 1.0),),
    call=full_call(),
    event=event(place=found("Lyon"), code="69123", online=True, registration=found("https://inscription.example/")),
    zones=(("FR", "R11"), ("FR", "R84", "D69")),
)


def keep(store: Store, told: Facts, text: str | None = None, number: int = 0, **fields: object) -> None:
    """Read the page of LEAD once more, with these facts."""
    lead = make_lead(fingerprint=str(number))
    run = collect(store, make_source(), lead, now=day(number))
    store.save(run, [make_result(lead, text, facts=told, **fields)], now=day(number))


def known(store: Store) -> Facts:
    trace = store.why(LEAD.url)
    assert trace.item is not None
    return trace.item.facts


def test_facts_come_back_as_they_were_read(store: Store) -> None:
    keep(store, ALL)

    (item,) = store.members([1])
    assert item.facts == Facts(**{name: getattr(ALL, name) for name in ALL.__slots__} | {"version": ""})
    assert known(store) == item.facts


def test_an_article_that_tells_nothing_keeps_nothing(store: Store) -> None:
    keep(store, facts())

    assert known(store) == Facts()
    assert store._db.execute("SELECT count(*) FROM facts").fetchone() == (0,)


def test_odd_characters_are_kept_or_replaced_never_refused(store: Store) -> None:
    odd = "Fonds \ud83d & \x00 « Réseau »"
    keep(store, facts(places=(place("D93", PlaceRole.SUBJECT, 0.5, odd),), mentions=(mention(odd, "fonds"),),
                      event=event(place=found(odd))))  # fmt: skip

    told = known(store)
    assert told.event is not None
    assert told.event.place is not None
    assert told.event.place.value == odd
    assert told.mentions[0].name == odd.replace("\ud83d", "?")


def test_packing_is_the_inverse_of_unpacking_for_calls_without_anything() -> None:
    for one in (facts(call=call()), facts(call=call(permanent=found(""))), facts(event=event(online=False))):
        back = unpack_facts(pack_facts(one))
        assert (back.call, back.event) == (one.call, one.event)


def test_a_new_text_replaces_the_facts_and_an_unchanged_one_leaves_them(store: Store) -> None:
    keep(store, ALL)
    keep(store, facts(places=(place("D33"),), declared=ALL.declared, forms=ALL.forms), number=1)
    assert known(store).places[0].code == "R11"

    keep(store, facts(places=(place("D33"),)), text="Tout autre chose est dit ici.", number=2)
    assert [one.code for one in known(store).places] == ["D33"]
    assert (known(store).call, known(store).mentions) == (None, ())


def test_a_date_that_changes_in_the_markup_alone_is_taken_over_and_published_anew(store: Store) -> None:
    keep(store, facts(declared=(event(),), event=event()))
    before = store.change_number()
    moved = event("2026-12-11")

    keep(store, facts(declared=(moved,), event=moved), number=1)

    assert known(store).event == moved
    assert store.change_number() > before


def test_other_enrichers_read_stored_texts_anew(store: Store) -> None:
    keep(store, ALL)
    assert store.items_to_tag("m1", 9, "e1") == []

    (item,) = store.items_to_tag("m1", 9, "e2")
    assert (item.facts.declared, item.facts.forms, item.first_seen) == (ALL.declared, ALL.forms, NOW)
    store.keep_facts({1: Facts(places=(place("D33"),), version="e2")}, day(1))
    store.retag({1: make_tagging(Zone.IN)}, "m1")

    assert store.items_to_tag("m1", 9, "e2") == []
    assert [one.code for one in known(store).places] == ["D33"]


def test_the_same_text_read_by_newer_enrichers_in_a_run_has_its_facts_renewed(store: Store) -> None:
    keep(store, ALL)

    keep(store, facts(version="e2", declared=ALL.declared, forms=ALL.forms, places=(place("FR"),)), number=1)

    assert [one.code for one in known(store).places] == ["FR"]
    assert store.items_to_tag("m1", 9, "e2") == []


def test_items_without_a_text_keep_their_facts(store: Store) -> None:
    keep(store, ALL)
    store.purge(day(5))

    assert store.items_to_tag("m2", 9, "e2") == []
    assert known(store).call == full_call()


def test_purging_takes_what_was_read_in_texts_off_the_subject(store: Store) -> None:
    run = collect(store, make_source(), LEAD)
    store.save(run, [make_result(LEAD, tagging=make_tagging(Zone.OUT), facts=facts(places=ALL.places))], now=NOW)
    store.confirm({1: None}, store.change_number())

    store.purge(day(5))

    assert known(store) == Facts()


def test_places_that_a_person_decided_stay(store: Store) -> None:
    keep(store, facts(places=(place("R11"), place("D93"))))
    with transaction(store._db):
        store._db.execute("UPDATE places SET origin = 'humain', role = 'zone', probability = 1 WHERE code = 'D93'")
        store._db.execute("INSERT INTO places VALUES (1, 'D2A', 'sujet', 1, 'humain', '[]')")

    keep(store, facts(places=(place("D93", PlaceRole.MENTION, 0.3), place("R84"))), text="neuf", number=1)
    store.keep_facts({1: facts(places=(place("D93"), place("R84")))}, day(2))

    assert known(store).places == (
        Place(code="D2A", role=PlaceRole.SUBJECT, probability=1, origin="humain"),
        Place(code="D93", role=PlaceRole.ZONE, probability=1, origin="humain"),
        place("R84"),
    )


def test_the_kind_that_a_person_gave_is_told_to_who_reads_again(store: Store) -> None:
    keep(store, facts())
    with transaction(store._db):
        store._db.execute("INSERT INTO tags VALUES (1, 'kind', 'appel-a-projets', 1, 'humain', '[]')")

    assert [one.decided_kind for one in store.items_to_tag("m2", 9)] == ["appel-a-projets"]


def test_a_withdrawn_item_leaves_no_fact(store: Store) -> None:
    keep(store, ALL)
    with transaction(store._db):
        store._db.execute("UPDATE places SET origin = 'humain' WHERE code = 'D93'")

    store.withdraw(LEAD.url, "demande", day(1))

    for table in ("facts", "mentions", "places", "calls", "call_items", "call_marks", "call_changes"):
        assert store._db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_looking_for_items_to_read_anew_walks_no_text(store: Store) -> None:
    seen: list[str] = []
    store._db.set_trace_callback(seen.append)
    store.items_to_tag("m1", 9, "e1")
    store._db.set_trace_callback(None)

    plans = [row[3] for sql in seen for row in store._db.execute("EXPLAIN QUERY PLAN " + sql)]
    assert len(seen) == 5
    assert [step for step in plans if step.startswith("SCAN")] == ["SCAN j VIRTUAL TABLE INDEX 1:"]


def test_a_page_that_becomes_part_of_another_hands_over_what_people_decided(store: Store) -> None:
    old, new = make_lead(url="https://rtes.example/vieille"), make_lead("avise", url="https://rtes.example/neuve")
    text = "Un même texte assez long pour être reconnu, avec ses mots et ses phrases. " * 5
    for lead, shown in ((old, text), (new, text + "Fin.")):
        run = store.begin_run(NOW, [make_source(lead.source_id)])
        store.record_many(run, [collection(make_source(lead.source_id), lead)], now=NOW)
        store.save(
            run, [make_result(lead, shown, facts=facts(places=(place("R11"),), call=call("2026-12-01")))], now=NOW
        )
    with transaction(store._db):
        store._db.execute("INSERT INTO places VALUES (1, 'D2A', 'sujet', 1, 'humain', '[]')")

    moved = make_lead(url=old.url, title="Relu")
    run = collect(store, make_source(), moved, now=day(1))
    page = make_result(moved, text, url=new.url)
    store.save(run, [page], now=day(1))

    trace = store.why(new.url)
    assert trace.item is not None
    assert [(one.code, one.origin) for one in trace.item.facts.places] == [("D2A", "humain"), ("R11", "machine")]
    assert store._db.execute("SELECT item_id FROM call_items").fetchall() == [(2,)]


def test_a_kind_that_a_person_corrects_has_the_article_read_anew(store: Store) -> None:
    keep(store, facts())
    assert store.items_to_tag("m1", 9, "e1") == []

    store.take_correction(LEAD.url, [Decision(facet="kind", label="appel-a-projets", holds=True)], day(1), 1)

    assert [one.decided_kind for one in store.items_to_tag("m1", 9, "e1")] == ["appel-a-projets"]


def test_a_source_that_turns_out_to_be_elsewhere_has_its_articles_read_anew(store: Store) -> None:
    keep(store, facts())
    store.know_sources([make_source(priority=1)])
    assert store.items_to_tag("m1", 9, "e1") == []

    store.know_sources([make_source(territory="R94")])

    assert [one.id for one in store.items_to_tag("m1", 9, "e1")] == [1]
