"""The daily dump at the end of runs: once a day, when something was published; its failure fails nothing."""

import gzip
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support.badweb import NOW, BadWeb, Site, item, rss
from tests.support.battery.stories import story, title
from tests.support.watched import checked_run, published
from veille.config import SiteSettings
from veille.errors import InputError
from veille.pipeline import withdraw_url
from veille.pipeline.dumping import dump_now
from veille.publish import read_index
from veille.runreport import RunReport

FIRST, SECOND = 4_000, 4_001


@pytest.fixture
def site(bad: BadWeb) -> Site:
    return bad.site("site")


def run_with(bad: BadWeb, site: Site, data: Path, *numbers: int, now: datetime = NOW, kept: int = 7) -> RunReport:
    site.feed(rss(item(site.page(f"a/{number}", story(number)), title(number)) for number in numbers))
    plan = bad.plan(data, site.source(), now=now)
    return checked_run(replace(plan, settings=replace(plan.settings, site=SiteSettings(dumps_kept=kept))))


def test_the_first_run_of_a_day_that_publishes_makes_the_dump(bad: BadWeb, site: Site, data: Path) -> None:
    first = run_with(bad, site, data, FIRST)
    same_day = run_with(bad, site, data, FIRST, SECOND, now=NOW + timedelta(hours=2))
    no_news = run_with(bad, site, data, FIRST, SECOND, now=NOW + timedelta(days=1))
    next_day = run_with(bad, site, data, FIRST, SECOND, SECOND + 1, now=NOW + timedelta(days=2))

    assert [one.dumped for one in (first, same_day, no_news, next_day)] == ["2026-11-21", "", "", "2026-11-23"]
    assert [one.day for one in read_index(data)] == ["2026-11-23", "2026-11-21"]


def test_a_dump_that_is_missing_is_made_by_a_run_without_news(bad: BadWeb, site: Site, data: Path) -> None:
    run_with(bad, site, data, FIRST, kept=0)
    assert read_index(data) == ()

    assert run_with(bad, site, data, FIRST, kept=7).dumped == "2026-11-21"


def test_no_dump_is_made_where_none_is_kept(bad: BadWeb, site: Site, data: Path) -> None:
    report = run_with(bad, site, data, FIRST, kept=0)

    assert (report.dumped, report.dump_problem) == ("", "")
    assert not (data / "exports").exists()
    with pytest.raises(InputError, match="dumps_kept"):
        dump_now(data, SiteSettings(dumps_kept=0), NOW)


def test_a_dump_that_fails_is_told_and_logged_and_the_run_counts(bad: BadWeb, site: Site, data: Path) -> None:
    (data / "exports").write_text("in the way")

    report = run_with(bad, site, data, FIRST)

    assert published(data) == [title(FIRST)]
    assert report.dumped == ""
    assert "exports" in report.dump_problem
    assert "the daily dump failed" in (data / "veille.log").read_text()


def test_what_is_withdrawn_is_in_no_dump_any_more(bad: BadWeb, site: Site, data: Path) -> None:
    run_with(bad, site, data, FIRST, SECOND)
    withdraw_url(bad.plan(data, site.source()), site.url(f"a/{FIRST}"), "demande de l’autrice")
    left = [path.name for path in (data / "exports").iterdir()]
    run_with(bad, site, data, FIRST, SECOND, now=NOW + timedelta(hours=1))
    articles = next(file for file in read_index(data)[0].files if file.holds == "articles")
    table = gzip.decompress((data / "exports" / articles.name).read_bytes()).decode()

    assert left == [".verrou"]
    assert title(SECOND) in table
    assert title(FIRST) not in table
