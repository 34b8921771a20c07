"""What a collection of a source leaves behind."""

from datetime import timedelta

import pytest

from tests.support.kept import (
    NOW,
    Collection,
    collect,
    collection,
    day,
    make_failure,
    make_item,
    make_lead,
    make_page,
    make_result,
    make_source,
)
from veille.models import Enclosure, Outcome, Source, Validators
from veille.runreport import RunReport
from veille.store import LeadResult, RecordedLeads, Store

SOURCE = make_source()


def record(store: Store, *leads, source: Source = SOURCE, now=NOW, since=None) -> RecordedLeads:  # type: ignore[no-untyped-def]
    run = store.begin_run(now, [source])
    first_since = {} if since is None else {source.id: since}
    return store.record_many(run, [collection(source, *leads)], now=now, first_since=first_since)[0]


def urls(store: Store, now=NOW, most: int = 100) -> list[str]:  # type: ignore[no-untyped-def]
    ids = list(store.source_states())
    return [one.lead.url for one in store.pending(now, max_per_source=most, source_ids=ids)]


def test_new_leads_wait_and_come_back_whole(store: Store) -> None:
    lead = make_lead(
        published=day(-1),
        authors=("A", "B"),
        categories=("scop",),
        lang="en",
        fetchable=False,
        updated=day(-1),
        enclosures=(Enclosure(url="https://rtes.example/a.pdf", size=12),),
    )

    assert record(store, lead) == RecordedLeads(seen=1, new=1, waiting=0, outcomes={})

    (pending,) = store.pending(NOW, max_per_source=5, source_ids=[SOURCE.id])
    assert pending.lead == lead
    assert (pending.attempts, pending.item_id) == (0, None)


def test_a_lead_seen_again_unchanged_ends_there_once_its_page_was_read(store: Store) -> None:
    lead = make_lead()
    run = collect(store, SOURCE, lead)
    assert record(store, lead).waiting == 1
    store.save(run + 1, [make_result(lead)], now=NOW)

    assert record(store, lead) == RecordedLeads(seen=1, new=0, waiting=0, outcomes={"unchanged": 1})
    assert urls(store) == []


def test_a_changed_lead_waits_again_with_its_new_words_and_the_pages_validators(store: Store) -> None:
    old = make_lead()
    run = collect(store, SOURCE, old)
    page = make_page(old.url, validators=Validators(etag="p1"))
    store.save(run, [LeadResult(lead=old, page=page, outcome=Outcome.OK, item=make_item(old))], now=NOW)
    new = make_lead(title="Titre corrigé")

    assert record(store, new) == RecordedLeads(seen=1, new=0, waiting=1, outcomes={})

    (pending,) = store.pending(NOW, max_per_source=5, source_ids=[SOURCE.id])
    assert pending.lead == new
    assert pending.validators == Validators(etag="p1")
    assert pending.item_id == 1


def test_an_entry_or_url_repeated_in_one_feed_is_a_duplicate(store: Store) -> None:
    one = make_lead(number=1)
    same_url = make_lead(number=1, entry_id="other-id")

    assert record(store, one, one, same_url) == RecordedLeads(seen=3, new=1, waiting=0, outcomes={"duplicate": 2})


def test_an_entry_id_that_comes_back_with_another_article_loses_neither(store: Store) -> None:
    first = make_lead(number=1, entry_id="12", title="Une épicerie coopérative ouvre")
    other = make_lead(number=2, entry_id="12", title="Budget : les crédits baissent")
    moved = make_lead(number=3, entry_id="12", title="Une épicerie coopérative a ouvert")

    recorded = [record(store, lead) for lead in (first, other, other, moved)]

    assert [one.new for one in recorded] == [1, 1, 0, 0]
    assert sorted(urls(store)) == [other.url, moved.url]


def test_an_entry_id_that_stands_for_several_urls_loses_no_entry(store: Store) -> None:
    leads = [make_lead(number=n, entry_id="https://site.example/") for n in range(3000)]

    assert record(store, *leads).new == 3000
    assert record(store, *leads, now=day(1)).waiting == 3000
    assert len(urls(store, day(1), most=5000)) == 3000


def test_three_thousand_copies_of_one_entry_are_one_lead(store: Store) -> None:
    assert record(store, *[make_lead()] * 3000) == RecordedLeads(
        seen=3000, new=1, waiting=0, outcomes={"duplicate": 2999}
    )


