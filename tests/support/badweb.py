"""A web of small sites on loopback for whole runs, which have an event loop of their own: it is served from a thread.

    with BadWeb() as web:
        good, bad = web.site("good"), web.site("bad")
        bad.on("feed", b"<html>not a feed")
        run(web.plan(data, good.source(), bad.source()))

Each site has an address of its own, since a run asks one thing at a time of a host, and is a `FaultServer`:
`bad.url("drip", seconds=1)`. Every page of `article()` is about the social economy, so that it is published.
"""

import asyncio
import ssl
import sys
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.faultserver import FaultServer, Handler, Request, Wire
from veille.config import CollectSettings, HttpSettings, Settings
from veille.models import Source
from veille.pipeline import RunPlan

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
START_SECONDS = 20
SWITCH_SECONDS = 0.0005


def fixed(body: bytes, **headers: str) -> Handler:
    """Return a handler that always answers 200 with these bytes."""

    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(body, **headers)

    return answer


def article(number: int) -> str:
    """Return the page of one article, a text of its own."""
    paragraphs = [
        f"Les salariés de l’atelier {number} reprennent leur entreprise en société coopérative et participative.",
        "La scop réunit des associés salariés, une voix par personne, et réinvestit ses excédents dans l’emploi local.",
        f"L’union régionale des scop et la chambre de l’économie sociale et solidaire ont suivi le dossier {number}.",
    ]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs * 3)
    return (
        f"<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>La scop n° {number}</title></head>"
        f"<body><main><article><h1>La scop n° {number}</h1>{body}</article></main></body></html>"
    )


def item(link: str, title: str, *, date: datetime | None = NOW, extra: str = "") -> str:
    """Return an RSS item; without a date it has none."""
    when = f"<pubDate>{format_datetime(date)}</pubDate>" if date else ""
    return f"<item><title>{title}</title><link>{link}</link>{when}{extra}</item>"


def rss(items: Iterable[str]) -> str:
    """Return an RSS document."""
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Flux</title>'
    return f"{head}{''.join(items)}</channel></rss>"


class Site(FaultServer):
    """One site: a good one with `articles`, or whatever `on` and the faults make of it."""

    def __init__(self, name: str, host: str, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(host, tls=tls)
        self.name = name

    def page(self, path: str, body: bytes | str, content_type: str = "text/html; charset=utf-8") -> str:
        """Answer a path with these bytes; return its URL."""
        data = body.encode() if isinstance(body, str) else body
        return self.on(f"/{path}", fixed(data, content_type=content_type))

    def feed(self, body: bytes | str, content_type: str = "application/xml", path: str = "feed") -> Self:
        """Answer /feed with this document."""
        self.page(path, body, content_type)
        return self

    def articles(self, *numbers: int) -> Self:
        """Serve a feed of these articles and their pages."""
        items = [item(self.page(f"a/{number}", article(number)), f"La scop n° {number}") for number in numbers]
        return self.feed(rss(items))

    def leading_to(self, *links: str) -> Self:
        """Serve a feed of links, whatever they lead to; the feed itself has no text to stand in."""
        return self.feed(rss(item(link, f"Titre {place}") for place, link in enumerate(links)))

    def source(self, path: str = "feed", **changes: Any) -> Source:
        """Return the site as a line of feeds.yml."""
        return replace(Source(id=self.name, name=self.name, url=self.url(path), ess=True), **changes)


class BadWeb:
    """Serves sites while entered."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._sites: list[Site] = []

    def __enter__(self) -> Self:
        # The servers and the run are two event loops in one interpreter: at the usual 5 ms each waits for the other.
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for site in self._sites:
            self._wait(site.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        sys.setswitchinterval(self._interval)
        self._loop.close()

    def _wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(START_SECONDS)

    def site(self, name: str, tls: ssl.SSLContext | None = None) -> Site:
        """Start a site that answers 404, and its faults by their names."""
        site = Site(name, f"127.0.7.{len(self._sites) + 1}", tls)
        self._sites.append(site)
        self._wait(site.__aenter__())
        return site

    def settings(self, *, max_new: int = 100, workers: int = 1, **http: Any) -> Settings:
        """Return settings that may speak to these sites, without pauses."""
        fields = {"host_delay": 0.0, "read_timeout": 20.0, "total_timeout": 30.0} | http
        return Settings(
            http=HttpSettings(allow_private=("127.0.7.0/24",), **fields),
            collect=CollectSettings(since_days=0, workers=workers, max_new=max_new),
        )

    def plan(self, data: Path, *sources: Source, now: datetime = NOW, **settings: Any) -> RunPlan:
        """Return a plan that asks all these sources; other keywords as in `settings`."""
        return RunPlan(sources=sources, settings=self.settings(**settings), data=data, now=now, everything=True)
