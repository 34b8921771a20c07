"""The shipped sources on loopback: each of feeds.yml at an address of its own, with a real answer of its kind.

`python -m bench.shippedweb --port 8102 --feeds-yml FILE` writes the same sources (ids, kinds, options) with their
loopback addresses and serves them until its standard input ends. Feeds and pages are the real ones beside the
repository (`../shared/real-web`), lists, APIs and archives are written here around links to those pages.
"""

import argparse
import asyncio
import hashlib
import io
import json
import re
import socket
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench.feedserver import address

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "real-web"
LINKS_A_PAGE = 20
_LINK = re.compile(
    rb"(<link>)\s*(?:<!\[CDATA\[)?(https?://[^<\]\s]+)(?:\]\]>)?\s*(</link>)"
    rb"|(<link\b[^>]*?href=[\"'])(https?://[^\"']+)([\"'])",
    re.I,
)


class Web:
    """What every source answers; `pages` are shared, each under as many addresses as there are links to it."""

    def __init__(self, port: int) -> None:
        manifest = json.loads((REAL / "manifest.json").read_text())
        self.pages = [(REAL / page["file"]).read_bytes() for page in manifest["pages"]]
        self.feeds = [(REAL / feed["file"]).read_bytes() for feed in manifest["feeds"]]
        self.port = port

    def base(self, number: int) -> str:
        """Return the origin of source `number`."""
        return f"http://{address(number)}:{self.port}"

    def links(self, number: int) -> list[str]:
        """Return the addresses a source made here leads to."""
        return [f"{self.base(number)}/page/{n % len(self.pages)}/{number}-{n}" for n in range(LINKS_A_PAGE)]

    def feed(self, number: int) -> bytes:
        """Return a real feed whose entries lead to pages of this source's host."""
        body = self.feeds[number % len(self.feeds)]
        start = min((at for at in (body.find(b"<item"), body.find(b"<entry")) if at >= 0), default=len(body))

        def local(found: re.Match[bytes]) -> bytes:
            url = found[2] or found[5]
            one = int(hashlib.sha256(url).hexdigest(), 16)
            target = f"{self.base(number)}/page/{one % len(self.pages)}/{one % 10**10}".encode()
            return (found[1] or found[4]) + target + (found[3] or found[6])

        return body[:start] + _LINK.sub(local, body[start:])

    def listing(self, number: int, options: dict[str, str]) -> bytes:
        """Return a page whose items match the source's own selectors."""
        tag, _, name = (options.get("item") or "article.card").rpartition(".")
        tag = tag or "div"
        rows = "".join(
            f'<{tag} class="{name}"><h3 class="job-thumbnail__title"><a href="{url}">Appel n° {n} de la source {number}'
            f" pour les coopératives</a></h3><time datetime='2026-11-{1 + n % 20:02d}'>le {1 + n % 20}/11/2026</time>"
            f"<p>Une aide aux associations du territoire, à demander en ligne.</p></{tag}>"
            for n, url in enumerate(self.links(number))
        )
        return f"<!doctype html><html lang=fr><title>Liste</title><main>{rows}</main></html>".encode()

    def api(self, number: int) -> bytes:
        """Return records with the fields of the regional open-data portal."""
        records = [
            {"nom_de_l_aide_de_la_demarche": f"Aide n° {n}", "url_descriptif": url, "date_ouverture": "2026-11-02"}
            for n, url in enumerate(self.links(number))
        ]
        return json.dumps({"total_count": len(records), "results": records}).encode()

    def archive(self) -> bytes:
        """Return one archive of the official journal, small but of its form."""
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
            for n in range(LINKS_A_PAGE):
                name = f"JORFTEXT{n:012d}"
                text = (
                    f"<?xml version='1.0' encoding='UTF-8'?><TEXTE_VERSION><META><META_COMMUN><ID>{name}</ID>"
                    f"<NATURE>ARRETE</NATURE></META_COMMUN><META_SPEC><META_TEXTE_CHRONICLE>"
                    f"<DATE_PUBLI>2026-11-20</DATE_PUBLI></META_TEXTE_CHRONICLE><META_TEXTE_VERSION>"
                    f"<TITREFULL>Arrêté n° {n} relatif aux entreprises de l’économie sociale et solidaire"
                    f"</TITREFULL></META_TEXTE_VERSION></META_SPEC></META><VISAS><CONTENU>Vu la loi.</CONTENU></VISAS>"
                    f"</TEXTE_VERSION>"
                ).encode()
                info = tarfile.TarInfo(f"20261120/jorf/texte/version/JORF/TEXT/{name}.xml")
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text))
        return buffer.getvalue()

    def answers(self, number: int, source: dict[str, object]) -> Iterator[tuple[str, str, bytes]]:
        """Yield path, media type and body of everything a source's host serves but its pages."""
        kind = source.get("type", "feed")
        if kind == "feed":
            yield "/source", "application/rss+xml", self.feed(number)
        elif kind == "listing":
            options = source.get("listing") or {}
            assert isinstance(options, dict)
            yield "/source", "text/html; charset=utf-8", self.listing(number, options)
        elif kind == "api":
            yield "/source", "application/json", self.api(number)
        elif kind == "archive":
            name = "JORF_20261120-010203.tar.gz"
            yield "/source/", "text/html", f'<a href="{name}">{name}</a>'.encode()
            yield f"/source/{name}", "application/gzip", self.archive()


