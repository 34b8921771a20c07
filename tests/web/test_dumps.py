"""Giving the files of dumps: whole, named, checked, and nothing else of the disk."""

import gzip
import hashlib
import http.client
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import publicdb
from tests.support.livesite import LEGAL, LiveSite
from veille import web
from veille.publish import Dump, make_dump
from veille.web.site import Site

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    publicdb.build(folder / "veille.db", articles=40)
    return folder


@pytest.fixture(scope="module")
def made(data: Path) -> Dump:
    return make_dump(data, now=NOW, keep=7, licence="etalab-2.0")


@pytest.fixture(scope="module")
def dumped(data: Path, made: Dump) -> Iterator[Site]:
    built = web.build(data / "veille.db", LEGAL, now=lambda: NOW)
    yield built
    built.close()


async def test_a_file_comes_whole_with_its_name_size_and_hash(dumped: Site, made: Dump, tmp_path: Path) -> None:
    file = made.files[0]
    reply = await dumped.client.get(f"/donnees/{file.name}")
    (tmp_path / "base.db").write_bytes(gzip.decompress(reply.content))

    assert reply.headers["content-type"] == "application/gzip"
    assert reply.headers["content-length"] == str(file.size) == str(len(reply.content))
    assert reply.headers["etag"] == f'"{hashlib.sha256(reply.content).hexdigest()}"'
    assert reply.headers["content-disposition"] == f'attachment; filename="{file.name}"'
    with closing(sqlite3.connect(tmp_path / "base.db")) as db:
        assert db.execute("select count(*) from articles").fetchone() == (42,)


async def test_who_has_it_is_told_so_in_a_word(dumped: Site, made: Dump) -> None:
    file = made.files[1]
    reply = await dumped.client.get(f"/donnees/{file.name}", headers={"If-None-Match": f'W/"x", "{file.sha256}"'})

    assert (reply.status_code, reply.content) == (304, b"")


async def test_the_index_is_given_as_it_is(dumped: Site, made: Dump, data: Path) -> None:
    reply = await dumped.client.get("/donnees/index.json")

    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.json() == json.loads((data / "exports" / "index.json").read_text())


@pytest.mark.parametrize(
    "name",
    [
        "secret.txt", "veille-2026-11-19.db.gz", ".verrou", ".veille-2026-11-21.db.gz.tmp", "..%2Fveille.db",
        "%2e%2e/veille.db", "../veille.db", "index.json/..", "INDEX.JSON", "x" * 300, "a%00b", "veille.db",
        "%2Fetc%2Fpasswd",
    ],
)  # fmt: skip
async def test_nothing_but_what_the_index_names_is_given(dumped: Site, data: Path, name: str) -> None:
    for there in ("secret.txt", "veille-2026-11-19.db.gz", ".veille-2026-11-21.db.gz.tmp"):
        (data / "exports" / there).write_text("secret")
    reply = await dumped.client.get(f"/donnees/{name}", follow_redirects=True)

    assert reply.status_code in (400, 404)
    assert "secret" not in reply.text.replace("secret.txt", "")


async def test_a_file_that_is_gone_is_a_french_404(dumped: Site, data: Path, made: Dump) -> None:
    path = data / "exports" / made.files[2].name
    kept = path.read_bytes()
    path.unlink()
    reply = await dumped.client.get(f"/donnees/{path.name}")
    path.write_bytes(kept)

    assert reply.status_code == 404
    assert "Page introuvable" in reply.text


async def test_without_any_dump_there_is_no_index(site: Site) -> None:
    reply = await site.client.get("/donnees/index.json")

    assert (reply.status_code, reply.json()["status"]) == (404, 404)


def test_over_the_wire_a_head_gives_the_headers_and_a_visitor_who_leaves_harms_nobody(data: Path, made: Dump) -> None:
    file = made.files[0]
    with LiveSite(data / "veille.db", now=lambda: NOW) as live:
        host = urlsplit(live.url).netloc
        asked = http.client.HTTPConnection(host, timeout=100)
        asked.request("HEAD", f"/donnees/{file.name}")
        head = asked.getresponse()
        assert (head.status, head.getheader("content-length"), head.read()) == (200, str(file.size), b"")
        asked.request("GET", f"/donnees/{file.name}")
        assert asked.getresponse().read(10)
        asked.close()
        again = http.client.HTTPConnection(host, timeout=100)
        again.request("GET", f"/donnees/{file.name}", headers={"accept-encoding": "gzip"})
        whole = again.getresponse()
        assert whole.getheader("content-encoding") is None
        assert hashlib.sha256(whole.read()).hexdigest() == file.sha256
        again.close()
