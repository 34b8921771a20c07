"""No byte of a feed makes the reader raise: known crashers of the parsers below it, and seeded mutations."""

import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.feeds import NOW, item, only, read, rss
from veille.models import Outcome
from veille.sources import preview

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
PIECES = [
    b"<", b">", b"&", b"&#", b"&#x110000;", b"&#0;", b"\x00", b"\xff", b"]]>", b"<![CDATA[", b"<!--", b"</title>",
    b' xml:base="http://[::1"', b' href="http://[bad/"', b"<link>http://[x</link>", b"</width>", b"</height>",
    b"<image>", b"<link/>", b"99999999999999999999", b"-1", b"<pubDate>32 Foo 99999 25:61</pubDate>",
    b'<guid isPermaLink="x">', b"{", b'"', b"null", b"[[[[", b"\\ud800",
    b"<?xml", b'encoding="utf-7"', b"<!DOCTYPE x [",
]  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>A &#x110000; B & C</title><link>https://x.fr/p</link></item>",
        "<item><title>A & B</title><link>https://x.fr/p</link></width></item>",
        "<image></height></image><item><title>A & B</title><link>https://x.fr/p</link></item>",
    ],
    ids=["a character beyond Unicode", "an end of width alone", "an end of height alone"],
)
def test_what_makes_the_forgiving_parser_fail_is_read_without_it(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    lead = only(read(rss(broken)))

    assert lead.url == "https://x.fr/p"
    assert lead.title.startswith("A ")
    (record,) = caplog.records
    assert record.name == "veille.sources.feedfull"
    assert record.exc_info


@pytest.mark.parametrize(
    "feed",
    [
        '<rss version="2.0" xml:base="http://[::1"><channel><item><title>A</title><link>/p</link></item></channel></rss>',
        '<rss version="2.0"><channel><item xml:base="http://["><title>A</title><link>/p</link></item></channel></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://[x"><entry xml:base="a/b"><title>A</title>'
        '<link xml:base="http://[" href="/p"/></entry></feed>',
    ],
)
def test_a_base_that_is_no_address_counts_for_nothing(feed: str) -> None:
    assert only(read(feed)).url == "https://flux.exemple.fr/p"


def test_a_declaration_inside_a_broken_feed_is_passed_over() -> None:
    feed = '<rss version="2.0"><channel><?xml ?><item><title>A & B</title><link>https://x.fr/p</link></b></item></channel></rss>'
    assert only(read(feed)).url == "https://x.fr/p"


def test_a_fault_of_a_parser_is_an_outcome_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise AttributeError("deep inside")

    monkeypatch.setattr("veille.sources.feedread.leads.build", fail)
    reading = read(rss(item(1)))

    assert (reading.outcome, reading.detail) == (Outcome.MALFORMED, "flux illisible (AttributeError)")
    assert "deep inside" in caplog.text


@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.long)])
def test_mutated_feeds_never_reach_the_last_net(seconds: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "veille.sources.feed")
    seed = 20261122 + seconds
    until = time.monotonic() + seconds
    for number, body in enumerate(_mutants(random.Random(seed))):
        preview(body, "https://x.fr/f", now=NOW)
        failed = [record for record in caplog.records if record.name == "veille.sources.feed"]
        assert not failed, f"seed {seed}, mutant {number}: {body!r}\n{caplog.text}"
        caplog.clear()
        if time.monotonic() > until:
            break
    assert number > 20


def _mutants(chance: random.Random) -> Iterator[bytes]:
    """Yield the feeds of tests/data, each changed in up to twelve places."""
    feeds = [file.read_bytes() for file in sorted(FEEDS.iterdir()) if not file.name.endswith(".expected.json")]
    while True:
        body = bytearray(chance.choice(feeds))
        for _ in range(chance.randint(1, 12)):
            _mutate(body, chance)
        yield bytes(body)


def _mutate(body: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(body) + 1)
    match chance.randrange(5):
        case 0:
            body[place : place + chance.randrange(6)] = chance.choice(PIECES)
        case 1:  # before the end of a tag, where attributes are
            place = body.find(b">", place)
            if place > 0:
                body[place:place] = chance.choice(PIECES)
        case 2:
            body[place : place + 1] = bytes([chance.randrange(256)])
        case 3:
            start = chance.randrange(len(body) + 1)
            body[place:place] = body[start : start + chance.randint(1, 200)]
        case _:
            del body[place : place + chance.randint(1, 100)]
