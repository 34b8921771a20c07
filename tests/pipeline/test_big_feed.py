"""A feed of 200,000 entries: every one of them becomes a lead, in bounded time and memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, Site, rss
from tests.support.measured import figures, measure
from tests.support.watched import assert_all_recorded, published, rows
from veille.models import Outcome

Recorder = Callable[[str, object], None]


def serve(site: Site, entries: int) -> None:
    """Serve a feed of so many entries, the first three with pages; 200,000 so short pass under the usual 10 MB."""
    site.articles(1, 2, 3)
    items = "".join(f"<item><link>/a/{n}</link></item>" for n in range(1, entries + 1))
    site.feed(rss([items]))


@pytest.mark.parametrize(
    ("entries", "seconds", "main_mb", "worker_mb"),
    [
        # measured on 2 shared cores: 6 s, 90 MB and 180 MB (the model included)
        pytest.param(20_000, 60, 150, 250, id="20000"),
        # 27 s, 300 MB and 315 MB
        pytest.param(200_000, 240, 400, 400, id="200000", marks=pytest.mark.long),
    ],
)
def test_a_huge_feed_is_read_whole_in_bounded_time_and_memory(
    entries: int,
    seconds: float,
    main_mb: float,
    worker_mb: float,
    bad: BadWeb,
    data: Path,
    record_testsuite_property: Recorder,
) -> None:
    site = bad.site("huge")
    serve(site, entries)
    plan = bad.plan(data, site.source(), max_new=3)

    first = measure(plan)
    again = measure(plan)
    record_testsuite_property("first", figures(first))
    record_testsuite_property("again", figures(again))

    assert_all_recorded(first.report, plan)
    assert first.report.leads_new == entries
    assert first.report.lead_outcomes == {Outcome.OK: 3, Outcome.NOT_DUE: entries - 3}
    assert rows(data / "collect.db", "SELECT count(*), count(DISTINCT url) FROM leads") == [(entries, entries)]
    assert len(published(data)) == 3
    assert again.report.leads_new == 0
    assert sum(again.report.lead_outcomes.values()) == entries
    for cost in (first, again):
        assert cost.seconds < seconds, figures(cost)
        assert cost.main_mb < main_mb, figures(cost)
        assert cost.worker_mb < worker_mb, figures(cost)
