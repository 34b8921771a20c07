"""The loopback server speaks enough HTTP to try a collector on."""

import http.client
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from veille import demo
from veille.demo import DemoWeb

TODAY = date(2026, 11, 18)


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with demo.running(TODAY) as running:
        yield running


@pytest.fixture
def connection(web: DemoWeb) -> Iterator[http.client.HTTPConnection]:
    host, _, port = web.allow_private[0].partition(":")
    with closing(http.client.HTTPConnection(host, int(port), timeout=100)) as opened:
        yield opened


def ask(connection: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str):
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response, response.read()


def test_one_connection_carries_many_requests(connection):
    ask(connection, "/")
    kept = connection.sock
    for path in ("/feed/", "/robots.txt", "/nowhere"):
        ask(connection, path)
    assert connection.sock is kept


def test_connection_is_closed_when_asked(connection):
    response, _ = ask(connection, "/", Connection="close")
    assert response.getheader("Connection") == "close"
    assert connection.sock is None


def test_head_says_what_get_would_without_the_body(connection):
    got, body = ask(connection, "/feed/")
    head, nothing = ask(connection, "/feed/", "HEAD")
    assert nothing == b""
    assert head.getheader("Content-Length") == str(len(body)) == got.getheader("Content-Length")
    assert head.getheader("ETag") == got.getheader("ETag")


@pytest.mark.parametrize("wrap", ["{}", "W/{}", '"other", {}', "*"])
def test_known_etag_gives_304(connection, wrap):
    first, _ = ask(connection, "/feed/")
    second, body = ask(connection, "/feed/", If_None_Match=wrap.format(first.getheader("ETag")))
    assert (second.status, body) == (304, b"")
    assert second.getheader("ETag") == first.getheader("ETag")


def test_other_etag_gives_the_body_whatever_the_date(connection):
    first, _ = ask(connection, "/feed/")
    modified = first.getheader("Last-Modified")
    again, body = ask(connection, "/feed/", If_None_Match='"old"', If_Modified_Since=modified)
    assert again.status == 200
    assert body


def test_last_modified_gives_304_when_nothing_is_newer(connection):
    first, _ = ask(connection, "/feed/")
    again, _ = ask(connection, "/feed/", If_Modified_Since=first.getheader("Last-Modified"))
    older, _ = ask(connection, "/feed/", If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT")
    unreadable, _ = ask(connection, "/feed/", If_Modified_Since="yesterday")
    assert [again.status, older.status, unreadable.status] == [304, 200, 200]


def test_unknown_path_is_404(connection):
    response, body = ask(connection, "/nowhere")
    assert response.status == 404
    assert "n’existe pas" in body.decode()


def test_other_methods_are_refused_with_the_allowed_ones(connection):
    response, _ = ask(connection, "/", "POST")
    assert response.status == 405
    assert response.getheader("Allow") == "GET, HEAD"


@pytest.mark.parametrize("head", [b"nonsense\r\n\r\n", b"GET nowhere HTTP/1.1\r\n\r\n", b"GET / HTTP/9\r\n\r\n"])
def test_nonsense_is_answered_400_and_closed(connection, head):
    connection.connect()
    connection.sock.sendall(head)
    answer = b"".join(iter(lambda: connection.sock.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_every_answer_is_written_down(web, connection):
    ask(connection, "/nowhere-else")
    assert web.requests[-1] == (connection.host, "/nowhere-else", 404)


def test_leaving_closes_open_connections_and_the_port():
    with demo.running(TODAY) as web:
        host, _, port = web.allow_private[0].partition(":")
        idle = http.client.HTTPConnection(host, int(port), timeout=100)
        ask(idle, "/")
    assert idle.sock.recv(1) == b""
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(host, int(port), timeout=100).connect()


def test_a_given_port_is_used_on_every_address_and_may_be_taken():
    with demo.running(TODAY) as web:
        port = int(web.allow_private[0].partition(":")[2])
        assert {place.partition(":")[2] for place in web.allow_private} == {str(port)}
        with pytest.raises(OSError, match="in use"), demo.running(TODAY, port=port):
            pass
