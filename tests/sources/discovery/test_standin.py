"""What a run reads of a source whose own address has failed: what its site shows, once found, until it is back."""

import asyncio
import socket
from dataclasses import replace

import pytest

from tests.support.faultserver import Request, Wire
from tests.support.newsite import NOW, NewSite
from veille.models import Memory, Outcome, Source, Validators
from veille.sources import Collected
from veille.sources.discovery.budget import MAX_REQUESTS

HTML = "<html><head><title>Accueil</title></head><body>Bonjour</body></html>"


def a_source(site: NewSite, path: str = "/flux.xml", **values: object) -> Source:
    return Source(**{"id": "s", "name": "S", "url": site.server.url(path), **values})  # type: ignore[arg-type]


def kept(*collected: Collected) -> Memory:
    """Return what a store keeps of collections that went well, the last one last."""
    validators = {page.url: page.validators for one in collected for page in (one.page, *one.pages)}
    return Memory(validators=validators, stand_in=collected[-1].stand_in, may_search=False)


def at_home(site: NewSite, count: int = 3) -> str:
    """Give the site a home page that announces its feed."""
    site.page("/", "wordpress.html")
    return site.feed("/feed/", count, title="Le Pôle", etag='"f1"')


@pytest.mark.parametrize(
    ("status", "why"), [(200, "page HTML au lieu d’un flux (« Accueil »)"), (404, "page introuvable")]
)
async def test_a_dead_feed_is_replaced_by_the_one_its_home_page_announces(status: int, why: str) -> None:
    async with NewSite() as site:
        feed = at_home(site)
        site.body("/flux.xml", HTML, status, content_type="text/html")
        done = await site.collect(a_source(site))
    assert (done.outcome, len(done.leads), done.searched) == (Outcome.OK, 3, True)
    assert done.detail.startswith(why)
    assert done.detail.endswith(f" ; flux trouvé sur l’accueil et utilisé : {feed}")
    assert done.stand_in is not None
    assert (done.stand_in.url, done.stand_in.type) == (feed, "feed")
    assert [one.url for one in done.proposals] == [feed]
    assert (done.source.url, done.page.url, done.title) == (site.server.url("flux.xml"), feed, "Le Pôle")
    assert {lead.source_id for lead in done.leads} == {"s"}
    assert site.paths() == ["/flux.xml", "/", "/feed/", "/category/emploi/feed/"]


async def test_a_stand_in_is_read_again_without_a_search_while_the_address_fails() -> None:
    async with NewSite() as site:
        at_home(site)
        site.body("/flux.xml", HTML, etag='"html"')
        first = await site.collect(a_source(site))
        site.server.requests.clear()
        again = await site.collect(a_source(site), kept(first))
    assert site.paths() == ["/flux.xml", "/feed/"]
    asked = [request.headers.get("if-none-match") for request in site.server.requests]
    assert asked == ['"html"', '"f1"'], "both are asked whether anything changed"
    assert (again.outcome, again.stand_in, again.searched) == (Outcome.UNCHANGED, first.stand_in, False)
    assert again.detail.startswith("l’adresse répond toujours la même page")


async def test_an_address_that_works_again_is_read_and_nothing_else() -> None:
    async with NewSite() as site:
        at_home(site)
        site.body("/flux.xml", HTML, etag='"html"')
        first = await site.collect(a_source(site))
        site.feed("/flux.xml", 5, etag='"back"')
        site.server.requests.clear()
        again = await site.collect(a_source(site), kept(first))
    assert (again.outcome, len(again.leads), again.stand_in, again.detail) == (Outcome.OK, 5, None, "")
    assert site.paths() == ["/flux.xml"]


async def test_a_feed_that_comes_back_as_it_was_before_it_failed_is_not_taken_for_its_error_page() -> None:
    async with NewSite() as site:
        at_home(site)
        source = a_source(site)
        before = Memory(validators={source.url: Validators(etag='"v1"')})
        first = await site.collect(source, before)
        site.feed("/flux.xml", 2, etag='"v1"')
        again = await site.collect(source, kept(first))
    assert first.stand_in is not None
    assert (again.outcome, again.stand_in, len(again.leads)) == (Outcome.OK, None, 2)


async def test_an_address_corrected_to_the_stand_ins_needs_none() -> None:
    async with NewSite() as site:
        at_home(site)
        first = await site.collect(a_source(site))
        corrected = await site.collect(a_source(site, "/feed/"), kept(first))
    assert (corrected.outcome, corrected.stand_in) == (Outcome.UNCHANGED, None)


async def test_a_source_whose_feed_nobody_knew_has_its_home_page_for_address() -> None:
    async with NewSite() as site:
        feed = at_home(site)
        done = await site.collect(a_source(site, "/"))
    assert (done.outcome, len(done.leads)) == (Outcome.OK, 3)
    assert done.stand_in is not None
    assert done.stand_in.url == feed


async def test_a_choice_is_proposed_and_not_made() -> None:
    async with NewSite() as site:
        links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{name}.rss">' for name in "ab")
        site.body("/", f"<html><head>{links}</head></html>", content_type="text/html")
        site.feed("/a.rss", 3, under="a")
        site.feed("/b.rss", 3, under="b")
        done = await site.collect(a_source(site))
    assert (done.outcome, done.leads, done.stand_in, done.searched) == (Outcome.GONE, (), None, True)
    assert [one.url for one in done.proposals] == [site.server.url("a.rss"), site.server.url("b.rss")]
    assert done.detail.endswith(f"à la place, le site propose par exemple : {site.server.url('a.rss')}")


