"""Sitemaps: each form of one file, and indexes over real HTTP from one run to the next."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.faultserver import FaultServer
from tests.support.listings import NOW, answer, collected_from, remembered
from veille.kinds import SitemapOptions
from veille.models import Memory, Outcome, Page, Source
from veille.sources import Reading, sitemapfile, sitemapxml
from veille.sources.sitemap import CHILDREN_A_RUN, SitemapReader

URL = "https://www.site.exemple.fr/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = (
    "<news:news><news:publication><news:name>Le Site</news:name><news:language>fr</news:language></news:publication>"
    "<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title></news:news>"
)


def urlset(*entries: tuple[str, str], more: str = "") -> str:
    """Return a sitemap of (address, lastmod)."""
    dated = {url: f"<lastmod>{date}</lastmod>" if date else "" for url, date in entries}
    urls = "".join(f"<url><loc>{url}</loc>{date}</url>" for url, date in dated.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACES}>{urls}{more}</urlset>'


def index(*entries: tuple[str, str]) -> str:
    """Return an index of (address, lastmod)."""
    return (
        urlset(*entries).replace("urlset", "sitemapindex").replace("<url>", "<sitemap>").replace("</url>", "</sitemap>")
    )


def _read(body: str | bytes, *, home: str | None = None) -> Reading:
    data = body.encode() if isinstance(body, str) else body
    page = Page(url=URL, final_url=URL, outcome=Outcome.OK, body=data, fetched_at=NOW)
    return SitemapReader().read(page, Source(id="s", name="S", url=URL, type="sitemap", home=home))


def _paths(reading: Reading) -> list[str]:
    return [lead.url.partition("exemple.fr")[2] for lead in reading.leads]


# ---------------------------------------------------------------- one file


def test_news_have_title_date_and_language() -> None:
    news = NEWS.format(date="2026-11-19T10:00:00+01:00", title="L’été &amp; l’emploi")
    (lead,) = _read(urlset(more=f"<url><loc>https://www.site.exemple.fr/n</loc>{news}</url>")).leads
    assert (lead.title, lead.lang) == ("L’été & l’emploi", "fr")
    assert lead.published == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert lead.published_raw == "2026-11-19T10:00:00+01:00"
    assert lead.entry_id == lead.url == "https://www.site.exemple.fr/n"


def test_a_plain_sitemap_dates_the_last_change_not_the_publication() -> None:
    image = (
        "<url><loc>/c</loc><image:image><image:loc>https://www.site.exemple.fr/i.jpg</image:loc></image:image></url>"
    )
    reading = _read(urlset(("/a", "2026-01-05"), ("/b", "2026-11-01T08:00:00Z"), more=image))
    assert _paths(reading) == ["/b", "/a", "/c"]
    assert [lead.published for lead in reading.leads] == [None] * 3
    assert reading.leads[0].updated == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert {lead.title for lead in reading.leads} == {""}


def test_a_change_of_lastmod_is_a_new_fingerprint() -> None:
    first, again, changed = (
        _read(urlset(("/a", date))).leads[0].fingerprint for date in ("2026-01-05",) * 2 + ("2026-01-06",)
    )
    assert first == again != changed


def test_a_lastmod_that_most_pages_share_dates_nothing() -> None:
    rebuilt = [(f"/{n}", f"2026-11-20T03:00:{n:02}Z") for n in range(30)]
    reading = _read(urlset(*rebuilt, ("/vrai", "2026-11-18T10:00:00Z")))
    assert [lead.url[-5:] for lead in reading.leads if lead.updated] == ["/vrai"]
    later = _read(urlset(*((url, date.replace("-20T", "-21T")) for url, date in rebuilt)))
    assert {lead.fingerprint for lead in later.leads} <= {lead.fingerprint for lead in reading.leads}


def test_addresses_of_other_sites_are_left_out_and_counted() -> None:
    body = urlset(
        ("https://site.exemple.fr/a", ""), ("https://autre.exemple.fr/b", ""), ("javascript:x", ""), ("//[", "")
    )
    reading = _read(body)
    assert [lead.url for lead in reading.leads] == ["https://site.exemple.fr/a"]
    assert reading.detail == "3 adresses d’un autre site ou illisibles laissées de côté"
    assert len(_read(body, home="https://autre.exemple.fr").leads) == 2
    assert _read(urlset(("https://autre.exemple.fr/b", ""))).detail.endswith("aucune adresse de ce site")


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset(("/a", ""), ("/b", "")).encode()),
        b"\xef\xbb\xbf" + urlset(("/a", ""), ("/b", "")).encode(),
        urlset(("/a", ""), ("/b", "")).replace("UTF-8", "UTF-16").encode("utf-16"),
        urlset(("/a", ""), ("/b", "")).replace(NAMESPACES, "").encode(),
        urlset(("/a", ""), ("/b", "")).replace("?><urlset", "?><!DOCTYPE urlset><urlset").encode(),
        b"https://www.site.exemple.fr/a\r\nhttps://site.exemple.fr/b\n",
        gzip.compress(b"https://www.site.exemple.fr/a\nhttps://www.site.exemple.fr/b"),
        b"<rss><channel><item><title>A</title><link>https://www.site.exemple.fr/a</link></item>"
        b"<item><title>B</title><link>https://www.site.exemple.fr/b</link></item></channel></rss>",
    ],
    ids=["gzip", "mark", "utf-16", "no namespace", "doctype", "text", "text gzip", "feed"],
)
def test_every_form_of_sitemap_is_read(body: bytes) -> None:
    reading = _read(body)
    assert reading.outcome is Outcome.OK
    assert _paths(reading) == ["/a", "/b"]


@pytest.mark.parametrize(
    ("body", "outcome", "said"),
    [
        (b"", Outcome.EMPTY, "réponse vide au lieu d’un plan de site"),
        (urlset(), Outcome.EMPTY, "le plan de site ne cite aucune adresse"),
        (b"<html><title>Accueil</title>", Outcome.NOT_A_FEED, "page HTML au lieu d’un plan de site (« Accueil »)"),
        (b"\x1f\x8b\x08rien", Outcome.MALFORMED, "le plan de site est un fichier gzip abîmé"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><urlset><url/></urlset>', Outcome.MALFORMED, "DTD avec des entités"),
        (gzip.compress(b"<urlset>" + b"a" * (51 << 20)), Outcome.TOO_BIG, "au-delà de 50 Mo"),
    ],
)
def test_each_kind_of_nothing_has_its_own_sentence(body: str | bytes, outcome: Outcome, said: str) -> None:
    reading = _read(body)
    assert said in reading.detail
    assert reading.outcome is outcome


def test_what_is_cut_short_gives_its_beginning_and_says_so() -> None:
    reading = _read(urlset(("/a", ""), ("/b?x=1&y=2", ""), ("/c", ""))[:-20])
    assert _paths(reading) == ["/a", "/b?x=1&y=2"]
    assert "tronqué" in reading.detail


def test_more_than_the_protocol_allows_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemapxml, "MAX_URLS", 3)
    monkeypatch.setattr(sitemapfile, "MAX_URLS", 3)
    reading = _read(urlset(*((f"/{n}", "") for n in range(5))))
    assert len(reading.leads) == 3
    assert reading.detail == "seules ses 3 premières adresses sont lues"


@pytest.mark.parametrize(
    "text", [urlset(), index(("/a", "")), "https://a.fr/1\nhttps://a.fr/2", gzip.compress(index().encode())]
)
def test_a_sitemap_is_recognised(text: str | bytes) -> None:
    assert sitemapfile.is_sitemap(text.encode() if isinstance(text, str) else text)


@pytest.mark.parametrize("body", [b"", b"<html>", b"<rss/>", b"User-agent: *\nhttps://a.fr/", b"\x1f\x8bx", b"{}"])
def test_what_is_none_is_not(body: bytes) -> None:
    assert not sitemapfile.is_sitemap(body)


def test_the_preview_of_an_index_says_what_it_names() -> None:
    reading = _read(index(("/a.xml", ""), ("/b.xml", "")))
    assert (reading.outcome, reading.detail) == (Outcome.EMPTY, "index de 2 plans de site, lus à la collecte")


# ---------------------------------------------------------------- over HTTP


def _source(server: FaultServer, *children: str) -> Source:
    return Source(
        id="s", name="S", url=server.url("/sitemap.xml"), type="sitemap", options=SitemapOptions(children=children)
    )


def _serve(server: FaultServer, path: str, body: str | bytes, tag: str = "") -> None:
    server.on(path, answer(body, tag=tag, content_type="application/xml"))


def _day(days: int) -> str:
    return (NOW - timedelta(days=days)).date().isoformat()


async def test_what_was_there_at_the_first_look_is_old_and_what_comes_later_is_not() -> None:
    async with FaultServer() as server:
        source = _source(server)
        _serve(server, "/sitemap.xml", urlset(("/sans-date", ""), ("/recent", _day(3)), ("/ancien", _day(200))))
        first = await collected_from(source)
        assert {lead.url.rpartition("/")[2]: lead.old for lead in first.leads} == {
            "recent": False, "ancien": True, "sans-date": True,
        }  # fmt: skip
        _serve(server, "/sitemap.xml", urlset(("/sans-date", ""), ("/nouveau", ""), ("/demenage", _day(200))))
        second = await collected_from(source, remembered(first))
        assert {lead.url.rpartition("/")[2]: lead.old for lead in second.leads} == {
            "demenage": True, "sans-date": False, "nouveau": False,
        }  # fmt: skip


async def test_a_first_look_without_anything_recent_says_so() -> None:
    async with FaultServer() as server:
        _serve(server, "/sitemap.xml", urlset(*((f"/{n}", "") for n in range(5))))
        collected = await collected_from(_source(server))
        assert (collected.outcome, len(collected.leads)) == (Outcome.OK, 5)
        assert collected.detail == "rien de récent : les adresses déjà là sont notées, les nouvelles seront lues"


async def test_robots_txt_is_not_asked_for() -> None:
    async with FaultServer() as server:
        _serve(server, "/sitemap.xml", urlset(("/a", "")))
        await collected_from(_source(server))
        assert "/robots.txt" not in server.paths()


def _children(server: FaultServer) -> list[str]:
    return [path for path in server.paths() if path.startswith("/c")]


async def test_only_files_whose_date_moved_are_asked_again() -> None:
    async with FaultServer() as server:
        source = _source(server)
        children = [(f"/c{n}.xml", _day(n)) for n in range(3)]
        _serve(server, "/sitemap.xml", index(*children))
        for n in range(3):
            _serve(server, f"/c{n}.xml", urlset((f"/a{n}", _day(n))), tag=f"t{n}")
        first = await collected_from(source)
        assert _children(server) == ["/c0.xml", "/c1.xml", "/c2.xml"]
        assert len(first.leads) == 3
        server.requests.clear()
        same = await collected_from(source, remembered(first))
        assert (same.outcome, _children(server)) == (Outcome.UNCHANGED, [])
        _serve(server, "/sitemap.xml", index(*children[:2], ("/c2.xml", _day(0))))
        _serve(server, "/c2.xml", urlset(("/a2", _day(0)), ("/b2", "")), tag="new")
        moved = await collected_from(source, remembered(first))
        assert _children(server) == ["/c2.xml"]
        assert [lead.old for lead in moved.leads] == [False, False]


async def test_files_without_date_are_asked_conditionally_although_the_index_is_unchanged() -> None:
    async with FaultServer() as server:
        source = _source(server)
        _serve(server, "/sitemap.xml", index(("/c0.xml", ""), ("/c1.xml", "")), tag="index")
        for n in range(2):
            _serve(server, f"/c{n}.xml", urlset((f"/a{n}", "")), tag=f"t{n}")
        first = await collected_from(source)
        _serve(server, "/c1.xml", urlset(("/a1", ""), ("/neuf", "")), tag="new")
        again = await collected_from(source, remembered(first))
        assert [(lead.url.rpartition("/")[2], lead.old) for lead in again.leads] == [("a1", False), ("neuf", False)]
        assert [page.url.rpartition("/")[2] for page in again.pages] == ["c1.xml"]


async def test_a_large_index_is_read_newest_first_and_its_archives_are_left_until_they_change() -> None:
    async with FaultServer() as server:
        source = _source(server)
        count = CHILDREN_A_RUN + 5
        children = [(f"/c{n}.xml", _day(n)) for n in range(count)]
        _serve(server, "/sitemap.xml", index(*reversed(children)))
        for n in range(count):
            _serve(server, f"/c{n}.xml", urlset((f"/a{n}", ""), (f"/b{n}", _day(n))))
        first = await collected_from(source)
        assert _children(server) == [path for path, _date in children[:CHILDREN_A_RUN]]
        assert "5 plans de site de l’index laissés pour plus tard" in first.detail
        server.requests.clear()
        second = await collected_from(source, remembered(first))
        assert _children(server) == []
        _serve(server, "/sitemap.xml", index(("/c24.xml", _day(0)), ("/c99.xml", _day(0)), *children[:24]))
        _serve(server, "/c99.xml", urlset(("/a99", "")))
        third = await collected_from(source, remembered(second))
        assert {lead.url.rpartition("/")[2]: lead.old for lead in third.leads} == {
            "b24": False, "a24": True, "a99": False,
        }  # fmt: skip


async def test_children_without_date_take_turns() -> None:
    async with FaultServer() as server:
        source = _source(server)
        count = CHILDREN_A_RUN + 3
        _serve(server, "/sitemap.xml", index(*((f"/c{n}.xml", "") for n in range(count))))
        for n in range(count):
            _serve(server, f"/c{n}.xml", urlset((f"/a{n}", "")))
        first = await collected_from(source)
        second = await collected_from(source, remembered(first))
        assert set(_children(server)) == {f"/c{n}.xml" for n in range(count)}
        assert {lead.old for lead in second.leads if lead.url.endswith(("a20", "a21", "a22"))} == {True}


async def test_patterns_choose_the_files_of_an_index() -> None:
    async with FaultServer() as server:
        _serve(server, "/sitemap.xml", index(("/c-news.xml", ""), ("/c-pages.xml", ""), ("https://autre.fr/c.xml", "")))
        _serve(server, "/c-news.xml", urlset(("/a", _day(1))))
        assert len((await collected_from(_source(server, "/c-news"))).leads) == 1
        assert _children(server) == ["/c-news.xml"]
        none = await collected_from(_source(server, "/agenda"))
        assert none.outcome is Outcome.EMPTY
        assert none.detail == "aucun des 2 plans de site de l’index ne répond aux motifs de sitemap.children"


async def test_indexes_in_indexes_end() -> None:
    async with FaultServer() as server:
        loop = [("/sitemap.xml", ""), ("/c1.xml", ""), ("/c2.xml", "")]
        _serve(server, "/sitemap.xml", index(*loop))
        _serve(server, "/c1.xml", index(*loop, ("/c3.xml", "")))
        _serve(server, "/c2.xml", urlset(("/a", _day(1))))
        _serve(server, "/c3.xml", index(("/c4.xml", "")))
        collected = await collected_from(_source(server))
        assert collected.outcome is Outcome.OK
        assert "index imbriqués sur plus d’un niveau" in collected.detail
        assert sorted(_children(server)) == ["/c1.xml", "/c2.xml", "/c3.xml"]
        assert server.paths().count("/sitemap.xml") == 1


async def test_a_file_that_fails_is_told_and_asked_again() -> None:
    async with FaultServer() as server:
        source = _source(server)
        _serve(server, "/sitemap.xml", index(("/c1.xml", _day(1)), ("/c2.xml", _day(2))))
        _serve(server, "/c2.xml", urlset(("/a", _day(1))))
        first = await collected_from(source)
        assert first.outcome is Outcome.OK
        assert f"1 plan de site de l’index n’a pas pu être lu ({server.url('/c1.xml')}" in first.detail
        _serve(server, "/c1.xml", urlset(("/b", ""), ("/c", _day(1))))
        second = await collected_from(source, remembered(first))
        assert [(lead.url.rpartition("/")[2], lead.old) for lead in second.leads] == [("c", False), ("b", True)]


async def test_an_index_none_of_whose_files_answers_ends_as_they_do() -> None:
    async with FaultServer() as server:
        _serve(server, "/sitemap.xml", index(("/c1.xml", "")))
        collected = await collected_from(_source(server))
        assert collected.outcome is Outcome.GONE


async def test_the_cursor_of_another_reader_is_a_first_look() -> None:
    async with FaultServer() as server:
        _serve(server, "/sitemap.xml", urlset(("/a", "")))
        for cursor in ("2026-01-01", "[]", '{"sitemap": [1]}', '{"listing": []}'):
            collected = await collected_from(_source(server), Memory(cursor=cursor))
            assert [lead.old for lead in collected.leads] == [True]
