"""What sites say no to, or limit, is kept through whole runs, recorded and told."""

import json
from pathlib import Path

import pytest

from tests.support.badweb import NOW, BadWeb, Site, fixed, item, rss
from tests.support.battery.stories import story, text, title
from tests.support.watched import checked_run, published, rows
from veille.models import Outcome
from veille.store import open_store

PAGE = 4_100
SUMMARY = "L’économie sociale et solidaire, ses coopératives et ses mutuelles tiennent leurs rencontres régionales."
RESERVED = "fouille de textes réservée par le site (TDM)"


def by_header(site: Site) -> str:
    return site.on("/a/1", fixed(story(PAGE).encode(), content_type="text/html", tdm_reservation="1"))


def by_meta(site: Site) -> str:
    return site.page("a/1", story(PAGE, "<meta name='tdm-reservation' content='1'>"))


def by_file(site: Site) -> str:
    rules = [{"location": "/a/", "tdm-reservation": 1}]
    site.on("/.well-known/tdmrep.json", fixed(json.dumps(rules).encode()))
    return site.page("a/1", story(PAGE))


@pytest.mark.parametrize("reserve", [by_header, by_meta, by_file])
def test_a_page_whose_mining_is_reserved_is_not_read_and_why_tells_it(reserve: object, bad: BadWeb, data: Path) -> None:
    site = bad.site("site")
    url = reserve(site)  # type: ignore[operator]
    whole = f"<description>{SUMMARY}</description><content:encoded>{text(PAGE)}</content:encoded>"
    feed = rss([item(url, title(PAGE), extra=whole)])
    site.feed(feed.replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '))

    report = checked_run(bad.plan(data, site.source()))

    assert report.lead_outcomes == {Outcome.BLOCKED: 1}
    assert published(data) == [title(PAGE)]
    assert rows(data / "veille.db", "SELECT extrait FROM articles") == [(SUMMARY,)]
    assert rows(data / "collect.db", "SELECT outcome, detail FROM page_fetches") == [("blocked", RESERVED)]
    with open_store(data / "collect.db") as store:
        trace = store.why(url)
        (fetch,) = trace.leads[0].fetches
        assert (fetch.outcome, fetch.detail) == (Outcome.BLOCKED, RESERVED)

    third = text(PAGE).split("\n")[2][:50]
    assert rows(data / "collect.db", "SELECT count(*) FROM texts WHERE text LIKE ?", f"%{third}%") == [(0,)]


@pytest.mark.parametrize("summary", ["", title(PAGE), text(PAGE)])
@pytest.mark.parametrize("page", ["", story(PAGE)])
def test_the_whole_text_of_a_feed_never_stands_in_for_a_reserved_page(
    summary: str, page: str, bad: BadWeb, data: Path
) -> None:
    site = bad.site("site")
    url = site.on("/a/1", fixed(page.encode(), content_type="text/html", tdm_reservation="1"))
    whole = f"<description>{summary}</description><content:encoded>{text(PAGE)}</content:encoded>"
    feed = rss([item(url, title(PAGE), extra=whole)])
    site.feed(feed.replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '))

    checked_run(bad.plan(data, site.source()))

    kept = rows(data / "collect.db", "SELECT text FROM texts")
    assert len(text(PAGE)) > 600
    assert all(len(one) <= 500 for (one,) in kept)


@pytest.mark.parametrize("code", [401, 402, 403, 406, 418, 429, 451])
def test_a_refusal_is_taken_once_and_nothing_is_tried_around_it(code: int, bad: BadWeb, data: Path) -> None:
    site = bad.site("site")
    site.leading_to(site.url(f"status?code={code}"))
    plan = bad.plan(data, site.source())

    checked_run(plan)
    checked_run(plan)

    asked = [request.target for request in site.requests]
    assert asked.count(f"/status?code={code}") == 1
    assert set(asked) == {"/feed", "/robots.txt", "/.well-known/tdmrep.json", f"/status?code={code}"}
    assert len({request.headers["user-agent"] for request in site.requests}) == 1
    assert all("veille/" in request.headers["user-agent"] for request in site.requests)


@pytest.mark.parametrize("code", [403, 429])
def test_a_source_that_refuses_is_asked_for_nothing_else(code: int, bad: BadWeb, data: Path) -> None:
    site = bad.site("site")

    checked_run(bad.plan(data, site.source(f"status?code={code}", home=site.url(""))))

    assert site.paths() == ["/status"]


def test_a_site_that_says_429_about_a_page_is_left_alone_for_the_run(bad: BadWeb, data: Path) -> None:
    site = bad.site("site")
    site.leading_to(site.url("status?code=429"), site.url("ok?n=1"), site.url("ok?n=2"))

    report = checked_run(bad.plan(data, site.source()))

    assert report.lead_outcomes == {Outcome.BLOCKED: 3}
    assert site.paths().count("/ok") == 0


def test_a_page_that_robots_txt_forbids_is_never_asked_for(bad: BadWeb, data: Path) -> None:
    site = bad.site("site")
    site.on("/robots.txt", fixed(b"User-agent: *\nDisallow: /a/"))
    site.leading_to(site.page("a/1", story(PAGE)))

    checked_run(bad.plan(data, site.source()))

    assert "/a/1" not in site.paths()
    assert rows(data / "collect.db", "SELECT outcome FROM page_fetches") == [("blocked",)]


@pytest.mark.parametrize(
    ("source", "head", "most"),
    [
        (None, "", 200),
        (60, "", 60),
        (0, "", 0),
        (500, "", 500),
        (500, "<meta name='robots' content='max-snippet:50'>", 50),
        (None, "<meta name='robots' content='nosnippet'>", 0),
        (40, "<meta name='robots' content='max-snippet:100'>", 40),
    ],
)
def test_the_excerpt_is_as_long_as_source_and_page_allow(
    source: int | None, head: str, most: int, bad: BadWeb, data: Path
) -> None:
    site = bad.site("site")
    site.feed(rss([item(site.page("a/1", story(PAGE, head)), title(PAGE), date=NOW)]))

    checked_run(bad.plan(data, site.source(excerpt=source)))

    ((excerpt,),) = rows(data / "veille.db", "SELECT extrait FROM articles")
    assert max(0, most - 25) <= len(excerpt) <= most
