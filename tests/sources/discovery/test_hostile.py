"""Sites that mean no good, or no sense: nothing hangs, floods, leaves the site or reaches a private address."""

import asyncio
from dataclasses import replace

import pytest

from tests.support.faultserver import Request, Wire
from tests.support.newsite import EXAMPLE, NOW, NewSite
from tests.support.patience import Patience
from veille.models import Outcome
from veille.sources.discovery.budget import MAX_REQUESTS
from veille.sources.discovery.links import MAX_KEPT

INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


def announcing(*hrefs: str, head: str = "") -> str:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in hrefs)
    return f"<html><head>{head}{links}</head><body>Accueil</body></html>"


async def test_ten_thousand_announced_feeds_cost_twelve_requests() -> None:
    async with NewSite() as site:
        site.body("/", announcing(*(f"/flux/{n}.rss" for n in range(10_000))), content_type="text/html")
        for n in range(20):
            site.feed(f"/flux/{n}.rss", 2, under=str(n))
        patience = Patience()
        found = await site.discover()
        assert patience.lasts()
    assert 1 <= len(found.proposals) <= MAX_KEPT
    assert len(site.paths()) <= MAX_REQUESTS


async def test_ten_thousand_announced_feeds_that_are_not_there_cost_no_more() -> None:
    async with NewSite() as site:
        site.body("/", announcing(*(f"/flux/{n}.rss" for n in range(10_000))), content_type="text/html")
        found = await site.discover()
    assert found.proposals == ()
    assert found.detail.startswith("rien à suivre trouvé")
    assert len(site.paths()) <= MAX_REQUESTS


async def test_a_loop_of_sitemaps_ends() -> None:
    async with NewSite() as site:
        site.body("/", "<html><body>Accueil</body></html>", content_type="text/html")
        site.body("/robots.txt", f"Sitemap: {EXAMPLE}a.xml\nSitemap: {EXAMPLE}b.xml\n")
        site.body("/a.xml", INDEX.format(f"<sitemap><loc>{EXAMPLE}b.xml</loc></sitemap>"))
        site.body("/b.xml", INDEX.format(f"<sitemap><loc>{EXAMPLE}a.xml</loc></sitemap>"))
        found = await site.discover()
    assert found.proposals == ()
    assert len(site.paths()) <= MAX_REQUESTS


async def test_an_index_of_a_thousand_sitemaps_costs_no_more_either() -> None:
    async with NewSite() as site:
        site.body("/", "<html><body>Accueil</body></html>", content_type="text/html")
        site.body("/robots.txt", f"Sitemap: {EXAMPLE}plan.xml\n")
        many = "".join(f"<sitemap><loc>{EXAMPLE}plan-{n}.xml</loc></sitemap>" for n in range(1000))
        site.body("/plan.xml", INDEX.format(many))
        await site.discover()
    assert len(site.paths()) <= MAX_REQUESTS


async def test_only_the_site_itself_is_asked() -> None:
    bad = ("http://169.254.169.254/feed", "file:///etc/passwd", "//autre.example/feed", "javascript:alert(1)//feed")
    odd = ("http://[", "http://127.0.0.1:0/feed", "data:application/rss+xml,x", "ftp://site.example/feed", "\x00/feed")
    async with NewSite() as site, NewSite("127.0.0.2") as other:
        other.feed("/rss.xml", 3)
        site.body("/", announcing(*bad, *odd, other.server.url("rss.xml")), content_type="text/html")
        found = await site.discover()
    assert found.proposals == ()
    assert other.server.requests == []


async def test_a_base_elsewhere_makes_every_link_lead_elsewhere() -> None:
    async with NewSite() as site, NewSite("127.0.0.2") as other:
        other.feed("/feed/", 3)
        site.body("/", announcing("feed/", head=f'<base href="{other.url}">'), content_type="text/html")
        found = await site.discover()
    assert (found.proposals, other.server.requests) == ((), [])


@pytest.mark.parametrize("base", ["javascript:0", "http://[", "file:///", "data:text/html,", "", "http://"])
async def test_a_base_that_is_no_address_does_no_harm(base: str) -> None:
    async with NewSite() as site:
        site.body("/", announcing(f"{EXAMPLE}flux.rss", head=f'<base href="{base}">'), content_type="text/html")
        site.feed("/flux.rss", 3)
        found = await site.discover()
    assert [one.entries for one in found.proposals] == [3]


