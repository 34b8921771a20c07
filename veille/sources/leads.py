"""From raw entries to Leads: absolute URLs, plain text, believable dates, stable identities."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urljoin

from veille.models import Enclosure, Lead, Page
from veille.sources import dates
from veille.sources.plain import plain_text, title_text
from veille.sources.rawfeed import RawEntry, RawFeed, rebased
from veille.text import digest, is_http_url, normalise_url, squeeze, strip_controls

_MAX_NAMES = 50
"""Authors, categories or enclosures of one entry; more is a list of keywords gone wild."""
_MAX_NAME = 200
_MAX_ID = 1_000
_IN_URL = re.compile(r"[\t\r\n\x00-\x1f]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AROUND_NAME = " ()<>,;:\"'«»"
_NOT_PAGES = ("audio/", "video/", "image/")


def build(feed: RawFeed, page: Page, source_id: str) -> tuple[Lead, ...]:
    """Return one Lead per entry, in order, with the id it says; none is left out or merged (`store.sorting` does).

    Relative links are resolved against xml:base, then the RSS channel's link, then the feed's address.
    Dates are judged against `page.fetched_at`.
    """
    site = home(feed, page)
    base = site if feed.links_follow_site and site else page.final_url
    return tuple(_lead(entry, feed, base, page, source_id) for entry in feed.entries)


def home(feed: RawFeed, page: Page) -> str:
    """Return the home page the feed announces; "" when it announces none."""
    return absolute(feed.site, rebased(page.final_url, feed.base))


def absolute(link: str, base: str) -> str:
    """Return link as a normalised absolute http(s) URL; "" when it is none (javascript:, mailto:, noise)."""
    link = _IN_URL.sub("", link).strip().replace(" ", "%20")
    if not link:
        return ""
    try:
        if link.startswith("www."):
            link = f"https://{link}"
        return normalise_url(link if link.startswith(("https://", "http://")) else urljoin(base, link))
    except ValueError:
        return ""


def _lead(entry: RawEntry, feed: RawFeed, base: str, page: Page, source_id: str) -> Lead:
    base = rebased(page.final_url, entry.base) if entry.base else base
    enclosures = _enclosures(entry.enclosures, base)
    title, summary, content = title_text(entry.title), plain_text(entry.summary), plain_text(entry.content)
    url, fetchable = _address(entry, enclosures, base)
    if not url:
        url = f"{_feed_url(page)}#entry-{digest(entry.id or title + summary + content)[:16]}"
    published, published_raw = _moment([*entry.published, *entry.updated], page.fetched_at)
    return Lead(
        source_id=source_id,
        url=url,
        entry_id=_entry_id(entry.id) or url,
        title=title,
        summary=summary,
        content=content,
        authors=_names([_person(name) for name in entry.authors or feed.authors]),
        published=published,
        published_raw=published_raw,
        updated=_moment(entry.updated, page.fetched_at)[0],
        categories=_names([title_text(name) for name in entry.categories]),
        enclosures=enclosures,
        lang=language(entry.lang) or language(feed.lang),
        fetchable=fetchable,
        fingerprint=digest(title, summary, content, *entry.updated[:1], url),
    )


def _address(entry: RawEntry, enclosures: Sequence[Enclosure], base: str) -> tuple[str, bool]:
    """Return the entry's URL and whether a page can be read there."""
    for link in entry.links:
        if url := absolute(link, base):
            return url, True
    if entry.id_is_link and is_http_url(entry.id) and (url := absolute(entry.id, base)):
        return url, True
    for enclosure in enclosures:
        return enclosure.url, not (enclosure.media_type or "").startswith(_NOT_PAGES)
    return "", False


def _feed_url(page: Page) -> str:
    try:
        return normalise_url(page.url)
    except ValueError:  # a preview of a local file
        return page.url.partition("#")[0]


def _entry_id(text: str) -> str:
    text = squeeze(text)
    return text if len(text) <= _MAX_ID else digest(text)


def _moment(candidates: Sequence[str], now: datetime) -> tuple[datetime | None, str | None]:
    """Return the first believable date with its raw form, or else the first raw form."""
    for raw in candidates:
        if moment := dates.believable(dates.parse(raw), now):
            return moment, strip_controls(raw)[:_MAX_NAME]
    return None, strip_controls(candidates[0])[:_MAX_NAME] if candidates else None


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name[:_MAX_NAME] for name in names[:_MAX_NAMES] if name))


def _person(text: str) -> str:
    """Return a byline without the e-mail address that RSS 2.0 asks for: « a@b.fr (Name) », « Name <a@b.fr> »."""
    name = title_text(text)
    return _MAIL.sub("", name).strip(_AROUND_NAME) if "@" in name else name


def language(tag: str) -> str | None:
    """Return the primary subtag: « fr-FR » and « FR » give fr."""
    primary = tag.strip().replace("_", "-").partition("-")[0].lower()
    return primary if primary.isascii() and primary.isalpha() and len(primary) in (2, 3) else None


def _enclosures(enclosures: Sequence[Enclosure], base: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for one in enclosures[:_MAX_NAMES]:
        if url := absolute(one.url, base):
            found.setdefault(url, Enclosure(url=url, media_type=one.media_type, size=one.size))
    return tuple(found.values())
