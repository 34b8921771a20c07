"""Reads JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
from typing import Any

from veille.sources.feedxml import enclosure
from veille.sources.rawfeed import MAX_ENTRIES, RawEntry, RawFeed


def read(text: str) -> RawFeed | None:
    """Return the feed, None when the JSON is no feed; ValueError when it is no JSON.

    Fields of a wrong type count as absent.
    """
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    items = [item for item in data["items"][:MAX_ENTRIES] if isinstance(item, dict)]
    if "jsonfeed.org" not in _text(data, "version") and not any("id" in item or "url" in item for item in items):
        return None
    return RawFeed(
        title=_text(data, "title"),
        site=_text(data, "home_page_url"),
        lang=_text(data, "language"),
        authors=_authors(data),
        entries=[_entry(item) for item in items],
    )


def _entry(item: dict[str, Any]) -> RawEntry:
    return RawEntry(
        id=_text(item, "id"),
        id_is_link=True,
        links=[url for name in ("url", "external_url") if (url := _text(item, name))],
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _text(item, "content_text"),
        published=[date] if (date := _text(item, "date_published")) else [],
        updated=[date] if (date := _text(item, "date_modified")) else [],
        authors=_authors(item),
        categories=[tag for tag in _list(item, "tags") if isinstance(tag, str)],
        enclosures=[
            enclosure(url, _text(part, "mime_type"), part.get("size_in_bytes"))
            for part in _list(item, "attachments")
            if isinstance(part, dict) and (url := _text(part, "url"))
        ],
        lang=_text(item, "language"),
    )


def _authors(mapping: dict[str, Any]) -> list[str]:
    """Return the names; version 1.0 had one `author`, 1.1 has `authors`."""
    people = [*_list(mapping, "authors"), mapping.get("author")]
    return [name for person in people if isinstance(person, dict) and (name := _text(person, "name"))]


def _text(mapping: dict[str, Any], key: str) -> str:
    value = mapping.get(key)
    if key == "id" and isinstance(value, int | float):  # the format asks readers to take numbers too
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _list(mapping: dict[str, Any], key: str) -> list[Any]:
    value = mapping.get(key)
    return value if isinstance(value, list) else []
