"""The public site on a real port in a thread, and headless Chromium to look at it."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from veille import web
from veille.config import SiteSettings
from veille.web.serve import configuration

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
LEGAL = SiteSettings(
    publisher="Réseau d’exemple, association loi 1901, 1 place de la Mairie, 75000 Paris",
    director="Camille Exemple",
    hosting="Hébergeur d’exemple, 2 rue du Port, 44000 Nantes, 02 00 00 00 00",
    contact="contact@example.org",
)


class LiveSite:
    """Context manager; `url` ends with a slash."""

    def __init__(
        self, path: Path, settings: SiteSettings = LEGAL, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.site = web.build(path, settings, now=now)
        self._sock = socket.create_server(("127.0.0.1", 0))
        config = configuration(self.site.app(), settings)
        config.timeout_graceful_shutdown = 2
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run)
        self.url = f"http://127.0.0.1:{self._sock.getsockname()[1]}/"

    def __enter__(self) -> "LiveSite":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._sock.close()
        self.site.close()

    @property
    def open_connections(self) -> int:
        """How many clients the server holds."""
        return len(self._server.server_state.connections)

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._sock]))


@contextmanager
def chromium() -> Iterator[Any]:
    """Give a headless Chromium that talks to nobody by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()
