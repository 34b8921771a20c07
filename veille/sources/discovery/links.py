"""What one HTML page offers to whoever looks for its news: announced feeds, links that look like feeds, sections.

Pure: nothing is asked. Every address is absolute and http(s); whose it is, is the caller's question.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import etree

from veille.models import Page
from veille.sources.leads import absolute
from veille.sources.rawfeed import rebased
from veille.text import fold, shorten, squeeze

MAX_HTML = 2_000_000
"""Bytes of a page looked at; home pages have 20 to 300 KB."""
MAX_ELEMENTS = 20_000
MAX_KEPT = 50
"""Addresses kept of each sort; a page that announces more announces nothing."""

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss+xml")
)
_VAGUE_TYPES = frozenset(("application/xml", "text/xml", "application/json", ""))
# As whole parts of an address: « /feedback », « /rssi » and « /flux-migratoires » are something else.
_FEED_PATH = re.compile(
    r"/(?:feed|rss|atom|rss2|flux-?rss|flux)/?\Z|\.(?:rss|rdf|atom)\Z|/(?:[\w-]*-)?(?:rss|feeds?|atom|flux)(?:-[\w-]+)?\.xml\Z"
    r"|/(?:backend|rss|feed)\.(?:php|aspx?|json)\Z|/feeds?/(?:posts|rss|atom|news)|/rss/",
    re.I,
)
_FEED_QUERY = re.compile(
    r"(?:^|&)(?:page=backend|format=(?:feed|rss|atom)|feed=(?:rss2?|atom|feed)|type=(?:9818|rss)|alt=rss)\b", re.I
)
_COMMENTS = re.compile(r"comment|comentario|reaction|\breponses?\b|\breplies\b")
_SECTION = re.compile(
    r"\b(?:categor\w*|rubriques?|etiquettes?|tags?|mots? cles?|auteurs?|authors?|topics?|podcasts?|evenements?|events?"
    r"|agenda|emplois?|offres?|jobs?|vacancies)\b"
)
_SECTION_PATH = re.compile(
    r"/(?:category|categorie|tag|etiquette|author|auteur|taxonomy|topics?|agenda|events?|evenements?|podcasts?|emploi)s?/"
    r"|id_(?:rubrique|mot|auteur)=|[?&](?:cat|tag|author)=",
    re.I,
)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|json feed|flux (?:d )?(?:rss|info\w*|actu\w*))\b")
_NEWS = re.compile(
    r"\A(?:voir )?(?:nos |toutes? (?:les|nos) |les |l )?(?:actualites?|actus?|agenda|appels? a projets?"
    r"|appels? a manifestation\w*|appels? a candidatures?|publications|communiques?(?: de presse)?|news"
    r"|nouvelles|evenements|noticias|notizie"
    r"|calls? for proposals|press releases)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address with what the page says of it."""

    url: str
    label: str
    main: bool = True
    """False for the feed of a section, a keyword or an author of a site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a page offers."""

    title: str = ""
    generator: str = ""
    announced: tuple[Link, ...] = ()
    """`link rel=alternate` feeds, main ones first; neither comments nor oEmbed."""
    feeds: tuple[Link, ...] = ()
    """`a` links that look like feeds by address or label."""
    sections: tuple[Link, ...] = ()
    """Links to pages that list news, the agenda or calls."""
    datasets: tuple[Link, ...] = ()
    """Pages of data sets of an Opendatasoft portal."""
    api: str = ""
    """Root of the WordPress REST API, as announced."""
    addresses: tuple[str, ...] = ()
    """Addresses of style sheets, scripts and pictures, which bear the marks of a system."""


def looks_like_feed(url: str) -> bool:
    """Say whether an address alone looks like a feed's."""
    parts = urlsplit(url)
    return bool(_FEED_PATH.search(unquote(parts.path)) or _FEED_QUERY.search(parts.query))


def is_of_comments(words: str) -> bool:
    """Say whether a title or an address is that of a feed of readers' comments."""
    return _COMMENTS.search(fold(words)) is not None


def read(page: Page) -> Offer:
    """Return what an HTML page offers; an empty Offer when it cannot be read. Picklable, never raises."""
    root = _parse(page)
    return Offer() if root is None else _offer(root, page)


