"""Every way a server can fail ends as a Page with its outcome and a French sentence, within the limits."""

import asyncio
import errno
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.support.faultserver import FAULTS, FaultServer
from veille.config.settings import HttpSettings
from veille.models import Outcome, Page
from veille.sources.http import Ask, Fetcher
from veille.sources.http.failures import explain

CERTIFICATE = Path(__file__).parent.parent / "data" / "tls" / "loopback.pem"
PATIENT = HttpSettings(host_delay=0, max_bytes=1_000_000, allow_private=("127.0.0.0/8", "::1"))
SETTINGS = replace(PATIENT, connect_timeout=0.4, read_timeout=0.3, total_timeout=0.8)
"""For what never ends; where the reason matters, one limit alone is small, so that a slow machine meets no other."""


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server


async def fetch(url: str, settings: HttpSettings = SETTINGS, **options: object) -> Page:
    async with Fetcher(settings, **options) as fetcher:  # type: ignore[arg-type]
        return await fetcher.fetch(Ask(url=url))


@pytest.mark.parametrize(
    ("path", "outcome", "words"),
    [
        ("empty", Outcome.EMPTY, "0 octet"),
        ("slow_headers", Outcome.TIMEOUT, "0,3\u00a0s sans données"),
        ("slow_body", Outcome.TIMEOUT, "0,3\u00a0s sans données"),
        ("drip?seconds=0.05", Outcome.TIMEOUT, "0,8\u00a0s en tout"),
        ("drip_headers?seconds=0.05", Outcome.TIMEOUT, "0,8\u00a0s en tout"),
        ("hang_up", Outcome.UNREACHABLE, "raccroché"),
        ("reset", Outcome.UNREACHABLE, "coupée"),
        ("reset_midway", Outcome.UNREACHABLE, "interrompue"),
        ("short_body", Outcome.UNREACHABLE, "interrompue"),
        ("truncated_chunks", Outcome.UNREACHABLE, "interrompue"),
        ("bad_chunk", Outcome.MALFORMED, "HTTP correct"),
        ("garbage", Outcome.MALFORMED, "HTTP"),
        ("bare_html", Outcome.MALFORMED, "HTTP"),
        ("bad_length", Outcome.MALFORMED, "HTTP"),
        ("two_lengths", Outcome.MALFORMED, "HTTP"),
        ("long_header?bytes=500000", Outcome.MALFORMED, "HTTP"),
        ("many_headers", Outcome.MALFORMED, "HTTP"),
        ("announces?bytes=30000000", Outcome.TOO_BIG, "30\u00a0Mo annoncés, la limite est de 1\u00a0Mo"),
        ("endless", Outcome.TOO_BIG, "plus de 1\u00a0Mo"),
        ("ok?bytes=1000001", Outcome.TOO_BIG, "annoncés"),
        ("bomb?coding=gzip&megabytes=64", Outcome.TOO_BIG, "plus de 1\u00a0Mo"),
        ("bomb?coding=deflate&megabytes=64", Outcome.TOO_BIG, "plus de 1\u00a0Mo"),
        ("bomb?coding=br&megabytes=64", Outcome.TOO_BIG, "plus de 1\u00a0Mo"),
        ("bomb?coding=zstd&megabytes=64", Outcome.TOO_BIG, "plus de 1\u00a0Mo"),
        ("encoded?coding=gzip", Outcome.MALFORMED, "« gzip »"),
        ("encoded?coding=br", Outcome.MALFORMED, "« br »"),
        ("encoded?coding=zstd", Outcome.MALFORMED, "« zstd »"),
        ("encoded?coding=rot13", Outcome.MALFORMED, "« rot13 »"),
        ("truncated_gzip", Outcome.MALFORMED, "incomplète"),
    ],
)
async def test_every_fault_has_its_outcome(server: FaultServer, path: str, outcome: Outcome, words: str) -> None:
    settings = PATIENT
    if outcome is Outcome.TIMEOUT:
        settings = replace(PATIENT, total_timeout=0.8) if "en tout" in words else replace(PATIENT, read_timeout=0.3)
    page = await fetch(server.url(path), settings)

    assert page.outcome is outcome, page
    assert words in page.detail
    assert page.body == b""


@pytest.mark.parametrize("path", ["until_close", "early_hints", "long_header?bytes=60000", "ok?bytes=1000000"])
async def test_what_is_only_unusual_is_read(server: FaultServer, path: str) -> None:
    page = await fetch(server.url(path), PATIENT)

    assert page.outcome is Outcome.OK, page
    assert page.body


@pytest.mark.parametrize("name", sorted(FAULTS))
async def test_no_fault_raises_or_hangs(server: FaultServer, name: str) -> None:
    async with asyncio.timeout(25):
        page = await fetch(server.url(name))

    assert isinstance(page.outcome, Outcome)
    assert bool(page.detail) is (page.outcome is not Outcome.OK)


async def test_the_total_time_spans_redirects(server: FaultServer) -> None:
    """Each of the hops is within the limit for reading, all together are not within the total."""
    for step in range(9):
        server.on(f"/{step}", slow_redirect(f"/{step + 1}"))
    page = await fetch(server.url("0"), replace(PATIENT, total_timeout=2))

    assert page.outcome is Outcome.TIMEOUT
    assert "en tout" in page.detail
    assert 3 <= len(server.requests) <= 7


