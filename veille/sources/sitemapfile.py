"""Reads one file of a sitemap: sitemaps.org XML, Google's news extension, plain text, or a feed in its place."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from veille.i18n import _, ngettext
from veille.models import Lead, Outcome, Page, Source
from veille.sources import dates, feedbytes, notafeed
from veille.sources.leads import absolute, language
from veille.sources.plain import title_text
from veille.sources.sitemapxml import MAX_URLS, Entry, Target, read_xml, unfolded
from veille.text import digest

BULK_FILE = 20
BULK_SHARE = 0.5
"""From so many addresses on, a moment of change shared by more than this part of them is when the file was made or
the site was moved, not when pages changed: it dates nothing."""
_HEAD = 4_096
_ROOT = re.compile(rb"<(?:[\w.-]{1,30}:)?(urlset|sitemapindex)[\s>/]", re.I)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|\w{1,20}:feed)[\s>]", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapFile:
    """What one file says; `outcome` is ok where it lists anything."""

    outcome: Outcome
    detail: str = ""
    leads: tuple[Lead, ...] = ()
    """Newest first, those without a date last and in their order. A page that is dated has `updated`, a piece of
    news `published` and a title."""
    undated: frozenset[str] = frozenset()
    """Entry ids of the leads that nothing dates."""
    children: tuple[tuple[str, str], ...] = ()
    """Of an index: address of each sitemap and the date of its last change as written, "" for none."""
    is_index: bool = False


def is_sitemap(body: bytes) -> bool:
    """Say whether these bytes look like a sitemap or an index of them: XML, gzip, or a text of addresses only."""
    try:
        head = next(unfolded(body), b"")[:_HEAD]
    except feedbytes.UnfitError:
        return False
    if _ROOT.search(head.replace(b"\0", b"")):
        return True
    return _is_list(head)


def parse(page: Page, source: Source) -> SitemapFile:
    """Read the file in an ok page. Pure and picklable; every ending is a SitemapFile."""
    try:
        return _parse(page, source)
    except feedbytes.UnfitError as error:
        return SitemapFile(outcome=error.outcome, detail=str(error))


def _parse(page: Page, source: Source) -> SitemapFile:
    head = next(unfolded(page.body), b"")
    plain = head[:_HEAD].replace(b"\0", b"")
    if _FEED.search(plain) and not _ROOT.search(plain):
        return _as_feed(page, source)
    if _is_list(head[:_HEAD]):
        return _listed(page, source, [Entry(loc=line) for line in _lines(page.body)], full=False)
    if not _ROOT.search(plain):
        outcome, detail = notafeed.diagnose(head, _("plan de site"))
        return SitemapFile(outcome=outcome, detail=detail)
    target, whole = read_xml(page.body, page.charset)
    if target.root == "sitemapindex":
        return _index(page, source, target)
    found = _listed(page, source, target.entries, full=target.full)
    if whole or found.outcome is not Outcome.OK:
        return found
    cut = _("le plan de site est abîmé ou tronqué : seul son début est lu")
    return SitemapFile(
        outcome=found.outcome, detail=_joined(found.detail, cut), leads=found.leads, undated=found.undated
    )


def _is_list(head: bytes) -> bool:
    lines = [line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    whole = [line for line in (lines[:-1] if len(head) >= _HEAD else lines) if line]
    return bool(whole) and all(re.match(rb"https?://\S+\Z", line, re.I) for line in whole)


def _lines(body: bytes) -> list[str]:
    text = b"".join(unfolded(body)).decode("utf-8-sig", "replace")
    return [line for line in (raw.strip() for raw in text.split("\n")) if line]


def _as_feed(page: Page, source: Source) -> SitemapFile:
    from veille.sources import feedread  # noqa: PLC0415 - sitemaps.org allows feeds; few sites use that

    reading = feedread.read(page, source)
    leads = tuple(sorted(reading.leads, key=newest, reverse=True))
    return SitemapFile(outcome=reading.outcome, detail=reading.detail, leads=leads)


def _index(page: Page, source: Source, target: Target) -> SitemapFile:
    hosts = _hosts(page, source)
    children: dict[str, str] = {}
    for entry in target.entries:
        url = absolute(entry.loc, page.final_url)
        if url and _host(url) in hosts:
            children.setdefault(url, entry.lastmod)
    left_out = _left_out(len(target.entries) - len(children))
    if not children:
        nothing = _("l’index de plans de site ne cite aucun plan de ce site")
        return SitemapFile(outcome=Outcome.EMPTY, detail=nothing, is_index=True)
    return SitemapFile(outcome=Outcome.OK, detail=left_out, children=tuple(children.items()), is_index=True)


def _listed(page: Page, source: Source, entries: list[Entry], *, full: bool) -> SitemapFile:
    full = full or len(entries) > MAX_URLS
    entries = entries[:MAX_URLS]
    hosts, bulk = _hosts(page, source), _bulk(entries)
    found: dict[str, Lead] = {}
    foreign = 0
    for entry in entries:
        url = absolute(entry.loc, page.final_url)
        if not url or _host(url) not in hosts:
            foreign += 1
        elif url not in found:
            found[url] = _lead(entry, url, page, source.id, bulk)
    if not found:
        nothing = _("le plan de site ne cite aucune adresse") + (_(" de ce site") if foreign else "")
        return SitemapFile(outcome=Outcome.EMPTY, detail=nothing)
    limit = _("seules ses {count} premières adresses sont lues").format(count=MAX_URLS) if full else ""
    return SitemapFile(
        outcome=Outcome.OK,
        detail=_joined(_left_out(foreign), limit),
        leads=tuple(sorted(found.values(), key=newest, reverse=True)),
        undated=frozenset(url for url, lead in found.items() if not (lead.published or lead.updated or lead.title)),
    )


def _lead(entry: Entry, url: str, page: Page, source_id: str, bulk: frozenset[str]) -> Lead:
    changed = "" if _hour(entry.lastmod) in bulk else entry.lastmod
    published = dates.believable(dates.parse(entry.published), page.fetched_at) if entry.published else None
    return Lead(
        source_id=source_id,
        url=url,
        entry_id=url,
        title=title_text(entry.title),
        published=published,
        published_raw=entry.published[:200] or None,
        updated=dates.believable(dates.parse(changed), page.fetched_at) if changed else None,
        lang=language(entry.lang),
        fingerprint=digest(url, entry.title, entry.published, changed),
    )


def newest(lead: Lead) -> datetime:
    """Return what leads are ordered by: when they were published, or last changed, or the oldest date there is."""
    return lead.published or lead.updated or dates.OLDEST - timedelta(days=1)


def _bulk(entries: list[Entry]) -> frozenset[str]:
    """Return the hours (`_hour`) in which too many of the pages are said to have changed."""
    if len(entries) < BULK_FILE:
        return frozenset()
    hours = Counter(_hour(entry.lastmod) for entry in entries if entry.lastmod and not entry.published)
    return frozenset(hour for hour, count in hours.items() if count > BULK_SHARE * len(entries))


def _hour(lastmod: str) -> str:
    return lastmod[:13]


def _hosts(page: Page, source: Source) -> frozenset[str]:
    """Return the hosts whose pages this sitemap may speak of: its own, and the home that feeds.yml gives."""
    return frozenset(_host(url) for url in (source.url, page.url, page.final_url, source.home or "") if url)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    return (parts.hostname or "").removeprefix("www.") + port


def _left_out(count: int) -> str:
    if count <= 0:
        return ""
    said = ngettext(
        "{n} adresse d’un autre site ou illisible laissée de côté",
        "{n} adresses d’un autre site ou illisibles laissées de côté",
        count,
    )
    return said.format(n=count)


def _joined(*details: str) -> str:
    return " ; ".join(detail for detail in details if detail)