def test_leads_older_than_the_first_collection_allows_are_too_old_and_stay_so(store: Store) -> None:
    old, undated = make_lead(number=1, published=day(-40)), make_lead(number=2)
    first = record(store, old, undated, since=day(-30))
    assert first == RecordedLeads(seen=2, new=1, waiting=0, outcomes={"too_old": 1})

    # the feed changes its words every time (a counter): that does not make it news
    again = record(store, make_lead(number=1, published=day(-40), summary="12 vues"), now=day(1))
    assert again == RecordedLeads(seen=1, new=0, waiting=0, outcomes={"unchanged": 1})

    updated = make_lead(number=1, published=day(-40), updated=day(1))
    assert record(store, updated, now=day(2)).waiting == 1


def test_an_address_already_known_from_another_source_is_a_duplicate_and_a_sighting(store: Store) -> None:
    lead = make_lead()
    store.save(collect(store, SOURCE, lead), [make_result(lead)], now=NOW)
    other = make_source("avise")
    again = make_lead("avise", url=lead.url, title="Le même, signalé")

    assert record(store, again, source=other).outcomes == {"duplicate": 1}

    assert urls(store) == []
    trace = store.why(lead.url)
    assert trace.item is not None
    assert [(one.source_id, one.title) for one in trace.item.sightings] == [("avise", "Le même, signalé")]


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        (Outcome.OK, True), (Outcome.EMPTY, True), (Outcome.UNCHANGED, True),
        (Outcome.MALFORMED, False), (Outcome.NOT_A_FEED, False), (Outcome.UNREACHABLE, False),
    ],
)  # fmt: skip
def test_validators_are_kept_only_with_content_we_could_use(store: Store, outcome: Outcome, kept: bool) -> None:
    run = store.begin_run(NOW, [SOURCE])
    page = make_page(SOURCE.url, outcome=outcome, validators=Validators(etag='"v1"', last_modified="hier"))

    store.record_many(run, [Collection(SOURCE, page, outcome)], now=NOW)

    expected = {SOURCE.url: Validators(etag='"v1"', last_modified="hier")} if kept else {}
    assert store.memories()[SOURCE.id].validators == expected
    assert store.validators(SOURCE.url) == expected.get(SOURCE.url, Validators())


def test_validators_that_a_server_gives_no_more_are_dropped(store: Store) -> None:
    for etag in ('"v1"', None):
        run = store.begin_run(NOW, [SOURCE])
        store.record_many(run, [collection(SOURCE, etag=etag)], now=NOW)

    assert store.memories()[SOURCE.id].validators == {}


def test_the_state_of_a_source_follows_its_fetches(store: Store) -> None:
    def step(number: int, outcome: Outcome, *leads, **fields) -> None:  # type: ignore[no-untyped-def]
        run = store.begin_run(day(number), [SOURCE])
        page = make_page(SOURCE.url, **fields)
        store.record_many(run, [Collection(SOURCE, page, outcome, f"jour {number}", leads)], now=day(number))

    step(0, Outcome.OK, make_lead(), moved_to="https://new.example/flux")
    state = store.source_states()[SOURCE.id]
    assert (state.last_checked, state.last_success, state.last_new) == (NOW, NOW, NOW)
    assert (state.failures, state.moved_to, state.retired) == (0, "https://new.example/flux", False)

    step(1, Outcome.UNREACHABLE, retry_after=day(1) + timedelta(hours=3))
    step(2, Outcome.TIMEOUT)
    state = store.source_states()[SOURCE.id]
    assert (state.last_checked, state.last_success, state.failures) == (day(2), NOW, 2)
    assert (state.outcome, state.detail, state.moved_to) == (Outcome.TIMEOUT, "jour 2", "https://new.example/flux")

    step(3, Outcome.GONE, status=410)
    assert store.source_states()[SOURCE.id].retired
    step(4, Outcome.UNCHANGED, fresh_until=day(5), retry_after=day(4))
    state = store.source_states()[SOURCE.id]
    assert (state.failures, state.retired, state.next_due, state.last_new) == (0, False, day(5), NOW)
    assert state.moved_to is None


def test_a_source_that_is_not_due_keeps_its_state(store: Store) -> None:
    record(store)
    before = store.source_states()
    run = store.begin_run(day(1), [SOURCE])
    store.record_not_due(run, [SOURCE.id], now=day(1), detail="encore fraîche")

    assert store.source_states() == before
    assert store.unrecorded(run) == []


def test_a_fetch_is_recorded_once_and_only_when_planned(store: Store) -> None:
    run = store.begin_run(NOW, [SOURCE])
    store.record_many(run, [collection(SOURCE, make_lead())], now=NOW)

    with pytest.raises(ValueError, match="recorded twice"):
        store.record_many(run, [collection(SOURCE, make_lead(number=2))], now=NOW)
    with pytest.raises(ValueError, match="not planned"):
        store.record_many(run, [collection(make_source("autre"))], now=NOW)
    with pytest.raises(ValueError, match="recorded twice"):
        store.record_not_due(run, [SOURCE.id], now=NOW)

    assert urls(store) == [make_lead().url]


