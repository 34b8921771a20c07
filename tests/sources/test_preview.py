"""The room's front door: registry, collect over real HTTP, preview, and what is imported when."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.faultserver import FaultServer, Handler, Request, Wire
from tests.support.feeds import NOW, item, page, read, rss
from veille.config import HttpSettings
from veille.errors import ConfigError
from veille.models import Memory, Outcome, Source
from veille.sources import INLINE_BYTES, collect, preview, reader_for
from veille.sources.http import Fetcher


class Executor:
    """Runs CPU work at once and remembers that it was asked to."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, function: Callable[..., Any], *args: Any) -> Any:
        self.calls += 1
        return pickle.loads(pickle.dumps(function))(*args)


def _answers(body: str, **headers: str) -> Handler:
    async def handler(request: Request, wire: Wire) -> None:
        if headers.get("etag") and request.headers.get("if-none-match") == headers["etag"]:
            await wire.reply(status=304)
        else:
            await wire.reply(body.encode(), **headers)

    return handler


def _settings(server: FaultServer) -> HttpSettings:
    return HttpSettings(contact="test@example.org", host_delay=0, allow_private=(f"127.0.0.1:{server.port}",))


def _source(url: str, type: str = "feed") -> Source:
    return Source(id="s", name="S", url=url, type=type)


async def test_collect_fetches_reads_and_then_asks_with_the_validators() -> None:
    async with FaultServer() as server, Fetcher(_settings(server)) as fetcher:
        source = _source(server.on("/feed", _answers(rss(item(1)), etag='"v1"', content_type="application/rss+xml")))
        first = await collect(source, fetcher, Memory(), now=NOW, run_cpu=Executor())
        again = await collect(
            source, fetcher, Memory(validators={source.url: first.page.validators}), now=NOW, run_cpu=Executor()
        )
    assert (first.outcome, [lead.title for lead in first.leads]) == (Outcome.OK, ["Titre 1"])
    assert first.leads[0].source_id == "s"
    assert "application/rss+xml" in server.requests[0].headers["accept"]
    assert (again.outcome, again.leads, again.page.status) == (Outcome.UNCHANGED, (), 304)


@pytest.mark.parametrize(
    ("path", "outcome"),
    [("status?code=404", Outcome.GONE), ("status?code=503", Outcome.UNREACHABLE), ("empty", Outcome.EMPTY)],
)
async def test_collect_passes_on_how_the_fetch_ended(path: str, outcome: Outcome) -> None:
    async with FaultServer() as server, Fetcher(_settings(server)) as fetcher:
        collected = await collect(_source(server.url(path)), fetcher, Memory(), now=NOW, run_cpu=Executor())
    assert (collected.outcome, collected.leads) == (outcome, ())
    assert collected.detail


async def test_a_page_in_place_of_a_feed_has_its_own_outcome() -> None:
    async with FaultServer() as server, Fetcher(_settings(server)) as fetcher:
        source = _source(server.on("/feed", _answers("<!doctype html><title>Bonjour</title>")))
        collected = await collect(source, fetcher, Memory(), now=NOW, run_cpu=Executor())
    assert collected.outcome is Outcome.NOT_A_FEED
    assert "« Bonjour »" in collected.detail


async def test_only_large_bodies_leave_the_event_loop() -> None:
    executor = Executor()
    large = rss(*(item(number, description="mot " * 500) for number in range(INLINE_BYTES // 2000)))
    async with FaultServer() as server, Fetcher(_settings(server)) as fetcher:
        for path, body in (("/small", rss(item(1))), ("/large", large)):
            source = _source(server.on(path, _answers(body)))
            collected = await collect(source, fetcher, Memory(), now=NOW, run_cpu=executor)
            assert collected.outcome is Outcome.OK
    assert executor.calls == 1


def test_an_unknown_type_is_a_configuration_error_that_says_what_is_known() -> None:
    with pytest.raises(ConfigError, match=r"s\.type.*« pigeon ».*feed"):
        reader_for(_source("https://a.fr/", type="pigeon"))


def test_readers_and_readings_travel_between_processes() -> None:
    reader = pickle.loads(pickle.dumps(reader_for(_source("https://a.fr/"))))
    reading = reader.read(page(rss(item(1))), _source("https://a.fr/"))
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_preview_reads_as_collecting_would(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(rss(item(1, link="relatif"), item(2, link="")))
    reading = preview(file.read_bytes(), file.as_uri(), now=NOW)
    assert [lead.source_id for lead in reading.leads] == ["apercu", "apercu"]
    assert reading.leads[0].url == "https://flux.exemple.fr/relatif"
    assert reading.leads[1].url.startswith(f"{file.as_uri()}#entry-")
    assert (reading.title, reading.site) == ("Flux", "https://flux.exemple.fr/")


def test_preview_takes_the_present_when_no_time_is_given() -> None:
    assert preview(rss(item(1)).encode(), "https://a.fr/").leads[0].published == read(rss(item(1))).leads[0].published


def test_no_parser_is_imported_before_a_body_is_read() -> None:
    script = (
        "import sys, veille.sources as s; from veille.models import Source;"
        "s.reader_for(Source(id='a', name='A', url='https://a.fr/'));"
        "assert not {'lxml', 'feedparser', 'httpx', 'aiohttp'} & set(sys.modules), sorted(sys.modules);"
        f"s.preview({rss(item(1)).encode()!r}, 'https://a.fr/');"
        "assert 'lxml' in sys.modules and not {'feedparser', 'httpx', 'aiohttp'} & set(sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
