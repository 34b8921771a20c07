"""What a fetch sends, what it makes of a correct answer, and where redirects take it."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.faultserver import FaultServer, Request, Wire, compress
from veille.config.settings import HttpSettings
from veille.errors import ConfigError
from veille.models import Outcome, Page, Validators
from veille.sources.http import Ask, Fetcher

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOOPBACK = HttpSettings(contact="veille@exemple.fr", host_delay=0, allow_private=("127.0.0.0/8",))


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(LOOPBACK, version="1.2", now=lambda: NOW) as fetcher:
        yield fetcher


async def fetch(fetcher: Fetcher, url: str, etag: str | None = None, last_modified: str | None = None) -> Page:
    return await fetcher.fetch(Ask(url=url, validators=Validators(etag=etag, last_modified=last_modified)))


# ---------------------------------------------------------------- requests


async def test_a_request_says_who_asks_and_nothing_of_where_from(fetcher: Fetcher, server: FaultServer) -> None:
    await fetcher.fetch(Ask(url=server.url("ok", h_set_cookie="id=1"), accept="application/rss+xml"))
    await fetcher.fetch(Ask(url=server.url("redirect", to="/ok")))

    first, *_others, last = server.requests
    assert first.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "veille/1.2 (+veille@exemple.fr)",
        "accept": "application/rss+xml",
        "accept-language": "fr, en;q=0.5",
        "accept-encoding": "gzip, deflate, br, zstd",
        "connection": "close",
    }
    assert "cookie" not in last.headers
    assert "referer" not in last.headers


async def test_the_contact_cannot_break_out_of_its_header(server: FaultServer) -> None:
    settings = HttpSettings(contact="a@b.fr\r\nX-Evil: é 1", allow_private=("127.0.0.1",))
    async with Fetcher(settings, version="1") as fetcher:
        await fetch(fetcher, server.url("ok"))

    assert server.requests[0].headers["user-agent"] == "veille/1 (+a@b.frX-Evil:1)"
    assert "x-evil" not in server.requests[0].headers


async def test_proxies_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch, fetcher: Fetcher, server: FaultServer
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert (await fetch(fetcher, server.url("ok"))).outcome is Outcome.OK


async def test_credentials_and_fragment_of_an_address_are_not_sent(fetcher: Fetcher, server: FaultServer) -> None:
    page = await fetch(fetcher, server.url("ok").replace("://", "://me:secret@") + "#part")

    assert page.outcome is Outcome.OK
    assert page.final_url == server.url("ok")
    assert "authorization" not in server.requests[0].headers
    assert server.requests[0].target == "/ok"


async def test_accents_and_spaces_in_an_address_are_escaped(fetcher: Fetcher, server: FaultServer) -> None:
    await fetch(fetcher, server.url("ok/économie et société?q=é à"))

    assert server.requests[0].target == "/ok/%C3%A9conomie%20et%20soci%C3%A9t%C3%A9?q=%C3%A9%20%C3%A0"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ok",
        "/ok",
        "ftp://a.fr/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://[::1/",
        "http://a.fr:99999/",
        "http://a\n.fr/",
    ],
)
async def test_what_is_no_web_address_is_refused(fetcher: Fetcher, url: str) -> None:
    page = await fetch(fetcher, url)

    assert (page.outcome, page.status, page.url, page.final_url) == (Outcome.REFUSED, None, url, url)
    assert "http(s)" in page.detail


def test_an_unreadable_allow_list_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match=r"allow_private.*localhost:80"):
        Fetcher(HttpSettings(allow_private=("localhost:80",)))


# ---------------------------------------------------------------- answers


async def test_an_answer_becomes_a_page(fetcher: Fetcher, server: FaultServer) -> None:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(
            b"<p>Bonjour</p>",
            content_type='Text/HTML; x=1; Charset="ISO-8859-15"',
            etag='W/"abc"',
            last_modified="Mon, 05 Jan 2026 08:00:00 GMT",
            cache_control="max-age=300",
        )

    url = server.on("/page", answer)
    page = await fetch(fetcher, url)

    assert 0 < page.seconds < 60
    assert page == Page(
        url=url,
        final_url=url,
        outcome=Outcome.OK,
        status=200,
        body=b"<p>Bonjour</p>",
        media_type="text/html",
        charset="ISO-8859-15",
        validators=Validators(etag='W/"abc"', last_modified="Mon, 05 Jan 2026 08:00:00 GMT"),
        fresh_until=NOW + timedelta(seconds=300),
        fetched_at=NOW,
        seconds=page.seconds,
    )


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        (204, Outcome.EMPTY, "vide"),
        (206, Outcome.UNREACHABLE, "inattendue"),
        (300, Outcome.UNREACHABLE, "inattendue"),
        (304, Outcome.UNREACHABLE, "inattendue"),
        (400, Outcome.UNREACHABLE, "erreur HTTP 400"),
        (401, Outcome.BLOCKED, "accès refusé"),
        (402, Outcome.BLOCKED, "accès refusé"),
        (403, Outcome.BLOCKED, "accès refusé"),
        (404, Outcome.GONE, "introuvable"),
        (407, Outcome.BLOCKED, "accès refusé"),
        (410, Outcome.GONE, "supprimée"),
        (406, Outcome.BLOCKED, "accès refusé par le site (HTTP 406)"),
        (418, Outcome.BLOCKED, "accès refusé par le site (HTTP 418)"),
        (421, Outcome.UNREACHABLE, "erreur HTTP 421"),
        (429, Outcome.BLOCKED, "ralentir"),
        (451, Outcome.BLOCKED, "accès refusé"),
        (500, Outcome.UNREACHABLE, "erreur HTTP 500"),
        (503, Outcome.UNREACHABLE, "erreur HTTP 503"),
        (999, Outcome.UNREACHABLE, "erreur HTTP 999"),
    ],
)
async def test_every_status_has_its_outcome(
    fetcher: Fetcher, server: FaultServer, status: int, outcome: Outcome, words: str
) -> None:
    page = await fetch(fetcher, server.url("status", code=status))

    assert (page.outcome, page.status, page.body) == (outcome, status, b"")
    assert words in page.detail
    assert str(status) in page.detail


@pytest.mark.parametrize("status", [200, 201, 203])
async def test_other_successes_are_read(fetcher: Fetcher, server: FaultServer, status: int) -> None:
    page = await fetch(fetcher, server.url("status", code=status))

    assert (page.outcome, page.body, page.detail) == (Outcome.OK, b"why", "")


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_remembered(fetcher: Fetcher, server: FaultServer, status: int) -> None:
    page = await fetch(fetcher, server.url("status", code=status, after=90))

    assert page.retry_after == NOW + timedelta(seconds=90)


async def test_freshness_of_a_failure_is_not_believed(fetcher: Fetcher, server: FaultServer) -> None:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(b"", 404, cache_control="max-age=3600")

    assert (await fetch(fetcher, server.on("/gone", answer))).fresh_until is None


# ---------------------------------------------------------------- conditional requests


async def test_an_unchanged_page_costs_no_body(fetcher: Fetcher, server: FaultServer) -> None:
    first = await fetch(fetcher, server.url("validated"))
    again = await fetcher.fetch(Ask(url=server.url("validated"), validators=first.validators))

    assert server.requests[0].headers.keys().isdisjoint({"if-none-match", "if-modified-since"})
    assert server.requests[1].headers["if-none-match"] == '"v1"'
    assert server.requests[1].headers["if-modified-since"] == "Mon, 05 Jan 2026 08:00:00 GMT"
    assert (again.outcome, again.status, again.body, again.detail) == (Outcome.UNCHANGED, 304, b"", "")


async def test_on_304_new_validators_replace_the_old_ones_one_by_one(fetcher: Fetcher, server: FaultServer) -> None:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.send(b'HTTP/1.1 304 Not Modified\r\nETag: "v2"\r\nCache-Control: max-age=60\r\n\r\n')

    page = await fetch(fetcher, server.on("/feed", answer), etag='"v1"', last_modified="Mon, 05 Jan 2026 08:00:00 GMT")

    assert page.validators == Validators(etag='"v2"', last_modified="Mon, 05 Jan 2026 08:00:00 GMT")
    assert page.fresh_until == NOW + timedelta(seconds=60)


async def test_a_changed_page_forgets_the_old_validators(fetcher: Fetcher, server: FaultServer) -> None:
    page = await fetch(fetcher, server.url("ok"), etag='"old"', last_modified="Mon, 05 Jan 2026 08:00:00 GMT")

    assert page.outcome is Outcome.OK
    assert page.validators == Validators()


async def test_a_failure_keeps_the_validators_asked_with(fetcher: Fetcher, server: FaultServer) -> None:
    page = await fetch(fetcher, server.url("status", code=500), etag='"v1"')

    assert page.validators == Validators(etag='"v1"')


async def test_a_server_whose_304_cannot_be_read_is_asked_for_the_whole(fetcher: Fetcher, server: FaultServer) -> None:
    async def answer(request: Request, wire: Wire) -> None:
        if "if-none-match" in request.headers:
            await wire.send(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello")
            wire.close()
        else:
            await wire.reply(b"hello", etag='"v2"')

    page = await fetch(fetcher, server.on("/feed", answer), etag='"v1"')

    assert (page.outcome, page.body, page.validators) == (Outcome.OK, b"hello", Validators(etag='"v2"'))
    assert len(server.requests) == 2


async def test_stored_validators_that_could_forge_a_header_are_not_sent(fetcher: Fetcher, server: FaultServer) -> None:
    page = await fetch(fetcher, server.url("ok"), etag='"v1"\r\nX-Evil: 1', last_modified="x" * 10_000)

    assert page.outcome is Outcome.OK
    assert server.requests[0].headers.keys().isdisjoint({"if-none-match", "if-modified-since", "x-evil"})


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate", "identity"])
async def test_a_large_compressed_body_arrives_whole(fetcher: Fetcher, server: FaultServer, coding: str) -> None:
    content = random.Random(3).randbytes(6_000_000)

    async def answer(request: Request, wire: Wire) -> None:
        body = content if coding == "identity" else compress(coding, content)
        await wire.reply(body, content_encoding=coding)

    page = await fetch(fetcher, server.on("/large", answer))

    assert page.outcome is Outcome.OK, page.detail
    assert page.body == content


# ---------------------------------------------------------------- redirects


@pytest.mark.parametrize(
    ("codes", "moved"),
    [
        ((301,), 1),
        ((308,), 1),
        ((302,), None),
        ((303,), None),
        ((307,), None),
        ((301, 308), 2),
        ((301, 302), 1),  # /1 is where it moved to; what /1 does today is its own affair
        ((302, 301), None),
        ((301, 302, 301), 1),
    ],
)
async def test_only_an_unbroken_chain_of_permanent_redirects_is_a_move(
    fetcher: Fetcher, server: FaultServer, codes: tuple[int, ...], moved: int | None
) -> None:
    for step, code in enumerate(codes):
        server.on(f"/{step}", redirection(f"/{step + 1}", code))
    server.on(f"/{len(codes)}", correct)

    page = await fetch(fetcher, server.url("0"))

    assert (page.outcome, page.url, page.final_url) == (Outcome.OK, server.url("0"), server.url(str(len(codes))))
    assert page.moved_to == (None if moved is None else server.url(str(moved)))


async def test_a_move_to_nothing_is_not_remembered(fetcher: Fetcher, server: FaultServer) -> None:
    page = await fetch(fetcher, server.url("redirect", code=301, to="/not_found"))

    assert (page.outcome, page.moved_to) == (Outcome.GONE, None)


async def test_a_moved_page_that_is_unchanged_is_remembered_too(fetcher: Fetcher, server: FaultServer) -> None:
    page = await fetch(fetcher, server.url("redirect", code=301, to="/validated"), etag='"v1"')

    assert (page.outcome, page.moved_to) == (Outcome.UNCHANGED, server.url("validated"))


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("ok", "/ok"),
        ("/ok?utm_source=x&amp=1", "/ok?utm_source=x&amp=1"),  # kept: the site insists on it
        (" /ok ", "/ok"),
        ("/ok#part", "/ok"),
        ("/ok/a b", "/ok/a%20b"),
        ("/ok/é", "/ok/%C3%A9"),
        ("?x=1", "/redirect?x=1"),
    ],
)
async def test_relative_and_sloppy_locations_are_understood(
    fetcher: Fetcher, server: FaultServer, location: str, target: str
) -> None:
    page = await fetch(fetcher, server.url("redirect", to=location))

    assert server.requests[1].target == target
    assert page.final_url == server.url("").rstrip("/") + target


async def test_a_location_in_latin_1_is_understood(fetcher: Fetcher, server: FaultServer) -> None:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 302 Found\r\nLocation: /ok/\xe9t\xe9\r\nContent-Length: 0\r\n\r\n")

    await fetch(fetcher, server.on("/latin", answer))

    assert server.requests[1].target == "/ok/%C3%A9t%C3%A9"


@pytest.mark.parametrize(
    ("path", "words", "requests"),
    [
        ("redirect_loop/a", "boucle", 2),
        ("redirect?to=/redirect?to=/x", "introuvable", 3),
        ("redirect_endless", "plus de 10 redirections", 11),
        ("redirect_nowhere", "sans adresse", 1),
        ("redirect?to=http://[", "illisible", 1),
    ],
)
async def test_redirects_that_lead_nowhere_end(
    fetcher: Fetcher, server: FaultServer, path: str, words: str, requests: int
) -> None:
    page = await fetch(fetcher, server.url(path))

    assert page.outcome is (Outcome.GONE if words == "introuvable" else Outcome.REDIRECTED)
    assert words in page.detail
    assert len(server.requests) == requests


async def test_a_page_that_redirects_to_itself_is_asked_once(fetcher: Fetcher, server: FaultServer) -> None:
    page = await fetch(fetcher, server.on("/self", redirection("/self")))

    assert (page.outcome, len(server.requests)) == (Outcome.REDIRECTED, 1)


@pytest.mark.parametrize("location", ["ftp://a.fr/x", "file:///etc/passwd", "javascript:alert(1)", "mailto:a@b.fr"])
async def test_redirects_out_of_the_web_are_refused(fetcher: Fetcher, server: FaultServer, location: str) -> None:
    page = await fetch(fetcher, server.url("redirect", to=location))

    assert page.outcome is Outcome.REFUSED
    assert "http(s)" in page.detail


# ---------------------------------------------------------------- the guard, seen from outside


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0.0.0.0",
        "127.1",
        "2130706433",
        "0x7f000001",
    ],
)
async def test_private_addresses_are_refused_however_they_are_written(server: FaultServer, host: str) -> None:
    async with Fetcher(HttpSettings(allow_private=("127.0.0.1:1",))) as fetcher:
        page = await fetch(fetcher, f"http://{host}:{server.port}/ok")

    assert page.outcome is Outcome.REFUSED
    assert page.detail
    assert server.connections == 0


async def test_a_redirect_to_a_private_address_is_refused(server: FaultServer) -> None:
    async with FaultServer("127.0.0.2") as inside:
        settings = HttpSettings(host_delay=0, allow_private=(f"127.0.0.1:{server.port}",))
        async with Fetcher(settings) as fetcher:
            page = await fetch(fetcher, server.url("redirect", code=301, to=inside.url("ok")))

        assert (page.outcome, page.final_url, page.moved_to) == (Outcome.REFUSED, inside.url("ok"), None)
        assert inside.connections == 0


async def test_a_name_that_changes_its_address_is_judged_at_every_connection(server: FaultServer) -> None:
    """DNS rebinding: what the name meant at an earlier look-up protects nobody and opens nothing."""
    answers = iter(["127.0.0.1", "127.0.0.3"])

    def resolve(host: str, port: int, *_args: object) -> list[object]:
        return [(2, 1, 6, "", (next(answers), port))]

    settings = HttpSettings(host_delay=0, allow_private=("127.0.0.1",))
    for expected in (Outcome.OK, Outcome.REFUSED):
        async with Fetcher(settings, resolve=resolve) as fetcher:
            assert (await fetch(fetcher, f"http://rebind.exemple:{server.port}/ok")).outcome is expected


async def test_a_name_with_private_and_permitted_addresses_is_reached_at_the_permitted_one(server: FaultServer) -> None:
    def resolve(host: str, port: int, *_args: object) -> list[object]:
        return [(2, 1, 6, "", (address, port)) for address in ("10.0.0.1", "127.0.0.1")]

    async with Fetcher(HttpSettings(allow_private=("127.0.0.1",)), resolve=resolve) as fetcher:
        assert (await fetch(fetcher, f"http://mixed.exemple:{server.port}/ok")).outcome is Outcome.OK


async def test_a_name_with_private_addresses_only_is_refused() -> None:
    def resolve(host: str, port: int, *_args: object) -> list[object]:
        return [(2, 1, 6, "", ("10.0.0.1", port)), (10, 1, 6, "", ("fd00::1", port, 0, 0))]

    async with Fetcher(HttpSettings(), resolve=resolve) as fetcher:
        assert (await fetch(fetcher, "http://inside.exemple/ok")).outcome is Outcome.REFUSED


def redirection(to: str, code: int = 302):
    async def handler(request: Request, wire: Wire) -> None:
        await wire.reply(b"moved", code, location=to)

    return handler


async def correct(request: Request, wire: Wire) -> None:
    await wire.reply(b"here")
