"""A web server on loopback that misbehaves on request.

    async with FaultServer() as server:
        page = await fetcher.fetch(Ask(url=server.url("slow_body", seconds=5)))
        assert server.requests[0].path == "/slow_body"

The first part of the path names the fault; the query sets its sizes. A fault is one function in `FAULTS`:

    @fault
    async def hang_up(request: Request, wire: Wire) -> None:
        "Closes the connection without a byte."

`server.on(path, handler)` answers one path by a function of the test's own. Small vocabulary on purpose: what
a fault needs beyond `reply`, `send` and `reset` is written out in it, byte by byte.
"""

import asyncio
import socket
import ssl
import struct
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

import brotli
import zstandard


@dataclass(frozen=True)
class Request:
    """One request as it came; `at` is on the monotonic clock, `headers` by lower-case name."""

    target: str
    headers: dict[str, str]
    host: str
    at: float
    connection: int

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    def text(self, name: str, default: str = "") -> str:
        return parse_qs(urlsplit(self.target).query).get(name, [default])[-1]

    def number(self, name: str, default: float) -> float:
        return float(self.text(name, str(default)))


class Wire:
    """The server's end of one connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.open = True

    async def send(self, data: bytes) -> None:
        """Send bytes exactly as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def reply(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Send a correct answer; `content_type="text/plain"` becomes a header."""
        lines = {"content_length": str(len(body)), **headers}
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        await self.send(f"HTTP/1.1 {status} Because\r\n{head}\r\n".encode() + body)

    def close(self) -> None:
        """End the connection after what was sent."""
        self.open = False

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        self.open = False
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Handler = Callable[[Request, Wire], Awaitable[None]]
FAULTS: dict[str, Handler] = {}


def fault(function: Handler) -> Handler:
    """Register a fault under its function's name."""
    FAULTS[function.__name__] = function
    return function


class FaultServer:
    """Serves `FAULTS` on one loopback address; remembers every request. An async context manager."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, tls: ssl.SSLContext | None = None) -> None:
        self.host, self.port, self._tls = host, port, tls
        self.requests: list[Request] = []
        self.connections = 0
        self._own: dict[str, Handler] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def url(self, path: str, **query: object) -> str:
        """Return the address of a fault or of a path given to `on`."""
        scheme = "https" if self._tls else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}/{path.lstrip('/')}" + (f"?{urlencode(query)}" if query else "")

    def on(self, path: str, handler: Handler) -> str:
        """Answer a path by handler; return its URL."""
        self._own[path] = handler
        return self.url(path)

    def paths(self) -> list[str]:
        """Return the paths asked for, in order."""
        return [request.path for request in self.requests]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._accept, self.host, self.port, ssl=self._tls, backlog=500, limit=1 << 20
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        wire = Wire(writer)
        try:
            await self._talk(reader, wire, self.connections)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        finally:
            self._tasks.discard(task)
            writer.transport.abort() if not wire.open and writer.is_closing() else writer.close()

    async def _talk(self, reader: asyncio.StreamReader, wire: Wire, number: int) -> None:
        while wire.open:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.rstrip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            request = Request(first.split(" ")[1], headers, self.host, time.monotonic(), number)
            self.requests.append(request)
            handler = self._own.get(request.path) or FAULTS.get(request.path.split("/")[1], not_found)
            await handler(request, wire)
            if headers.get("connection") == "close":
                wire.close()


# ---------------------------------------------------------------- answers


@fault
async def ok(request: Request, wire: Wire) -> None:
    """Answers as it should, with a body of `bytes` bytes and the headers given in the query (`h_etag=…`)."""
    query = parse_qs(urlsplit(request.target).query)
    headers = {name.removeprefix("h_"): values[-1] for name, values in query.items() if name.startswith("h_")}
    await wire.reply(b"x" * int(request.number("bytes", 3)), **headers)


@fault
async def empty(request: Request, wire: Wire) -> None:
    """Answers 200 with 0 bytes."""
    await wire.reply()


@fault
async def not_found(request: Request, wire: Wire) -> None:
    await wire.reply(b"not here", 404)


@fault
async def status(request: Request, wire: Wire) -> None:
    """Answers with status `code`, Retry-After `after` when given."""
    after = {"retry_after": request.text("after")} if request.text("after") else {}
    await wire.reply(
        b"" if request.text("code") in ("204", "304") else b"why", int(request.number("code", 500)), **after
    )


@fault
async def validated(request: Request, wire: Wire) -> None:
    """Has an ETag and a Last-Modified and answers 304 to them."""
    headers = {"etag": '"v1"', "last_modified": "Mon, 05 Jan 2026 08:00:00 GMT"}
    known = request.headers.get("if-none-match") == headers["etag"]
    if known or request.headers.get("if-modified-since") == headers["last_modified"]:
        await wire.send(f"HTTP/1.1 304 Not Modified\r\netag: {headers['etag']}\r\n\r\n".encode())
    else:
        await wire.reply(b"fresh", **headers)


@fault
async def body_on_304(request: Request, wire: Wire) -> None:
    """Answers 304 and sends a body all the same."""
    await wire.send(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello")
    wire.close()


# ---------------------------------------------------------------- redirects


@fault
async def redirect(request: Request, wire: Wire) -> None:
    """Redirects with status `code` to `to`, as it is."""
    await wire.reply(b"", int(request.number("code", 302)), location=request.text("to"))


@fault
async def redirect_nowhere(request: Request, wire: Wire) -> None:
    """Redirects without saying where."""
    await wire.reply(b"", int(request.number("code", 302)))


@fault
async def redirect_loop(request: Request, wire: Wire) -> None:
    """Redirects to and fro between two addresses."""
    await wire.reply(b"", 302, location="/redirect_loop/b" if request.path.endswith("a") else "/redirect_loop/a")


@fault
async def redirect_endless(request: Request, wire: Wire) -> None:
    """Redirects to a new address each time."""
    await wire.reply(b"", 302, location=f"/redirect_endless?n={int(request.number('n', 0)) + 1}")


# ---------------------------------------------------------------- slowness


@fault
async def slow_headers(request: Request, wire: Wire) -> None:
    """Says nothing for `seconds`."""
    await asyncio.sleep(request.number("seconds", 30))
    await wire.reply(b"late")


@fault
async def slow_body(request: Request, wire: Wire) -> None:
    """Sends the headers and stops for `seconds`."""
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    await asyncio.sleep(request.number("seconds", 30))
    wire.close()


@fault
async def drip(request: Request, wire: Wire) -> None:
    """Sends one byte every `seconds`, for ever."""
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        await asyncio.sleep(request.number("seconds", 1))
        await wire.send(b"x")


@fault
async def drip_headers(request: Request, wire: Wire) -> None:
    """Sends one header every `seconds`, for ever."""
    await wire.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await asyncio.sleep(request.number("seconds", 1))
        await wire.send(b"X-Wait: 1\r\n")


# ---------------------------------------------------------------- broken connections


@fault
async def hang_up(request: Request, wire: Wire) -> None:
    """Closes the connection without a byte."""
    wire.close()


@fault
async def reset(request: Request, wire: Wire) -> None:
    """Resets the connection without a byte."""
    wire.reset()


@fault
async def reset_midway(request: Request, wire: Wire) -> None:
    """Resets the connection in the middle of the body."""
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    await asyncio.sleep(0.02)
    wire.reset()


@fault
async def short_body(request: Request, wire: Wire) -> None:
    """Announces 100 bytes and ends after 3."""
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    wire.close()


@fault
async def truncated_chunks(request: Request, wire: Wire) -> None:
    """Ends within a chunk."""
    await wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")
    wire.close()


@fault
async def bad_chunk(request: Request, wire: Wire) -> None:
    """Gives a chunk a length that is no number, some time after the headers."""
    await wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
    await asyncio.sleep(0.02)
    await wire.send(b"zz\r\nabc\r\n")
    wire.close()


@fault
async def until_close(request: Request, wire: Wire) -> None:
    """HTTP/1.0: no length, the end of the connection ends the body."""
    await wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nold but fine")
    wire.close()


# ---------------------------------------------------------------- not HTTP


@fault
async def garbage(request: Request, wire: Wire) -> None:
    """Answers something that is no HTTP."""
    await wire.send(b"\x00\x01SSH-2.0 what is this\r\n\r\n")
    wire.close()


@fault
async def bare_html(request: Request, wire: Wire) -> None:
    """HTTP/0.9: HTML without any header."""
    await wire.send(b"<html><body>hello</body></html>")
    wire.close()


@fault
async def bad_length(request: Request, wire: Wire) -> None:
    """Announces a length that is no number."""
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nabc")
    wire.close()


@fault
async def two_lengths(request: Request, wire: Wire) -> None:
    """Announces two lengths."""
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc")
    wire.close()


@fault
async def long_header(request: Request, wire: Wire) -> None:
    """Sends one header line of `bytes` bytes."""
    await wire.reply(b"abc", x_long="a" * int(request.number("bytes", 20_000)))


@fault
async def many_headers(request: Request, wire: Wire) -> None:
    """Sends 100,000 header lines."""
    await wire.send(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 100_000 + b"Content-Length: 3\r\n\r\nabc")
    wire.close()


@fault
async def early_hints(request: Request, wire: Wire) -> None:
    """Sends 103 before the answer."""
    await wire.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
    await wire.reply(b"abc")


# ---------------------------------------------------------------- sizes and compression


@fault
async def announces(request: Request, wire: Wire) -> None:
    """Announces `bytes` bytes and sends a few."""
    await wire.send(f"HTTP/1.1 200 OK\r\nContent-Length: {int(request.number('bytes', 30e6))}\r\n\r\nabc".encode())
    await asyncio.sleep(30)


@fault
async def endless(request: Request, wire: Wire) -> None:
    """Sends zeros for ever, without announcing a length."""
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        await wire.send(b"\0" * 65_536)


@fault
async def bomb(request: Request, wire: Wire) -> None:
    """Sends a decompression bomb: `coding` gzip, deflate, br or zstd, `megabytes` once decompressed."""
    coding = request.text("coding", "gzip")
    await wire.reply(make_bomb(coding, int(request.number("megabytes", 1024))), content_encoding=coding)


@fault
async def encoded(request: Request, wire: Wire) -> None:
    """Announces Content-Encoding `coding` for a plain body."""
    await wire.reply(b"not compressed at all", content_encoding=request.text("coding", "gzip"))


@fault
async def truncated_gzip(request: Request, wire: Wire) -> None:
    """Sends the first half of a gzip body, with the length to match."""
    whole = zlib.compress(bytes(range(256)) * 40, wbits=31)
    await wire.reply(whole[: len(whole) // 2], content_encoding="gzip")


def make_bomb(coding: str, megabytes: int) -> bytes:
    """Return zeros compressed as far as they go, made without compressing them all: one block, repeated."""
    zeros = bytes(1 << 20)
    if coding == "zstd":
        rle_block = struct.pack("<I", (128 << 10) << 3 | 1 << 1)[:3] + b"\0"
        header = b"\x28\xb5\x2f\xfd" + b"\x00" + b"\x68"  # no size given, window of 8 MB
        return header + rle_block * (megabytes * 8)
    if coding == "br":
        compressor = brotli.Compressor(quality=5, lgwin=24)
        first = compressor.process(zeros) + compressor.flush()
        return first + (compressor.process(zeros) + compressor.flush()) * (megabytes - 1)
    stream = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    first = stream.compress(zeros) + stream.flush(zlib.Z_FULL_FLUSH)
    return first + (stream.compress(zeros) + stream.flush(zlib.Z_FULL_FLUSH)) * (megabytes - 1)


def compress(coding: str, data: bytes) -> bytes:
    """Return data under one content coding."""
    match coding:
        case "gzip" | "x-gzip":
            return zlib.compress(data, wbits=31)
        case "deflate":
            return zlib.compress(data)
        case "br":
            return brotli.compress(data, quality=4)
        case "zstd":
            return zstandard.ZstdCompressor().compress(data)
    raise ValueError(coding)