def announced_in(page: Page) -> tuple[str, ...]:
    """Return the addresses of the feeds that a page announces, main ones first."""
    return tuple(link.url for link in read(page).announced)


def _parse(page: Page) -> "etree._Element | None":
    body = page.body[:MAX_HTML].replace(b"\0", b"")
    if not body.strip():
        return None
    parser = etree.HTMLParser(encoding=_charset(body, page.charset), no_network=True, recover=True, huge_tree=False)
    try:
        root: etree._Element | None = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    return root


def _charset(body: bytes, declared: str | None) -> str | None:
    """Return the encoding to read with; None leaves it to the page's own declaration."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(body) - 4:  # cut within a character
            return "utf-8"
    else:
        return "utf-8"
    try:
        return codecs.lookup(declared).name if declared else None
    except (LookupError, ValueError):
        return None


def _offer(root: "etree._Element", page: Page) -> Offer:
    base = page.final_url
    announced: dict[str, Link] = {}
    others: dict[str, dict[str, Link]] = {"feeds": {}, "sections": {}, "datasets": {}}
    addresses: list[str] = []
    title = generator = api = ""
    for element in islice(root.iter("base", "title", "meta", "link", "script", "img", "a"), MAX_ELEMENTS):
        match element.tag:
            case "base" if element.get("href"):
                base = rebased(base, (element.get("href") or "").strip())
            case "title" if not title:
                title = shorten(_text(element), 200)
            case "meta" if (element.get("name") or "").lower() == "generator" and not generator:
                generator = (element.get("content") or "")[:200]
            case "link":
                addresses.append(element.get("href") or "")
                api = api or (absolute(element.get("href") or "", base) if _rel(element, "https://api.w.org/") else "")
                _keep(announced, _announced(element, base))
            case "script" | "img":
                addresses.append(element.get("src") or "")
            case "a":
                for sort, link in _sorted(element, base):
                    _keep(others[sort], link)
            case _:
                pass
    return Offer(
        title=title,
        generator=generator,
        announced=tuple(sorted(announced.values(), key=lambda link: not link.main)),
        feeds=tuple(others["feeds"].values()),
        sections=tuple(others["sections"].values()),
        datasets=tuple(others["datasets"].values()),
        api=api,
        addresses=tuple(addresses[:1000]),
    )


def _keep(found: dict[str, Link], link: Link | None) -> None:
    if link is not None and len(found) < MAX_KEPT:
        found.setdefault(link.url, link)


def _rel(element: "etree._Element", word: str) -> bool:
    return word in (element.get("rel") or "").lower().split()


def _announced(element: "etree._Element", base: str) -> Link | None:
    """Return the feed that a `link` element announces, None when it announces something else."""
    if not (_rel(element, "alternate") or _rel(element, "feed")):
        return None
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    url = absolute(element.get("href") or "", base)
    if not url or not (kind in _FEED_TYPES or (kind in _VAGUE_TYPES and looks_like_feed(url))):
        return None
    return _feed(url, squeeze(element.get("title") or ""))


def _feed(url: str, label: str) -> Link | None:
    if is_of_comments(f"{label} {unquote(urlsplit(url).path)}") or "oembed" in url:
        return None
    section = _SECTION.search(fold(label)) or _SECTION_PATH.search(url)
    return Link(url=url, label=shorten(label, 120), main=not section)


def _sorted(element: "etree._Element", base: str) -> Iterator[tuple[str, Link]]:
    """Yield what sort of link an `a` element is, if any."""
    href = element.get("href") or ""
    if not href or href.startswith("#"):
        return
    label = _text(element) or squeeze(element.get("title") or element.get("aria-label") or "")
    url = absolute(href, base)
    if not url:
        return
    folded = " ".join(re.findall(r"[a-z0-9]+", fold(label)))
    if looks_like_feed(url) or (len(label) < 60 and _FEED_WORDS.search(folded)):
        if (link := _feed(url, label)) is not None:
            yield "feeds", link
    elif "/explore/dataset/" in url:
        yield "datasets", Link(url=url, label=shorten(label, 120))
    elif len(label) < 60 and _NEWS.match(folded):
        yield "sections", Link(url=url, label=shorten(label, 60))


def _text(element: "etree._Element") -> str:
    return squeeze(" ".join(islice((str(part) for part in element.itertext()), 20))[:400])
