"""A feed of 200,000 entries: every one of them becomes a lead, in bounded time and memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, Site, rss
from tests.support.measured import Cost, figures, measure
from tests.support.watched import assert_all_recorded, published, rows
from veille.models import Outcome
from veille.pipeline import RunPlan

Recorder = Callable[[str, object], None]


def serve(site: Site, entries: int) -> None:
    """Serve a feed of so many entries, the first three with pages; 200,000 so short pass under the usual 10 MB."""
    site.articles(1, 2, 3)
    items = "".join(f"<item><link>/a/{n}</link></item>" for n in range(1, entries + 1))
    site.feed(rss([items]))


def assert_read_whole(cost: Cost, plan: RunPlan, entries: int) -> None:
    assert_all_recorded(cost.report, plan)
    assert cost.report.leads_new == entries
    assert cost.report.lead_outcomes == {Outcome.OK: 3, Outcome.NOT_DUE: entries - 3}
    leads = rows(plan.data / "collect.db", "SELECT count(*), count(DISTINCT url) FROM leads")
    assert leads == [(entries, entries)]
    assert len(published(plan.data)) == 3


def assert_bounded(cost: Cost, seconds: float, main_mb: float, worker_mb: float) -> None:
    assert cost.seconds < seconds, figures(cost)
    assert cost.main_mb < main_mb, figures(cost)
    assert cost.worker_mb < worker_mb, figures(cost)


def test_a_feed_of_20000_entries_is_read_whole(bad: BadWeb, data: Path) -> None:
    site = bad.site("huge")
    serve(site, 20_000)
    plan = bad.plan(data, site.source(), max_new=3)

    cost = measure(plan)

    assert_read_whole(cost, plan, 20_000)
    # measured on 2 shared cores: 6 s, 90 MB and 180 MB (the model included)
    assert_bounded(cost, seconds=60, main_mb=150, worker_mb=250)


@pytest.mark.long
def test_a_feed_of_200000_entries_is_read_whole_and_once(
    bad: BadWeb, data: Path, record_testsuite_property: Recorder
) -> None:
    site = bad.site("huge")
    serve(site, 200_000)
    plan = bad.plan(data, site.source(), max_new=3)

    first = measure(plan)
    record_testsuite_property("200,000 entries, first", figures(first))
    assert_read_whole(first, plan, 200_000)
    again = measure(plan)
    record_testsuite_property("200,000 entries, again", figures(again))

    assert again.report.leads_new == 0
    assert sum(again.report.lead_outcomes.values()) == 200_000
    for cost in (first, again):
        # 24 s, 290 MB and 310 MB
        assert_bounded(cost, seconds=240, main_mb=400, worker_mb=400)
