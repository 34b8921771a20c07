"""What an earlier version collected and published is public after an upgrade; the next run reads its facts."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from tests.support.desk import Desk
from tests.support.kept import make_lead
from tests.support.published import assert_consistent
from veille.store import open_store
from veille.store.stepping import MIGRATIONS


def earlier(path: Path, now: Path, first_missing: str) -> None:
    """Write at `path` what the store at `now` holds, as a version without this step and the later ones had it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        MIGRATIONS.apply(Database(db), stop_before=first_missing)
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("ATTACH ? AS later", [str(now)])
        tables = db.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
            " AND name <> 'outcomes'"
        ).fetchall()
        for (table,) in tables:
            columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"DELETE FROM main.{table}")
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM later.{table}")


def test_a_store_without_facts_is_published_and_its_articles_wait_to_be_read(desk: Desk, tmp_path: Path) -> None:
    desk.keep_text(make_lead())
    earlier(tmp_path / "old.db", desk.store.path, "m010_facts")
    with closing(sqlite3.connect(desk.path)) as db:
        db.executescript(
            "CREATE TABLE publications (generation INTEGER PRIMARY KEY, le TEXT, nombre INTEGER, ajoutes INTEGER,"
            " modifies INTEGER, retires INTEGER, dernier_changement INTEGER);"
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, revision INTEGER); INSERT INTO articles VALUES (1, 1);"
            "INSERT INTO publications VALUES (41, '2026-01-01T00:00:00Z', 1, 1, 0, 0, 1); PRAGMA user_version = 1;"
        )
    with open_store(tmp_path / "old.db") as store:
        upgraded = Desk(store, desk.path)
        upgraded.sources = desk.sources

        upgraded.publish()

        assert upgraded.rows("SELECT id, titre, territoire_principal FROM articles") == [(1, "Titre 1", None)]
        assert upgraded.rows("SELECT min(generation) > 41, count(*) > 1 FROM publications") == [(1, 1)]
        assert [one.id for one in store.items_to_tag("m1", 9, "e1")] == [1]
        assert_consistent(desk.path, store)
