"""robots.txt is read as RFC 9309 says, once per origin."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.support.patience import Patience
from veille.models import Outcome, Page
from veille.sources.robots import ALLOWED, MAX_BYTES, Robots, parse

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def robots_page(outcome: Outcome = Outcome.OK, body: str = "", status: int | None = 200, detail: str = "") -> Page:
    url = "http://a.fr/robots.txt"
    return Page(
        url=url, final_url=url, outcome=outcome, body=body.encode(), status=status, detail=detail, fetched_at=NOW
    )


class Site:
    """Answers every robots.txt with one page, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.asked, self.delays = page, [], {}
        self.robots = Robots(self._fetch, self.delays.__setitem__)

    async def _fetch(self, url: str) -> Page:
        self.asked.append(url)
        await asyncio.sleep(0.001)
        return self.page


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /prive", "/prive/a", False),
        ("User-agent: *\nDisallow: /prive", "/public", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /actus", "/actus/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x=1", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: veille\nAllow: /", "/a", True),
        ("User-agent: Veille/2.0\nDisallow: /\n", "/a", False),
        ("User-agent: autre\nUser-agent: veille\nDisallow: /\n", "/a", False),
        ("User-agent: autre\nDisallow: /\n", "/a", True),
        ("User-agent: v\nDisallow: /\n", "/a", True),
        ("User-agent: veilleur\nDisallow: /\n", "/a", True),
        ("User-agent: veille-bot\nDisallow: /\n", "/a", True),
        ("user agent : *\ndisallow : /\n", "/a", False),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", "/a", False),
        ("User-agent: * # tous\nDisallow: / # tout", "/a", False),
        ("<html><body>Page introuvable</body></html>", "/a", True),
        ("\x00\x01\x02\x03", "/a", True),
    ],
)
def test_rules_apply_to_us_as_the_rfc_says(text: str, path: str, allowed: bool) -> None:
    assert parse(text.encode()).can_fetch(f"http://a.fr{path}", "veille") is allowed


def test_bytes_that_are_no_utf8_do_not_hide_the_rules() -> None:
    assert not parse(b"# caf\xe9\nUser-agent: *\nDisallow: /\n").can_fetch("http://a.fr/x", "veille")


async def test_one_file_is_fetched_for_many_pages_that_ask_at_once() -> None:
    site = Site(robots_page(body="User-agent: *\nDisallow: /prive"))

    verdicts = await asyncio.gather(*(site.robots.judge(f"http://a.fr/{page}") for page in ("1", "2", "prive", "3")))

    assert site.asked == ["http://a.fr/robots.txt"]
    assert [verdict.outcome for verdict in verdicts] == [None, None, Outcome.BLOCKED, None]
    assert "robots.txt" in verdicts[2].detail


async def test_every_origin_has_its_own_file() -> None:
    site = Site(robots_page())

    for url in ("http://a.fr/1", "https://a.fr/1", "http://a.fr:8080/1", "http://b.fr/1", "http://b.fr/2"):
        await site.robots.judge(url)

    assert site.asked == [
        "http://a.fr/robots.txt",
        "https://a.fr/robots.txt",
        "http://a.fr:8080/robots.txt",
        "http://b.fr/robots.txt",
    ]


async def test_a_first_asker_that_gives_up_does_not_take_the_answer_from_the_others() -> None:
    site = Site(robots_page())
    first = asyncio.create_task(site.robots.judge("http://a.fr/1"))
    await asyncio.sleep(0)
    second = asyncio.create_task(site.robots.judge("http://a.fr/2"))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == ALLOWED
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (robots_page(Outcome.GONE, status=404), None),
        (robots_page(Outcome.GONE, status=410), None),
        (robots_page(Outcome.BLOCKED, status=403), None),
        (robots_page(Outcome.UNREACHABLE, status=400), None),
        (robots_page(Outcome.EMPTY, status=200), None),
        (robots_page(Outcome.REDIRECTED, status=302), None),
        (robots_page(Outcome.MALFORMED, status=200), None),
        (robots_page(Outcome.UNREACHABLE, status=500), Outcome.BLOCKED),
        (robots_page(Outcome.UNREACHABLE, status=503), Outcome.BLOCKED),
        (robots_page(Outcome.UNREACHABLE, status=None, detail="connexion refusée"), Outcome.UNREACHABLE),
        (robots_page(Outcome.TIMEOUT, status=None, detail="délai dépassé"), Outcome.TIMEOUT),
        (robots_page(Outcome.REFUSED, status=None, detail="adresse privée"), Outcome.REFUSED),
    ],
)
async def test_a_file_that_cannot_be_had_decides_for_the_whole_origin(page: Page, outcome: Outcome | None) -> None:
    verdict = await Site(page).robots.judge("http://a.fr/1")

    assert verdict.outcome is outcome
    assert bool(verdict.detail) is (outcome is not None)
    if page.detail:
        assert verdict.detail == page.detail


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-agent: *\nCrawl-delay: 7", {"a.fr": 7.0}),
        ("User-agent: *\nCrawl-delay: 0.5", {"a.fr": 0.5}),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: veille\nCrawl-delay: 2", {"a.fr": 2.0}),
        ("User-agent: autre\nCrawl-delay: 9", {}),
        ("User-agent: *\nCrawl-delay: souvent", {}),
        ("User-agent: *\nCrawl-delay: -3", {}),
    ],
)
async def test_the_crawl_delay_that_concerns_us_is_passed_on(text: str, expected: dict[str, float]) -> None:
    site = Site(robots_page(body=text))

    await site.robots.judge("http://a.fr:8080/1")

    assert site.delays == expected


async def test_known_answers_without_a_request_or_not_at_all() -> None:
    site = Site(robots_page(body="User-agent: *\nDisallow: /prive"))

    assert site.robots.known("http://a.fr/1") is None
    await site.robots.judge("http://a.fr/1")
    verdict = site.robots.known("http://a.fr/prive")

    assert verdict is not None
    assert verdict.outcome is Outcome.BLOCKED
    assert site.robots.known("http://a.fr/2") == ALLOWED
    assert len(site.asked) == 1


async def test_closing_stops_what_is_under_way() -> None:
    site = Site(robots_page())
    asking = asyncio.create_task(site.robots.judge("http://a.fr/1"))
    await asyncio.sleep(0)

    await site.robots.close()

    with pytest.raises(asyncio.CancelledError):
        await asking


@pytest.mark.parametrize(
    "hostile",
    [
        b"".join(b"User-agent: bot%d\n" % n for n in range(12_000)) + b"Disallow: /x\nAllow: /y\n" * 12_000,
        b"User-agent: *\n" + b"Disallow: /*a*a*a*a*a*a*a*a*a*a*a*b$\n" * 13_000,
        b"User-agent: *\nDisallow: /" + b"*a" * 250_000,
        b"User-agent: *\n" + b"Allow: /$$$$$\n" * 36_000,
    ],
    ids=["agents times rules", "wildcards", "one long rule", "dollars"],
)
def test_a_hostile_file_of_full_size_costs_little(hostile: bytes) -> None:
    patience = Patience()

    parse(hostile[:MAX_BYTES]).can_fetch("http://a.fr/" + "a" * 2_000, "veille")

    assert patience.lasts()
