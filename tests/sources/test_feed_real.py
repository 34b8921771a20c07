"""Seventy feeds of the real web, compared entry by entry with feedparser."""

import io
import warnings
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.support.feeds import NOW, URL
from veille.models import Lead, Outcome
from veille.sources import preview
from veille.sources.dates import OLDEST
from veille.sources.leads import absolute
from veille.sources.plain import plain_text, title_text

FOLDER = Path(__file__).parents[3] / "shared" / "real-web" / "feeds"
FILES = sorted(FOLDER.glob("*.xml")) if FOLDER.is_dir() else []

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"the real feeds are not here: {FOLDER.parent.parent.name}/real-web/feeds"
)


def _feedparser(body: bytes) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return list(feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)["entries"])


def _agrees(lead: Lead, entry: Any) -> None:
    assert lead.title == title_text(entry.get("title", ""))
    if link := absolute(entry.get("link", ""), URL):
        assert lead.url == link
    texts = [entry.get("summary", ""), *(part["value"] for part in entry.get("content", []))]
    if any(plain_text(text) for text in texts):
        assert lead.summary or lead.content
    date = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    if date and date[0] >= OLDEST.year:
        assert lead.published is not None
        # feedparser takes a date without zone for UTC, we for Paris; and it ignores CET and EST
        assert abs((lead.published.timetuple()[7] - date[7]) % 365) in (0, 1, 364)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_feed_loses_nothing_against_feedparser(path: Path) -> None:
    body = path.read_bytes()
    reading, entries = preview(body, URL, now=NOW.replace(year=2100)), _feedparser(body)
    assert reading.outcome is Outcome.OK
    assert len(reading.leads) == len(entries)
    for lead, entry in zip(reading.leads, entries, strict=True):
        _agrees(lead, entry)