class HostProtocol(asyncio.Protocol):
    """Answers for one host: its own paths, the shared pages, 404 for the rest (robots.txt and tdmrep.json too)."""

    def __init__(self, own: dict[str, tuple[str, bytes]], pages: list[bytes]) -> None:
        self.own, self.pages, self.pending = own, pages, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.pending += data
        while b"\r\n\r\n" in self.pending:
            head, _, self.pending = self.pending.partition(b"\r\n\r\n")
            self.transport.write(self.answer(head))
            if b"connection: close" in head.lower():
                self.transport.close()

    def answer(self, head: bytes) -> bytes:
        """Return the whole answer to one request."""
        path = head.split(b" ", 2)[1].decode().partition("?")[0]
        found = self.own.get(path)
        if page := re.fullmatch(r"/page/(\d+)/[\d-]+", path):
            found = ("text/html", self.pages[int(page[1])])
        if found is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        kind, body = found
        etag = b'"' + hashlib.blake2b(body, digest_size=8).hexdigest().encode() + b'"'
        if etag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        length = b"%d" % len(body)
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\nETag: " + etag
            + b"\r\nContent-Length: " + length + b"\r\n\r\n" + body
        )  # fmt: skip


async def serve(hosts: list[dict[str, tuple[str, bytes]]], web: Web) -> None:
    """Serve each host's own answers and the shared pages until standard input ends."""
    loop = asyncio.get_running_loop()
    for number, own in enumerate(hosts):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address(number), web.port))
        listener.listen(128)
        await loop.create_server(lambda own=own: HostProtocol(own, web.pages), sock=listener)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


def prepare(web: Web, feeds_yml: Path) -> list[dict[str, tuple[str, bytes]]]:
    """Write the list of sources with their loopback addresses; return what each host answers, by path."""
    document = yaml.safe_load((ROOT / "feeds.yml").read_text(encoding="utf-8"))
    hosts = []
    for number, source in enumerate(document["sources"]):
        own = {path: (kind, body) for path, kind, body in web.answers(number, source)}
        hosts.append(own)
        source |= {"url": web.base(number) + next(iter(own)), "home": web.base(number) + "/", "enabled": True}
        for kind in ("include", "exclude"):
            source.pop(kind, None)
        if source.get("type") == "api" and "token" in source["api"]:
            source["api"] = {"items": "results", "title": "nom_de_l_aide_de_la_demarche", "link": "url_descriptif"}
    feeds_yml.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return hosts


def main() -> None:
    """Serve as the command line asks."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--port", type=int, default=8102)
    args.add_argument("--feeds-yml", type=Path, required=True)
    opts = args.parse_args()
    web = Web(opts.port)
    asyncio.run(serve(prepare(web, opts.feeds_yml), web))


if __name__ == "__main__":
    main()
