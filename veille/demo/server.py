"""A small HTTP/1.1 server on loopback: one address a site, one port for all.

Enough of RFC 9110 and 9112 for honest tests of a collector: keep-alive, HEAD,
ETag and Last-Modified with 304, redirects, slow answers. No TLS, no request
bodies, no compression; never listens beyond loopback.
"""

import asyncio
import contextlib
import errno
import hashlib
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from typing import NamedTuple

_MAX_HEAD = 16_384  # bytes of request line and headers
_IDLE = 15.0  # seconds a kept connection may stay silent
_PORT_TRIES = 50  # a port free on one address may be taken on another


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site answers to one path."""

    status: int = 200
    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    modified: datetime | None = None
    """UTC, to the second; gives Last-Modified."""
    location: str | None = None
    delay: float = 0.0
    """Seconds to wait before answering."""
    reserved: bool = False
    """Says by a header that text and data mining is reserved (TDMRep)."""

    @property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}"'


class Served(NamedTuple):
    """One request, as answered."""

    host: str
    path: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    method: str
    target: str
    version: str
    headers: dict[str, str]

    @property
    def keeps_alive(self) -> bool:
        wish = self.headers.get("connection", "").lower()
        return wish != "close" and (self.version == "HTTP/1.1" or wish == "keep-alive") and not self._has_body

    @property
    def _has_body(self) -> bool:  # never read, so the connection cannot be used again
        return self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers


class LoopbackServer:
    """Serves several hosts: `answer(host, target)` gives what the host with that address says."""

    def __init__(self, answer: Callable[[str, str], Answer], addresses: Sequence[str], port: int = 0) -> None:
        self.requests: list[Served] = []
        self._answer, self._addresses, self._port = answer, addresses, port
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> list[tuple[str, int]]:
        """Listen; return where each address is really served (see `_bind_all`)."""
        sockets = _bind_all(self._addresses, self._port)
        for address, sock in zip(self._addresses, sockets, strict=True):
            serve = partial(self._connection, address)
            self._servers.append(await asyncio.start_server(serve, sock=sock, limit=_MAX_HEAD))
        return [sock.getsockname() for sock in sockets]

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        for server in self._servers:
            server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()

    async def _connection(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        gone = (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError)
        try:
            with contextlib.suppress(*gone):  # the client left, or speaks no HTTP
                while await self._exchange(host, reader, writer):
                    pass
        finally:
            self._connections.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _exchange(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; say whether the connection may carry another."""
        async with asyncio.timeout(_IDLE):
            head = await reader.readuntil(b"\r\n\r\n")
        request = _parse(head)
        if request is None:
            writer.write(_head(Answer(status=400), keep=False))
            await writer.drain()
            return False
        answer = self._reply(host, request)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        self.requests.append(Served(host, request.target, answer.status))
        writer.write(_head(answer, keep=request.keeps_alive))
        if request.method != "HEAD" and answer.status != 304:
            writer.write(answer.body)
        await writer.drain()
        return request.keeps_alive

    def _reply(self, host: str, request: _Request) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return Answer(status=405)
        answer = self._answer(host, request.target)
        if answer.status == 200 and _is_fresh(answer, request.headers):
            return replace(answer, status=304)
        return answer


def _parse(head: bytes) -> _Request | None:
    lines = head.decode("latin-1").split("\r\n")
    first = lines[0].split(" ")
    if len(first) != 3 or not first[1].startswith("/") or first[2] not in ("HTTP/1.1", "HTTP/1.0"):
        return None
    pairs = (line.partition(":") for line in lines[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return _Request(method=first[0], target=first[1], version=first[2], headers=headers)


def _is_fresh(answer: Answer, headers: dict[str, str]) -> bool:
    """Say whether the client holds this body already (RFC 9110, section 13.2.2: the ETag decides when sent)."""
    if tags := headers.get("if-none-match"):
        return tags == "*" or answer.etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = headers.get("if-modified-since")
    if since is None or answer.modified is None:
        return False
    try:
        return answer.modified <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # an unreadable date, or one without a zone, is ignored
        return False


def _head(answer: Answer, *, keep: bool) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", "Server: demo"]
    if answer.status != 304:
        lines += [f"Content-Type: {answer.media_type}", f"Content-Length: {len(answer.body)}"]
    if answer.status in (200, 304):
        lines.append(f"ETag: {answer.etag}")
        if answer.reserved:
            lines.append("TDM-Reservation: 1")
        if answer.modified:
            lines.append(f"Last-Modified: {format_datetime(answer.modified, usegmt=True)}")
    if answer.location:
        lines.append(f"Location: {answer.location}")
    if answer.status == 405:
        lines.append("Allow: GET, HEAD")
    lines.append(f"Connection: {'keep-alive' if keep else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _bind_all(addresses: Sequence[str], port: int) -> list[socket.socket]:
    """Bind every address to one port; port 0 finds one that is free on all.

    Where only 127.0.0.1 exists (macOS without aliases) the others get ports of their own there.
    """
    tries = 1 if port else _PORT_TRIES
    while True:
        tries -= 1
        bound: list[socket.socket] = []
        chosen = port
        try:
            for address in addresses:
                bound.append(_bind(address, chosen))
                chosen = chosen or bound[0].getsockname()[1]
        except OSError as error:
            for sock in bound:
                sock.close()
            if error.errno != errno.EADDRINUSE or not tries:
                raise
        else:
            return bound


def _bind(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        try:
            sock.bind((address, port))
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                raise
            sock.bind(("127.0.0.1", 0))
    except OSError:
        sock.close()
        raise
    return sock
