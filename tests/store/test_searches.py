"""When a failing source's site is searched for another address, and how long what was found stands in."""

from dataclasses import replace
from datetime import timedelta

from tests.support.kept import NOW, Collection, collection, day, make_source
from veille.models import Memory, Outcome, Proposal
from veille.store import Store

SOURCE = make_source()


def test_a_site_is_searched_once_for_each_silence_and_then_weekly(store: Store) -> None:
    def after(days: float, *, searched: bool = False, outcome: Outcome = Outcome.GONE) -> bool:
        """Record one collection so many days later and say whether a search would be made right before it."""
        before = store.memories(day(0) + timedelta(days=days))[SOURCE.id].may_search
        run = store.begin_run(NOW, [SOURCE])
        one = replace(collection(SOURCE), outcome=outcome, searched=searched)
        store.record_many(run, [one], now=day(0) + timedelta(days=days))
        return before

    store.know_sources([SOURCE])
    assert after(0, searched=True)
    assert not after(1)
    assert not after(6.9)
    assert after(7.1, searched=True)
    assert not after(7.5, outcome=Outcome.OK)
    assert not after(7.9), "it came and went within a day"
    assert after(8.2)
    assert store.memories()[SOURCE.id].may_search


def test_a_stand_in_lasts_until_the_own_address_answers_well(store: Store) -> None:
    other = Proposal(type="feed", url="https://rtes.example/autre.xml", how="accueil", newest=NOW)

    def after(number: int, one: Collection) -> Memory:
        store.record_many(store.begin_run(NOW, [SOURCE]), [one], now=day(number))
        return store.memories()[SOURCE.id]

    found = replace(collection(SOURCE), stand_in=other, proposals=(other,), searched=True)
    assert after(0, found).stand_in == other
    assert after(1, replace(collection(SOURCE), outcome=Outcome.UNREACHABLE)).stand_in == other
    assert after(2, replace(collection(SOURCE), stand_in=other)).stand_in == other
    assert after(3, collection(SOURCE)).stand_in is None
