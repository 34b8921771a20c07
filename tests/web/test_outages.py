"""What becomes of veille.db while the site runs: replies stay French and bounded, and the site recovers by itself."""

import logging
import os
import re
import shutil
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support import publicdb
from tests.support.livesite import LEGAL
from tests.support.served import started
from veille import web
from veille.errors import StoreError
from veille.publish import schema
from veille.web import publicfile
from veille.web.publicfile import SAID_AGAIN, Alarm
from veille.web.site import Site

# Datasette drops questions of a raw table that it was about to ask once another one fails; only Python minds
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

PAGES = (
    "/", "/recherche?q=emploi", "/article/1", "/theme/financement", "/appels", "/sources", "/api", "/sitemap.xml",
    "/recherche.atom", "/appels.csv", "/agenda.ics", "/proposer", "/veille", "/veille/articles", "/veille/articles/1",
    "/veille/articles.json", "/veille/articles.csv?_stream=1", "/veille.json?sql=select+count(*)+from+articles",
    "/veille.csv?sql=select+titre+from+articles",
)  # fmt: skip
WITHOUT = ("/a-propos", "/robots.txt", "/statique/veille.css", "/donnees/index.json")
LEAK = re.compile(r"Traceback|sqlite|malformed|no such|unable to|disk image|\.db|/tmp|veille publish", re.I)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return publicdb.build(tmp_path / "veille.db", articles=40)


@pytest.fixture
def running(path: Path) -> Iterator[Site]:
    built = web.build(path, LEGAL)
    yield built
    built.close()


