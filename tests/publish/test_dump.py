"""The daily dump: what is in it, that it is whole whatever happens, and that the disk stays bounded."""

import csv
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import dumper, publicdb
from tests.support.smalldisk import MEGABYTE, small_disk
from veille.errors import BusyError, StoreError
from veille.publish import Dump, discard, make_dump, read_index
from veille.publish.dictionary import TABLES
from veille.publish.exports import alone
from veille.web.sandbox import is_closed

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
LICENCE = "etalab-2.0"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = publicdb.build(tmp_path_factory.mktemp("base") / "veille.db", articles=40)
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    return path


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    shutil.copy(built, tmp_path / "veille.db")
    return tmp_path


def make(data: Path, days: int = 0, keep: int = 7) -> Dump:
    return make_dump(data, now=NOW + timedelta(days=days), keep=keep, licence=LICENCE)


def opened(data: Path, made: Dump) -> sqlite3.Connection:
    plain = data / "copie.db"
    plain.write_bytes(gzip.decompress((data / "exports" / made.files[0].name).read_bytes()))
    return sqlite3.connect(plain)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode(), newline="")))


def names(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "exports").iterdir() if path.name != ".verrou")


def assert_whole(data: Path) -> None:
    """Fail unless every file of the index is there with its size and hash, and can be read."""
    for one in read_index(data):
        for file in one.files:
            content = (data / "exports" / file.name).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)
        with closing(opened(data, one)) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            assert db.execute("select max(generation) from publications").fetchone() == (one.generation,)


def test_the_database_holds_all_public_rows_and_nothing_of_the_search_index(data: Path) -> None:
    made = make(data)
    public = {table.name for table in TABLES if not is_closed(table.name)}
    with closing(opened(data, made)) as copy, closing(sqlite3.connect(data / "veille.db")) as db:
        tables = {name for (name,) in copy.execute("select name from sqlite_master where type = 'table'")}
        assert tables == public | {"export", "dictionnaire"}
        for name in public:
            assert copy.execute(f"select * from {name} order by 1, 2").fetchall() == (
                db.execute(f"select * from {name} order by 1, 2").fetchall()
            )
        total = sum(db.execute(f"select count(*) from {name}").fetchone()[0] for name in public)
        version = db.execute("pragma user_version").fetchone()
        assert copy.execute("pragma user_version").fetchone() == version

    assert made.files[0].rows == total


def test_the_file_says_what_it_is_and_what_its_columns_mean(data: Path) -> None:
    with closing(opened(data, make(data))) as db:
        facts = dict(db.execute("select cle, valeur from export"))
        words = db.execute("select description from dictionnaire where nom_table = 'articles' and colonne = 'titre'")

        assert (facts["date"], facts["generation"], facts["licence"]) == ("2026-11-22", "1", LICENCE)
        assert words.fetchone() == ("Titre donné par la source ou par la page.",)


def test_tables_as_csv_have_one_line_a_row_with_labels_and_no_formula(data: Path) -> None:
    with closing(sqlite3.connect(data / "veille.db")) as db, db:
        db.execute("update articles set titre = '=HYPERLINK(1)' where id = 2")
    made = make(data)
    read = {file.holds: rows_of(data / "exports" / file.name) for file in made.files[1:]}
    articles = {row["id"]: row for row in read["articles"]}
    with closing(sqlite3.connect(data / "veille.db")) as db:
        themes = {row[0] for row in db.execute("select theme_id from articles_themes where article_id = 1")}

    assert [len(read["articles"]), len(read["appels"])] == [file.rows for file in made.files[1:]]
    assert set(articles["1"]["themes"].split("|")) == themes
    assert articles["1"]["source"]
    assert articles["2"]["titre"] == "'=HYPERLINK(1)"


def test_the_index_tells_date_edition_sizes_hashes_rows_and_licence(data: Path) -> None:
    made = make(data)
    index = json.loads((data / "exports" / "index.json").read_text())

    assert index["licence"] == LICENCE
    assert [entry["date"] for entry in index["exports"]] == ["2026-11-22"]
    assert index["exports"][0]["generation"] == made.generation == 1
    assert [one["nom"] for one in index["exports"][0]["fichiers"]] == [
        "veille-2026-11-22.db.gz", "articles-2026-11-22.csv.gz", "appels-2026-11-22.csv.gz",
    ]  # fmt: skip
    assert_whole(data)


