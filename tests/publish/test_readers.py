"""Readers never wait and never see half a publication."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.desk import Desk
from tests.support.kept import NOW, day, long_text, make_lead, make_result

ONE_VIEW = """
SELECT (SELECT max(generation) FROM publications),
    (SELECT nombre FROM publications ORDER BY generation DESC LIMIT 1),
    (SELECT count(*) FROM articles),
    (SELECT nombre FROM comptes WHERE axe = 'total' AND mois = ''),
    (SELECT count(*) FROM articles_themes),
    (SELECT count(*) FROM recherche WHERE recherche MATCH 'cooper')
"""


class Reader(threading.Thread):
    """Asks the same question over and over on one read-only connection, as Datasette's threads do."""

    def __init__(self, path: Path, stop: threading.Event) -> None:
        super().__init__()
        self.path, self.stop = path, stop
        self.views: list[tuple[int, ...]] = []
        self.errors: list[sqlite3.Error] = []

    def run(self) -> None:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=0)) as db:
            while not self.stop.is_set():
                try:
                    self.views.append(db.execute(ONE_VIEW).fetchone())
                except sqlite3.Error as error:
                    self.errors.append(error)
                self.stop.wait(0.002)


def watch_publications(desk: Desk, times: int, readers: int) -> list[Reader]:
    desk.keep_text(make_lead(number="premier"))
    desk.publish()
    stop = threading.Event()
    threads = [Reader(desk.path, stop) for _ in range(readers)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(times):
            desk.keep(*(make_result(make_lead(number=f"{turn}-{n}"), long_text(f"{turn} {n}")) for n in range(6)))
            if turn % 3 == 2:
                desk.store.withdraw(make_lead(number=f"{turn - 1}-0").url, "droit", day(turn))
            desk.publish(rebuild=turn == times // 2)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return threads


def check(threads: list[Reader], generations: int) -> None:
    for thread in threads:
        assert thread.errors == []
        seen = [view[0] for view in thread.views]
        assert seen == sorted(seen)
        assert len(set(seen)) > 3
        for _generation, told, *counted in thread.views:
            assert counted == [told] * 4
    assert max(view[0] for thread in threads for view in thread.views) <= generations


def test_each_read_sees_one_generation_whole_while_fifty_are_published(desk: Desk) -> None:
    threads = watch_publications(desk, times=50, readers=3)

    check(threads, generations=desk.rows("SELECT max(generation) FROM publications")[0][0])  # type: ignore[arg-type]


@pytest.mark.long
def test_each_read_sees_one_generation_whole_while_a_thousand_are_published(desk: Desk) -> None:
    threads = watch_publications(desk, times=1000, readers=8)

    check(threads, generations=desk.rows("SELECT max(generation) FROM publications")[0][0])  # type: ignore[arg-type]


def test_a_reader_in_the_middle_of_a_view_does_not_hold_up_a_publication(desk: Desk) -> None:
    desk.keep_text(make_lead(number=1))
    desk.publish()
    with closing(sqlite3.connect(f"file:{desk.path}?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        before = reader.execute(ONE_VIEW).fetchone()
        desk.keep_text(make_lead(number=2), now=NOW)

        assert desk.publish().generation == 2

        assert reader.execute(ONE_VIEW).fetchone() == before
        reader.execute("COMMIT")
        assert reader.execute(ONE_VIEW).fetchone()[0] == 2