def newer(path: Path) -> None:
    """Publish as a newer program would: other tables, in place."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("alter table articles rename column titre to intitule")
        db.execute(f"pragma user_version = {schema.VERSION + 1}")


def newer_alike(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"pragma user_version = {schema.VERSION + 1}")


def older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("drop table synonymes")
        db.execute(f"pragma user_version = {schema.VERSION - 1}")


def moved_over(path: Path, write: Callable[[Path], object]) -> None:
    beside = path.with_suffix(".neuf")
    write(beside)
    beside.replace(path)


def text_moved_over(path: Path) -> None:
    moved_over(path, lambda beside: beside.write_text("ce n’est pas une base\n" * 5000, encoding="utf-8"))


def other_moved_over(path: Path) -> None:
    moved_over(path, lambda beside: sqlite3.connect(beside).execute("create table x (y)").connection.close())


def text_written_over(path: Path) -> None:
    path.write_text("ce n’est pas une base\n" * 5000, encoding="utf-8")


def truncated(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 3)


def scribbled_over(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"x" * (path.stat().st_size - 4096))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


FAULTS = {
    "publiée par une version plus récente": (newer, "plus récente de veille.*Redémarrez le site"),
    "plus récente sans que rien d’autre change": (newer_alike, "plus récente de veille.*Redémarrez le site"),
    "publiée par une version plus ancienne": (older, "autre version de veille.*veille publish"),
    "effacée": (Path.unlink, "n’existe pas.*veille run"),
    "remplacée par un texte": (text_moved_over, "Vérifiez le fichier.*veille publish"),
    "remplacée par une autre base": (other_moved_over, "Vérifiez le fichier.*veille publish"),
    "écrasée par un texte": (text_written_over, "Vérifiez le fichier.*veille publish"),
    "tronquée": (truncated, "Vérifiez le fichier.*veille publish"),
    "abîmée": (scribbled_over, "Vérifiez le fichier.*veille publish"),
    "vidée": (emptied, "Vérifiez le fichier.*veille publish"),
    "devenue un dossier": (folder_instead, "n’est pas un fichier.*veille publish"),
}


def saved(path: Path) -> Path:
    """Return a sound copy of the file, made as the guide says."""
    copy = path.with_suffix(".copie")
    with closing(sqlite3.connect(path)) as db, closing(sqlite3.connect(copy)) as to:
        db.backup(to)
    return copy


def put_back(copy: Path, path: Path) -> None:
    """Do what an officer does: take away what is broken with its -wal and -shm, and move the good file there."""
    if path.is_dir():
        path.rmdir()
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    copy.replace(path)


async def hold_to_an_outage(site: Site, address: str) -> None:
    reply = await site.client.get(address)

    assert reply.status_code == 503, address
    assert reply.headers["retry-after"] == "120"
    assert reply.headers["cache-control"] == "no-store"
    assert "content-security-policy" in reply.headers
    assert "Articles indisponibles pour l’instant" in reply.text
    assert 'role="search"' not in reply.text
    assert not LEAK.search(reply.text.replace("veille.css", "").replace("index.json", "")), reply.text
    assert len(reply.content) < 20_000


@pytest.mark.parametrize("fault", FAULTS)
async def test_while_the_file_cannot_be_used_pages_say_so_and_come_back(
    running: Site, path: Path, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    spoil, told = FAULTS[fault]
    copy = saved(path)
    for address in PAGES[::2]:
        assert (await running.client.get(address)).status_code == 200, address
    with caplog.at_level(logging.WARNING, logger="veille.web"):
        spoil(path)
        for address in PAGES:
            await hold_to_an_outage(running, address)
    lines = [record.getMessage() for record in caplog.records if record.name == "veille.web"]
    assert lines
    assert len(lines) == len(set(lines)) <= 2
    assert all(re.search(told, line) and str(path) in line for line in lines), lines
    assert not any(record.exc_info for record in caplog.records)

    put_back(copy, path)
    for address in PAGES:
        reply = await running.client.get(address)
        assert reply.status_code == 200, (address, reply.text)


def test_a_start_on_a_newer_publication_says_what_to_do(path: Path) -> None:
    newer_alike(path)

    with pytest.raises(StoreError, match=r"plus récente de veille\. Redémarrez le site.*veille publish"):
        web.build(path, LEGAL)


async def test_what_needs_no_database_goes_on(running: Site, path: Path) -> None:
    before = [(await running.client.get(address)).status_code for address in WITHOUT[1:]]
    path.unlink()

    assert [(await running.client.get(address)).status_code for address in WITHOUT[1:]] == before
    assert (await running.client.get("/nulle-part")).status_code == 404


async def test_a_file_made_anew_by_another_version_is_served_again_once_this_one_published_it(
    running: Site, path: Path
) -> None:
    assert (await running.client.get("/article/1")).status_code == 200
    newer(path)
    assert (await running.client.get("/article/1")).status_code == 503
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("begin")
        schema.recreate(db)
        db.execute("insert into publications values (7, '2026-11-21T06:00:00Z', 0, 0, 0, 0, 0)")
        db.execute("commit")

    assert (await running.client.get("/")).status_code == 200
    assert (await running.client.get("/article/1")).status_code == 404
    assert (await running.client.get("/veille/articles.json")).json()["rows"] == []


@pytest.mark.parametrize("way", ["moved", "copied"])
async def test_another_file_of_this_version_is_read_as_soon_as_it_is_there(running: Site, path: Path, way: str) -> None:
    other = saved(path)
    publicdb.publish_again(other)
    for address in PAGES:
        assert "Titre corrigé depuis" not in (await running.client.get(address)).text
    if way == "moved":
        other.replace(path)
    else:
        shutil.copyfile(other, path)

    assert "Titre corrigé depuis" in (await running.client.get("/article/1")).text
    assert "Titre corrigé depuis" in (await running.client.get("/veille/articles/1.json")).json()["rows"][0]


async def test_a_file_whose_rights_went_away_is_an_outage_too(
    running: Site, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await running.client.get("/")).status_code == 200
    path.chmod(0)
    with unprivileged():
        for address in PAGES:
            await hold_to_an_outage(running, address)
    path.chmod(0o644)

    assert "Vérifiez le fichier et ses droits" in caplog.text
    assert (await running.client.get("/")).status_code == 200


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be nobody for a while: rights mean nothing to root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_a_form_that_cannot_be_taken_says_how_to_keep_what_was_written(running: Site, path: Path) -> None:
    path.unlink()
    reply = await running.client.post("/proposer", data={"url": "https://example.org/"})

    assert reply.status_code == 503
    assert "Revenez en arrière" in reply.text


async def test_an_export_cut_short_says_so_and_is_logged(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = web.build(path, LEGAL)
    lines = site.databases["veille"].execute
    asked = 0

    async def execute(sql: str, *args: object, **kwargs: object) -> object:
        nonlocal asked
        if "order by" in sql and "articles_themes" in sql:
            asked += 1
            if asked == 2:
                path.unlink()
        return await lines(sql, *args, **kwargs)

    monkeypatch.setattr(site.databases["veille"], "execute", execute)
    monkeypatch.setattr(site, "max_returned_rows", 20)
    reply = await site.client.get("/veille/articles_themes.csv?_stream=1")
    site.close()

    assert reply.status_code == 200
    assert reply.text.splitlines()[-1].startswith("Export interrompu : la base n’est plus lisible")
    assert len(reply.text.splitlines()) == 22
    assert "n’existe pas" in caplog.text


def test_the_log_is_told_again_while_it_lasts_and_at_once_of_something_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [0.0]
    alarm = Alarm(lambda: now[0])
    for error, seconds in (("a", 0.0), ("a", 1.0), ("b", 1.0), ("a", SAID_AGAIN - 1), ("a", SAID_AGAIN), ("b", 700.0)):
        now[0] = seconds
        alarm.tell(StoreError(error))

    assert [record.getMessage() for record in caplog.records] == ["a", "b", "a", "b"]


def test_a_faulty_statement_is_not_taken_for_a_faulty_file(path: Path) -> None:
    connections = publicfile.Connections(path, lambda: publicfile.connect(path))
    with pytest.raises(sqlite3.OperationalError, match="no such table"), connections.lent() as conn:
        conn.execute("select * from rien")
    with connections.lent() as again:
        assert again is conn
    connections.close()


def test_connections_given_up_are_closed(path: Path) -> None:
    connections = publicfile.Connections(path, lambda: publicfile.connect(path))
    with connections.lent() as conn:
        pass
    os.utime(path)
    with connections.lent() as other:
        assert other is not conn
    connections.close()

    for one in (conn, other):
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            one.execute("select 1")


def test_a_running_server_survives_a_newer_publication(path: Path) -> None:
    copy = saved(path)
    process, url = started(path)
    statuses = [_status(url)]
    newer(path)
    statuses += [_status(url) for _ in range(5)]
    put_back(copy, path)
    statuses.append(_status(url))
    process.terminate()
    _out, log = process.communicate(timeout=100)

    assert statuses == [200, *[503] * 5, 200]
    assert process.returncode == 0
    assert log.count("plus récente de veille. Redémarrez le site") == 1
    assert "Traceback" not in log


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(f"{url}recherche?q=emploi&x={time.monotonic_ns()}", timeout=100) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
