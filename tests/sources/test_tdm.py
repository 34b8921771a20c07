"""Reservations of text and data mining: tdmrep.json and headers, as TDMRep defines them."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.support.badweb import fixed
from tests.support.faultserver import FaultServer
from veille.config.settings import HttpSettings
from veille.models import Outcome, Reservation
from veille.sources.http import Ask, Fetcher
from veille.sources.tdm import MAX_BYTES, MAX_RULES, matches, parse, reservation

FILE = "/.well-known/tdmrep.json"
SETTINGS = HttpSettings(host_delay=0, allow_private=("127.0.0.0/8",))
RESERVED, FREE = Reservation(reserved=True), Reservation(reserved=False)


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(SETTINGS) as fetcher:
        yield fetcher


def reserves(server: FaultServer, *rules: object) -> None:
    server.on(FILE, fixed(json.dumps(rules).encode(), content_type="application/json"))


def page(url: str) -> Ask:
    return Ask(url=url, robots=True)


@pytest.mark.parametrize(
    ("pattern", "path", "matching"),
    [
        ("/", "/a/b", True),
        ("/a/", "/a/b", True),
        ("/a/", "/b/a/", False),
        ("/A/", "/a/b", False),
        ("*", "/a", True),
        ("/a$", "/a", True),
        ("/a$", "/a/", False),
        ("/a*", "/a", True),
        ("/images/*.jpg", "/images/2026/a.jpg", True),
        ("/images/*.jpg$", "/images/a.jpg?x=1", False),
        ("/images/*.jpg$", "/images/a.jpg.jpg", True),
        ("/a*a$", "/a", False),
        ("/*/c*e", "/b/c/d/e/f", True),
        ("/*/c*e", "/b/e/d/c", False),
        ("/*?id=", "/page?x=1&id=2", False),
        ("/*id=", "/page?x=1&id=2", True),
        ("/a" + "*a" * 2_000 + "$", "/" + "a" * 2_000 + "b", False),
    ],
)
def test_patterns_of_paths_match_as_in_robots_txt(pattern: str, path: str, matching: bool) -> None:
    assert matches(pattern, path) is matching


@pytest.mark.parametrize(
    ("value", "said"),
    [("1", RESERVED), (1, RESERVED), (" 1 ", RESERVED), ("0", FREE), (0, FREE), ("2", None), (True, None), (None, None),
     ("", None), ([1], None), (1.5, None)],
)  # fmt: skip
def test_only_the_values_that_the_report_defines_say_something(value: object, said: Reservation | None) -> None:
    assert reservation(value) == said


@pytest.mark.parametrize("policy", ["javascript:alert(1)", "/relative", "", "https://a.fr/" + "x" * 600, 12])
def test_a_policy_that_is_no_address_is_left_out(policy: object) -> None:
    assert reservation("1", policy) == RESERVED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>nothing here",
        b'{"location": "/", "tdm-reservation": 1}',
        b"[1, null, [], {}]",
        b'[{"location": 5, "tdm-reservation": 1}, {"location": "/"}, {"tdm-reservation": 1}]',
        b'[{"location": "https://a.fr/", "tdm-reservation": 1}]',
        b"[" * 100_000,
        b'["\xff\xfe"]',
    ],
)
def test_a_file_that_breaks_the_protocol_reserves_nothing(body: bytes) -> None:
    assert parse(body) == ()


def test_a_huge_file_is_read_up_to_a_number_of_rules() -> None:
    rules = [{"location": f"/{n}", "tdm-reservation": 1} for n in range(MAX_RULES + 5)]

    assert len(parse(json.dumps(rules).encode())) == MAX_RULES


async def test_the_first_rule_that_matches_counts(server: FaultServer, fetcher: Fetcher) -> None:
    rules = [("/ok/libre/", 0, None), ("/ok/", 1, "https://a.fr/conditions")]
    reserves(server, *({"location": path, "tdm-reservation": value, "tdm-policy": url} for path, value, url in rules))

    pages = [
        await fetcher.fetch(page(server.url(path))) for path in ("ok/libre/1", "ok/1", "ok%2F1", "%6Fk/2", "status")
    ]

    policy = Reservation(reserved=True, policy="https://a.fr/conditions")
    assert [one.tdm for one in pages[:2]] == [FREE, policy]
    assert [one.outcome for one in pages[:2]] == [Outcome.OK, Outcome.OK]
    assert pages[2].tdm is None  # an encoded slash is another path
    assert server.paths().count(FILE) == 1


async def test_an_encoded_letter_is_the_letter(server: FaultServer, fetcher: Fetcher) -> None:
    reserves(server, {"location": "/%6Fk/é", "tdm-reservation": 1})

    assert (await fetcher.fetch(page(server.url("ok/%c3%a9t%C3%A9")))).tdm == RESERVED


async def test_a_header_supersedes_the_file(server: FaultServer, fetcher: Fetcher) -> None:
    reserves(server, {"location": "/", "tdm-reservation": 1})

    free = await fetcher.fetch(page(server.url("ok", h_tdm_reservation="0")))
    odd = await fetcher.fetch(page(server.url("ok", h_tdm_reservation="maybe")))

    assert (free.tdm, odd.tdm) == (FREE, RESERVED)


async def test_the_file_of_the_origin_a_page_moved_to_is_asked_too(server: FaultServer, fetcher: Fetcher) -> None:
    async with FaultServer("127.0.0.2") as other:
        reserves(other, {"location": "/", "tdm-reservation": 1})

        moved = await fetcher.fetch(page(server.url("redirect", to=other.url("ok"))))

        assert other.paths() == ["/robots.txt", FILE, "/ok"]
    assert moved.tdm == RESERVED


async def test_nothing_is_asked_of_a_site_for_its_feed_nor_where_robots_forbids(
    server: FaultServer, fetcher: Fetcher
) -> None:
    feed = await fetcher.fetch(Ask(url=server.url("ok", h_tdm_reservation="1")))
    server.on("/robots.txt", fixed(b"User-agent: *\nDisallow: /"))
    await fetcher.fetch(page(server.url("ok")))

    assert feed.tdm is None
    assert server.paths() == ["/ok", "/robots.txt"]


@pytest.mark.parametrize(
    "fault", ["status?code=500", "status?code=403", "empty", "redirect_endless", "slow_headers", "reset", "garbage",
              f"ok?bytes={MAX_BYTES + 1}", "bomb?megabytes=50", "truncated_gzip"]
)  # fmt: skip
async def test_a_file_that_cannot_be_had_reserves_nothing(server: FaultServer, fault: str) -> None:
    async def elsewhere(request: object, wire: object) -> None:
        await wire.reply(b"", 302, location=f"/{fault}")  # type: ignore[attr-defined]

    server.on(FILE, elsewhere)
    async with Fetcher(replace(SETTINGS, read_timeout=0.5) if fault == "slow_headers" else SETTINGS) as fetcher:
        result = await fetcher.fetch(page(server.url("ok")))

    assert (result.outcome, result.tdm) == (Outcome.OK, None)
