"""Tells what kind of source a body is, by its first bytes: what feeds.yml would call it."""

import json
import re
import zlib
from typing import Any
from urllib.parse import urlsplit

from veille.kinds import ApiOptions, Options
from veille.models import Page
from veille.sources import feedbytes, jsonfeed, sitemapfile
from veille.sources.apishape import flat

_LOOKED_AT = 20_000
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|channel|\w{1,20}:feed)[\s>]", re.I)
_MAIL = re.compile(
    rb"(?:From |(?:Return-Path|Received|Delivered-To|From|To|Subject|Date|Message-ID|MIME-Version|DKIM-Signature"
    rb"|List-[A-Za-z]+|X-[\w-]+|ARC-[\w-]+|Authentication-Results|Content-Type): )",
    re.I,
)
_ADDRESS = re.compile(rb">\s*(https?://[^<>\s]{1,2000})", re.I)
_TAR_MAGIC, _TAR_AT = b"ustar", 257
MAX_JSON = 10_000_000
"""Bytes of JSON looked into: the default cap of a body."""


def type_of(page: Page) -> str:
    """Return feed, sitemap, api, listing, mailbox or archive for a body; "" when it looks like none of them.

    Only the first bytes are looked at, but for JSON, which must be read to be told from a JSON Feed. That a body
    looks like a kind does not mean that its reader finds anything in it.
    """
    head = _head(page.body)
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head[_TAR_AT : _TAR_AT + len(_TAR_MAGIC)] == _TAR_MAGIC:
        return "archive"
    if start[:1] in (b"{", b"["):
        return "feed" if _is_json_feed(page) else "api"
    if sitemapfile.is_sitemap(page.body):
        return "sitemap"
    wide = start.replace(b"\0", b"")
    feed, html = _FEED.search(wide), _HTML.search(wide)
    if feed and not (html and html.start() < feed.start()):
        return "feed"
    if html:
        return "listing"
    return "mailbox" if _MAIL.match(start) else ""


def first_address(page: Page) -> str | None:
    """Return the first http(s) address in the text of a body: of a saved sitemap, one of the site it speaks of."""
    found = _ADDRESS.search(_head(page.body))
    return found[1].decode("ascii", "replace") if found else None


def _head(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body[:_LOOKED_AT]
    try:
        return zlib.decompressobj(wbits=31).decompress(body, _LOOKED_AT)
    except zlib.error:
        return b""


def _is_json_feed(page: Page) -> bool:
    try:
        text = feedbytes.decode(feedbytes.inflate(page.body[:MAX_JSON]), page.charset)
        return jsonfeed.read(text.strip(" \t\r\n\ufeff\0")) is not None
    except ValueError:  # no JSON, or a gzip file that does not unfold
        return False


def api_options(page: Page) -> Options:
    """Return how a JSON answer is to be read: the flavour its address or its form shows, field paths where it has none.

    The list is the first one of objects found, at most three names deep; its fields are taken by their usual names.
    """
    path = urlsplit(page.final_url).path
    if "/wp-json/wp/v2/" in path:
        return ApiOptions(flavour="wordpress")
    is_portal = "/api/explore/v2" in path or "/api/records/1.0/" in path or "/api/v2/catalog/" in path
    try:
        data = json.loads(feedbytes.decode(page.body[:MAX_JSON], page.charset))
    except (ValueError, RecursionError):
        data = None
    found = _records(data, "", 3)
    if is_portal:  # knows all but its dates, which each data set calls otherwise
        published = _field(flat(found[1]), _USUAL["published"]) if found else None
        return ApiOptions(flavour="opendatasoft", published=published)
    if found is None:
        return ApiOptions()
    items, record = found
    if isinstance(record.get("title"), dict) and "rendered" in record["title"] and "link" in record:
        return ApiOptions(flavour="wordpress")
    fields: dict[str, Any] = {name: _field(record, names) for name, names in _USUAL.items()}
    return ApiOptions(items=items, **fields)


_USUAL: dict[str, tuple[str, ...]] = {
    "id": ("id", "uuid", "uid", "slug", "identifiant", "guid"),
    "title": ("title", "titre", "name", "nom", "intitule", "libelle", "headline", "label"),
    "link": ("url", "link", "lien", "href", "permalink", "web_url", "url_descriptif", "origin_url", "html_url"),
    "published": ("published", "published_at", "date_published", "publication_date", "date_publication",
                  "date_de_publication", "date_mise_en_ligne", "date_gmt",
                  "date", "created_at", "date_creation", "created", "date_created", "start_date"),
    "updated": ("updated_at", "updated", "modified", "modified_at", "date_updated", "date_modification"),
    "summary": ("summary", "resume", "description", "excerpt", "chapo", "abstract", "teaser", "short_description"),
    "content": ("content", "contenu", "body", "texte", "text"),
}  # fmt: skip


def _records(data: Any, path: str, depth: int) -> tuple[str, dict[str, Any]] | None:
    """Return the path of the first list of objects, and its first object."""
    if isinstance(data, list):
        return (path, data[0]) if data and isinstance(data[0], dict) else None
    if not isinstance(data, dict) or not depth:
        return None
    for name, value in list(data.items())[:50]:
        found = _records(value, f"{path}.{name}" if path else str(name), depth - 1)
        if found:
            return found
    return None


def _field(record: dict[str, Any], names: tuple[str, ...]) -> str | None:
    folded = {str(key).lower(): str(key) for key in list(record)[:200]}
    for name in names:
        key = folded.get(name)
        if key is not None and isinstance(record[key], str | int | float) and record[key] != "":
            return key
        if key is not None and isinstance(record[key], dict) and isinstance(record[key].get("rendered"), str):
            return f"{key}.rendered"
    return None
