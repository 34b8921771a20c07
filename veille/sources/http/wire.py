"""Connections: the transport below `Fetcher`, with the guard in it, name look-ups and whom TLS trusts."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from httpx_aiohttp import AiohttpTransport

from veille.sources.guard import Guard

Resolve = Callable[..., Any]
"""`socket.getaddrinfo` or something that takes its place in tests."""

# aiohttp refuses header lines over 8,190 bytes by default; Content-Security-Policy alone passes that on real sites.
# curl's limit is 100 KB a line.
_MAX_HEADER_LINE = 64 * 1024
# Idle connections outlive the pause between two requests to a host by this much, in seconds.
_IDLE = 5.0
# Names looked up at once. A dead name blocks its thread for 10 to 20 s, so the loop's own few threads will not do.
_LOOKUPS = 32


def open_transport(guard: Guard, resolve: Resolve, *, host_delay: float) -> httpx.AsyncBaseTransport:
    """Return a transport whose every socket went through the guard; no cookies, no proxy. Needs a running loop."""
    resolver = _Resolver(resolve)
    connector = aiohttp.TCPConnector(
        limit=0,  # manners.py counts
        ssl=_trust(),
        resolver=resolver,
        ttl_dns_cache=300,
        keepalive_timeout=host_delay + _IDLE,
        socket_factory=guard.open_socket,
    )
    connector._factory = partial(_Protocol, loop=asyncio.get_running_loop())  # type: ignore[assignment]
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        max_line_size=_MAX_HEADER_LINE,
        max_field_size=_MAX_HEADER_LINE,
    )
    # verify=False only keeps the transport from building a TLS context of its own, which it would never use
    # beside a session: it is the connector's context above that verifies.
    return _Transport(resolver, client=session, verify=False, trust_env=False)


class _Transport(AiohttpTransport):
    """Closes the resolver too, which aiohttp leaves to whoever made it."""

    def __init__(self, resolver: AbstractResolver, **options: Any) -> None:
        super().__init__(**options)
        self._resolver = resolver

    async def aclose(self) -> None:
        await super().aclose()
        await self._resolver.close()


class _Protocol(ResponseHandler):
    """Tells whoever reads a body that the rest of it is no HTTP.

    aiohttp tells the connection alone, so that a chunk without a length ended in the total limit, a minute later,
    as if the site were slow [tests/sources/test_http_failures.py]. It has no public way to say so.
    """

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        """Pass what ends the connection on to the body under way, when it is the server's bad HTTP."""
        super().set_exception(exc, *cause)
        if isinstance(exc, HttpProcessingError) and self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(exc, *cause)


class _Resolver(AbstractResolver):
    """Looks names up in threads of its own, which nobody waits for at the end."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name; raises socket.gaierror."""
        loop = asyncio.get_running_loop()
        infos = await loop.run_in_executor(
            self._threads, self._resolve, host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG
        )
        return [
            ResolveResult(
                hostname=host, host=target[0], port=port, family=kin, proto=proto, flags=socket.AI_NUMERICHOST
            )
            for kin, _kind, proto, _name, target in infos
        ]

    async def close(self) -> None:
        """Let the threads end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _trust() -> ssl.SSLContext | bool:
    """Return whom TLS trusts: the system's authorities, among which an administrator puts a proxy's; certifi's without.

    True stands for aiohttp's own verifying context, made at import: another one would cost 27 ms.
    """
    system = ssl.get_default_verify_paths()
    return True if system.cafile or system.capath else httpx.create_ssl_context(trust_env=False)
