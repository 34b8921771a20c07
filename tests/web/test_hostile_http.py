"""What a hostile client may send over a real connection: byte by byte, by the megabyte, or nothing at all."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import publicdb
from tests.support.livesite import LEGAL, LiveSite
from veille.inbox import pending
from veille.web import posting, protocol

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PATHS = "|".join(re.escape(str(folder)) for folder in (Path.home(), Path(__file__).resolve().parents[2]))
LEAKS = re.compile(rf"uvicorn|datasette|python|h11|sqlite|Traceback|/site-packages|(?:{PATHS})/|\.py\b", re.I)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


class Clock:
    """A moment that goes on when told to."""

    now = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


CLOCK = Clock()


@pytest.fixture(scope="module")
def live(data: Path) -> Iterator[LiveSite]:
    with LiveSite(publicdb.build(data / "veille.db"), LEGAL, now=CLOCK) as running:
        yield running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shrink every patience of the server to a part of a second."""
    monkeypatch.setattr(protocol, "HEAD_WITHIN", 0.5)
    monkeypatch.setattr(protocol, "SENT_WITHIN", 0.5)
    monkeypatch.setattr(posting, "READ_WITHIN", 0.5)


def connect(live: LiveSite) -> socket.socket:
    port = int(live.url.rsplit(":", 1)[1].rstrip("/"))
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def rest(connection: socket.socket) -> bytes:
    """Read until the server closes."""
    got = b""
    try:
        while chunk := connection.recv(65_536):
            got += chunk
    except ConnectionResetError:
        pass  # closed with bytes of ours unread
    return got


def ask(live: LiveSite, sent: bytes) -> tuple[int, str]:
    """Send bytes and return status and the whole reply; the server is asked to close."""
    with closing(connect(live)) as connection:
        connection.sendall(sent)
        reply = rest(connection).decode()
    return int(reply.split(" ", 2)[1]), reply