async def test_a_port_where_nobody_listens_is_a_refused_connection() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        page = await fetch(f"http://127.0.0.1:{unused.getsockname()[1]}/")

    assert (page.outcome, page.detail, page.status) == (Outcome.UNREACHABLE, "connexion refusée", None)


async def test_a_host_that_does_not_take_the_connection_is_unreachable() -> None:
    """A full queue of connections: the handshake never completes, as with a host behind a silent firewall."""
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
        page = await fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/", replace(PATIENT, connect_timeout=0.4))

    assert page.outcome is Outcome.UNREACHABLE
    assert page.detail == "pas de connexion en 0,4\u00a0s"


@pytest.mark.parametrize(("code", "words"), [(socket.EAI_NONAME, "introuvable"), (socket.EAI_AGAIN, "pas de réseau")])
async def test_a_name_without_address_is_unreachable(code: int, words: str) -> None:
    def resolve(*_args: object) -> list[object]:
        raise socket.gaierror(code, "no")

    page = await fetch("http://absent.exemple/", resolve=resolve)

    assert page.outcome is Outcome.UNREACHABLE
    assert words in page.detail


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENETUNREACH, "réseau inaccessible"),
        (errno.EHOSTUNREACH, "machine inaccessible"),
        (errno.EMFILE, "trop de connexions"),
        (errno.EPERM, "connexion impossible"),
    ],
)
async def test_what_the_system_refuses_is_said_in_words(monkeypatch: pytest.MonkeyPatch, code: int, words: str) -> None:
    def fails(*_args: object) -> object:
        raise OSError(code, "no")

    async with Fetcher(SETTINGS) as fetcher:
        monkeypatch.setattr(socket, "socket", fails)
        page = await fetcher.fetch(Ask(url="http://127.0.0.1/"))
        monkeypatch.undo()

    assert page.outcome is Outcome.UNREACHABLE
    assert words in page.detail


async def test_a_name_server_that_does_not_answer_is_not_waited_for() -> None:
    given_up = threading.Event()

    def resolve(*_args: object) -> list[object]:
        assert given_up.wait(60)
        return []

    page = await fetch("http://lent.exemple/", resolve=resolve)
    given_up.set()

    assert page.outcome is Outcome.UNREACHABLE


async def test_look_ups_leave_no_thread_behind() -> None:
    def resolve(*_args: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    await fetch("http://absent.exemple/", resolve=resolve)
    for _ in range(100):
        if not any(thread.name.startswith("dns") for thread in threading.enumerate()):
            break
        await asyncio.sleep(0.02)

    assert not any(thread.name.startswith("dns") for thread in threading.enumerate())


@pytest.mark.parametrize("url", [f"http://{'a' * 64}.fr/", "http://a..fr/", "http://.fr/", "http://a.fr/\x7f"])
async def test_an_impossible_host_or_path_ends_as_a_page(url: str) -> None:
    def resolve(*_args: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    page = await fetch(url, resolve=resolve)

    assert page.outcome in (Outcome.UNREACHABLE, Outcome.REFUSED)
    assert page.detail


@pytest.mark.parametrize("system_has_authorities", [True, False])
async def test_a_certificate_nobody_vouches_for_is_refused(
    monkeypatch: pytest.MonkeyPatch, system_has_authorities: bool
) -> None:
    if not system_has_authorities:  # then certifi's are taken, and still verify
        monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: ssl.DefaultVerifyPaths(*[None] * 6))
    async with FaultServer(tls=server_context()) as server:
        page = await fetch(server.url("ok"), PATIENT)

    assert (page.outcome, page.detail) == (Outcome.UNREACHABLE, "certificat TLS refusé")
    assert server.requests == []


async def test_https_to_a_server_without_tls_is_unreachable(server: FaultServer) -> None:
    async def answer_anything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    plain = await asyncio.start_server(answer_anything, "127.0.0.1", 0)
    async with plain:
        page = await fetch(f"https://127.0.0.1:{plain.sockets[0].getsockname()[1]}/")

    assert page.outcome is Outcome.UNREACHABLE
    assert "TLS" in page.detail


async def test_a_certificate_the_system_trusts_is_accepted() -> None:
    """In a process of its own, because OpenSSL reads SSL_CERT_FILE when the first context is made."""
    program = (
        "import asyncio, sys\n"
        "from veille.config.settings import HttpSettings\n"
        "from veille.sources.http import Ask, Fetcher\n"
        "async def main():\n"
        "    async with Fetcher(HttpSettings(allow_private=('127.0.0.1',))) as fetcher:\n"
        "        print((await fetcher.fetch(Ask(url=sys.argv[1]))).outcome)\n"
        "asyncio.run(main())\n"
    )
    async with FaultServer(tls=server_context()) as server:
        client = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            server.url("ok"),
            stdout=subprocess.PIPE,
            env={"SSL_CERT_FILE": str(CERTIFICATE)},
        )
        output, _ = await client.communicate()

    assert output.decode().strip() == "ok"


def test_a_failure_nobody_thought_of_still_ends_as_unreachable() -> None:
    ending = explain(httpx.RemoteProtocolError("new kind"), PATIENT)

    assert (ending.outcome, ending.detail) == (Outcome.UNREACHABLE, "échec de la connexion")


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def slow_redirect(to: str):
    async def handler(request, wire) -> None:
        await asyncio.sleep(0.3)
        await wire.reply(b"", 302, location=to)

    return handler
