"""A feed server fast enough never to be the bottleneck: 1,000 hosts, 20 entries each, ETag and 304.

`python -m bench.feedserver --hosts 1000 --port 8101` listens on 127.0.x.y, one
address a feed, and serves /feed.xml there. It stops with its standard input.
"""

import argparse
import asyncio
import socket
import sys

PARAGRAPH = (
    "La coopérative réunit des salariés, des habitants et des collectivités autour d’un projet commun : "
    "relocaliser une activité utile, former des jeunes sans emploi et partager les décisions. "
)


def address(number: int) -> str:
    """Return the loopback address of feed `number`."""
    return f"127.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"


def feed(number: int, entries: int) -> bytes:
    """Return an RSS 2.0 feed of about 23 KB."""
    items = "".join(
        f"<item><title>Article {i} de la source {number} : une coopérative s’installe</title>"
        f"<link>http://{address(number)}/article/{i}</link><guid isPermaLink='false'>tag:{number}:{i}</guid>"
        f"<pubDate>Mon, {1 + i % 27:02d} Dec 2025 08:{i % 60:02d}:00 +0100</pubDate>"
        f"<dc:creator>La rédaction</dc:creator><category>ESS</category>"
        f"<description>{PARAGRAPH * 4} Entrée {i}.</description></item>"
        for i in range(entries)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Source {number}</title><link>http://{address(number)}/</link>"
        f"<description>Une source d’essai</description>{items}</channel></rss>"
    ).encode()


class FeedProtocol(asyncio.Protocol):
    """Answers each request with the host's feed or 304."""

    def __init__(self, body: bytes, etag: bytes) -> None:
        self.etag = etag
        validators = b"ETag: " + etag + b"\r\nLast-Modified: Mon, 05 Jan 2026 08:00:00 GMT\r\n"
        self.full = (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
            + validators
            + b"Content-Length: %d\r\n\r\n" % len(body)
            + body
        )
        self.fresh = b"HTTP/1.1 304 Not Modified\r\n" + validators + b"\r\n"
        self.pending = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.pending += data
        while b"\r\n\r\n" in self.pending:
            head, _, self.pending = self.pending.partition(b"\r\n\r\n")
            assert isinstance(self.transport, asyncio.WriteTransport)
            self.transport.write(self.fresh if self.etag in head else self.full)
            if b"connection: close" in head.lower():
                self.transport.close()


async def serve(hosts: int, port: int, entries: int) -> None:
    loop = asyncio.get_running_loop()
    for number in range(hosts):
        body, etag = feed(number, entries), b'"veille-bench-%d"' % number
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address(number), port))
        listener.listen(128)
        await loop.create_server(lambda b=body, e=etag: FeedProtocol(b, e), sock=listener)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--hosts", type=int, default=1000)
    args.add_argument("--port", type=int, default=8101)
    args.add_argument("--entries", type=int, default=20)
    opts = args.parse_args()
    asyncio.run(serve(opts.hosts, opts.port, opts.entries))


if __name__ == "__main__":
    main()
