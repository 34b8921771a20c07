"""What an earlier version stored is found as a copy too."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.support.kept import NOW, day
from tests.support.stories import CHROME, ELSEWHERE, EXCERPT, STORY, stories, tell
from veille import likeness
from veille.store import Store, open_store
from veille.store.codec import to_text
from veille.store.stepping import MIGRATIONS
from veille.text import NORMALISER, text_hash


def old_store(path: Path, *articles: tuple[str, str, datetime]) -> Path:
    """Make a collect.db of before there were marks, with an article (source, text, moment) each."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        MIGRATIONS.apply(Database(db), stop_before="m004_memory")
        for number, (source, text, moment) in enumerate(articles, 1):
            at, url = to_text(moment), f"https://{source}.example/{number}"
            db.execute(
                "INSERT INTO sources (id, name, url, family, lang, ess, listed) VALUES (?,?,?,'reseau','fr',1,1)",
                [source, source, f"https://{source}.example/flux.xml"],
            )
            db.execute(
                """INSERT INTO leads (source_id, entry_id, url, title, fingerprint, first_seen, outcome, item_id)
                VALUES (?,?,?,'Titre','f',?,'ok',?)""",
                [source, url, url, at, number],
            )
            db.execute(
                """INSERT INTO items VALUES (?,?,?,?,?,'',?,?,?,'fr','','text/html',?,?,0,1,0.9,'in','[]','m1',?,?,
                    NULL,NULL,?)""",
                [number, url, source, number, f"Titre {source}", at, at, at, text_hash(text), len(text), number,
                 number, NORMALISER],
            )  # fmt: skip
            db.execute("INSERT INTO texts VALUES (?,?)", [number, text])
            db.execute("INSERT INTO aliases VALUES (?,?)", [url, number])
        db.execute("UPDATE clock SET change = ?", [len(articles)])
    return path


def renew(store: Store, limit: int = 2) -> int:
    batches = 1
    while store.renew_marks(limit, NOW):
        batches += 1
    return batches


def test_a_new_copy_joins_what_an_earlier_version_stored(tmp_path: Path) -> None:
    with open_store(old_store(tmp_path / "collect.db", ("a", STORY, day(-3)), ("b", ELSEWHERE, day(-2)))) as store:
        renew(store)
        tell(store, "c", EXCERPT)

        assert stories(store) == [{"a", "c"}, {"b"}]


def test_copies_among_what_was_stored_join_and_are_published_anew_once(tmp_path: Path) -> None:
    old = [("a", STORY, day(-3)), ("b", ELSEWHERE, day(-2)), ("c", CHROME, day(-2)), ("d", EXCERPT, day(-1))]
    with open_store(old_store(tmp_path / "collect.db", *old)) as store:
        assert renew(store) == 3
        assert stories(store) == [{"a", "c", "d"}, {"b"}]
        reached = store.change_number()

        assert renew(store) == 1
        assert store.change_number() == reached


def test_what_is_too_old_to_have_new_copies_is_left_as_it_is(tmp_path: Path) -> None:
    with open_store(old_store(tmp_path / "collect.db", ("a", STORY, day(-200)), ("b", STORY, day(-1)))) as store:
        renew(store, 1)

        assert store._db.execute("SELECT DISTINCT item_id FROM marks").fetchall() == [(2,)]


def test_marks_of_another_version_are_made_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(store, "a", STORY)
    tell(store, "b", CHROME)
    store._db.execute("UPDATE marks SET mark = mark + 1")
    monkeypatch.setattr(likeness, "VERSION", "de demain")

    renew(store, 1)
    tell(store, "c", EXCERPT)

    assert stories(store) == [{"a", "b", "c"}]
