"""Connections: the transport below `Fetcher`, with the guard in it, name look-ups and whom TLS trusts."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
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
