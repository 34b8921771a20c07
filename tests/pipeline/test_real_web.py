"""Seventy real feeds and the pages behind them, replayed on loopback: nothing is lost, nothing stops the run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.badweb import NOW
from tests.support.measured import Cost, figures, measure
from tests.support.replay import feedparser_count, needs_replay, replay
from tests.support.watched import assert_all_recorded, rows
from veille.config import CollectSettings, HttpSettings, Settings, load_sources
from veille.models import Outcome
from veille.pipeline import RunPlan

pytestmark = needs_replay

SOME = tuple(f"replay-{number:03d}" for number in (8, 12, 24, 35, 36, 42, 59, 63))
KEPT = {
    "collect.db": (
        "items", "texts", "revisions", "tags", "terms", "leads", "aliases", "sightings", "validators", "clock",
    ),
    "veille.db": (
        "articles", "articles_themes", "articles_secteurs", "articles_familles", "vu_aussi", "fusions", "comptes",
        "publications", "sources", "recherche_docsize",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class RealWeb:
    base: str
    plan: RunPlan


@pytest.fixture
def real(data: Path, tmp_path: Path) -> Iterator[RealWeb]:
    """The replay, and a plan that asks all of it without any limit."""
    feeds = tmp_path / "feeds.yml"
    with replay(feeds) as base:
        settings = Settings(
            http=HttpSettings(allow_private=(urlsplit(base).netloc,), host_delay=0.0),
            collect=CollectSettings(since_days=0, max_new=1000),
        )
        plan = RunPlan(sources=load_sources(feeds), settings=settings, data=data, now=NOW, everything=True)
        yield RealWeb(base, plan)


def contents(data: Path) -> dict[str, list[Any]]:
    """Return every row of both databases but those that tell of runs."""
    return {
        f"{name}:{table}": sorted(rows(data / name, f"SELECT * FROM {table}"), key=repr)
        for name, tables in KEPT.items()
        for table in tables
    }


def assert_nothing_lost(cost: Cost, real: RealWeb) -> None:
    """Fail unless the first run read every source, entry and page."""
    report, collect = cost.report, real.plan.data / "collect.db"
    assert {result.outcome for result in report.sources} == {Outcome.OK}
    urls = {source.id: source.url for source in real.plan.sources}
    found = {result.source_id: result.leads for result in report.sources}
    counted = {id_: feedparser_count(urls[id_]) for id_ in found}
    differences = {id_: (found[id_], counted[id_]) for id_ in found if found[id_] != counted[id_]}
    assert differences == {}, "leads, and entries by feedparser's count"
    assert rows(collect, "SELECT count(*) FROM leads WHERE outcome IS NULL") == [(0,)]
    read = "FROM page_fetches WHERE status = 200"
    assert rows(collect, f"SELECT url, outcome, detail {read} AND outcome <> 'ok'") == []
    without = "SELECT url FROM page_fetches f WHERE status = 200 AND url NOT IN (SELECT url FROM aliases)"
    assert rows(collect, without) == []
    local = f"SELECT count(DISTINCT url) FROM leads WHERE url LIKE '{real.base}/page/%'"
    asked = rows(collect, f"SELECT count(DISTINCT url) {read} AND url LIKE '{real.base}/page/%'")
    assert asked == rows(collect, local), "real pages that a feed leads to"


def assert_second_run_changes_nothing(real: RealWeb) -> Cost:
    before = contents(real.plan.data)

    second = measure(real.plan)

    assert {result.outcome for result in second.report.sources} == {Outcome.UNCHANGED}
    assert second.report.lead_outcomes.keys() <= {Outcome.NOT_DUE}  # pages that failed wait for their next try
    after = contents(real.plan.data)
    assert [name for name in before if before[name] != after[name]] == []
    return second


def test_some_real_feeds_are_read_whole_and_once(real: RealWeb) -> None:
    some = replace(real, plan=replace(real.plan, sources=tuple(one for one in real.plan.sources if one.id in SOME)))

    first = measure(some.plan)

    assert len(first.report.sources) == len(SOME)
    assert_all_recorded(first.report, some.plan)
    assert_nothing_lost(first, some)
    assert_second_run_changes_nothing(some)


@pytest.mark.long
def test_seventy_real_feeds_are_read_whole_and_once(
    real: RealWeb, record_testsuite_property: Callable[[str, object], None]
) -> None:
    first = measure(real.plan)

    assert len(first.report.sources) == 70
    assert_all_recorded(first.report, real.plan)
    assert_nothing_lost(first, real)
    second = assert_second_run_changes_nothing(real)
    record_testsuite_property("replay, first", figures(first))
    record_testsuite_property("replay, second", figures(second))
    assert first.main_mb < 400, figures(first)
    assert first.worker_mb < 300, figures(first)
    assert second.cpu_seconds < first.cpu_seconds / 5, (figures(first), figures(second))
