"""Pages kept in memory."""

from pathlib import Path

import pytest
from datasette import Response
from datasette.utils.asgi import AsgiStream, Request

from tests.support import publicdb
from tests.support.livesite import LEGAL
from tests.web.conftest import NOW
from veille import web
from veille.web.pagecache import MAX_PAGE, PageCache


def asked(address: str, host: str = "veille.example") -> Request:
    path, _, query = address.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "scheme": "https",
             "query_string": query.encode(), "headers": [(b"host", host.encode())]}  # fmt: skip
    return Request(scope, None)


def test_a_page_is_given_again_to_the_same_address_while_the_validator_is_the_same() -> None:
    cache = PageCache()
    cache.put(asked("/theme/emploi"), "1", Response.html("<p>é</p>", headers={"etag": "1"}))
    again = cache.get(asked("/theme/emploi"), "1")

    assert again is not None
    assert (again.body, again.headers, again.content_type) == (
        "<p>é</p>".encode(),
        {"etag": "1"},
        "text/html; charset=utf-8",
    )
    assert cache.get(asked("/theme/emploi"), "2") is None
    assert cache.get(asked("/theme/emploi?page=2"), "1") is None
    assert cache.get(asked("/theme/emploi", host="autre.example"), "1") is None


def test_whoever_changes_an_answer_does_not_change_what_is_kept() -> None:
    cache, given = PageCache(), Response.text("a", headers={"etag": "1"})
    cache.put(asked("/"), "1", given)
    given.headers["x"] = "y"
    first = cache.get(asked("/"), "1")
    assert first is not None
    first.headers["z"] = "y"

    again = cache.get(asked("/"), "1")
    assert again is not None
    assert again.headers == {"etag": "1"}


def test_the_pages_not_asked_for_longest_make_room_for_others() -> None:
    cache = PageCache(most=3000)
    for name in "abc":
        cache.put(asked(f"/{name}"), "1", Response.text(name * 1000))
    cache.get(asked("/a"), "1")
    cache.put(asked("/d"), "1", Response.text("d" * 1000))

    assert [name for name in "abcd" if cache.get(asked(f"/{name}"), "1")] == ["a", "c", "d"]
    assert cache.held == 3000


def test_a_newer_page_takes_the_place_of_the_older_one() -> None:
    cache = PageCache()
    for generation in range(50):
        cache.put(asked("/"), str(generation), Response.text("x" * 1000))

    assert cache.held == 1000


@pytest.mark.parametrize(
    "answer",
    [Response.text("", status=404), Response.text("x" * (MAX_PAGE + 1)), AsgiStream(None)],
    ids=["error", "too long", "stream"],
)
def test_errors_long_pages_and_streams_are_not_kept(answer: object) -> None:
    cache = PageCache()
    cache.put(asked("/"), "1", answer)

    assert cache.get(asked("/"), "1") is None
    assert cache.held == 0


async def test_the_site_shows_a_publication_at_the_next_request(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=10)
    site = web.build(path, LEGAL, now=lambda: NOW)
    before = [(await site.client.get("/article/1")).text for _ in range(2)]
    publicdb.publish_again(path)
    after = (await site.client.get("/article/1")).text
    site.close()

    assert before[0] == before[1]
    assert "Titre corrigé depuis" in after
