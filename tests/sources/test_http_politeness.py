"""A fetch waits for its turn, asks robots.txt about pages, and leaves a host alone that says 429."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.support.faultserver import FaultServer, Request, Wire
from veille.config.settings import HttpSettings
from veille.models import Outcome, Page
from veille.sources.http import Ask, Fetcher

SETTINGS = HttpSettings(host_delay=0, allow_private=("127.0.0.0/8",))


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(SETTINGS) as fetcher:
        yield fetcher


def page(url: str) -> Ask:
    return Ask(url=url, robots=True)


def has_robots(server: FaultServer, text: str) -> None:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(text.encode(), content_type="text/plain")

    server.on("/robots.txt", answer)


# ---------------------------------------------------------------- turns


async def test_requests_to_one_host_come_one_by_one_with_the_delay_between_them(server: FaultServer) -> None:
    settings = HttpSettings(host_delay=0.1, allow_private=("127.0.0.1",))
    async with Fetcher(settings) as fetcher:
        pages = await asyncio.gather(*(fetcher.fetch(Ask(url=server.url(f"ok/{n}"))) for n in range(4)))

    assert {page.outcome for page in pages} == {Outcome.OK}
    assert all(later.at - earlier.at >= 0.099 for earlier, later in pairwise(server.requests))


async def test_waiting_for_a_turn_does_not_count_against_the_time_limit(server: FaultServer) -> None:
    """The last of five waits longer than a request may take; each alone has hundreds of times what it needs."""
    limit = 2.0
    async with Fetcher(replace(SETTINGS, host_delay=0.6, total_timeout=limit)) as fetcher:
        pages = await asyncio.gather(*(fetcher.fetch(Ask(url=server.url(f"ok/{n}"))) for n in range(5)))

    assert {page.outcome for page in pages} == {Outcome.OK}
    assert server.requests[-1].at - server.requests[0].at > limit
    assert all(page.seconds < limit for page in pages)


async def test_a_redirect_on_the_same_host_is_followed_at_once(server: FaultServer) -> None:
    settings = HttpSettings(host_delay=120, allow_private=("127.0.0.1",))
    started = time.monotonic()
    async with Fetcher(settings) as fetcher:
        page = await fetcher.fetch(Ask(url=server.url("redirect", to="/ok")))

    assert page.outcome is Outcome.OK
    assert time.monotonic() - started < 60


async def test_a_redirect_to_another_host_waits_for_the_turn_of_that_host(server: FaultServer) -> None:
    settings = HttpSettings(host_delay=0.15, allow_private=("127.0.0.0/8",))
    async with FaultServer("127.0.0.2") as other, Fetcher(settings) as fetcher:
        await fetcher.fetch(Ask(url=other.url("ok")))
        await fetcher.fetch(Ask(url=server.url("redirect", to=other.url("ok"))))

        assert other.requests[1].at - other.requests[0].at >= 0.149


async def test_two_hosts_that_redirect_to_each_other_do_not_wait_for_ever(server: FaultServer) -> None:
    async with FaultServer("127.0.0.2") as other, Fetcher(SETTINGS) as fetcher:
        asks = [server.url("redirect", to=other.url("ok")), other.url("redirect", to=server.url("ok"))] * 5
        async with asyncio.timeout(60):
            pages = await asyncio.gather(*(fetcher.fetch(Ask(url=url)) for url in asks))

    assert {page.outcome for page in pages} == {Outcome.OK}


async def test_pages_of_one_host_share_a_connection(server: FaultServer, fetcher: Fetcher) -> None:
    await asyncio.gather(*(fetcher.fetch(page(server.url(f"ok/{n}"))) for n in range(6)))

    assert len(server.requests) == 8  # with robots.txt and tdmrep.json
    assert server.connections <= 4


async def test_a_connection_that_died_while_idle_is_replaced(server: FaultServer, fetcher: Fetcher) -> None:
    async def last_words(request: Request, wire: Wire) -> None:
        await wire.reply(b"bye", connection="keep-alive")
        wire.close()

    server.on("/last", last_words)
    pages = await asyncio.gather(*(fetcher.fetch(Ask(url=server.url("last"))) for _ in range(4)))

    assert {page.outcome for page in pages} == {Outcome.OK}


async def test_a_cancelled_fetch_leaves_the_host_to_the_others(server: FaultServer) -> None:
    async with Fetcher(SETTINGS) as fetcher:
        slow = asyncio.create_task(fetcher.fetch(Ask(url=server.url("slow_headers"))))
        await asyncio.sleep(0.05)
        slow.cancel()
        page = await fetcher.fetch(Ask(url=server.url("ok")))

    assert page.outcome is Outcome.OK


# ---------------------------------------------------------------- 429


async def test_after_429_nothing_more_is_sent_to_that_host(server: FaultServer, fetcher: Fetcher) -> None:
    async with FaultServer("127.0.0.2") as other:
        refusal = await fetcher.fetch(Ask(url=server.url("status", code=429, after=120)))
        further = await fetcher.fetch(Ask(url=server.url("ok")))
        elsewhere = await fetcher.fetch(Ask(url=other.url("ok")))

    assert (refusal.outcome, further.outcome, elsewhere.outcome) == (Outcome.BLOCKED, Outcome.BLOCKED, Outcome.OK)
    assert refusal.retry_after is not None
    assert refusal.retry_after == further.retry_after
    assert (further.status, "429" in further.detail) == (None, True)
    assert len(server.requests) == 1


async def test_503_stops_only_the_page_it_was_said_of(server: FaultServer, fetcher: Fetcher) -> None:
    busy = await fetcher.fetch(Ask(url=server.url("status", code=503, after=120)))
    other = await fetcher.fetch(Ask(url=server.url("ok")))

    assert (busy.outcome, other.outcome) == (Outcome.UNREACHABLE, Outcome.OK)
    assert busy.retry_after is not None


# ---------------------------------------------------------------- robots.txt


async def test_robots_is_asked_about_pages_and_not_about_feeds(server: FaultServer, fetcher: Fetcher) -> None:
    has_robots(server, "User-agent: *\nDisallow: /ok/prive")

    feed = await fetcher.fetch(Ask(url=server.url("ok/prive")))
    allowed = await fetcher.fetch(page(server.url("ok/public")))
    forbidden = await fetcher.fetch(page(server.url("ok/prive")))

    assert (feed.outcome, allowed.outcome, forbidden.outcome) == (Outcome.OK, Outcome.OK, Outcome.BLOCKED)
    assert "robots.txt" in forbidden.detail
    assert server.paths() == ["/ok/prive", "/robots.txt", "/.well-known/tdmrep.json", "/ok/public"]


async def test_robots_is_asked_about_the_targets_of_redirects_too(server: FaultServer, fetcher: Fetcher) -> None:
    has_robots(server, "User-agent: *\nDisallow: /ok/prive")
    async with FaultServer("127.0.0.2") as other:
        has_robots(other, "User-agent: veille\nDisallow: /")
        same_host = await fetcher.fetch(page(server.url("redirect", to="/ok/prive")))
        other_host = await fetcher.fetch(page(server.url("redirect", to=other.url("ok"))))

        assert other.paths() == ["/robots.txt"]
    assert (same_host.outcome, other_host.outcome) == (Outcome.BLOCKED, Outcome.BLOCKED)
    assert "/ok/prive" not in server.paths()


async def test_a_page_that_moves_on_its_host_is_followed_in_the_same_turn(server: FaultServer) -> None:
    """Whoever waits for the host at that time comes before or after both requests, never between them."""
    urls = [server.url(f"ok/{n}") for n in range(4)]
    urls.insert(2, server.url("redirect", to="/ok"))
    async with Fetcher(SETTINGS) as fetcher:
        pages = await asyncio.gather(*(fetcher.fetch(page(url)) for url in urls))

    paths = server.paths()
    assert {page.outcome for page in pages} == {Outcome.OK}
    assert len(paths) == 8
    assert paths[paths.index("/redirect") + 1] == "/ok"


async def test_the_pause_comes_between_robots_the_reservations_and_the_page(server: FaultServer) -> None:
    async with Fetcher(replace(SETTINGS, host_delay=0.2)) as fetcher:
        await fetcher.fetch(page(server.url("redirect", to="/ok")))

    asked_robots, reservations, first, _second = server.requests
    assert reservations.at - asked_robots.at >= 0.199
    assert first.at - reservations.at >= 0.199


async def test_a_site_without_robots_may_be_read(server: FaultServer, fetcher: Fetcher) -> None:
    assert (await fetcher.fetch(page(server.url("ok")))).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("fault", "outcome", "words"),
    [
        ("status?code=500", Outcome.BLOCKED, "robots.txt en erreur (HTTP 500)"),
        ("status?code=403", Outcome.OK, ""),
        ("status?code=429", Outcome.BLOCKED, "429"),
        ("empty", Outcome.OK, ""),
        ("redirect_endless", Outcome.OK, ""),
        ("slow_headers", Outcome.TIMEOUT, "0,5"),
        ("reset", Outcome.UNREACHABLE, "coupée"),
        ("truncated_gzip", Outcome.OK, ""),
        ("garbage", Outcome.OK, ""),
    ],
)
async def test_a_robots_file_that_fails_decides_as_the_rfc_says(
    server: FaultServer, fault: str, outcome: Outcome, words: str
) -> None:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(b"", 302, location=f"/{fault}")

    server.on("/robots.txt", answer)
    settings = replace(SETTINGS, read_timeout=0.5) if outcome is Outcome.TIMEOUT else SETTINGS
    async with Fetcher(settings) as fetcher:
        result = await fetcher.fetch(page(server.url("ok")))

    assert result.outcome is outcome
    assert words in result.detail


async def test_robots_redirects_are_followed_to_other_hosts_and_apply_to_the_first(
    server: FaultServer, fetcher: Fetcher
) -> None:
    async with FaultServer("127.0.0.2") as other:
        has_robots(other, "User-agent: *\nDisallow: /ok/prive")

        async def answer(request: Request, wire: Wire) -> None:
            await wire.reply(b"", 301, location=other.url("robots.txt"))

        server.on("/robots.txt", answer)
        forbidden = await fetcher.fetch(page(server.url("ok/prive")))

    assert forbidden.outcome is Outcome.BLOCKED


async def test_a_host_that_is_not_there_is_unreachable_rather_than_blocked(fetcher: Fetcher) -> None:
    result = await fetcher.fetch(page("http://127.0.0.9:9/article"))

    assert (result.outcome, result.detail) == (Outcome.UNREACHABLE, "connexion refusée")


async def test_a_forbidden_address_is_refused_before_robots_is_asked() -> None:
    async with Fetcher(HttpSettings()) as fetcher:
        assert (await fetcher.fetch(page("http://127.0.0.1/article"))).outcome is Outcome.REFUSED


async def test_only_the_first_500_kb_of_robots_count(server: FaultServer, fetcher: Fetcher) -> None:
    has_robots(server, "User-agent: *\nDisallow: /ok/prive\n" + "# remplissage\n" * 50_000 + "Disallow: /ok/public\n")

    public, private = [await fetcher.fetch(page(server.url(path))) for path in ("ok/public", "ok/prive")]

    assert (public.outcome, private.outcome) == (Outcome.OK, Outcome.BLOCKED)


async def test_many_pages_share_one_robots_fetch_and_obey_its_crawl_delay(server: FaultServer) -> None:
    has_robots(server, "User-agent: *\nCrawl-delay: 3600")
    settings = HttpSettings(host_delay=0, max_crawl_delay=0.1, allow_private=("127.0.0.1",))
    async with Fetcher(settings) as fetcher:
        await asyncio.gather(*(fetcher.fetch(page(server.url(f"ok/{n}"))) for n in range(4)))

    assert server.paths().count("/robots.txt") == 1
    assert all(later.at - earlier.at >= 0.099 for earlier, later in pairwise(server.requests))


# ---------------------------------------------------------------- many at once


async def test_hundreds_of_hosts_are_asked_at_once_within_the_ceiling_and_each_answers(server: FaultServer) -> None:
    """Real sockets to 300 addresses; the server counts how many requests are under way together."""
    under_way, most = 0, 0

    async def answer(request: Request, wire: Wire) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1
        await wire.reply(b"here")

    settings = HttpSettings(host_delay=1, concurrency=20, allow_private=("127.0.0.0/8",))
    async with FaultServer("0.0.0.0") as everywhere, Fetcher(settings) as fetcher:
        everywhere.on("/feed", answer)
        urls = [f"http://127.0.{n // 250}.{n % 250 + 1}:{everywhere.port}/feed" for n in range(300)]
        pages: list[Page] = await asyncio.gather(*(fetcher.fetch(Ask(url=url)) for url in urls))

    assert {page.outcome for page in pages} == {Outcome.OK}
    assert most <= 20
