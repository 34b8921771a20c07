"""Everything at once: one run over a web in which nearly nothing is as it should be."""

import os
from pathlib import Path

from tests.support.badweb import BadWeb, item, rss
from tests.support.watched import checked_run, published, rows
from veille.models import Outcome, Source

FAULTY_FEEDS = {
    "empty": Outcome.EMPTY,
    "not_found": Outcome.GONE,
    "status?code=410": Outcome.GONE,
    "status?code=403": Outcome.BLOCKED,
    "status?code=429": Outcome.BLOCKED,
    "status?code=500": Outcome.UNREACHABLE,
    "redirect_endless": Outcome.REDIRECTED,
    "redirect_nowhere": Outcome.REDIRECTED,
    "redirect?to=http://10.0.0.1/feed": Outcome.REFUSED,
    "redirect?to=file:///etc/passwd": Outcome.REFUSED,
    "hang_up": Outcome.UNREACHABLE,
    "garbage": Outcome.MALFORMED,
    "drip?seconds=0.2": Outcome.TIMEOUT,
    "slow_headers": Outcome.TIMEOUT,
    "endless": Outcome.TOO_BIG,
    "announces": Outcome.TOO_BIG,
    "bomb?coding=gzip": Outcome.TOO_BIG,
    "bomb?coding=br&megabytes=100": Outcome.TOO_BIG,
    "truncated_gzip": Outcome.MALFORMED,
    "ok?bytes=1000": Outcome.NOT_A_FEED,
}
BODIES = {
    "page": (b"<!doctype html><title>Accueil</title>", Outcome.NOT_A_FEED),
    "noise": (os.urandom(50_000), Outcome.NOT_A_FEED),
    "cut": (b"<rss version='2.0'><channel><title>Fl", Outcome.MALFORMED),
    "no-entry": (rss([]).encode(), Outcome.EMPTY),
}
FAULTY_PAGES = ["empty", "hang_up", "redirect_endless", "drip?seconds=0.2", "endless", "status?code=500", "garbage"]


def test_a_run_over_a_broken_web_gives_every_source_and_lead_its_outcome(bad: BadWeb, data: Path) -> None:
    good = bad.site("good").articles(1, 2, 3)
    expected: dict[str, Outcome] = {"good": Outcome.OK}
    sources: list[Source] = [good.source()]
    for number, (path, outcome) in enumerate(FAULTY_FEEDS.items()):
        sources.append(bad.site(f"feed-{number}").source(path))
        expected[f"feed-{number}"] = outcome
    for name, (body, outcome) in BODIES.items():
        sources.append(bad.site(name).feed(body).source())
        expected[name] = outcome
    for number, path in enumerate(FAULTY_PAGES):
        site = bad.site(f"pages-{number}")
        link = site.url(path)
        sources.append(
            site.feed(rss([item(link, "A"), item(f"{link}#b", "B"), item("javascript:alert(1)", "C")])).source()
        )
        expected[site.name] = Outcome.OK

    report = checked_run(bad.plan(data, *sources, total_timeout=3.0))

    assert {result.source_id: result.outcome for result in report.sources} == expected
    silent = {result.source_id for result in report.sources if not result.detail and result.outcome is not Outcome.OK}
    assert silent == set()
    assert published(data) == ["La scop n° 1", "La scop n° 2", "La scop n° 3"]
    assert rows(data / "collect.db", "SELECT count(*) FROM leads WHERE outcome IS NULL") == [(0,)]