async def test_a_listing_page_is_proposed_and_not_read_in_place_of_a_feed() -> None:
    async with NewSite() as site:
        site.page("/", "maison.html")
        site.page("/actualites", "actualites.html")
        done = await site.collect(a_source(site))
    assert (done.outcome, done.stand_in) == (Outcome.GONE, None)
    assert [one.type for one in done.proposals] == ["listing"]
    assert len(site.paths()) <= 1 + MAX_REQUESTS


async def test_a_site_is_not_searched_when_it_was_lately() -> None:
    async with NewSite() as site:
        at_home(site)
        done = await site.collect(a_source(site), Memory(may_search=False))
    assert (done.outcome, done.detail, done.searched) == (Outcome.GONE, "page introuvable (HTTP 404)", False)
    assert site.paths() == ["/flux.xml"]


@pytest.mark.parametrize(
    ("status", "outcome"), [(403, "blocked"), (429, "blocked"), (503, "unreachable"), (401, "blocked")]
)
async def test_refusals_and_faults_start_no_search_and_no_stand_in(status: int, outcome: str) -> None:
    async with NewSite() as site:
        at_home(site)
        found = (await site.collect(a_source(site))).stand_in
        site.body("/flux.xml", "non", status)
        site.server.requests.clear()
        done = await site.collect(a_source(site), Memory(stand_in=found))
    assert (done.outcome, done.stand_in, done.searched) == (outcome, None, False)
    assert site.paths() == ["/flux.xml"]


async def test_a_timeout_starts_no_search() -> None:
    async def stall(request: Request, wire: Wire) -> None:
        await asyncio.sleep(30)

    async with NewSite() as site:
        at_home(site)
        site.server.on("/flux.xml", stall)
        site.settings = replace(site.settings, total_timeout=1.0)
        done = await site.collect(a_source(site))
    assert (done.outcome, done.searched) == (Outcome.TIMEOUT, False)
    assert site.paths() == ["/flux.xml"]


async def test_a_feed_of_the_site_that_took_over_the_home_page_is_only_proposed() -> None:
    async with NewSite() as site, NewSite("127.0.0.2") as other:
        feed = at_home(other)

        async def sold(request: Request, wire: Wire) -> None:
            await wire.reply(b"", 301, location=other.url)

        site.server.on("/", sold)
        done = await site.collect(a_source(site))
    assert (done.outcome, done.stand_in, done.leads) == (Outcome.GONE, None, ())
    assert [one.url for one in done.proposals] == [feed]


async def test_a_stand_in_that_fails_too_leads_to_a_search_when_one_may_be_made() -> None:
    async with NewSite() as site:
        at_home(site)
        first = await site.collect(a_source(site))
        site.body("/feed/", "parti", 404)
        site.feed("/nouveau.rss", 4)
        html = '<html><head><link rel="alternate" type="application/rss+xml" href="/nouveau.rss"></head></html>'
        site.body("/", html, content_type="text/html")
        idle = await site.collect(a_source(site), kept(first))
        found = await site.collect(a_source(site), replace(kept(first), may_search=True))
    assert (idle.outcome, idle.stand_in) == (Outcome.GONE, None)
    assert (found.outcome, len(found.leads)) == (Outcome.OK, 4)
    assert found.stand_in is not None
    assert found.stand_in.url.endswith("/nouveau.rss")


@pytest.mark.parametrize("status", [404, 410])
async def test_a_site_that_is_gone_altogether_stays_gone(status: int) -> None:
    async with NewSite() as site:
        site.body("/flux.xml", "parti", status)
        site.body("/", "parti", status)
        done = await site.collect(a_source(site))
    assert (done.outcome, done.proposals, done.searched, done.page.status) == (Outcome.GONE, (), True, status)
    assert site.paths() == ["/flux.xml", "/"]


async def test_rules_of_the_source_hold_for_its_stand_in() -> None:
    async with NewSite() as site:
        at_home(site)
        done = await site.collect(a_source(site, exclude=("/a/1",)))
    assert [lead.title for lead in done.leads] == ["Titre 0", "Titre 2"]


async def test_a_living_feed_of_a_dead_sitemap_stands_in_and_a_dead_listing_searches_nothing() -> None:
    async with NewSite() as site:
        at_home(site)
        sitemap = await site.collect(a_source(site, "/sitemap.xml", type="sitemap"))
        site.server.requests.clear()
        listing = await site.collect(a_source(site, "/actualites", type="listing"))
    assert (sitemap.outcome, len(sitemap.leads)) == (Outcome.OK, 3)
    assert (listing.outcome, listing.searched) == (Outcome.GONE, False)
    assert site.paths() == ["/actualites"]


async def test_nothing_of_a_feed_left_years_ago_stands_in() -> None:
    async with NewSite() as site:
        site.page("/", "wordpress.html")
        site.feed("/feed/", 3, newest=NOW.replace(year=2019))
        done = await site.collect(a_source(site))
    assert (done.outcome, done.stand_in) == (Outcome.GONE, None)
    assert [one.entries for one in done.proposals][:1] == [3]


async def test_the_home_page_of_a_feed_service_is_nobodys() -> None:
    async with NewSite() as site:
        port = site.server.port
        at_home(site)
        site.resolve = lambda *_args, **_more: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        done = await site.collect(Source(id="s", name="S", url=f"http://feeds.feedburner.com:{port}/pole"))
    assert (done.outcome, done.searched) == (Outcome.GONE, False)
    assert site.paths() == ["/pole"]
