"""Whatever is thrown at the store, every fetch and every lead ends in exactly one outcome, counted once."""

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.kept import (
    Collection,
    collection,
    day,
    long_text,
    make_failure,
    make_item,
    make_lead,
    make_page,
    make_result,
    make_source,
)
from veille.models import Outcome, Zone
from veille.store import LeadResult, PendingLead, Store, open_store

SOURCES = [make_source(name) for name in ("rtes", "avise", "coop")]
IDS = [source.id for source in SOURCES]

leads = st.tuples(
    st.integers(0, 5),  # which page
    st.integers(0, 3),  # which entry id; 0: its URL
    st.sampled_from(["", "v2", "v3"]),  # what the source says
    st.sampled_from([None, -50, -1]),  # days
)
feeds = st.lists(leads, max_size=6)
endings = st.sampled_from(
    ["ok", "ok", "ok", "elsewhere", "same text", "gone", "unreachable", "unreachable with text", "304", "not followed"]
)
rounds = st.lists(
    st.tuples(
        st.tuples(feeds, feeds, feeds), st.lists(endings, min_size=1, max_size=5), st.integers(1, 4), st.booleans()
    ),
    min_size=1,
    max_size=5,
)


def make_collection(index: int, feed: list[tuple[int, int, str, int | None]]) -> Collection:
    source = SOURCES[index]
    made = []
    for page, entry, words, age in feed:
        fields: dict[str, object] = {"url": f"https://commun.example/{page}", "title": f"Titre {page} {words}"}
        if entry:
            fields["entry_id"] = f"guid-{entry}"
        made.append(make_lead(source.id, **fields, published=None if age is None else day(age)))
    return collection(source, *made)


def make_ending(pending: PendingLead, ending: str) -> LeadResult | None:
    lead = pending.lead
    if ending == "not followed":
        return None
    if ending == "gone":
        return make_failure(lead, Outcome.GONE)
    if ending == "unreachable":
        return make_failure(lead)
    if ending == "unreachable with text":
        return replace(make_failure(lead), item=make_item(lead, long_text(lead.title), from_feed=True))
    if ending == "304":
        return LeadResult(lead=lead, page=make_page(lead.url), outcome=Outcome.UNCHANGED)
    if ending == "elsewhere":
        page = make_page(lead.url, final_url="https://commun.example/0")
        return LeadResult(
            lead=lead, page=page, outcome=Outcome.OK, item=make_item(lead, url="https://commun.example/0")
        )
    return make_result(lead, long_text("même") if ending == "same text" else None)


BROKEN = """
SELECT 'lead neither waits nor has ended', id FROM leads WHERE outcome IS NULL AND next_try IS NULL
UNION ALL SELECT 'item without its own address', id FROM items i
    WHERE i.merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM aliases a WHERE a.url = i.url AND a.item_id = i.id)
UNION ALL SELECT 'item without terms', id FROM items i
    WHERE NOT EXISTS (SELECT 1 FROM terms t WHERE t.item_id = i.id AND t.revision = i.revision)
UNION ALL SELECT 'equal texts apart', i.id FROM items i JOIN items o USING (text_hash)
    WHERE i.group_id <> o.group_id AND i.text_length >= 200 AND i.withdrawn IS NULL AND o.withdrawn IS NULL
    AND i.merged_into IS NULL AND o.merged_into IS NULL
UNION ALL SELECT 'withdrawn address in a live item', i.id FROM items i JOIN tombstones t USING (url)
    WHERE i.withdrawn IS NULL
UNION ALL SELECT 'change number from the future', id FROM items WHERE change > (SELECT change FROM clock)
"""


def run_once(store: Store, now: datetime, feeds_now, endings_now: list[str], most: int) -> None:  # type: ignore[no-untyped-def]
    """Do one run and hold its books."""
    run = store.begin_run(now, SOURCES)
    before = store.count_waiting(run, IDS)
    batch = [make_collection(index, feed) for index, feed in enumerate(feeds_now)]
    recorded = store.record_many(run, batch, now=now)
    waiting = store.count_waiting(run, IDS)
    for one, counts in zip(batch, recorded, strict=True):
        assert len(one.leads) == counts.seen == counts.new + counts.waiting + sum(counts.outcomes.values())
    new, known = sum(one.new for one in recorded), sum(one.waiting for one in recorded)
    assert before + new <= waiting <= before + new + known

    pending = store.pending(now, max_per_source=most, source_ids=IDS)
    assert len({one.lead.url for one in pending}) == len(pending)
    assert max(Counter(one.lead.source_id for one in pending).values(), default=0) <= most
    results = [make_ending(one, endings_now[place % len(endings_now)]) for place, one in enumerate(pending)]
    saved = store.save(run, [one for one in results if one], now=now)

    assert sum(saved.outcomes.values()) == waiting - store.count_waiting(run, IDS)
    assert saved.new + saved.updated + saved.unchanged <= len(pending)
    assert store.unrecorded(run) == []
    assert store._db.execute(BROKEN).fetchall() == []


def play(history) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "collect.db") as store:
        for number, (feeds_now, endings_now, most, withdraw) in enumerate(history):
            run_once(store, day(number), feeds_now, endings_now, most)
            if withdraw:
                store.withdraw("https://commun.example/1", "droit", day(number))


@settings(max_examples=25, deadline=None)
@given(rounds)
def test_books_balance_over_random_runs(history) -> None:  # type: ignore[no-untyped-def]
    play(history)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(rounds)
def test_books_balance_over_many_random_runs(history) -> None:  # type: ignore[no-untyped-def]
    play(history)


def test_relevance_zones_are_the_models(tmp_path: Path) -> None:
    with open_store(tmp_path / "collect.db") as store:
        for zone in Zone:
            assert store._db.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'items' AND instr(sql, ?)", [f"'{zone}'"]
            ).fetchone()


def test_every_outcome_of_the_models_can_be_stored(tmp_path: Path) -> None:
    with open_store(tmp_path / "collect.db") as store:
        known = {name for (name,) in store._db.execute("SELECT name FROM outcomes")}
    assert known == {str(outcome) for outcome in Outcome}
