"""A run whose clock was years ahead leaves nothing behind that waits for those years."""

from dataclasses import replace

from tests.support.kept import collect, collection, day, make_lead, make_source
from veille.models import Outcome
from veille.store import Store

AHEAD = day(2000)
SOURCE = make_source()


def test_leads_that_it_left_are_followed_by_the_next_run(store: Store) -> None:
    collect(store, SOURCE, make_lead(), now=AHEAD)
    assert store.pending(day(0), max_per_source=9, source_ids=[SOURCE.id]) == []

    store.begin_run(day(0), [SOURCE])

    assert len(store.pending(day(0), max_per_source=9, source_ids=[SOURCE.id])) == 1


def test_a_site_it_searched_may_be_searched(store: Store) -> None:
    run = store.begin_run(AHEAD, [SOURCE])
    gone = replace(collection(SOURCE), outcome=Outcome.GONE, searched=True)
    store.record_many(run, [gone], now=AHEAD)

    assert not store.memories(AHEAD)[SOURCE.id].may_search
    assert store.memories(day(0))[SOURCE.id].may_search