def test_a_run_ends_only_when_every_planned_fetch_has_an_outcome(store: Store) -> None:
    report = RunReport(
        sources=(), leads_new=0, lead_outcomes={"ok": 1}, items_new=0, items_updated=0, items_unchanged=0,
        items_relevant=0, added=0, changed=0, removed=0, generation=1, seconds=2.5, top_themes=(("emploi", 3),),
    )  # fmt: skip
    run = store.begin_run(NOW, [SOURCE, make_source("avise")])
    store.record_many(run, [collection(SOURCE)], now=NOW)
    with pytest.raises(ValueError, match="1 fetches unrecorded: avise"):
        store.end_run(run, report, day(1))
    store.record_not_due(run, ["avise"], now=NOW)
    store.end_run(run, report, day(1))

    (summary,) = store.last_runs(3)
    assert (summary.state, summary.ended, summary.report) == ("done", day(1), report)
    assert (summary.planned, summary.recorded) == (2, 2)
    with pytest.raises(ValueError, match="not running"):
        store.end_run(run, report, day(1))


def test_a_run_without_an_end_is_interrupted_by_the_next(store: Store) -> None:
    store.begin_run(NOW, [SOURCE])
    store.begin_run(day(1), [])

    assert [(one.id, one.state) for one in store.last_runs(5)] == [(2, "running"), (1, "interrupted")]


def test_pending_takes_turns_newest_first_up_to_the_ceiling(store: Store) -> None:
    other = make_source("avise")
    collect(store, SOURCE, *(make_lead(number=n, published=day(-n)) for n in (3, 1, 2)))
    collect(store, other, make_lead("avise", 9))

    assert urls(store, most=2) == [
        "https://avise.example/a/9",
        "https://rtes.example/a/1",
        "https://rtes.example/a/2",
    ]
    only = store.pending(NOW, max_per_source=5, source_ids=["avise"])
    assert [one.lead.source_id for one in only] == ["avise"]


def test_leads_to_one_url_are_followed_once_and_end_together(store: Store) -> None:
    other = make_source("avise")
    mine = make_lead()
    theirs = make_lead("avise", url=mine.url, title="Vu chez eux")
    run = store.begin_run(NOW, [SOURCE, other])
    store.record_many(run, [collection(SOURCE, mine), collection(other, theirs)], now=NOW)
    assert urls(store) == [mine.url]

    counts = store.save(run, [make_result(mine)], now=NOW)

    assert counts.outcomes == {"ok": 1, "duplicate": 1}
    assert urls(store) == []
    assert store.count_waiting(run, ["rtes", "avise"]) == 0
    trace = store.why(mine.url)
    assert trace.item is not None
    assert [one.source_id for one in trace.item.sightings] == ["avise"]
    assert [one.outcome for one in trace.leads] == [Outcome.OK, Outcome.DUPLICATE]


def test_a_lead_whose_twin_failed_keeps_waiting(store: Store) -> None:
    other = make_source("avise")
    mine, theirs = make_lead(), make_lead("avise", url=make_lead().url)
    run = store.begin_run(NOW, [SOURCE, other])
    store.record_many(run, [collection(SOURCE, mine), collection(other, theirs)], now=NOW)

    assert store.save(run, [make_failure(mine)], now=NOW).outcomes == {"unreachable": 1}

    assert store.count_waiting(run, ["rtes", "avise"]) == 1
    assert [one.lead for one in store.pending(NOW, max_per_source=5, source_ids=["rtes", "avise"])] == [theirs]


def test_a_page_whose_last_change_is_too_old_or_that_its_reader_knows_for_old_waits_for_a_change(store: Store) -> None:
    changed_long_ago, changed_lately = make_lead(number=1, updated=day(-40)), make_lead(number=2, updated=day(-2))
    there_before = make_lead(number=3, old=True)
    first = record(store, changed_long_ago, changed_lately, there_before, since=day(-30))
    assert (first.new, first.outcomes) == (1, {"too_old": 2})
    assert record(store, changed_long_ago, changed_lately, there_before).outcomes == {"unchanged": 2}

    now_changed = make_lead(number=1, updated=day(1), fingerprint="other")
    assert record(store, now_changed, make_lead(number=4, old=True), now=day(2)).outcomes == {"too_old": 1}
    assert set(urls(store, now=day(2))) == {changed_lately.url, now_changed.url}
