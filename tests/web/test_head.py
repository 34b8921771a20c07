"""The head of each page: what search engines, other sites and feed readers are told of it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from tests.web.conftest import NOW
from veille import web
from veille.web.site import Site

PUBLIC = "https://veille.example"
PAGES = (
    "/", "/recherche", "/recherche?q=eau&theme=financement&tri=pertinence", "/article/1", "/article/3", "/themes",
    "/theme/financement", "/secteur/habitat", "/territoires", "/territoire/R11", "/territoire/93066",
    "/source/coop-nord", "/sources", "/structures", "/structure/reseau-tisse", "/appels", "/appel/1", "/agenda",
    "/etudes", "/bulletins", "/bulletins/2026-s46", "/suivre", "/suivre?liste=appels", "/proposer",
    "/signaler?article=1", "/api", "/a-propos", "/mentions-legales", "/donnees-personnelles", "/accessibilite",
    "/veille", "/veille/articles", "/veille/articles/1", "/veille?sql=select+1",
)  # fmt: skip
TYPES = {"application/atom+xml", "application/feed+json", "application/json", "text/calendar", "text/csv",
         "application/opensearchdescription+xml", "application/x-bibtex"}  # fmt: skip


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site at a known public address."""
    path = publicdb.build(tmp_path_factory.mktemp("head") / "veille.db")
    built = web.build(path, replace(LEGAL, base_url=f"{PUBLIC}/"), now=lambda: NOW)
    yield built
    built.close()


async def head(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200, address
    return html.fromstring(reply.text).find("head")


def meta(found: html.HtmlElement, name: str) -> list[str]:
    return [str(one) for one in found.xpath("meta[@name=$name or @property=$name]/@content", name=name)]


@pytest.mark.parametrize("address", PAGES)
async def test_every_page_says_what_it_is_and_its_one_address(public: Site, address: str) -> None:
    found = await head(public, address)
    canonical = found.xpath("link[@rel='canonical']/@href")
    title = found.findtext("title") or ""

    for name in ("description", "og:title", "og:description", "og:type", "og:url", "og:site_name", "og:locale"):
        assert len(meta(found, name)) == 1, name
    assert 20 <= len(meta(found, "description")[0]) <= 400
    assert meta(found, "description") == meta(found, "og:description")
    assert title == f"{meta(found, 'og:title')[0]} – Veille ESS"
    assert canonical == meta(found, "og:url")
    assert canonical[0].startswith(f"{PUBLIC}/")
    assert "page=" not in canonical[0]
    assert "tri=" not in canonical[0]
    assert "\n" not in "".join([*meta(found, "description"), title, *canonical])


@pytest.mark.parametrize("address", PAGES)
async def test_what_the_head_offers_answers_with_the_type_it_says(public: Site, address: str) -> None:
    found = await head(public, address)
    links = [
        (str(one.get("href")), str(one.get("type"))) for one in found.xpath("link[@rel='alternate' or @rel='search']")
    ]

    assert ("/opensearch.xml", "application/opensearchdescription+xml") in links
    assert [href for href, kind in links if kind == "application/atom+xml"]
    assert len(links) == len(set(links))
    for href, kind in links:
        reply = await public.client.get(href.removeprefix(PUBLIC))
        assert (reply.status_code, kind in TYPES) == (200, True), href
        assert reply.headers["content-type"].partition(";")[0] == kind, href
    assert all(one.get("title") for one in found.xpath("link[@type='application/atom+xml']"))


async def test_canonical_addresses_keep_filters_and_drop_page_and_order(public: Site) -> None:
    found = await head(public, "/recherche?theme=financement&langue=fr&tri=date&page=2")

    assert found.xpath("link[@rel='canonical']/@href") == [f"{PUBLIC}/recherche?theme=financement&langue=fr"]


async def test_whole_lists_are_indexed_and_their_endless_filters_are_not(public: Site) -> None:
    for path in ("/recherche", "/appels", "/agenda", "/theme/financement", "/article/1"):
        assert meta(await head(public, path), "robots") == [], path
    for address in ("/recherche?q=eau", "/recherche?page=2", "/appels?theme=financement", "/suivre?liste=agenda"):
        assert meta(await head(public, address), "robots") == ["noindex, follow"], address


async def test_an_article_is_one_for_those_who_share_it(public: Site) -> None:
    found = await head(public, "/article/1")

    assert meta(found, "og:type") == ["article"]


async def test_the_first_page_says_how_the_site_is_searched(public: Site) -> None:
    page = html.fromstring((await public.client.get("/")).text)
    other = html.fromstring((await public.client.get("/sources")).text)
    action = "//*[@itemtype='https://schema.org/WebSite']//*[@itemtype='https://schema.org/SearchAction']"

    assert page.xpath(f"{action}/meta[@itemprop='target']/@content") == [f"{PUBLIC}/recherche?q={{q}}"]
    assert other.xpath("//*[@itemtype='https://schema.org/WebSite']//*[@itemprop='name']/text()") == ["Veille ESS"]
    assert not other.xpath(action)


async def test_an_error_has_no_address_and_is_not_to_be_indexed(public: Site) -> None:
    page = html.fromstring((await public.client.get("/nulle-part")).text)

    assert page.xpath("//link[@rel='canonical']") == []
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//meta[@property='og:url']") == []


async def test_without_a_known_address_nothing_of_the_request_is_repeated(site: Site) -> None:
    reply = await site.client.get("/theme/financement", headers={"host": "autre.example"})
    found = html.fromstring(reply.text).find("head")

    assert found.xpath("link[@rel='canonical']/@href") == ["/theme/financement"]
    assert meta(found, "og:url") == []
    assert "autre.example" not in reply.text


async def test_hostile_titles_stay_in_their_attributes(public: Site) -> None:
    found = await head(public, "/article/301")

    assert meta(found, "og:title")[0].startswith("<script>alert(1)</script> & «")
    assert not found.xpath("//script")
    assert {one.tag for one in found} == {"meta", "title", "link"}
