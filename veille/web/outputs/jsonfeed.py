"""JSON Feed 1.1 (jsonfeed.org) of a list. The same feed gives the same bytes."""

import json
from typing import Any

from veille.web.outputs.feed import Feed, FeedEntry, clean, content, language, link, named

_VERSION = "https://jsonfeed.org/version/1.1"


def jsonfeed(feed: Feed) -> bytes:
    """Return a feed as a JSON Feed in UTF-8; what is empty is left out."""
    body = {
        "version": _VERSION,
        "title": named(feed.title, feed.url),
        "home_page_url": feed.url,
        "feed_url": feed.json,
        "description": clean(feed.rights),
        "next_url": feed.next_json,
        "authors": [{"name": named(feed.author, feed.home), "url": feed.home}],
        "language": "fr",
    }
    items = [_filled(_item(entry)) for entry in feed.entries]
    return json.dumps(_filled(body) | {"items": items}, ensure_ascii=False, indent=1).encode()


def _item(entry: FeedEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "external_url": link(entry.original),
        "title": named(entry.title, entry.url),
        # one of content_html and content_text is required: without a summary and an original the title says it all
        "content_html": content(entry),
        "content_text": "" if content(entry) else named(entry.title, entry.url),
        "summary": clean(entry.summary),
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "authors": [_filled({"name": clean(entry.source), "url": link(entry.source_url)})] if entry.source else [],
        "tags": list(dict.fromkeys(clean(category.label) for category in entry.categories)),
        "language": language(entry.lang),
    }


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
