"""Eighty real pages: what belongs to the text is found, what does not stays out."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.pages import make_lead, make_page
from veille.extract import read
from veille.models import Outcome
from veille.text import squeeze

FOLDER = Path(__file__).parents[3] / "shared" / "real-web"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/real-web is not there: no real pages to read")


@pytest.fixture(scope="module")
def readings() -> list[tuple[dict[str, Any], str]]:
    """Each page's entry in the manifest with the title and text read from it."""
    pages = json.loads((FOLDER / "manifest.json").read_text())["pages"]
    result = []
    for page in pages:
        downloaded = make_page((FOLDER / page["file"]).read_bytes(), url=page["url"])
        reading = read(downloaded, make_lead(page["url"]), excerpt=200, now=datetime(2025, 6, 1, tzinfo=UTC))
        assert reading.outcome is Outcome.OK, (page["file"], reading.detail)
        assert reading.article is not None
        result.append((page, f"{reading.article.title}\n{reading.article.text}"))
    return result


def share(readings: list[tuple[dict[str, Any], str]], key: str) -> float:
    found = [squeeze(phrase) in squeeze(text) for page, text in readings for phrase in page[key]]
    return sum(found) / len(found)


def test_the_phrases_of_the_articles_are_found(readings: list[tuple[dict[str, Any], str]]) -> None:
    assert share(readings, "with") >= 0.95


def test_few_phrases_around_the_articles_are_kept(readings: list[tuple[dict[str, Any], str]]) -> None:
    assert share(readings, "without") <= 0.14
