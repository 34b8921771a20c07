"""Drift is looked for in samples of collect.db, month by month, and told once a week in the daily report."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.kept import collect, make_lead, make_result, make_source, make_tagging
from veille.classify import load_corpus, load_tagger, load_taxonomy
from veille.cli.health import render_daily
from veille.pipeline.daily import daily_report, pack, unpack
from veille.pipeline.drifting import KEPT, drift, month_starts, ringing, told
from veille.store import open_store

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
STRANGE = "Les gromeliques du varnasse ont trispelé trente flondrins au bristonnier de Valmouchy, un vrai clarfoutin."


@pytest.fixture
def data(new_data: Callable[[str], Path]) -> Path:
    """Four months of the natural stream, and in the last every text holds words that nobody ever learned."""
    folder = new_data("var")
    rows = [row for row in load_corpus(load_taxonomy()).rows if row.natural]
    source = make_source()
    with open_store(folder / "collect.db") as store:
        for back in range(4):
            at = NOW - timedelta(days=30 * (3 - back))
            strange = f" {STRANGE}" if back == 3 else ""
            leads = [make_lead(number=f"{back}-{n}") for n in range(60)]
            run = collect(store, source, *leads, now=at)
            texts = rows[back * 60 : back * 60 + 60]
            results = [
                make_result(lead, row.text + strange, make_tagging(), title=row.title)
                for lead, row in zip(leads, texts, strict=True)
            ]
            store.save(run, results, now=at)
    return folder


def test_a_new_vocabulary_rings_in_its_month_alone(data: Path) -> None:
    tagger = load_tagger(data / "model")
    with open_store(data / "collect.db") as store:
        found = drift(store, tagger, data / "model", NOW)
        again = drift(store, tagger, data / "model", NOW)

    assert [month.month for month in found.months] == ["2026-08", "2026-09", "2026-10", "2026-11"]
    assert ("2026-11", "unknown") in [(alarm.month, alarm.what) for alarm in found.alarms]
    assert "varnasse" in next(alarm.words for alarm in found.ringing if alarm.what == "unknown")
    assert again == found
    assert json.loads((data / "model" / KEPT).read_text(encoding="utf-8"))["version"] == tagger.version
    assert any("mots jamais appris" in sentence for sentence in told(found.ringing, {}))


def test_the_first_daily_report_of_a_week_tells_it(data: Path) -> None:
    with open_store(data / "collect.db") as store:
        daily, _made = daily_report(store, NOW)
        later, _made = daily_report(store, NOW + timedelta(days=1))

    assert any("mots jamais appris" in sentence for sentence in daily.drift)
    assert "Le flux change" in render_daily(daily)
    assert unpack(pack(daily)) == daily
    assert later.drift == ()


def test_without_a_model_nothing_is_said(tmp_path: Path) -> None:
    assert ringing(tmp_path, NOW) == ()


def test_a_kept_file_that_cannot_be_read_is_made_anew(data: Path) -> None:
    (data / "model" / KEPT).write_text("[", encoding="utf-8")

    assert ringing(data, NOW)


def test_months_begin_at_midnight_in_paris_and_none_is_before_the_first_article() -> None:
    starts = month_starts(datetime(2026, 9, 30, 23, 0, tzinfo=UTC), NOW)

    assert [start.isoformat() for start in starts] == [
        "2026-09-30T22:00:00+00:00", "2026-10-31T23:00:00+00:00", "2026-11-30T23:00:00+00:00",
    ]  # fmt: skip
    assert month_starts(None, NOW) == []
    assert len(month_starts(datetime(2020, 1, 1, tzinfo=UTC), NOW)) == 15
