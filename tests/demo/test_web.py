"""Every site of the sample web answers as it announces, read by other people's libraries."""

import contextlib
import io
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime

import feedparser
import lxml.html
import pypdfium2
import pytest

from veille import config, demo
from veille.demo import DemoWeb
from veille.demo.sites import Site
from veille.text import squeeze

TODAY = date(2026, 11, 18)


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with demo.running(TODAY) as running:
        yield running


def site(web: DemoWeb, name: str) -> Site:
    return next(one for one in web.sites if one.id == name)


def get(url: str) -> tuple[int, bytes, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read(), response.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        with contextlib.closing(error):
            return error.code, error.read(), error.headers["Content-Type"]


def feed_of(web: DemoWeb, one: Site) -> feedparser.FeedParserDict:
    status, body, media_type = get(web.origin(one) + one.announced_at)
    assert status == 200
    return feedparser.parse(io.BytesIO(body), response_headers={"content-type": media_type})


XML_SITES = [
    "arnelle",
    "entrelacs",
    "agence",
    "marches",
    "courrier",
    "ponant",
    "estuaires",
    "helianthe",
    "towns",
    "toits",
    "velmo",
    "scenes",
    "nourriciers",
    "guichet",
    "domicile",
    "lieux",
]


@pytest.mark.parametrize("name", XML_SITES)
def test_a_feed_announces_every_article_of_its_site(web, name):
    one = site(web, name)
    parsed = feed_of(web, one)
    assert [entry.title for entry in parsed.entries] == [story.title for story in one.stories]
    assert [entry.link.split("?utm")[0] for entry in parsed.entries] == [web.url(one, story) for story in one.stories]


@pytest.mark.parametrize("name", ["proximites", "commune-mesure"])
def test_a_json_feed_announces_every_article(web, name):
    one = site(web, name)
    _, body, media_type = get(web.origin(one) + one.feed.path)
    feed = json.loads(body)
    assert media_type.startswith("application/feed+json")
    assert [item["url"] for item in feed["items"]] == [web.url(one, story) for story in one.stories]
    assert [datetime.fromisoformat(item["date_published"]) for item in feed["items"]] == [
        story.published for story in one.stories
    ]


def test_formats_are_as_announced(web):
    versions = {name: feed_of(web, site(web, name)).version for name in ("arnelle", "entrelacs", "agence", "marches")}
    assert versions == {"arnelle": "rss20", "entrelacs": "atom10", "agence": "rss10", "marches": "rss091n"}


def test_feed_dates_are_the_articles_own(web):
    for name in ("arnelle", "entrelacs", "agence"):
        one = site(web, name)
        for entry, story in zip(feed_of(web, one).entries, one.stories, strict=True):
            if story.dated:
                moment = entry.get("published_parsed") or entry.updated_parsed  # RDF's only date is no pubDate
                assert moment[:6] == story.published.utctimetuple()[:6]
            else:
                assert not {"published", "updated"} & entry.keys()


def test_the_newspaper_writes_latin_1(web):
    _, body, media_type = get(web.origin(site(web, "courrier")) + "/rss/a-la-une.xml")
    assert media_type == "application/rss+xml; charset=iso-8859-1"
    assert "fermé à la circulation".encode("latin-1") in body


def test_the_broken_feed_is_no_xml(web):
    one = site(web, "ponant")
    _, body, _ = get(web.origin(one) + one.feed.path)
    with pytest.raises(lxml.etree.XMLSyntaxError):
        lxml.etree.fromstring(body)
    assert b"balais & une" in body


def test_the_moved_feed_says_where_it_went(web):
    one = site(web, "estuaires")
    get(web.origin(one) + one.announced_at)
    assert [(asked.path, asked.status) for asked in web.requests[-2:]] == [
        ("/rss.php", 301),
        ("/actualites/atom.xml", 200),
    ]


@pytest.mark.parametrize(("name", "status"), [("landevic", 500), ("grandsud", 410)])
def test_some_sources_fail_for_good(web, name, status):
    one = site(web, name)
    assert [get(web.origin(one) + one.announced_at)[0] for _ in range(2)] == [status, status]


def test_one_feed_is_empty_and_one_is_a_page(web):
    assert feed_of(web, site(web, "ourselle")).entries == []
    _, body, media_type = get(web.origin(site(web, "sarment")) + "/feed/")
    assert media_type.startswith("text/html")
    assert b"<html" in body


def test_the_slow_feed_is_slow_but_comes(web):
    start = time.monotonic()
    assert len(feed_of(web, site(web, "toits")).entries) == 4
    assert 1.4 < time.monotonic() - start < 5


def test_one_site_keeps_robots_from_its_pages_but_gives_all_its_text_in_the_feed(web):
    one = site(web, "helianthe")
    status, body, _ = get(web.origin(one) + "/robots.txt")
    assert (status, b"Disallow: /\n" in body) == (200, True)
    for entry, story in zip(feed_of(web, one).entries, one.stories, strict=True):
        assert all(block.text in entry.content[0].value for block in story.blocks)


def test_every_page_holds_its_title_and_all_its_text(web):
    for one in web.sites:
        for story in one.stories:
            if story.page != "html":
                continue
            status, body, media_type = get(web.url(one, story))
            assert (status, media_type) == (200, "text/html; charset=utf-8")
            shown = squeeze(lxml.html.document_fromstring(body.decode()).text_content())
            missing = [text for text in (story.title, *(b.text for b in story.blocks)) if squeeze(text) not in shown]
            assert missing == [], story.slug
            assert "fictifs" in shown or "fictional" in shown or "inventati" in shown


def test_pages_carry_their_date_unless_they_have_none(web):
    one = site(web, "agence")
    for story in one.stories:
        _, body, _ = get(web.url(one, story))
        page = body.decode().replace("\u00a0", " ")
        assert (f'title="{story.published:%Y-%m-%d}' in page) is story.dated
    undated = [story for one in web.sites for story in one.stories if not story.dated]
    assert [story.slug for story in undated] == ["permanence-juridique-demarche"]


def test_the_study_is_a_pdf_whose_text_can_be_read(web):
    one = site(web, "proximites")
    story = next(story for story in one.stories if story.page == "pdf")
    _, body, media_type = get(web.url(one, story))
    assert media_type == "application/pdf"
    with contextlib.closing(pypdfium2.PdfDocument(body)) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
        assert len(document) == 2
    assert squeeze(story.blocks[-1].text) in squeeze(text)
    assert "main-d'œuvre" in text


def test_one_announced_page_is_missing(web):
    missing = [(one, story) for one in web.sites for story in one.stories if story.page == "missing"]
    assert [get(web.url(one, story))[0] for one, story in missing] == [404]


def test_front_pages_link_to_their_articles(web):
    for one in web.sites:
        status, body, _ = get(f"{web.origin(one)}/")
        links = re.findall(r'<li><a href="([^"]+)">', body.decode())
        assert status == 200
        assert {one.path(story) for story in one.stories} <= {link.replace("&amp;", "&") for link in links}


def test_same_day_and_port_give_the_same_bytes():
    with demo.running(TODAY) as web:
        port = int(web.allow_private[0].partition(":")[2])
        urls = [source.url for source in web.sources if source.id in ("arnelle", "courrier", "ourselle")]
        first = [get(url) for url in urls]
    with demo.running(TODAY, port=port):
        assert [get(url) for url in urls] == first


def test_feeds_yml_gives_the_sources_back(web, tmp_path):
    path = tmp_path / "feeds.yml"
    path.write_text(web.feeds_yml(), encoding="utf-8")
    assert config.load_sources(path) == web.sources
    assert len(web.sources) >= 20


def test_each_site_has_an_address_of_its_own_that_the_guard_may_let_through(web):
    assert len(set(web.allow_private)) == len(web.sources)
    assert all(place.startswith("127.0.0.") for place in web.allow_private)


async def test_it_also_runs_in_the_callers_loop():
    async with DemoWeb(TODAY) as web:
        assert all(source.url.startswith("http://127.0.0.") for source in web.sources)
