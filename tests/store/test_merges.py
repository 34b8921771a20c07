"""Two items whose pages turn out to be one become one: nothing is lost, no number is given again."""

import pytest

from tests.support.kept import NOW, collect, day, long_text, make_item, make_lead, make_page, make_result, make_source
from veille.models import Outcome
from veille.store import LeadResult, Store

OLD, NEW = make_lead(url="https://rtes.example/ancienne"), make_lead("avise", url="https://rtes.example/nouvelle")
TEXT = long_text("même page")


@pytest.fixture
def two(store: Store) -> Store:
    """A store with one article at two addresses that nobody knew to be one: the second has a younger text."""
    for lead, text in ((OLD, TEXT), (NEW, TEXT + " suite")):
        run = collect(store, make_source(lead.source_id), lead)
        store.save(run, [make_result(lead, text)], now=NOW)
    collect(store, make_source("media"), make_lead("media", url=OLD.url))
    return store


def follow(store: Store, text: str = TEXT, to: str = NEW.url) -> None:
    """Follow the old lead again: its page now redirects."""
    lead = make_lead(url=OLD.url, title="Titre relu")
    run = collect(store, make_source(), lead, now=day(1))
    page = make_page(lead.url, final_url=to)
    store.save(
        run, [LeadResult(lead=lead, page=page, outcome=Outcome.OK, item=make_item(lead, text, url=to))], now=day(1)
    )


def test_a_page_that_moves_onto_another_items_address_becomes_part_of_it(two: Store) -> None:
    follow(two)

    trace = two.why(OLD.url)
    assert trace.item is not None
    assert (trace.item.id, set(trace.item.aliases)) == (2, {OLD.url, NEW.url})
    assert {one.source_id for one in trace.item.sightings} == {"rtes", "media"}
    members = {item.id: item for item in two.members(two.groups_of([2]))}
    assert (members[1].merged, members[1].shown, members[2].shown) == (True, False, True)


def test_its_history_is_kept_and_its_number_never_given_again(two: Store) -> None:
    follow(two)
    run = collect(two, make_source(), later := make_lead(number="neuf"), now=day(2))
    two.save(run, [make_result(later)], now=day(2))

    assert two._db.execute("SELECT item_id, title FROM revisions WHERE item_id = 1").fetchall() == [(1, OLD.title)]
    assert two.why(later.url).item is not None
    assert two._db.execute("SELECT max(id) FROM items").fetchone() == (3,)


def test_a_dead_page_that_sends_its_visitors_elsewhere_is_not_merged(two: Store) -> None:
    follow(two, text=long_text("page de rubrique"))

    assert two.why(OLD.url).item is not None
    assert [item.merged for item in two.members(two.groups_of([1, 2]))] == [False, False]


def test_the_same_crawl_again_changes_nothing(two: Store) -> None:
    follow(two)
    before = two.change_number()

    follow(two)

    assert two.change_number() == before


@pytest.mark.parametrize("url", [OLD.url, NEW.url])
def test_withdrawing_either_address_erases_both(two: Store, url: str) -> None:
    follow(two)

    two.withdraw(url, "droit", day(2))
    follow(two)

    assert [item.withdrawn for item in two.members(two.groups_of([1, 2]))] == [True, True]
    assert two._db.execute("SELECT count(*) FROM texts").fetchone() == (0,)
    assert two._db.execute("SELECT count(*) FROM revisions").fetchone() == (0,)
    assert "retirée" in two.why(OLD.url).reason


def test_what_was_withdrawn_is_not_merged_into_and_does_not_come_back(two: Store) -> None:
    two.withdraw(NEW.url, "droit", day(1))

    follow(two)

    assert two.why(NEW.url).item is None or two.members(two.groups_of([2]))[0].withdrawn
    assert not two.members(two.groups_of([1]))[0].merged
