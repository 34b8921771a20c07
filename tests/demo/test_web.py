"""Every site of the sample web answers as it announces, read by other people's libraries."""

import contextlib
import email
import io
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.policy import SMTP
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import lxml.html
import pypdfium2
import pytest

from veille import config, demo
from veille.demo import DemoWeb
from veille.demo.dates import long_date
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
        with urllib.request.urlopen(url, timeout=100) as response:
            return response.status, response.read(), response.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        with contextlib.closing(error):
            return error.code, error.read(), error.headers["Content-Type"]


def feed_of(web: DemoWeb, one: Site) -> feedparser.FeedParserDict:
    status, body, media_type = get(web.origin(one) + (one.feed.moved_from or one.feed.path))
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
    "kiosque",
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
    assert 1.4 < time.monotonic() - start < 60


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


def test_a_lost_feed_is_named_by_the_front_page_only(web):
    one = site(web, "scenes")
    source = next(source for source in web.sources if source.id == one.id)
    assert get(source.url)[0] == 404
    [link] = lxml.html.document_fromstring(get(source.home)[1]).xpath("//link[@rel='alternate']/@href")
    assert link != source.url
    assert len(feedparser.parse(io.BytesIO(get(link)[1])).entries) == len(one.stories)


@pytest.mark.parametrize("name", ["traverse", "tisserands", "velmont-etudes", "region-velmont", "colporteur"])
def test_sites_without_feed_name_none(web, name):
    one = site(web, name)
    pages = [f"{web.origin(one)}/"] + [web.url(one, story) for story in one.stories if story.page == "html"]
    assert [url for url in pages if b'rel="alternate"' in get(url)[1]] == []


def test_the_sitemap_of_news_dates_and_names_every_article(web):
    one = site(web, "traverse")
    _, body, media_type = get(web.origin(one) + one.feed.path)
    urls = lxml.etree.fromstring(body).findall("{*}url")
    assert media_type == "application/xml; charset=utf-8"
    assert [url.findtext("{*}loc") for url in urls] == [web.url(one, story) for story in one.stories]
    assert [url.findtext("{*}news/{*}title") for url in urls] == [story.title for story in one.stories]
    assert [datetime.fromisoformat(url.findtext("{*}news/{*}publication_date")) for url in urls] == [
        story.published for story in one.stories
    ]
    assert f"Sitemap: {web.origin(one)}{one.feed.path}".encode() in get(f"{web.origin(one)}/robots.txt")[1]


def test_the_list_of_calls_is_as_its_selectors_say(web):
    one = site(web, "tisserands")
    root = lxml.html.document_fromstring(get(web.origin(one) + one.feed.path)[1].decode())
    items = root.cssselect(one.options.item)
    assert [item.cssselect(one.options.link)[0].get("href") for item in items] == [one.path(s) for s in one.stories]
    assert [item.cssselect(one.options.title)[0].text_content() for item in items] == [s.title for s in one.stories]
    assert [item.cssselect(one.options.date)[0].text_content() for item in items] == [
        long_date(story.published.date()) for story in one.stories
    ]
    assert all(item.cssselect(one.options.summary)[0].text_content() for item in items)


def test_the_list_of_documents_leads_to_pdf_files(web):
    one = site(web, "velmont-etudes")
    root = lxml.html.document_fromstring(get(web.origin(one) + one.feed.path)[1].decode())
    links = root.xpath("//main//a/@href")
    assert links == [one.path(story) for story in one.stories]
    assert [get(web.origin(one) + link)[1][:5] for link in links] == [b"%PDF-", b"%PDF-"]


def test_the_api_answers_as_a_portal_of_open_data(web):
    one = site(web, "region-velmont")
    _, body, media_type = get(web.origin(one) + one.feed.path)
    answer = json.loads(body)
    assert media_type.startswith("application/json")
    assert answer["total_count"] == len(answer["results"]) == 4
    assert [record["lien"] for record in answer["results"]] == [web.url(one, story) for story in one.stories]
    assert all(record[one.options.published] and record[one.options.id] for record in answer["results"])


