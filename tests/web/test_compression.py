"""Replies packed with gzip."""

import gzip

import httpx
import pytest

from veille.web.site import Site


async def raw(site: Site, address: str, taken: str) -> tuple[httpx.Response, bytes]:
    """Return a reply with the bytes that went over the wire."""
    transport = httpx.ASGITransport(app=site.app())
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
        client.stream("GET", address, headers={"accept-encoding": taken}) as reply,
    ):
        return reply, b"".join([chunk async for chunk in reply.aiter_raw()])


@pytest.mark.parametrize("address", ["/", "/statique/veille.css", "/veille/articles.json?_shape=array", "/nulle-part"])
async def test_whoever_takes_gzip_gets_the_same_reply_in_fewer_bytes(site: Site, address: str) -> None:
    plain, whole = await raw(site, address, "identity")
    reply, packed = await raw(site, address, "gzip, br")

    assert "content-encoding" not in plain.headers
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["vary"] == "accept-encoding"
    assert int(reply.headers["content-length"]) == len(packed) < len(whole)
    assert gzip.decompress(packed) == whole


@pytest.mark.parametrize("address", ["/statique/newsreader.woff2?v=1", "/favicon.ico"])
async def test_what_is_packed_already_or_tiny_comes_as_it_is(site: Site, address: str) -> None:
    reply, _body = await raw(site, address, "gzip")

    assert reply.status_code == 200
    assert "content-encoding" not in reply.headers


async def test_a_page_is_known_again_however_it_was_packed(site: Site) -> None:
    plain, _body = await raw(site, "/", "identity")
    reply = await site.client.get("/", headers={"if-none-match": plain.headers["etag"], "accept-encoding": "gzip"})

    assert plain.headers["etag"].startswith('W/"')
    assert reply.status_code == 304
