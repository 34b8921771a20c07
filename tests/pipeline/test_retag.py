"""After a training, stored articles are tagged by the new model."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from veille import classify
from veille.config.settings import RelevanceSettings
from veille.pipeline import RunPlan, retag, run

Plan = Callable[..., RunPlan]


def threads() -> Executor:
    return ThreadPoolExecutor(1)


def rows(path: Path, sql: str, *values: str) -> list[Any]:
    with sqlite3.connect(path) as db:
        return db.execute(sql, values).fetchall()


def test_items_of_another_model_are_tagged_anew_and_published(plan: Plan, data: Path) -> None:
    source = next(source for source in plan().sources if source.ess)
    run(plan(only=frozenset({source.id})), make_executor=threads)
    tags = rows(data / "collect.db", "select * from tags order by 1, 2, 3")
    with sqlite3.connect(data / "collect.db") as db:
        db.execute("delete from tags where facet = 'theme'")
        db.execute("insert into tags select id, 'theme', 'mobilite', 0.5, 'humain', '[]' from items")
        db.execute("update items set model_version = 'older'")

    renewed = retag(plan(), make_executor=threads)

    after = rows(data / "collect.db", "select * from tags where origin = 'machine' order by 1, 2, 3")
    human = rows(data / "collect.db", "select count(*) from tags where origin = 'humain'")
    assert renewed == human[0][0] > 0
    assert [row for row in tags if row[2] != "mobilite"] == [row for row in after if row[2] != "mobilite"]
    assert rows(data / "collect.db", "select count(*) from items where model_version = 'older'") == [(0,)]
    assert rows(data / "veille.db", "select max(generation) from publications")[0][0] == 2


def test_a_run_without_news_finishes_a_renewal_that_was_cut_short(plan: Plan, data: Path) -> None:
    only = frozenset({next(source for source in plan().sources if source.ess).id})
    run(plan(only=only), make_executor=threads)
    with sqlite3.connect(data / "collect.db") as db:
        db.execute("update items set model_version = 'older'")

    run(plan(only=only), make_executor=threads)

    assert rows(data / "collect.db", "select count(*) from items where model_version = 'older'") == [(0,)]


def test_nothing_is_done_twice(plan: Plan) -> None:
    source = next(source for source in plan().sources if source.ess)
    run(plan(only=frozenset({source.id})), make_executor=threads)

    assert retag(plan(), make_executor=threads) == 0


def test_other_costs_of_errors_move_what_is_stored_to_its_zone(plan: Plan, data: Path) -> None:
    source = next(source for source in plan().sources if not source.ess)
    only = frozenset({source.id})
    run(plan(only=only), make_executor=threads)
    severe = replace(plan(only=only), settings=replace(plan().settings, relevance=RelevanceSettings(noise=10_000)))

    run(severe, make_executor=threads)
    zones = {zone for (zone,) in rows(data / "collect.db", "select zone from items where relevance < 0.999")}
    again = retag(severe, make_executor=threads)

    assert "in" not in zones
    assert again == 0


@pytest.mark.long
def test_after_an_upgrade_a_run_without_news_trains_and_reads_everything_anew(plan: Plan, data: Path) -> None:
    only = frozenset({next(source for source in plan().sources if source.ess).id})
    run(plan(only=only), make_executor=threads)
    with sqlite3.connect(data / "collect.db") as db:
        db.execute("update items set model_version = 'older', facts_version = ''")
    version = classify.current_version(data / "model")
    (data / "model" / version / "model.json").write_text("{}")

    run(plan(only=only), make_executor=threads)

    assert classify.is_current(data / "model")
    left = "select count(*) from items where model_version = 'older' or facts_version = ''"
    assert rows(data / "collect.db", left) == [(0,)]
