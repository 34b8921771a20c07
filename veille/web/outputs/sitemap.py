"""Sitemaps (sitemaps.org): the addresses of the site for search engines. Values in, bytes out."""

import re
from collections.abc import Iterable

from markupsafe import escape

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Address = tuple[str, str]
"""A whole address, and the day (AAAA-MM-JJ, or a moment that begins so) it last changed, '' when that is unknown."""


def urlset(addresses: Iterable[Address]) -> bytes:
    """Return one file of pages; search engines read 50,000 at most."""
    return _document("urlset", "url", addresses)


def sitemap_index(addresses: Iterable[Address]) -> bytes:
    """Return the list of the files."""
    return _document("sitemapindex", "sitemap", addresses)


def _document(root: str, item: str, addresses: Iterable[Address]) -> bytes:
    """Write by hand what has two elements: a tree of 10,000 addresses takes five times as long."""
    parts = [f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n']
    for address, changed in addresses:
        day = _DAY.match(changed)
        lastmod = f"<lastmod>{day[0]}</lastmod>" if day else ""
        parts.append(f"<{item}><loc>{escape(address)}</loc>{lastmod}</{item}>\n")
    parts.append(f"</{root}>\n")
    return "".join(parts).encode()
