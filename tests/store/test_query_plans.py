"""Nothing in a run reads a whole table that grows with the number of articles."""

import re
import sqlite3
from pathlib import Path

from tests.support.facts import call, facts, mention, place
from tests.support.kept import NOW, collection, day, long_text, make_failure, make_lead, make_result, make_source
from veille.publish import publish
from veille.store import Stock, Store, open_store

GROWING = (
    "leads", "items", "texts", "tags", "terms", "aliases", "sightings", "revisions", "page_fetches", "collections",
    "tombstones", "marks", "places", "mentions", "facts", "calls", "call_items", "call_marks", "call_changes",
    "decisions",
)  # fmt: skip


EVERY_WAITING_LEAD = "leads_waiting (next_try>?)"


def statements_of_a_run(store: Store, folder: Path) -> list[str]:
    """Do everything a run does and return the statements, as SQLite saw them."""
    seen: list[str] = []
    store._db.set_trace_callback(seen.append)
    first, second = make_source(), make_source("avise")
    leads = [make_lead(number=n) for n in range(4)]
    for number in range(3):
        run = store.begin_run(day(number), [first, second])
        store.memories()
        store.source_states()
        words = [make_lead(number=n, title=f"Titre {number}") for n in range(4)]
        theirs = make_lead("avise", url=leads[0].url, title=f"Signalé {number}")
        store.record_many(run, [collection(first, *words), collection(second, theirs, etag="e")], now=day(number))
        store.pending(day(number), max_per_source=10, source_ids=["rtes", "avise"])
        told = facts(places=(place("D93"),), mentions=(mention("Tissé"),), call=call(f"2027-01-1{number}"))
        results = [make_result(lead, long_text(number), marks=(1, 2, number), facts=told) for lead in words[:3]]
        results.append(make_failure(words[3]))
        store.save(run, results, now=day(number))
        store.count_waiting(run, ["rtes", "avise"])
        store.item_clock()
        store.take_stock(Stock(items=4, heard=True, forgiven=("avise",)), day(number))
        store.withdraw(leads[number].url, "droit", day(number))
        publish(store, folder / "veille.db", sources=[first, second], taxonomy=(), now=NOW, excerpt_default=200)
    store.why(leads[0].url)
    store.last_runs(3)
    store._db.set_trace_callback(None)
    return [sql for sql in seen if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", sql)]


def scans(db: sqlite3.Connection, sql: str) -> list[str]:
    """Return the steps of the plan that walk all of a growing table, known by its name or its alias."""
    names = "|".join(GROWING)
    aliases = {alias for _table, alias in re.findall(rf"(?:FROM|JOIN)\s+({names})\s+(?:AS\s+)?([a-z])\b", sql)}
    plan = [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + sql)]
    waiting = EVERY_WAITING_LEAD if "next_try IS NOT NULL" in sql else "nothing"
    return [
        step
        for step in plan
        # « is not null » on the index of waiting leads reads them all
        if (step.startswith("SCAN ") and step.split()[1] in {*GROWING, *aliases}) or waiting in step
    ]


def test_no_statement_of_a_run_scans_a_growing_table(tmp_path: Path) -> None:
    with open_store(tmp_path / "collect.db") as store:
        statements = statements_of_a_run(store, tmp_path)
        assert len(statements) > 200
        found = {sql.split("\n")[0]: steps for sql in statements if (steps := scans(store._db, sql))}

    assert found == {}


def test_the_check_would_see_a_scan(tmp_path: Path) -> None:
    with open_store(tmp_path / "collect.db") as store:
        assert scans(store._db, "SELECT * FROM leads WHERE title = 'x'") == ["SCAN leads"]
        assert scans(store._db, "SELECT * FROM items i WHERE i.title = 'x'") == ["SCAN i"]
        assert scans(store._db, "SELECT * FROM leads WHERE (url = 'x' OR key = 'x') AND next_try IS NOT NULL")
