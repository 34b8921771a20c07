"""Pages are read while the last sources are still being asked."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.support.badweb import NOW, BadWeb, Site, item, rss
from tests.support.faultserver import Handler, Request, Wire
from tests.support.watched import checked_run, outcome_of, published
from veille.models import Lead, Outcome, Validators
from veille.pipeline import following
from veille.pipeline.plan import pages_within_budget
from veille.store import PendingLead


def once_read(other: Site, body: str) -> Handler:
    """Answer once somebody has read a page of the other site; give up with a 500 after 100 seconds."""

    async def answer(request: Request, wire: Wire) -> None:
        for _wait in range(1000):
            if any(path not in ("/feed", "/robots.txt") for path in other.paths()):
                await wire.reply(body.encode(), content_type="application/rss+xml")
                return
            await asyncio.sleep(0.1)
        await wire.reply(status=500)

    return answer


def test_a_source_that_is_slow_to_answer_delays_nobody_elses_articles(
    bad: BadWeb, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "STRAGGLERS", 0.2)
    good, slow = bad.site("good").articles(1, 2), bad.site("slow").articles(3)
    slow.on("/feed", once_read(good, rss([item(slow.url("a/3"), "La scop n° 3")])))

    report = checked_run(bad.plan(data, good.source(), slow.source(), read_timeout=200.0, total_timeout=200.0))

    assert outcome_of(report, "slow") is Outcome.OK
    assert published(data) == ["La scop n° 1", "La scop n° 2", "La scop n° 3"]


def test_the_pages_of_one_host_are_counted_over_the_whole_run() -> None:
    def waiting(number: int) -> PendingLead:
        lead = Lead(source_id="a", url=f"https://a.fr/{number}", entry_id=str(number), published=NOW)
        return PendingLead(lead=lead, attempts=0, validators=Validators(), item_id=None)

    pages: Counter[str] = Counter()

    first = pages_within_budget([waiting(1), waiting(2)], 3, pages)
    second = pages_within_budget([waiting(3), waiting(4)], 3, pages)

    assert [len(first), len(second)] == [2, 1]
