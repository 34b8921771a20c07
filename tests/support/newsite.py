"""Small invented sites on loopback: home pages, feeds and sitemaps at the addresses a test gives them.

    async with NewSite() as site:
        site.page("/", "wordpress.html")
        site.feed("/feed/", 3)
        found = await site.discover("/")
    assert site.paths() == ["/", "/feed/"]

In what it serves, https://site.example/ becomes the address of the site.
"""

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.faultserver import FaultServer, Request, Wire
from veille.config import HttpSettings
from veille.models import Memory, Source
from veille.sources import Asking, Collected, collect
from veille.sources.discovery import Discovery, discover
from veille.sources.http import Fetcher

NOW = datetime(2025, 11, 21, 12, tzinfo=UTC)
PAGES = Path(__file__).parents[1] / "data" / "pages" / "sites"
EXAMPLE = "https://site.example/"


async def inline(function: Callable[..., Any], *args: Any) -> Any:
    """Run CPU work at once."""
    return function(*args)


def rss(count: int, site: str, *, title: str = "Flux", under: str = "a", newest: datetime = NOW) -> str:
    """Return an RSS feed of so many entries, a day apart; `under` tells its entries from those of other feeds."""
    items = "".join(
        f"<item><title>Titre {n}</title><link>{site}{under}/{n}</link><description>Texte</description>"
        f"<pubDate>{format_datetime(newest - timedelta(days=n))}</pubDate></item>"
        for n in range(count)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0">'
    return f"{head}<channel><title>{title}</title><link>{site}</link>{items}</channel></rss>"


class NewSite:
    """One site, with the means to search it. An async context manager."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.server = FaultServer(host)
        self.settings = HttpSettings(host_delay=0, allow_private=("127.0.0.0/8",))
        self.resolve: Any = socket.getaddrinfo

    async def __aenter__(self) -> Self:
        await self.server.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.server.__aexit__(kind, error, trace)

    @property
    def url(self) -> str:
        """Its root."""
        return self.server.url("")

    def body(self, path: str, text: str | bytes, status: int = 200, **headers: str) -> str:
        """Answer a path with a text; return its URL."""
        data = (text.encode() if isinstance(text, str) else text).replace(EXAMPLE.encode(), self.url.encode())

        async def answer(request: Request, wire: Wire) -> None:
            if headers.get("etag") and request.headers.get("if-none-match") == headers["etag"]:
                await wire.reply(status=304)
            else:
                await wire.reply(data, status, **headers)

        return self.server.on(path, answer)

    def page(self, path: str, name: str, **headers: str) -> str:
        """Answer a path with a page of tests/data/pages/sites."""
        return self.body(path, (PAGES / name).read_bytes(), content_type="text/html; charset=utf-8", **headers)

    def feed(self, path: str, count: int, **values: Any) -> str:
        """Answer a path with a feed of so many entries."""
        headers = {"etag": values.pop("etag")} if "etag" in values else {}
        return self.body(path, rss(count, EXAMPLE, **values), content_type="application/rss+xml", **headers)

    def paths(self) -> list[str]:
        """Return the addresses asked for, with their queries; what the fetcher asks of manners apart."""
        manners = ("/robots.txt", "/.well-known/tdmrep.json")
        return [request.target for request in self.server.requests if request.path not in manners]

    async def discover(self, path: str = "", **changes: Any) -> Discovery:
        """Search the site from one of its addresses, or from an absolute one."""
        async with Fetcher(self.settings, resolve=self.resolve) as fetcher:
            asking = Asking(fetcher=fetcher, run_cpu=inline, now=NOW)
            return await discover(path if "://" in path else self.server.url(path), asking)

    async def collect(self, source: Source, memory: Memory | None = None) -> Collected:
        """Collect a source as a run does."""
        async with Fetcher(self.settings, resolve=self.resolve) as fetcher:
            return await collect(source, fetcher, memory or Memory(), run_cpu=inline, now=NOW)
