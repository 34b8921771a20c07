"""Listening: the public site on one port until it is told to stop."""

import asyncio
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from veille.config import SiteSettings
from veille.errors import InputError, reason
from veille.i18n import _
from veille.web.protocol import PatientProtocol
from veille.web.site import build

_SWITCH = 0.0005
"""Seconds a thread may keep the others waiting (Python's own: 0.005): pages that are made while others are read come
in 20 ms instead of 40 (median of territories at 1,000,000 articles, measured)."""
_STOP_AFTER = 5
"""Seconds left to replies under way when told to stop; SQL ends sooner by its own limit."""
_MAX_HEAD = 32_768
"""Bytes of request line and headers: four times the longest address that the guard takes."""


def serve(path: Path, settings: SiteSettings, *, ready: Callable[[str], None]) -> None:
    """Serve the public site until SIGTERM or SIGINT, then return.

    Calls ready with the site's address once it answers. Does not say what the legal
    pages lack: `missing_legal` does.

    Raises StoreError and VeilleError as `build` does, and InputError when the port cannot be had.
    """
    site = build(path, settings)
    sys.setswitchinterval(_SWITCH)
    try:
        with _listening(settings.host, settings.port) as sock, _quiet_signals():
            config = configuration(site.app(), settings)
            _Server(config, lambda: ready(address(settings, sock))).run(sockets=[sock])
    finally:
        site.close()


def configuration(app: Callable[..., Any], settings: SiteSettings) -> uvicorn.Config:
    """Return how uvicorn serves the site: with every limit, and saying nothing of itself.

    Who asks, and whether by HTTPS, is taken from X-Forwarded-For and -Proto of the proxies of [site] alone.
    """
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=5,
        timeout_graceful_shutdown=_STOP_AFTER,
        h11_max_incomplete_event_size=_MAX_HEAD,
    )


def address(settings: SiteSettings, sock: socket.socket) -> str:
    """Return the address a browser on this machine reaches the site at."""
    host, port = sock.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            asyncio.get_running_loop().call_soon(self._say_started)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family, _kind, _proto, _name, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.create_server(where[:2], family=family, backlog=256, reuse_port=False)
    except OSError as error:
        raise InputError(
            _("Impossible d’écouter sur {host}:{port} ({reason}). Choisissez un autre port.").format(
                host=host, port=port, reason=reason(error)
            )
        ) from error
    with sock:
        yield sock


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """Let uvicorn's own handlers end the server, without the signal being raised again afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
