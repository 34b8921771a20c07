"""What a source would give, without storing anything."""

from datetime import datetime
from pathlib import Path

import uvloop

from veille.config import Settings
from veille.models import Outcome, Page
from veille.sources import Reading, preview
from veille.sources.http import Ask, Fetcher
from veille.text import is_http_url


def preview_source(url_or_file: str, settings: Settings, now: datetime) -> Reading:
    """Return the leads of a feed given by URL or file path, or why there are none. Raises OSError for the file."""
    if not is_http_url(url_or_file):
        path = Path(url_or_file)
        return preview(path.read_bytes(), path.resolve().as_uri())
    page = uvloop.run(_fetch(url_or_file, settings))
    if page.outcome is not Outcome.OK:
        return Reading(outcome=page.outcome, leads=(), detail=page.detail, title="", site="")
    return preview(page.body, page.final_url)


async def _fetch(url: str, settings: Settings) -> Page:
    async with Fetcher(settings.http) as fetcher:
        return await fetcher.fetch(Ask(url=url))
