"""One call is one record, whoever tells it; dates that change are taken over and logged."""

import pytest

from tests.support.facts import call, facts, found
from tests.support.kept import collection, day, long_text, make_lead, make_result, make_source, make_tagging
from veille.facts import Call, Facts
from veille.models import Lead
from veille.store import Store
from veille.store.onecall import KnownCall, Statement, one_call

TITLE = "Fonds de soutien aux tiers-lieux nourriciers du Velmont"
FUNDER = found("Région Velmont")
AAP = make_tagging(kind="appel-a-projets")


def tell(
    store: Store, source: str, told: Call | None, number: int = 0, *, text: str | None = None, **fields: object
) -> None:
    """Let a source publish (or edit) its one page on a day, with this call in it."""
    lead: Lead = make_lead(source, title=str(fields.get("title", TITLE)), fingerprint=str(number))
    run = store.begin_run(day(number), [make_source(source)])
    store.record_many(run, [collection(make_source(source), lead)], now=day(number))
    published = fields.get("published", day(number))
    kept = facts(call=told) if told else Facts(version="e1")
    result = make_result(lead, text or long_text((source, number)), AAP, facts=kept, published=published)
    store.save(run, [result], now=day(number))


def calls(store: Store) -> list[KnownCall]:
    ids = [number for (number,) in store._db.execute("SELECT id FROM calls ORDER BY id")]
    known = store.calls(ids)
    assert sorted(known) == ids
    return [known[number] for number in ids]


def closing(one: KnownCall) -> str:
    record = one_call(one.statements)
    return record.closing.value if record.closing else ""


def test_the_same_call_from_several_sources_is_one_record(store: Store) -> None:
    tell(store, "region", call("2027-01-15", funder=FUNDER))
    tell(store, "relais", call("2027-01-15"), 1, title="Tiers-lieux nourriciers du Velmont : un fonds de soutien")
    tell(store, "autre", call("2027-01-15"), 2, title="Bourses pour les fanfares de village")

    first, second = calls(store)
    assert [one.item_id for one in first.statements] == [1, 2]
    assert [one.item_id for one in second.statements] == [3]
    assert one_call(first.statements).funder == FUNDER


def test_copies_of_one_text_share_their_call_even_when_only_one_tells_enough(store: Store) -> None:
    tell(store, "region", call("2027-01-15"), text=long_text("copie"))
    tell(store, "relais", call(), 1, text=long_text("copie"), title="Repris")

    (one,) = calls(store)
    assert [statement.item_id for statement in one.statements] == [1, 2]


def test_groups_that_become_one_make_one_of_their_calls(store: Store) -> None:
    halves = [" ".join(f"mot{n} du groupe {k} sur ce sujet" for n in range(40)) for k in (1, 2)]
    for number, half in enumerate(halves):
        tell(
            store, f"s{number}", call("2027-01-15" if number else "2027-02-15"), number, text=half, title=f"Un {number}"
        )
    assert len(calls(store)) == 2
    with store._db:
        store._db.execute("UPDATE items SET group_id = 1")

    tell(store, "s2", call("2027-02-15"), 2, text=halves[0], title="Un 0")

    (one,) = calls(store)
    assert len(one.statements) == 3


def test_an_extension_told_by_an_edit_updates_the_record_and_is_logged(store: Store) -> None:
    tell(store, "region", call("2026-12-01"))
    tell(store, "region", call("2026-12-20", before="2026-12-01"), 5)

    (one,) = calls(store)
    assert closing(one) == "2026-12-20"
    assert [(c.field, c.old, c.new, c.item_id) for c in one.changes] == [("cloture", "2026-12-01", "2026-12-20", 1)]
    assert one.changes[0].at == "2026-11-26T08:00:00Z"
    trace = store.why(make_lead("region").url)
    assert trace.item is not None
    assert trace.item.call_changes == one.changes


def test_an_extension_told_elsewhere_updates_the_record_and_late_copies_do_not_undo_it(store: Store) -> None:
    tell(store, "region", call("2026-12-01", funder=FUNDER))
    tell(store, "relais", call("2026-12-20", before="2026-12-01"), 5, title=f"Prolongation : {TITLE}")
    tell(store, "tardif", call("2026-12-01"), 9)

    (one,) = calls(store)
    assert closing(one) == "2026-12-20"
    assert [(c.old, c.new, c.item_id) for c in one.changes] == [("2026-12-01", "2026-12-20", 2)]


def test_an_old_announcement_found_later_does_not_undo_a_newer_one(store: Store) -> None:
    tell(store, "relais", call("2026-12-20", before="2026-12-01"), 5)
    tell(store, "region", call("2026-12-01"), 6, published=day(-20))

    (one,) = calls(store)
    assert closing(one) == "2026-12-20"
    assert one.changes == ()


def test_the_next_edition_on_the_same_page_is_another_call(store: Store) -> None:
    tell(store, "region", call("2026-12-01"))
    tell(store, "region", call("2027-12-01"), 5)

    (one,) = calls(store)
    assert (one.id, closing(one), one.changes) == (2, "2027-12-01", ())


def test_a_date_moved_on_the_page_itself_is_the_same_call_whatever_its_title_has_become(store: Store) -> None:
    tell(store, "region", call("2026-12-01"))
    tell(store, "region", call("2026-12-10"), 5, title="Dernière ligne droite")

    (one,) = calls(store)
    assert (one.id, closing(one)) == (1, "2026-12-10")


def test_reading_better_is_no_change_of_the_call(store: Store) -> None:
    tell(store, "region", call("2026-12-01"))

    store.keep_facts({1: facts(call=call("2026-12-02", opening=found("2026-11-01")))}, day(1))

    (one,) = calls(store)
    assert (closing(one), one.changes) == ("2026-12-02", ())


def test_a_call_that_nobody_tells_of_any_more_goes(store: Store) -> None:
    tell(store, "region", call("2026-12-01"))
    tell(store, "region", call("2026-12-20"), 1)
    tell(store, "region", None, 2)

    assert calls(store) == []
    assert store._db.execute("SELECT count(*) FROM call_changes").fetchone() == (0,)


def test_withdrawing_the_article_of_an_extension_takes_its_dates_along(store: Store) -> None:
    tell(store, "region", call("2026-12-01", funder=FUNDER))
    tell(store, "relais", call("2026-12-20", before="2026-12-01"), 5)

    store.withdraw(make_lead("relais").url, "demande", day(6))

    (one,) = calls(store)
    assert (closing(one), one.changes) == ("2026-12-01", ())


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([("2026-11-01", call("2026-12-01")), ("2026-11-05", call("2026-12-20"))], "2026-12-20"),
        ([("2026-11-01", call("2026-12-01")), ("2026-11-05", call())], "2026-12-01"),
        ([("2026-11-01", call()), ("2026-11-05", call("2026-12-20"))], "2026-12-20"),
        # put off twice, then told with the first date, and with the second
        ([("2026-11-01", call("2026-12-01")), ("2026-11-05", call("2026-12-20", before="2026-12-01")),
          ("2026-12-10", call("2027-01-10", before="2026-12-20")), ("2026-12-12", call("2026-12-01")),
          ("2026-12-13", call("2026-12-20"))], "2027-01-10"),
    ],
)  # fmt: skip
def test_the_record_closes_when_the_last_word_says(told: list[tuple[str, Call]], wanted: str) -> None:
    statements = [Statement(item_id=number, said=said, call=one) for number, (said, one) in enumerate(told)]

    for order in (statements, statements[::-1]):
        record = one_call(order)
        assert record.closing is not None
        assert record.closing.value == wanted
