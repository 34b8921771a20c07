"""Opening collect.db: every earlier version, and every way in which a file can be unusable."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.support.kept import NOW, collect, collection, long_text, make_lead, make_result, make_source
from veille.errors import StoreError
from veille.store import open_store
from veille.store.migrations import migrate
from veille.store.stepping import MIGRATIONS

STEPS = [step.name for step in MIGRATIONS.pending(Database(memory=True))]


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").fetchall()


@pytest.mark.parametrize("first_missing", STEPS[1:])
def test_a_database_of_every_earlier_version_is_brought_up_to_date(tmp_path: Path, first_missing: str) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with closing(sqlite3.connect(old, isolation_level=None)) as db:
        MIGRATIONS.apply(Database(db), stop_before=first_missing)
        db.execute("INSERT INTO runs (started) VALUES ('2026-01-01T00:00:00Z')")
    open_store(new).close()

    with open_store(old) as store:
        run = collect(store, make_source(), make_lead())
        store.save(run, [make_result(make_lead())], now=NOW)

        assert [one.state for one in store.last_runs(5)] == ["running", "interrupted"]
    assert schema(old) == schema(new)


def test_a_current_database_is_opened_without_a_write(tmp_path: Path) -> None:
    path = tmp_path / "collect.db"
    open_store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        open_store(path, busy_timeout=0.01).close()

        other.execute("ROLLBACK")


def test_a_failing_step_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "collect.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        # stands in the way of a later step's table
        MIGRATIONS.apply(Database(db), stop_before=STEPS[1])
        db.execute("CREATE TABLE texts (wrong)")
        before = db.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()

        with pytest.raises(sqlite3.OperationalError, match="texts"):
            migrate(db)

        assert db.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall() == before


def test_asking_where_nothing_was_collected_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pas encore de données ici ; lancez d’abord « veille run »"):
        open_store(tmp_path / "collect.db", create=False)
    assert list(tmp_path.iterdir()) == []

    open_store(tmp_path / "collect.db").close()
    with open_store(tmp_path / "collect.db", create=False) as store:
        assert store.known_sources() == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"le dossier .*/absent n’existe pas"):
        open_store(tmp_path / "absent" / "collect.db")


@pytest.mark.parametrize("content", [b"ceci n'est pas une base\n" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "collect.db"
    path.write_bytes(content)

    with pytest.raises(StoreError, match="laissé tel quel"):
        open_store(path)

    assert path.read_bytes() == content


def test_damage_inside_a_database_is_reported_where_it_is_met(tmp_path: Path) -> None:
    path = tmp_path / "collect.db"
    with open_store(path) as store:
        run = collect(store, make_source(), *(make_lead(number=n) for n in range(300)))
        store.save(run, [make_result(make_lead(number=n)) for n in range(300)], now=NOW)
    data = bytearray(path.read_bytes())
    data[len(data) // 3 :] = b"\x5a" * (len(data) - len(data) // 3)
    path.write_bytes(data)

    with open_store(path) as store, pytest.raises(StoreError, match="n’est pas une base SQLite lisible"):
        store.members(range(1, 301))

    assert path.read_bytes()[-100:] == b"\x5a" * 100


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "collect.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE recettes (nom)")

    with pytest.raises(StoreError, match="n’est pas celle d’une veille"):
        open_store(path)

    assert [name for name, _sql in schema(path)] == ["recettes"]


def test_a_database_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "collect.db"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, 'm999', '')", [MIGRATIONS.name]
        )

    with pytest.raises(StoreError, match="plus récente"):
        open_store(path)


def test_a_locked_database_is_reported_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "collect.db"
    with open_store(path, busy_timeout=0.02) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="occupée par un autre programme"):
            store.begin_run(NOW, [make_source()])
        other.execute("ROLLBACK")

        assert store.last_runs(1) == []
        assert store.begin_run(NOW, [make_source()]) == 1


def test_a_path_that_is_a_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="ne peut pas être ouverte"):
        open_store(tmp_path)


def test_a_full_database_keeps_all_of_a_batch_or_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "collect.db") as store:
        source = make_source()
        run = store.begin_run(NOW, [source])
        pages = store._db.execute("PRAGMA page_count").fetchone()[0]
        store._db.execute(f"PRAGMA max_page_count = {pages + 20}")
        leads = [make_lead(number=n, content=long_text(n)) for n in range(2000)]

        with pytest.raises(StoreError, match="le disque est plein"):
            store.record_many(run, [collection(source, *leads, etag="x")], now=NOW)

        assert store.unrecorded(run) == [source.id]
        assert store.memories()[source.id].validators == {}
        assert store.pending(NOW, max_per_source=10, source_ids=[source.id]) == []
        store._db.execute("PRAGMA max_page_count = 1000000")
        (recorded,) = store.record_many(run, [collection(source, *leads, etag="x")], now=NOW)
        assert recorded.new == 2000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount a tmpfs")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_reported_and_the_next_run_goes_on(small_disk: Path) -> None:
    path, filler = small_disk / "collect.db", small_disk / "filler"
    source = make_source()
    leads = [make_lead(number=n, content=long_text(n)) for n in range(150)]
    with open_store(path) as store:
        run = store.begin_run(NOW, [source])
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        filler.write_bytes(b"x" * (free - 20_000))
        with pytest.raises(StoreError, match="disque"):
            store.record_many(run, [collection(source, *leads)], now=NOW)
        filler.unlink()
        run = store.begin_run(NOW, [source])

        (recorded,) = store.record_many(run, [collection(source, *leads)], now=NOW)

        assert recorded.new == 150
        assert [one.state for one in store.last_runs(2)] == ["running", "interrupted"]


def test_a_new_database_on_a_full_disk_is_reported(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * 590_000)

    with pytest.raises(StoreError, match="disque"):
        open_store(small_disk / "collect.db")