def test_a_second_dump_of_the_same_edition_changes_nothing_and_of_a_later_one_replaces(data: Path) -> None:
    first = make(data)
    before = (data / "exports" / "index.json").stat().st_mtime_ns
    again = make(data)
    assert again == first
    assert (data / "exports" / "index.json").stat().st_mtime_ns == before

    publicdb.publish_again(data / "veille.db")
    later = make(data)

    assert (later.day, later.generation) == (first.day, 2)
    assert read_index(data) == (later,)
    assert_whole(data)


def test_only_the_newest_days_stay(data: Path) -> None:
    for days in range(4):
        make(data, days, keep=2)

    assert [one.day for one in read_index(data)] == ["2026-11-25", "2026-11-24"]
    assert len(names(data)) == 2 * 3 + 1
    assert_whole(data)


def test_files_that_are_not_of_dumps_are_left_alone(data: Path) -> None:
    (data / "exports").mkdir()
    for name in ("notes.txt", "veille.db.gz", ".veille-2026-11-21.db.tmp", "articles-2026-11-01.csv.gz"):
        (data / "exports" / name).write_text("x")
    make(data)

    assert {"notes.txt", "veille.db.gz"} <= set(names(data))
    assert not {".veille-2026-11-21.db.tmp", "articles-2026-11-01.csv.gz"} & set(names(data))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"exports": [{}]}', '{"exports": [{"date": 1, "fichiers": 3}]}'])
def test_a_damaged_index_counts_as_none(data: Path, text: str) -> None:
    make(data)
    (data / "exports" / "index.json").write_text(text)

    assert read_index(data) == ()
    make(data)
    assert_whole(data)


def test_it_is_of_one_edition_while_others_are_published(data: Path) -> None:
    stop = threading.Event()

    def publish() -> None:
        while not stop.is_set():
            publicdb.publish_again(data / "veille.db")

    publisher = threading.Thread(target=publish)
    publisher.start()
    try:
        made = [make(data, days) for days in range(5)]
    finally:
        stop.set()
        publisher.join()
    for one in made:
        with closing(opened(data, one)) as db:
            # publish_again raises both by one in one transaction
            assert db.execute("select revision from articles where id = 1").fetchone() == (one.generation,)

    assert len({one.generation for one in made}) > 1


def test_two_dumps_at_once_are_refused_and_discarding_waits_for_none(data: Path) -> None:
    make(data)
    with alone(data / "exports", wait=False), pytest.raises(BusyError):
        make(data, days=1)
    discard(data)

    assert read_index(data) == ()
    assert names(data) == []


def test_without_a_public_base_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="veille run"):
        make(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_base_that_is_none_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "veille.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match="SQLite"):
        make(tmp_path)

    assert names(tmp_path) == []


def test_it_does_not_take_the_last_room_of_a_disk(data: Path) -> None:
    with small_disk(data / "exports", megabytes=1) as disk:
        (disk / "ballast").write_bytes(bytes(disk_free(disk) - 8192))
        with pytest.raises(StoreError, match="pas assez de place"):
            make(data)

        assert [name for name in names(data) if name not in ("ballast", "model")] == []


def test_a_disk_that_fills_up_is_told_and_what_was_begun_is_gone(data: Path) -> None:
    with closing(sqlite3.connect(data / "veille.db")) as db, db:
        noise = random.Random(1)
        for number in range(1, 41):
            text = "".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(20_000))
            db.execute("update articles set extrait = ? where id = ?", (text, number))
    with closing(sqlite3.connect(data / "veille.db")) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    size = (data / "veille.db").stat().st_size
    with small_disk(data / "exports", megabytes=8) as disk:
        (disk / "ballast").write_bytes(bytes(disk_free(disk) - size - MEGABYTE // 8))
        with pytest.raises(StoreError, match="disque"):
            make(data)

        assert [name for name in names(data) if name not in ("ballast", "model")] == []


def disk_free(folder: Path) -> int:
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


def kill_while_dumping(data: Path, after: float) -> None:
    process = subprocess.Popen([sys.executable, dumper.__file__ or "", str(data)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def test_killed_at_any_moment_no_half_file_is_ever_in_the_index(data: Path) -> None:
    moments = random.Random()
    for _turn in range(4):
        kill_while_dumping(data, moments.uniform(0, 0.15))
        assert_whole(data)

    make(data, days=10_000)
    named = {file.name for one in read_index(data) for file in one.files}
    assert set(names(data)) == named | {"index.json"}
    assert_whole(data)


@pytest.mark.long
def test_killed_very_often_no_half_file_is_ever_in_the_index(data: Path) -> None:
    moments = random.Random(2)
    for _turn in range(80):
        kill_while_dumping(data, moments.uniform(0, 0.3))
        assert_whole(data)