def test_letters_lie_in_a_folder_as_long_as_the_web_runs():
    with demo.running(TODAY) as web:
        source = next(source for source in web.sources if source.type == "mailbox")
        folder = Path(source.url.removeprefix("eml:"))
        letters = [email.message_from_bytes(path.read_bytes(), policy=SMTP) for path in sorted(folder.glob("*.eml"))]
        sent = [letter["Date"].datetime for letter in letters]
        assert sent == [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in sorted(folder.glob("*.eml"))]
    assert [letter["Subject"][:18] for letter in letters] == ["Le Colporteur n° 4"] * 2
    assert all(letter["From"].addresses[0].domain == source.options.senders[0][1:] for letter in letters)
    assert not folder.exists()


def test_links_of_letters_go_through_a_counter_to_articles(web):
    one = site(web, "colporteur")
    folder = Path(next(source for source in web.sources if source.id == one.id).url.removeprefix("eml:"))
    for letter, path in zip(one.letters, sorted(folder.glob("*.eml")), strict=True):
        mail = email.message_from_bytes(path.read_bytes(), policy=SMTP)
        root = lxml.html.document_fromstring(mail.get_body(("html",)).get_content())
        clicks = root.xpath("//h2/a/@href")
        assert len(clicks) == len(letter.pieces)
        assert all(click in mail.get_body(("plain",)).get_content() for click in clicks)
        for click, piece in zip(clicks, letter.pieces, strict=True):
            get(click)
            name, _, slug = piece.to.partition("/")
            target = site(web, name)
            story = next(story for story in target.stories if story.slug == slug)
            assert web.requests[-2:] == [
                (one.address, urlsplit(click).path, 302),
                (target.address, target.path(story), 200),
            ]


def test_one_page_reserves_itself_against_mining(web):
    reserved = []
    for one in web.sites:
        for story in one.stories:
            if story.page == "missing":
                continue
            with urllib.request.urlopen(web.url(one, story), timeout=100) as response:
                if response.headers["TDM-Reservation"] == "1":
                    reserved.append(story.slug)
    assert reserved == ["enquete-bailleurs-locaux-associatifs"]


def test_front_pages_link_to_their_articles(web):
    for one in web.sites:
        status, body, _ = get(f"{web.origin(one)}/")
        links = re.findall(r'<li><a href="([^"]+)">', body.decode())
        assert status == 200
        assert {one.path(story) for story in one.stories} <= {link.replace("&amp;", "&") for link in links}


def test_same_day_and_port_give_the_same_bytes():
    with demo.running(TODAY) as web:
        port = int(web.allow_private[0].partition(":")[2])
        urls = [source.url for source in web.sources if source.type != "mailbox" and source.id != "toits"]
        first, letters = [get(url) for url in urls], letters_of(web)
    with demo.running(TODAY, port=port) as again:
        assert [get(url) for url in urls] == first
        assert letters_of(again) == letters


def test_feeds_yml_gives_the_sources_back(web, tmp_path):
    path = tmp_path / "feeds.yml"
    path.write_text(web.feeds_yml(), encoding="utf-8")
    assert config.load_sources(path) == web.sources
    assert len(web.sources) >= 28


def test_every_kind_of_source_is_there(web):
    sources = web.sources
    assert {source.type for source in sources} == {"feed", "sitemap", "listing", "api", "mailbox"}
    assert [source.id for source in sources if source.aggregator] == ["kiosque"]
    assert [source.id for source in sources if source.on_probation] == ["velmont-etudes"]
    assert {kind for source in sources for _pattern, kind in source.kinds} == {"appel-a-projets", "dispositif"}


def test_each_site_has_an_address_of_its_own_that_the_guard_may_let_through(web):
    assert len(set(web.allow_private)) == len(web.sites)
    assert all(place.startswith("127.0.0.") for place in web.allow_private)


async def test_it_also_runs_in_the_callers_loop():
    async with DemoWeb(TODAY) as web:
        assert all(source.home.startswith("http://127.0.0.") for source in web.sources)


def letters_of(web: DemoWeb) -> list[tuple[str, bytes]]:
    folder = Path(next(source for source in web.sources if source.type == "mailbox").url.removeprefix("eml:"))
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