async def test_a_feed_that_redirects_to_another_site_is_not_this_sites() -> None:
    async with NewSite() as site, NewSite("127.0.0.2") as other:
        target = other.feed("/rss.xml", 3)

        async def away(request: Request, wire: Wire) -> None:
            await wire.reply(b"", 301, location=target)

        site.body("/", announcing("/feed"), content_type="text/html")
        site.server.on("/feed", away)
        found = await site.discover()
    assert found.proposals == ()


async def test_a_feed_that_redirects_to_a_private_address_is_not_followed() -> None:
    async with NewSite() as site:
        site.settings = type(site.settings)(host_delay=0, allow_private=("127.0.0.1/32",))

        async def away(request: Request, wire: Wire) -> None:
            await wire.reply(b"", 302, location="http://169.254.169.254/latest/meta-data")

        site.body("/", announcing("/feed"), content_type="text/html")
        site.server.on("/feed", away)
        found = await site.discover()
    assert found.proposals == ()


async def test_a_site_that_moved_is_searched_where_it_is() -> None:
    async with NewSite() as site, NewSite("127.0.0.2") as new:
        new.page("/", "wordpress.html")
        new.feed("/feed/", 3)

        async def moved(request: Request, wire: Wire) -> None:
            await wire.reply(b"", 301, location=new.url)

        site.server.on("/", moved)
        found = await site.discover()
    assert [one.url for one in found.proposals] == [f"{new.url}feed/"]


async def test_a_tarpit_ends_the_search_at_its_first_address() -> None:
    async with NewSite() as site:

        async def stall(request: Request, wire: Wire) -> None:
            await asyncio.sleep(30)

        site.body("/", announcing(*(f"/flux/{n}.rss" for n in range(5))), content_type="text/html")
        for n in range(5):
            site.server.on(f"/flux/{n}.rss", stall)
        site.settings = replace(site.settings, total_timeout=1.0)
        found = await site.discover()
    assert found.proposals == ()
    assert "le site ne répond plus" in found.detail
    assert site.paths() == ["/", "/flux/0.rss"]


async def test_a_site_that_asks_to_slow_down_is_left_alone() -> None:
    async with NewSite() as site:
        site.body("/", announcing("/a.rss", "/b.rss"), content_type="text/html")
        site.body("/a.rss", "plus tard", 429)
        found = await site.discover()
    assert "HTTP 429" in found.detail
    assert site.paths() == ["/", "/a.rss"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<",
        b"<html>" * 100_000,
        b"<div>" * 200_000,
        b"<html><head>" + b"<link rel=alternate type=application/rss+xml href='" * 50_000,
        b"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00",
        b"<html>\x00<link rel=alternate type=application/rss+xml href=/\x00feed>",
        b"{" * 200_000,
        b"[" * 200_000,
        b"\x1f\x8b\x08\x00" + b"\x00" * 100,
        b"<!DOCTYPE html [<!ENTITY a 'b'>]><html>&a;</html>",
        b"<a href=/rss>" + "été".encode("latin-1") * 1000,
        b"<html><body><a href='/explore/dataset/../../x/'>d</a>",
    ],
    ids=range(13),
)
async def test_any_bytes_end_as_an_outcome(body: bytes) -> None:
    async with NewSite() as site:
        site.body("/", body, content_type="text/html; charset=no-such-thing")
        patience = Patience()
        found = await site.discover()
        assert patience.lasts()
    assert found.proposals == ()
    assert found.home.outcome in (Outcome.OK, Outcome.EMPTY, Outcome.BLOCKED)
    assert len(site.paths()) <= MAX_REQUESTS


async def test_an_address_that_is_none_is_an_outcome() -> None:
    async with NewSite() as site:
        for url in ("file:///etc/passwd", "https://", "http://[", "maildir://var/mail"):
            found = await site.discover(url)
            assert (found.proposals, found.home.outcome) == ((), Outcome.REFUSED)


async def test_comments_are_nobodys_news() -> None:
    async with NewSite() as site:
        site.body("/", announcing("/feed/"), content_type="text/html")
        site.feed("/feed/", 3, title="Commentaires sur : Accueil", newest=NOW)
        found = await site.discover()
    assert found.proposals == ()
