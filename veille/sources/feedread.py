"""Reads one body as a feed: chooses the parser, says why when there is nothing to read.

bytes -> inflate -> clean UTF-8 -> strict XML -> entries        (nearly always)
                                -> mended XML -> entries
                                -> lenient XML and feedparser -> whichever found more
"""

import re

from veille.i18n import _
from veille.models import Outcome, Page, Source
from veille.sources import feedbytes, feedxml, jsonfeed, leads, notafeed
from veille.sources.base import Reading
from veille.sources.plain import title_text
from veille.sources.rawfeed import MAX_ENTRIES, RawFeed

MAX_FULL = 1_000_000
"""Bytes given to feedparser at most: it takes 0.3 s for a usual megabyte, 7 s for a hostile one.
Beyond, what lxml reads stands alone."""

_FEED_LIKE = re.compile(rb"<(?:rss|feed|rdf:RDF|channel|\w{1,20}:feed)[\s>]", re.I)


def read(page: Page, source: Source) -> Reading:
    """Read the feed in an ok page; every ending is a Reading."""
    try:
        body = feedbytes.inflate(page.body)
        feed = _parse(body, page.charset) if body.strip() else None
    except feedbytes.UnfitError as error:
        return Reading(outcome=error.outcome, detail=str(error))
    if feed is None:
        outcome, detail = notafeed.diagnose(body)
        return Reading(outcome=outcome, detail=detail)
    title, site = title_text(feed.title), leads.home(feed, page)
    if not feed.entries:
        return Reading(outcome=Outcome.EMPTY, detail=_("le flux ne contient aucun article"), title=title, site=site)
    detail = ""
    if len(feed.entries) == MAX_ENTRIES:
        detail = _("le flux est démesuré : seules ses {count} premières entrées sont lues").format(count=MAX_ENTRIES)
    found = leads.build(feed, page, source.id)
    return Reading(outcome=Outcome.OK, leads=found, detail=detail, title=title, site=site, hints=feed.hints)


def _parse(body: bytes, charset: str | None) -> RawFeed | None:
    """Return the feed, None when nothing can be read as one."""
    if body[:100].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1] in (b"{", b"["):
        try:
            return jsonfeed.read(feedbytes.decode(body, charset).strip(" \t\r\n\ufeff\0"))
        except ValueError:
            return None
    document = feedbytes.clean(body, charset)
    try:
        return _read_strict(document)
    except feedxml.NotWellFormedError:
        if not _FEED_LIKE.search(document):
            return None
    mended = feedbytes.repair(document)
    try:
        return _read_strict(mended)
    except feedxml.NotWellFormedError:
        return _read_broken(mended)


def _read_strict(document: bytes) -> RawFeed | None:
    root = feedxml.parse(document)
    if feedxml.is_feed(root):
        feed = feedxml.read(root)
        return _fuller(feed, _read_full(document)) if _is_poor(feed) else feed
    if not _FEED_LIKE.search(document[:4096]):
        return None
    other = _read_full(document)  # another spelling or dialect
    return other if other and other.entries else None


def _read_broken(document: bytes) -> RawFeed | None:
    try:
        lenient = feedxml.read(feedxml.parse(document, lenient=True))
    except feedxml.NotWellFormedError:
        lenient = RawFeed()
    feed = _fuller(_read_full(document) or RawFeed(), lenient)
    return feed if feed.entries else None


def _is_poor(feed: RawFeed) -> bool:
    """Say whether a second opinion is worth its time: something a reader should have found is missing."""
    entries = feed.entries
    return (
        not entries
        or any(not (entry.title and entry.links and (entry.summary or entry.content)) for entry in entries)
        or not any(entry.published or entry.updated for entry in entries)
    )


def _read_full(document: bytes) -> RawFeed | None:
    if len(document) > MAX_FULL:
        return None
    from veille.sources import feedfull  # noqa: PLC0415 - feedparser is slow to import and seldom needed

    return feedfull.read(document)


def _fuller(feed: RawFeed, other: RawFeed | None) -> RawFeed:
    """Return the one with more entries, then the one that says more; the first when equal."""
    return other if other is not None and _weight(other) > _weight(feed) else feed


def _weight(feed: RawFeed) -> tuple[int, int]:
    filled = 0
    for entry in feed.entries:
        dated, worded = bool(entry.published or entry.updated), bool(entry.summary or entry.content)
        filled += bool(entry.title) + bool(entry.links) + dated + worded
    return len(feed.entries), filled
