"""An article belongs to its source, not to the aggregator that was read before it."""

import pytest

from tests.support.kept import collect, collection, day, long_text, make_lead, make_result, make_source
from veille.models import Source
from veille.store import Store

PAGE = "https://source.example/article"
OWN = make_source("source")
AGGREGATOR, TRIED = make_source("agregateur", aggregator=True), make_source("essai", state="a-verifier")


def keep(store: Store, source: Source, number: int, title: str = "Le titre") -> None:
    """Have a source name the page, and read it if that is to be done."""
    lead = make_lead(source.id, url=PAGE, title=title, entry_id=f"{source.id}-1")
    collect(store, source, lead, now=day(number))
    run = store.begin_run(day(number), [])
    waiting = store.pending(day(number), max_per_source=9, source_ids=[source.id])
    text = long_text(title)
    store.save(run, [make_result(one.lead, text, title=one.lead.title) for one in waiting], now=day(number))


def owners(store: Store) -> tuple[str, list[str], str]:
    (item,) = store.members([1])
    return item.source_id, [one.source_id for one in item.sightings], item.title


@pytest.mark.parametrize("first", [AGGREGATOR, TRIED], ids=["aggregator", "probation"])
def test_the_source_itself_takes_its_article_from_who_was_read_before_it(store: Store, first: Source) -> None:
    keep(store, first, 0)
    assert owners(store) == (first.id, [], "Le titre")

    keep(store, OWN, 1)
    assert owners(store) == ("source", [first.id], "Le titre")

    keep(store, OWN, 2, title="Le titre corrigé")
    keep(store, first, 3, title="Un titre à lui")
    assert owners(store) == ("source", [first.id], "Le titre corrigé")


def test_it_does_so_when_both_come_in_one_run(store: Store) -> None:
    leads = [make_lead(one.id, url=PAGE, entry_id=one.id) for one in (AGGREGATOR, OWN)]
    run = store.begin_run(day(0), [AGGREGATOR, OWN])
    store.record_many(run, [collection(AGGREGATOR, leads[0]), collection(OWN, leads[1])], now=day(0))
    (waiting,) = store.pending(day(0), max_per_source=9, source_ids=[AGGREGATOR.id, OWN.id])
    store.save(run, [make_result(waiting.lead)], now=day(0))

    assert owners(store)[:2] == ("source", ["agregateur"])
    assert store.why(PAGE).item is not None
    assert [one.id for one in store.items_to_tag("m1", 9)] == [1]


def test_nobody_else_takes_an_article_from_who_was_first(store: Store) -> None:
    for number, source in enumerate((OWN, make_source("autre", priority=1), AGGREGATOR, TRIED)):
        keep(store, source, number)

    assert owners(store)[:2] == ("source", ["agregateur", "autre", "essai"])
