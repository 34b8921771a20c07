"""What a site is made with, and where such sites keep their feeds. General knowledge of each system's defaults.

Section pages come first where the system gives each section a feed: a section is what a desk wants.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

GUESSES = ("feed/", "rss.xml", "rss", "feed.xml", "atom.xml")
"""Tried below the root of a site whose system is not known."""
SITEMAPS = ("sitemap.xml", "sitemap_index.xml", "news-sitemap.xml")
"""Tried where robots.txt names none."""
WORDPRESS_SITEMAPS = ("wp-sitemap.xml", "sitemap_index.xml", "news-sitemap.xml")
"""WordPress' own since 5.5, that of its commonest extensions, and that of those for news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """A system that sites are made with."""

    name: str
    generator: re.Pattern[str]
    """Found in `meta name=generator`."""
    marks: re.Pattern[str]
    """Found in the addresses a page uses."""
    feeds: tuple[str, ...]
    """Below the root of the site."""
    section: Callable[[str], tuple[str, ...]]
    """From a page's address to those of the feeds of its section."""


def _below(url: str, path: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/" + path, query="", fragment=""))


def _with(url: str, query: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=f"{parts.query}&{query}" if parts.query else query, fragment=""))


def _is_root(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/", "/index.php", "/index.html") and not parts.query


def _none(_url: str) -> tuple[str, ...]:
    return ()


def _wordpress(url: str) -> tuple[str, ...]:
    return () if _is_root(url) else (_below(url, "feed/"),)


def _spip(url: str) -> tuple[str, ...]:
    number = parse_qs(urlsplit(url).query).get("id_rubrique", [""])[-1]
    found = number or next(iter(re.findall(r"rubrique(\d{1,7})", urlsplit(url).path)), "")
    return (urljoin(url, f"spip.php?page=backend&id_rubrique={found}"),) if found.isdigit() else ()


def _drupal(url: str) -> tuple[str, ...]:
    return (_below(url, "feed"),) if "/taxonomy/term/" in url else ()


def _joomla(url: str) -> tuple[str, ...]:
    return () if _is_root(url) else (_with(url, "format=feed&type=rss"),)


def _squarespace(url: str) -> tuple[str, ...]:
    return () if _is_root(url) else (_with(url, "format=rss"),)


_KNOWN: Mapping[str, tuple[str, str, tuple[str, ...], Callable[[str], tuple[str, ...]]]] = MappingProxyType(
    {
        "WordPress": (r"wordpress", r"/wp-(?:content|includes|json)/", ("feed/", "?feed=rss2"), _wordpress),
        "SPIP": (r"\bspip\b", r"/spip\.php|/squelettes(?:-dist)?/|/prive/", ("spip.php?page=backend",), _spip),
        "Drupal": (
            r"drupal",
            r"/sites/(?:default|all)/|/core/(?:misc|themes|modules)/|/taxonomy/term/",
            ("rss.xml", "feed"),
            _drupal,
        ),
        "TYPO3": (
            r"typo3",
            r"/typo3(?:temp|conf)/|/fileadmin/|/_assets/[0-9a-f]{32}/",
            ("?type=9818", "rss.xml", "feed.xml"),
            _none,
        ),
        "Joomla": (
            r"joomla",
            r"/media/(?:jui|vendor/joomla|system)/|option=com_content",
            ("?format=feed&type=rss",),
            _joomla,
        ),
        "Squarespace": (
            r"squarespace",
            r"squarespace(?:-cdn)?\.com/",
            ("?format=rss", "blog?format=rss", "actualites?format=rss", "news?format=rss"),
            _squarespace,
        ),
        "Ghost": (r"\bghost\b", r"/assets/built/|/ghost/api/|/content/images/\d{4}/", ("rss/",), _none),
        "Wix": (r"\bwix\b", r"static\.(?:wixstatic|parastorage)\.com/", ("blog-feed.xml",), _none),
        "Hugo": (r"\bhugo\b", r"(?!)", ("index.xml",), _none),
        "Jekyll": (r"jekyll", r"(?!)", ("feed.xml",), _none),
        "Blogger": (r"blogger", r"(?!)", ("feeds/posts/default?alt=rss",), _none),
    }
)
SOFTWARE = tuple(
    Software(name=name, generator=re.compile(generator, re.I), marks=re.compile(marks), feeds=feeds, section=section)
    for name, (generator, marks, feeds, section) in _KNOWN.items()
)
MARKS_NEEDED = 2
"""Addresses that must bear a system's mark when the page does not name it: one may be a picture from elsewhere."""


def detect(generator: str, addresses: tuple[str, ...]) -> Software | None:
    """Return the system a page says it was made with, or else the one whose marks its addresses bear most."""
    for one in SOFTWARE:
        if generator and one.generator.search(generator):
            return one
    counts = [(sum(one.marks.search(url) is not None for url in addresses), one) for one in SOFTWARE]
    most, best = max(counts, key=lambda pair: pair[0])
    return best if most >= MARKS_NEEDED else None
