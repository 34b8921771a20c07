"""Databases that are missing, locked or damaged: a French sentence that says what to do, and nothing lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, item, rss
from tests.support.watched import checked_run, published, rows, threads
from veille.errors import StoreError
from veille.models import Outcome
from veille.pipeline import publish_only, run
from veille.publish import publisher
from veille.store import connection, open_store

ARTICLES = "SELECT id, url, titre, publie_le, extrait, genre, pertinence, revision FROM articles ORDER BY id"
PAGE = 4096


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait 0.1 s for another program's lock instead of 10."""
    # by name: the package exports the function `run` in place of the module
    monkeypatch.setattr(import_module("veille.pipeline.run"), "open_store", partial(open_store, busy_timeout=0.1))
    monkeypatch.setattr(
        publisher, "connect", lambda path, **given: connection.connect(path, **{**given, "busy_timeout": 0.1})
    )


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold a write transaction, as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.execute("ROLLBACK")


def damage(path: Path, first_page: int = 2) -> None:
    """Overwrite all pages from one on, as a failing disk would; the header stays."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(PAGE * (first_page - 1))
        file.write(b"\xde\xad\xbe\xef" * ((size - PAGE * (first_page - 1)) // 4))


def test_missing_databases_are_made_anew(bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1, 2)
    plan = bad.plan(data, site.source())
    checked_run(plan)
    for name in ("collect.db", "veille.db"):
        (data / name).unlink()

    again = checked_run(plan)

    assert again.items_new == 2
    assert published(data) == ["La scop n° 1", "La scop n° 2"]


def test_a_data_folder_that_is_a_file_is_refused_with_its_name(bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1)
    (data / "file").write_text("x")

    with pytest.raises(StoreError, match="file"):
        run(bad.plan(data / "file", site.source()), make_executor=threads)


def test_a_locked_collect_db_says_so_and_the_next_run_does_the_work(bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1, 2)
    plan = bad.plan(data, site.source())
    open_store(data / "collect.db").close()

    with locked(data / "collect.db"), pytest.raises(StoreError, match=r"collect\.db : la base est occupée"):
        run(plan, make_executor=threads)
    report = checked_run(plan)

    assert site.paths().count("/feed") == 1
    assert report.items_new == 2


@pytest.mark.parametrize("path", ["/feed", "/a/2"])
def test_a_collect_db_that_gets_locked_in_mid_run_ends_it_in_order(path: str, bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1, 2, 3)
    plan = bad.plan(data, site.source())
    usual = site._own[path]
    with closing(sqlite3.connect(data / "collect.db", isolation_level=None, check_same_thread=False)) as other:

        async def lock_then_answer(*given: object) -> None:
            if not other.in_transaction:
                other.execute("BEGIN IMMEDIATE")
            await usual(*given)  # type: ignore[arg-type]

        site.on(path, lock_then_answer)
        with pytest.raises(StoreError, match="occupée"):
            run(plan, make_executor=threads)
        other.execute("ROLLBACK")
    site.on(path, usual)

    checked_run(plan)

    assert published(data) == ["La scop n° 1", "La scop n° 2", "La scop n° 3"]
    assert rows(data / "collect.db", "SELECT count(*), count(DISTINCT url) FROM items") == [(3, 3)]


def test_a_long_reader_of_either_database_holds_nobody_up(bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1)
    checked_run(bad.plan(data, site.source()))
    with closing(sqlite3.connect(data / "veille.db")) as one, closing(sqlite3.connect(data / "collect.db")) as two:
        for reader, sql in ((one, "SELECT * FROM articles"), (two, "SELECT * FROM items")):
            reader.execute("BEGIN")
            reader.execute(sql).fetchone()
        site.articles(1, 2)

        checked_run(bad.plan(data, site.source()))

        assert one.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    assert published(data) == ["La scop n° 1", "La scop n° 2"]


def test_a_locked_veille_db_keeps_what_was_collected_for_the_next_run(bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1)
    plan = bad.plan(data, site.source())
    checked_run(plan)
    site.articles(1, 2)

    with locked(data / "veille.db"), pytest.raises(StoreError, match=r"veille\.db : la base est occupée"):
        run(plan, make_executor=threads)
    kept = rows(data / "collect.db", "SELECT count(*) FROM items")
    asked = len(site.requests)
    publish_only(plan)

    assert kept == [(2,)]
    assert len(site.requests) == asked
    assert published(data) == ["La scop n° 1", "La scop n° 2"]
    checked_run(plan)


@pytest.mark.parametrize("first_page", [1, 2, 5])
def test_a_damaged_collect_db_is_named_and_left_as_it_is(first_page: int, bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1, 2)
    plan = bad.plan(data, site.source())
    checked_run(plan)
    damage(data / "collect.db", first_page)
    before = (data / "collect.db").read_bytes()
    site.feed(rss([item(site.url("a/1"), "Un autre titre")]))

    with pytest.raises(StoreError, match=r"collect\.db : ce fichier n.est pas une base SQLite lisible"):
        run(plan, make_executor=threads)

    assert (data / "collect.db").read_bytes() == before
    assert published(data) == ["La scop n° 1", "La scop n° 2"]


@pytest.mark.parametrize("first_page", [1, 2, 10])
def test_a_damaged_veille_db_says_how_to_make_it_anew_and_that_works(first_page: int, bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1, 2)
    plan = bad.plan(data, site.source())
    checked_run(plan)
    before = rows(data / "veille.db", ARTICLES)
    damage(data / "veille.db", first_page)
    site.articles(1, 2, 3)

    with pytest.raises(StoreError, match=r"veille\.db : .*veille publish"):
        run(plan, make_executor=threads)
    for file in data.glob("veille.db*"):
        file.unlink()
    publish_only(plan)

    assert rows(data / "veille.db", ARTICLES)[:2] == before
    assert published(data) == ["La scop n° 1", "La scop n° 2", "La scop n° 3"]
    assert checked_run(plan).lead_outcomes.get(Outcome.OK) is None


def test_a_foreign_database_in_place_of_ours_is_refused_and_left_alone(bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(1)
    for name in ("collect.db", "veille.db"):
        with closing(sqlite3.connect(data / name)) as db:
            db.execute("CREATE TABLE comptabilite (somme)")
            db.commit()
        with pytest.raises(StoreError, match=name):
            run(bad.plan(data, site.source()), make_executor=threads)
        assert rows(data / name, "SELECT name FROM sqlite_master") == [("comptabilite",)]
        (data / name).unlink()
