"""`why` answers from every state an address can be in."""

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
from veille.models import Outcome, Zone
from veille.store import LeadResult, Store

SOURCE = make_source()


def test_an_unknown_address_was_never_seen(store: Store) -> None:
    trace = store.why("HTTPS://Ailleurs.example:443/x#y")

    assert (trace.seen, trace.public, trace.url) == (False, False, "https://ailleurs.example/x")
    assert trace.reason == "jamais vue : aucune source n’a donné cette adresse"
    assert (trace.leads, trace.item, trace.tombstone) == ((), None, None)


def test_an_entry_without_a_page_is_found_by_its_own_address(store: Store) -> None:
    lead = make_lead(url="https://rtes.example/flux.xml#entry-1", fetchable=False)
    result = LeadResult(lead=lead, page=None, outcome=Outcome.OK, item=make_item(lead, from_feed=True))
    store.save(collect(store, SOURCE, lead), [result], now=NOW)

    assert store.why(lead.url).public
    assert store.withdraw(lead.url, "droit", NOW).urls == (lead.url,)
    assert not store.why(lead.url).public


def test_a_waiting_lead_says_so(store: Store) -> None:
    collect(store, SOURCE, make_lead(published=day(-1)))

    trace = store.why(make_lead().url)

    (lead,) = trace.leads
    assert (lead.source_id, lead.source_name, lead.title) == ("rtes", "Source rtes", "Titre 1")
    assert (lead.published, lead.first_seen, lead.outcome) == (day(-1), NOW, None)
    assert trace.reason.startswith("en attente")


def test_failures_are_told_with_their_dates_and_reasons(store: Store) -> None:
    lead = make_lead()
    run = collect(store, SOURCE, lead)
    store.save(run, [make_failure(lead)], now=NOW)
    run = store.begin_run(day(1), [])
    store.save(run, [make_failure(lead, Outcome.REFUSED, final_url="https://10.0.0.1/")], now=day(1))

    (told,) = store.why(lead.url).leads

    assert [(fetch.run_id, fetch.outcome, fetch.detail) for fetch in told.fetches] == [
        (1, Outcome.UNREACHABLE, "le serveur ne répond pas"),
        (2, Outcome.REFUSED, "le serveur ne répond pas"),
    ]
    assert told.fetches[1].final_url == "https://10.0.0.1/"
    assert store.why(lead.url).reason == "page jamais obtenue : le serveur ne répond pas"


def test_a_failure_to_be_tried_again_says_so(store: Store) -> None:
    lead = make_lead()
    store.save(collect(store, SOURCE, lead), [make_failure(lead)], now=NOW)

    assert store.why(lead.url).reason == "page pas encore obtenue, nouvel essai prévu : le serveur ne répond pas"


@pytest.mark.parametrize(
    ("page", "days"),
    [
        ({"outcome": Outcome.OK}, 7),  # its reading found it reserved
        ({"outcome": Outcome.BLOCKED, "forbidden": True, "status": None}, 7),
        ({"outcome": Outcome.BLOCKED, "status": 403}, 0),
    ],
)
def test_a_site_that_refuses_is_told_so_and_pressed_by_no_retry(
    store: Store, page: dict[str, object], days: int
) -> None:
    lead = make_lead()
    failed = LeadResult(
        lead=lead, page=make_page(lead.url, **page), outcome=Outcome.BLOCKED, detail="interdit", item=None
    )
    store.save(collect(store, SOURCE, lead), [failed], now=NOW)

    trace = store.why(lead.url)

    assert trace.reason == "le site refuse cette page : interdit"
    assert trace.leads[0].next_try is not None
    assert (trace.leads[0].next_try - NOW).days == days


def test_too_old_says_so(store: Store) -> None:
    run = store.begin_run(NOW, [SOURCE])
    lead = make_lead(published=day(-90))
    store.record_many(run, [collection(SOURCE, lead)], now=NOW, first_since={"rtes": day(-30)})

    assert store.why(lead.url).reason.startswith("trop ancienne")


def test_relevance_decides_and_is_told(store: Store) -> None:
    leads = [make_lead(number=n) for n in range(3)]
    run = collect(store, SOURCE, *leads)
    zones = (Zone.IN, Zone.REVIEW, Zone.OUT)
    store.save(
        run,
        [make_result(lead, tagging=make_tagging(zone)) for lead, zone in zip(leads, zones, strict=True)],
        now=NOW,
    )

    told = [(store.why(lead.url).public, store.why(lead.url).reason) for lead in leads]

    assert told == [
        (True, "publique"),
        (False, "à vérifier : peut-être sur l’ESS (pertinence 0,50)"),
        (False, "hors sujet : pas sur l’ESS (pertinence 0,04)"),
    ]


def test_what_is_to_review_from_a_source_all_about_ess_is_public(store: Store) -> None:
    source = make_source("coop", ess=True)
    lead = make_lead("coop")
    store.save(collect(store, source, lead), [make_result(lead, tagging=make_tagging(Zone.REVIEW))], now=NOW)

    assert store.why(lead.url).public


def test_a_copy_points_to_the_article_that_stands_for_it(store: Store) -> None:
    first, second = make_lead(), make_lead(number=2)
    run = collect(store, SOURCE, first, second)
    store.save(run, [make_result(first, long_text("même")), make_result(second, long_text("même"))], now=NOW)

    trace = store.why(second.url)

    copy = "copie de « Titre 1 » (article n° 1), où elle figure sous « vu aussi »"
    assert (trace.public, trace.reason) == (False, copy)
    assert trace.item is not None
    assert trace.item.group == ((1, first.url),)
