"""Counting links are known, read where they say their target, followed through the guard where they do not."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.faultserver import FaultServer, Request, Wire
from tests.support.mailing import HOME, LIMITS, NOW, Redirects, collect, inline, mailbox
from veille.config.settings import HttpSettings
from veille.models import Outcome
from veille.sources.base import Asking
from veille.sources.http import Fetcher
from veille.sources.mailbox import collecting
from veille.sources.mailbox.leads import public_address, without_reader
from veille.sources.mailbox.tracking import Resolver, counters, counts, decoded

TARGET = "https://asso.example/actus/une-belle-histoire?id=3"


def b64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server


@pytest.mark.parametrize(
    "url",
    [
        f"https://x1.mjt.lu/lnk/AAA/1/h_Sh/{b64(TARGET)}",
        f"https://substack.com/redirect/2/{b64(json.dumps({'e': TARGET, 'p': 1}))}.sig-1?",
        "https://mandrillapp.com/track/click/3/asso.example?p="
        + b64(json.dumps({"s": "x", "p": json.dumps({"u": 3, "url": TARGET})})),
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fasso.example%2Factus%2Fune-belle-histoire"
        "%3Fid%3D3&data=05",
        "https://urldefense.com/v3/__https://asso.example/actus/une-belle-histoire?id=3__;!!abc$",
        "https://www.google.com/url?q=https://asso.example/actus/une-belle-histoire?id%3D3&sa=D",
    ],
)
def test_targets_written_in_the_link_need_no_request(url: str) -> None:
    assert decoded(url).replace("__", "") in (TARGET, TARGET.partition("?")[0])


@pytest.mark.parametrize(
    "url",
    [
        TARGET,
        "https://asso.example/eyJ",
        "https://a.mjt.lu/lnk/A/1/h/aHR0c@@",
        "https://a.mjt.lu/lnk/a/b/c",
        "https://[",
    ],
)
def test_what_says_nothing_is_not_guessed(url: str) -> None:
    assert decoded(url) == ""


def test_a_home_made_counter_is_known_by_most_links_going_through_it() -> None:
    own = [f"https://clic.asso.example/x{n}Y7z{n * 7919}Qw8Er5Ty2Ui{n}9Op" for n in range(4)]
    slugs = [f"https://asso.example/2026/11/un-article-avec-des-mots-{n}" for n in range(4)]

    assert counters([*own, "https://asso.example/x"]) == {"clic.asso.example"}
    assert counters([*slugs, own[0]]) == frozenset()
    assert not counts("https://asso.example/click/un-article-avec-des-mots-et-des-tirets")


def test_addresses_name_no_reader() -> None:
    assert without_reader("https://a.example/p?id=3&email=x%40y.fr&contact_id=88") == "https://a.example/p?id=3"
    assert without_reader("https://a.example/p?who=camille%2540desk.example") == "https://a.example/p"
    assert (
        public_address("https://us1.campaign-archive.com/?u=1&id=2&e=3") == "https://us1.campaign-archive.com/?u=1&id=2"
    )
    assert public_address("https://a.example/v/8F3aa91c02d7e6b5") == ""
    assert public_address("https://a.example/lettres/novembre-2026") == "https://a.example/lettres/novembre-2026"


async def test_counters_are_followed_for_real_and_the_article_is_not_asked(server: FaultServer) -> None:
    async def elsewhere(request: Request, wire: Wire) -> None:
        await wire.reply(status=302, location=server.url("article", id=3))

    start = server.on("/c/aB3dE6fG9hJ2kL5mN8pQ2s", elsewhere)

    async with Fetcher(LIMITS) as fetcher:
        resolver = Resolver(Asking(fetcher=fetcher, run_cpu=inline, now=NOW))
        found = [await resolver.target(start, frozenset(), frozenset()) for _time in range(2)]

    assert found == [server.url("article", id=3)] * 2
    assert server.paths() == ["/c/aB3dE6fG9hJ2kL5mN8pQ2s"]


async def test_an_article_that_looks_like_a_counter_keeps_its_address(server: FaultServer) -> None:
    async def article(request: Request, wire: Wire) -> None:
        await wire.reply(b"<p>Un long article.</p>" * 500, content_type="text/html")

    async def script(request: Request, wire: Wire) -> None:
        await wire.reply(b"<script>location='https://a.example/'</script>", content_type="text/html")

    long = server.on("/c/aB3dE6fG9hJ2kL5mN8pQ2s", article)
    short = server.on("/c/zB3dE6fG9hJ2kL5mN8pQ2s", script)

    async with Fetcher(LIMITS) as fetcher:
        resolver = Resolver(Asking(fetcher=fetcher, run_cpu=inline, now=NOW))

        assert await resolver.target(long, frozenset(), frozenset()) == long
        assert await resolver.target(short, frozenset(), frozenset()) == ""


async def test_loops_errors_and_refused_addresses_give_no_address(server: FaultServer) -> None:
    async def again(request: Request, wire: Wire) -> None:
        await wire.reply(status=302, location=server.url(f"c/aB3dE6fG9hJ2kL5mN8pQ{len(server.requests)}"))

    for number in range(10):
        server.on(f"/c/aB3dE6fG9hJ2kL5mN8pQ{number}", again)
    loop, missing = server.url("c/aB3dE6fG9hJ2kL5mN8pQ0"), server.url("reset/c/zZ3dE6fG9hJ2kL5mN8pQ")

    async with Fetcher(LIMITS) as fetcher, Fetcher(HttpSettings()) as guarded:
        ours = Resolver(Asking(fetcher=fetcher, run_cpu=inline, now=NOW))
        found = [await ours.target(url, frozenset(), frozenset()) for url in (loop, missing)]
        asked = len(server.requests)
        found.append(
            await Resolver(Asking(fetcher=guarded, run_cpu=inline, now=NOW)).target(loop, frozenset(), frozenset())
        )

    assert found == ["", "", ""]
    assert asked <= 7
    assert len(server.requests) == asked


async def test_no_further_message_is_begun_once_enough_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MAX_REQUESTS", 2)
    for number in range(3):
        links = "".join(
            f'<p><a href="https://t.co/m{number}n{link}E6fG9hJ2kL5mN8pQ">Le titre {link} du message {number}</a></p>'
            for link in range(2)
        )
        (tmp_path / f"{number}.eml").write_text(f"Message-ID: <{number}>\nContent-Type: text/html\n\n{links}")
    source = mailbox(f"eml:{tmp_path}")

    first = await collect(source)
    second = await collect(source, Redirects(), cursor=first.cursor)

    assert first.detail.endswith("attendent la prochaine collecte")
    assert first.outcome in (Outcome.OK, Outcome.EMPTY)
    assert second.cursor != first.cursor
    assert HOME