def still_answers(live: LiveSite) -> bool:
    return ask(live, b"GET /a-propos HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[0] == 200


MALFORMED = {
    "no HTTP": (b"BONJOUR\r\n\r\n", {400}),
    "binary": (bytes(range(256)) * 4 + b"\r\n\r\n", {400}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 100 + b"\r\n\r\n", {400}),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", {400}),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}),
    "host with a path": (b"GET / HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n", {400}),
    "two lengths": (
        b"POST /proposer HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        {400},
    ),
    "two types of body": (
        b"POST /proposer HTTP/1.1\r\nHost: x\r\n" + FORM + b"Content-Type: text/plain\r\nContent-Length: 1\r\n\r\na",
        {415},
    ),
    "two origins": (
        b"POST /proposer HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nOrigin: http://y\r\n"
        + FORM
        + b"Content-Length: 1\r\n\r\na",
        {403},
    ),
    "a header a hundred times": (
        b"GET /a-propos HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + b"If-None-Match: x\r\nRange: bytes=1-2\r\n" * 100
        + b"\r\n",
        {200},
    ),
    "length and chunks": (
        b"POST /proposer HTTP/1.1\r\nHost: x\r\n"
        + FORM
        + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        {400},
    ),
    "negative length": (b"POST /proposer HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\n", {400}),
    "length that is none": (b"POST /proposer HTTP/1.1\r\nHost: x\r\nContent-Length: 3,4\r\n\r\n", {400}),
    "endless length": (b"POST /proposer HTTP/1.1\r\nHost: x\r\n" + FORM + b"Content-Length: " + b"9" * 20 + b"\r\n\r\n",
                       {413}),
    "unknown coding": (b"POST /proposer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", {400, 501}),
    "broken chunks": (
        b"POST /proposer HTTP/1.1\r\nHost: x\r\n" + FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
        {400},
    ),
    "space before the colon": (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", {400}),
    "folded header": (b"GET / HTTP/1.1\r\nHost: x\r\n  y\r\nConnection: close\r\n\r\n", {200, 400}),
    "header with a null": (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", {400}),
    "HTTP/9": (b"GET / HTTP/9.9\r\nHost: x\r\nConnection: close\r\n\r\n", {200, 400, 505}),
    "accents in the target": ("GET /été HTTP/1.1\r\nHost: x\r\n\r\n".encode(), {400}),
    "not a path": (b"GET nulle-part HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {400}),
    "star": (b"GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {400}),
    "star of OPTIONS": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", {405}),
    "tunnel": (b"CONNECT ailleurs.example:443 HTTP/1.1\r\nHost: ailleurs.example:443\r\n\r\n", {405}),
    "unknown method": (b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", {405}),
    "long method": (b"A" * 2000 + b" / HTTP/1.1\r\nHost: x\r\n\r\n", {405}),
    "climbing path": (b"GET /statique/../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {404}),
    "escaped climbing": (
        b"GET /-/static/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {404},
    ),
    "null in the path": (b"GET /a%00b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {400}),
    "no such character": (b"GET /theme/%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {404}),
    "many headers": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(20_000)) + b"\r\n",
                     {431}),
    "huge Accept": (b"GET / HTTP/1.1\r\nHost: x\r\nAccept: " + b"text/html;q=0.1," * 4000 + b"*/*\r\n\r\n", {431}),
    "huge target": (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {414, 431}),
    "long target": (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {414}),
    "upgrade": (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n", {200}),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 405, 505}),
    "body of a GET": (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde", {413}),
    "expectation": (
        b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 209715200\r\n\r\n", {405},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "statuses"), MALFORMED.values(), ids=MALFORMED)
def test_requests_that_make_no_sense_end_with_a_small_french_reply(
    live: LiveSite, sent: bytes, statuses: set[int]
) -> None:
    status, reply = ask(live, sent)
    head, _, body = reply.partition("\r\n\r\n")

    assert status in statuses, reply[:300]
    assert len(body) < 100_000
    assert not LEAKS.search(head)
    assert "server:" not in head.lower()
    if status >= 400:
        assert not LEAKS.search(body)
        assert re.search("demande|page|adresse|permise|contenu|texte|ligne", body, re.I), body[:200]
    assert still_answers(live)


def test_a_large_accept_header_below_the_limit_changes_nothing(live: LiveSite) -> None:
    accept = b"Accept: " + b"text/html;q=0.1," * 900 + b"*/*\r\n"
    status, _ = ask(live, b"GET /a-propos HTTP/1.1\r\nHost: x\r\n" + accept + b"Connection: close\r\n\r\n")

    assert status == 200


def test_targets_in_absolute_form_are_the_same_pages(live: LiveSite) -> None:
    for target in (b"http://x/a-propos", b"HTTPS://ailleurs.example:99/a-propos?b=c"):
        status, reply = ask(live, b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert status == 200
        assert "<h1>" in reply
        assert "ailleurs.example" not in reply
    assert ask(live, b"GET http://x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[0] == 200
    assert ask(live, b"GET http://x/-/versions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[0] == 404


@pytest.mark.parametrize("ranges", [b"bytes=0-10", b"bytes=-1", b"bytes=9-1", b"lignes=1", b"bytes=" + b"0-1," * 1000])
def test_ranges_are_ignored(live: LiveSite, ranges: bytes) -> None:
    for path in (b"/a-propos", b"/statique/veille.css", b"/veille/themes.csv"):
        status, reply = ask(
            live, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nRange: " + ranges + b"\r\nConnection: close\r\n\r\n"
        )
        assert status == 200
        assert "content-range" not in reply.lower()


@pytest.mark.parametrize(
    "path", ["/", "/proposer", "/signaler", "/nulle-part", "/statique/veille.css", "/veille/themes.csv"]
)
def test_head_has_no_body(live: LiveSite, path: str) -> None:
    status, reply = ask(live, f"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    get, _ = ask(live, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert status == get
    assert reply.endswith("\r\n\r\n")


@pytest.mark.parametrize("path", ["/", "/proposer", "/signaler", "/veille/articles"])
@pytest.mark.parametrize("framing", [b"Content-Length: 209715200\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_200_mb_are_refused_at_once_without_being_read(live: LiveSite, path: str, framing: bytes) -> None:
    head = b"POST " + path.encode() + b" HTTP/1.1\r\nHost: x\r\n" + FORM + framing + b"\r\n"
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n" if b"chunked" in framing else b"x" * 65_536
    sent = 0
    start = time.perf_counter()
    with closing(connect(live)) as connection:
        connection.sendall(head)
        try:
            while sent < 200 * 2**20:
                sent += connection.send(chunk)
        except OSError:
            pass  # closed on us, as it should be
    seconds = time.perf_counter() - start

    assert sent < 20 * 2**20
    assert seconds < 10
    assert still_answers(live)


def test_the_refusal_of_200_mb_can_be_read(live: LiveSite) -> None:
    status, reply = ask(live, b"POST /proposer HTTP/1.1\r\nHost: x\r\n" + FORM + b"Content-Length: 209715200\r\n\r\n")

    assert status == 413
    assert "connection: close" in reply.lower()
    assert "16" in reply


def test_chunked_forms_are_taken_up_to_the_limit(live: LiveSite, data: Path) -> None:
    def chunked(size: int) -> bytes:
        head = (
            b"POST /proposer HTTP/1.1\r\nHost: x\r\n"
            + FORM
            + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
        body = b"url=x&pourquoi=" + b"y" * size
        return head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in _parts(body)) + b"0\r\n\r\n"

    kept = pending(data)
    assert ask(live, chunked(1000))[0] == 400  # shown again: no token, no address
    assert ask(live, chunked(20_000))[0] == 413
    assert pending(data) == kept


def _parts(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 500):
        yield body[start : start + 500]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", None),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: ", 408),
        (b"G", 408),
        (b"POST /proposer HTTP/1.1\r\nHost: x\r\n" + FORM + b"Content-Length: 100\r\n\r\nurl=", 408),
        (b"POST /proposer HTTP/1.1\r\nHost: x\r\n" + FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\nurl=", 408),
    ],
)
def test_clients_that_never_finish_are_let_go(live: LiveSite, sent: bytes, status: int | None) -> None:
    with closing(connect(live)) as connection:
        connection.sendall(sent)
        reply = rest(connection).decode()

    assert (int(reply.split(" ", 2)[1]) if reply else None) == status
    assert not LEAKS.search(reply)


@pytest.mark.usefixtures("impatient")
def test_bytes_that_trickle_do_not_buy_time(live: LiveSite) -> None:
    with closing(connect(live)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        start = time.monotonic()
        try:
            while time.monotonic() < start + 20:
                connection.sendall(b"A: b\r\n")
                time.sleep(0.05)
        except OSError:
            pass
        seconds = time.monotonic() - start

    assert seconds < 10


def test_a_second_request_on_a_connection_has_no_more_time_than_the_first(
    live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_WITHIN", 2.0)  # the first must be read and answered in it
    with closing(connect(live)) as connection:
        connection.sendall(b"GET /a-propos HTTP/1.1\r\nHost: x\r\n\r\nGET /a-propos HTTP/1.1\r\nHos")
        reply = rest(connection).decode()

    assert reply.startswith("HTTP/1.1 200")
    assert "HTTP/1.1 408" in reply


@pytest.mark.usefixtures("impatient")
def test_clients_that_do_not_read_their_reply_are_let_go(live: LiveSite) -> None:
    before = threading.active_count()
    connections = []
    for _ in range(20):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", int(live.url.rsplit(":", 1)[1].rstrip("/"))))
        connection.sendall(b"GET /veille/articles.csv?_stream=1 HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
        connections.append(connection)
    deadline = time.monotonic() + 30
    while live.open_connections and time.monotonic() < deadline:
        time.sleep(0.1)

    assert live.open_connections == 0
    assert still_answers(live)
    for connection in connections:
        connection.close()
    assert threading.active_count() <= before + 8


def test_beyond_the_most_connections_newcomers_are_told_to_come_back(
    live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MOST_CONNECTIONS", 3)
    held = [connect(live) for _ in range(3)]
    while live.open_connections < 3:
        time.sleep(0.01)
    status, reply = ask(live, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    for connection in held:
        connection.close()
    while live.open_connections:
        time.sleep(0.01)

    assert status == 503
    assert "Réessayez" in reply
    assert still_answers(live)


def test_a_proxy_that_is_trusted_says_who_writes(live: LiveSite, data: Path) -> None:
    """Each visitor behind the proxy of this machine has a count of their own; what they claim themselves is ignored."""

    def propose(forwarded: str, number: int) -> int:
        page = ask(live, b"GET /proposer HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[1]
        found = re.search(r'name="jeton" value="([^"]+)"', page)
        assert found
        body = f"url=https://site.fr/{forwarded.rpartition(' ')[2]}/{number}&jeton={found[1]}".encode()
        CLOCK.now += timedelta(seconds=60)
        head = f"POST /proposer HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {forwarded}\r\nConnection: close\r\n"
        return ask(live, head.encode() + FORM + b"Content-Length: %d\r\n\r\n" % len(body) + body)[0]

    first = [propose(f"198.51.100.{number}, 203.0.113.1", number) for number in range(6)]
    second = [propose("203.0.113.2", number) for number in range(2)]

    assert first == [303, 303, 303, 303, 303, 429]
    assert second == [303, 303]
    assert len(pending(data)) == 7
