"""A feed that died, over several runs: found again on its home page, read from there, and left when it is back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.support.badweb import NOW, BadWeb, article, item, rss
from veille.models import Outcome
from veille.pipeline import RunPlan, run
from veille.runreport import RunReport
from veille.store import open_store

HOME = '<html><head><link rel="alternate" type="application/rss+xml" title="Flux" href="/nouveau.rss"></head></html>'


def test_a_dead_feed_is_searched_once_and_read_from_where_it_was_found(bad: BadWeb, data: Path) -> None:
    site = bad.site("pole")
    site.page("feed", "<html><head><title>Nouveau site</title></head></html>")
    site.page("", HOME)
    site.feed(rss([item(site.page("a/1", article(1)), "La scop n° 1")]), path="nouveau.rss")
    plan = bad.plan(data, site.source())

    def again(days: int, plan: RunPlan = plan) -> tuple[RunReport, list[str]]:
        site.requests.clear()
        report = run(replace(plan, now=NOW + timedelta(days=days)))
        manners = ("/robots.txt", "/.well-known/tdmrep.json")
        return report, [path for path in site.paths() if path not in manners and not path.startswith("/a/")]

    first, asked = again(0)
    assert asked == ["/feed", "/", "/nouveau.rss"]
    assert (first.sources[0].outcome, first.sources[0].new, first.items_new) == (Outcome.OK, 1, 1)
    assert first.sources[0].stand_in is not None
    assert "flux trouvé sur l’accueil et utilisé" in first.sources[0].detail

    second, asked = again(1)
    assert asked == ["/feed", "/nouveau.rss"], "no second search"
    assert (second.sources[0].stand_in, second.items_new) == (first.sources[0].stand_in, 0)

    site.feed(rss([item(site.page("a/2", article(2)), "La scop n° 2")]))
    third, asked = again(2)
    assert (asked, third.sources[0].stand_in, third.items_new) == (["/feed"], None, 1)
    with open_store(data / "collect.db") as store:
        assert store.memories()["pole"].stand_in is None


def test_a_site_where_nothing_is_found_is_searched_again_after_a_week(bad: BadWeb, data: Path) -> None:
    site = bad.site("pole")
    site.page("", "<html><body>Fermé</body></html>")
    plan = bad.plan(data, site.source())

    def searched(days: float) -> bool:
        site.requests.clear()
        report = run(replace(plan, now=NOW + timedelta(days=days)))
        assert report.sources[0].outcome is Outcome.GONE
        assert len(site.requests) < 20
        return "/" in site.paths()

    assert [searched(days) for days in (0, 1, 6, 8, 9)] == [True, False, False, True, False]
