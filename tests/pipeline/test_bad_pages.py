"""Pages that give no text, through whole runs: each lead ends in its outcome and the others are published."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.support.badweb import BadWeb, Site, article, item, rss
from tests.support.faultserver import Request, Wire
from tests.support.watched import checked_run, outcome_of, published, rows
from veille.models import Outcome


def ends_of(data: Path, site: Site) -> dict[str, str]:
    """Return how each lead of a site ended, by the end of its URL."""
    found = rows(data / "collect.db", "SELECT url, outcome FROM leads WHERE source_id = ?", site.name)
    return {url.removeprefix(site.url("")): outcome for url, outcome in found}


def test_pages_without_any_text_end_in_their_outcome(bad: BadWeb, data: Path) -> None:
    good, site = bad.site("good").articles(1, 2), bad.site("bad")
    site.page("binary.html", os.urandom(200_000))
    site.page("program.html", b"\x7fELF" + os.urandom(5_000))
    site.page("big.html", b"<p>" + b"<b>mot</b> " * 3_000_000)
    expected = {
        "empty": Outcome.EMPTY,
        "binary.html": Outcome.MALFORMED,
        "program.html": Outcome.MALFORMED,
        "big.html": Outcome.TOO_BIG,
        "bomb?coding=gzip&megabytes=300": Outcome.TOO_BIG,
        "redirect_endless": Outcome.REDIRECTED,
        "redirect_loop/a": Outcome.REDIRECTED,
        "hang_up": Outcome.UNREACHABLE,
        "garbage": Outcome.MALFORMED,
        "nowhere": Outcome.GONE,
    }
    site.leading_to(*map(site.url, expected))

    checked_run(bad.plan(data, good.source(), site.source()))

    assert ends_of(data, site) == expected
    assert published(data) == ["La scop n° 1", "La scop n° 2"]


def test_servers_too_slow_to_be_read_are_given_up_in_time(bad: BadWeb, data: Path) -> None:
    good, slow, feed = bad.site("good").articles(1, 2), bad.site("slow"), bad.site("slow-feed")
    slow.leading_to(slow.url("drip?seconds=0.1"))

    report = checked_run(bad.plan(data, good.source(), slow.source(), feed.source("slow_body"), total_timeout=3.0))

    assert ends_of(data, slow) == {"drip?seconds=0.1": Outcome.TIMEOUT}
    assert outcome_of(report, "slow-feed") is Outcome.TIMEOUT
    assert published(data) == ["La scop n° 1", "La scop n° 2"]


def test_the_feeds_own_text_stands_in_for_a_page_that_cannot_be_read(bad: BadWeb, data: Path) -> None:
    site = bad.site("site")
    text = f"<description><![CDATA[{article(7)}]]></description>"
    site.feed(rss([item(site.url("hang_up"), "La scop n° 7", extra=text)]))

    report = checked_run(bad.plan(data, site.source()))

    assert report.lead_outcomes == {Outcome.UNREACHABLE: 1}
    assert published(data) == ["La scop n° 7"]


def test_a_page_that_failed_is_tried_again_later_and_then_published(bad: BadWeb, data: Path) -> None:
    site = bad.site("site")
    site.leading_to(site.url("late"))
    plan = bad.plan(data, site.source())
    failed = checked_run(plan)
    site.page("late", article(5))

    soon = checked_run(bad.plan(data, site.source(), now=plan.now + timedelta(minutes=5)))
    later = checked_run(bad.plan(data, site.source(), now=plan.now + timedelta(hours=2)))

    assert failed.lead_outcomes == {Outcome.GONE: 1}
    assert (soon.items_new, later.items_new) == (0, 1)
    assert published(data) == ["Titre 0"]


def test_a_page_that_changes_its_address_at_every_visit_stays_one_article(bad: BadWeb, data: Path) -> None:
    site = bad.site("site")
    site.leading_to(site.url("moving"))
    site.on("/moving", _to_a_new_address(site))
    plan = bad.plan(data, site.source())

    checked_run(plan)
    site.feed(rss([item(site.url("moving"), "Titre corrigé")]))
    checked_run(plan)

    assert published(data) == ["Titre corrigé"]


def _to_a_new_address(site: Site) -> Callable[[Request, Wire], object]:
    visits = iter(range(100))

    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(b"", 302, location=site.page(f"session-{next(visits)}", article(1)))

    return answer
