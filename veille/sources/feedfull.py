"""Reads what is not well-formed, or of an old dialect, with feedparser: far slower, very forgiving.

The only user of feedparser, which takes 90 ms to import: load this module
when it is needed.
"""

import io
import logging
from typing import Any

import feedparser

from veille.sources import hints
from veille.sources.feedbytes import defuse
from veille.sources.feedxml import enclosure
from veille.sources.rawfeed import RawEntry, RawFeed

_log = logging.getLogger(__name__)


def read(document: bytes) -> RawFeed:
    """Return what feedparser finds in clean UTF-8 XML (see `feedbytes.clean`), a feed without entries when it fails.

    Markup is not sanitised: plain text is made of it, and nothing else.
    """
    try:
        return _read(document)
    except Exception:  # feedparser fails on bad bytes in ways it does not document (chr() out of range, int(None))
        _log.warning("feedparser failed", exc_info=True)
        return RawFeed()


def _read(document: bytes) -> RawFeed:
    result = feedparser.parse(
        io.BytesIO(defuse(document)),  # never a string: feedparser would take it for an address
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    about = result["feed"]
    return RawFeed(
        title=_text(about, "title"),
        site=_text(about, "link"),
        lang=_text(about, "language"),
        links_follow_site=not str(result.get("version", "")).startswith("atom"),
        entries=[_entry(entry) for entry in result["entries"]],
        hints=hints.read(
            ttl=_text(about, "ttl"),
            period=_text(about, "sy_updateperiod"),
            times=_text(about, "sy_updatefrequency"),
        ),
    )


def _entry(entry: Any) -> RawEntry:
    links = [_text(entry, "feedburner_origlink"), _text(entry, "link")]
    links += [_text(link, "href") for link in _list(entry, "links") if link.get("rel") == "alternate"]
    published = [_text(entry, name) for name in ("published", "created", "date")]
    updated = [_text(entry, "updated")]
    return RawEntry(
        id=_text(entry, "id"),
        id_is_link=bool(dict.get(entry, "guidislink", True)),
        links=[link for link in links if link],
        title=_text(entry, "title"),
        summary=_text(entry, "summary"),
        content=next((text for part in _list(entry, "content") if (text := _text(part, "value"))), ""),
        published=[date for date in published if date],
        updated=[date for date in updated if date],
        authors=[_text(author, "name") for author in _list(entry, "authors")] or [_text(entry, "author")],
        categories=[_text(tag, "label") or _text(tag, "term") for tag in _list(entry, "tags")],
        enclosures=[
            enclosure(url, _text(part, "type"), _text(part, "length"))
            for part in _list(entry, "enclosures")
            if (url := _text(part, "href") or _text(part, "url"))
        ],
        lang=_text(entry, "language"),
    )


def _text(mapping: Any, key: str) -> str:
    """Return what is really there: feedparser's own lookup gives `published` for `updated`."""
    value = dict.get(mapping, key)
    return value.strip() if isinstance(value, str) else ""


def _list(mapping: Any, key: str) -> list[Any]:
    if key == "enclosures":  # computed from the links by feedparser's lookup
        return [link for link in _list(mapping, "links") if link.get("rel") == "enclosure"]
    value = dict.get(mapping, key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
