"""The disk is full: one sentence that says so, and the next run loses nothing and doubles nothing."""

import shutil
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb
from tests.support.smalldisk import filled, small_disk
from tests.support.watched import checked_run, published, rows, threads
from veille.errors import ModelError, StoreError
from veille.pipeline import publish_only, run

KILOBYTE = 1 << 10
FULL = "disque"


@pytest.mark.parametrize("free", [0, 8, 100, 400, 700])
def test_a_disk_that_fills_up_during_a_run_loses_and_doubles_nothing(free: int, bad: BadWeb, tmp_path: Path) -> None:
    site = bad.site("site").articles(*range(80))
    with small_disk(tmp_path / "disk") as data:
        plan = bad.plan(data, site.source())
        with filled(data, free * KILOBYTE), pytest.raises(StoreError, match=FULL):
            run(plan, make_executor=threads)

        checked_run(plan)

        assert len(published(data)) == 80
        assert rows(data / "collect.db", "SELECT count(*), max(revision) FROM items") == [(80, 1)]


@pytest.mark.parametrize("free", [0, 60])
def test_a_disk_that_is_full_when_publishing_leaves_the_site_as_it_was(free: int, bad: BadWeb, tmp_path: Path) -> None:
    site = bad.site("site").articles(*range(60))
    excerpts = "SELECT min(length(extrait)) > 100, count(*) FROM articles"
    with small_disk(tmp_path / "disk") as data:
        checked_run(bad.plan(data, site.source()))
        plan = bad.plan(data, site.source(excerpt=50))

        with filled(data, free * KILOBYTE), pytest.raises(StoreError, match=FULL):
            publish_only(plan)
        before = rows(data / "veille.db", excerpts)
        publish_only(plan)

        assert before == [(1, 60)]
        assert rows(data / "veille.db", excerpts) == [(0, 60)]
        checked_run(plan)


@pytest.mark.long  # trains a model
def test_a_disk_too_full_for_the_model_keeps_what_was_collected(bad: BadWeb, tmp_path: Path) -> None:
    site = bad.site("site").articles(1)
    with small_disk(tmp_path / "disk") as data:
        plan = bad.plan(data, site.source())
        (data / "model").rename(data / "elsewhere")
        with filled(data, 600 * KILOBYTE), pytest.raises(ModelError, match=FULL):
            run(plan, make_executor=threads)
        for left in (data / "model").rglob("*"):
            assert not left.name.endswith(".npz")
        shutil.rmtree(data / "model", ignore_errors=True)
        (data / "elsewhere").rename(data / "model")

        checked_run(plan)

        assert published(data) == ["La scop n° 1"]
