"""/sitemap.xml and its files: all that search engines may show."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette import Response

from veille.web.outputs.sitemap import sitemap_index, urlset
from veille.web.queries import Catalogue
from veille.web.queries.bulletins import week_counts, years
from veille.web.queries.sitemap import FAMILIES, PER_FILE, addresses, files
from veille.web.rendering import error, own_page

if TYPE_CHECKING:
    from veille.web.site import Site

_PAGES = (
    "/", "/recherche", "/themes", "/territoires", "/structures", "/appels", "/agenda", "/etudes", "/bulletins",
    "/sources", "/api", "/proposer", "/a-propos", "/accessibilite", "/mentions-legales", "/donnees-personnelles",
)  # fmt: skip
_LABELS = (("theme", "/theme/"), ("secteur", "/secteur/"), ("territoire", "/territoire/"), ("source", "/source/"))
_TYPE = "application/xml; charset=utf-8"


@own_page
async def index(site: "Site", request: Any, shown: Catalogue) -> Response:
    """List the files: one of pages and labels, then one for each PER_FILE numbers of articles, calls, organisations."""

    def read(conn: sqlite3.Connection) -> list[tuple[str, str]]:
        return [(f"{name}{number}", day) for name, family in FAMILIES.items() for number, day in files(conn, family)]

    found = [("0", shown.publication.moment), *await site.reader.read(read)]
    body = sitemap_index((site.absolute(request, f"/sitemap/{name}.xml"), day) for name, day in found)
    return Response(body, content_type=_TYPE)


@own_page
async def part(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the addresses of one file; 404 for a file that the index does not name."""
    name, number = request.url_vars["family"] or "", int(request.url_vars["number"])
    if number == 0 and not name:
        weeks = await site.reader.read(lambda conn: _weeks(conn, site.today))
        found = [(path, "") for path in (*_labels(shown), *weeks)][:PER_FILE]
    else:
        family = FAMILIES[name]
        rows = await site.reader.read(lambda conn: addresses(conn, family, number)) if number else []
        found = [(family.path + quote(ident, safe=""), changed) for ident, changed in rows]
    if not found:
        return await error(site, 404, request)
    # the whole address is made once: 10,000 addresses differ in their paths only
    origin = site.absolute(request, "")
    return Response(urlset((origin + path, changed) for path, changed in found), content_type=_TYPE)


def _labels(shown: Catalogue) -> Iterator[str]:
    """Give our pages that are few: the fixed ones, then those of labels; communes are found from their départements."""
    yield from _PAGES
    for axis, path in _LABELS:
        for label in shown.axes.get(axis, {}).values():
            if label.is_offered:
                yield path + quote(label.id, safe="")


def _weeks(conn: sqlite3.Connection, today: date) -> list[str]:
    """Return the pages of the weeks that have articles, newest first."""
    known = years(conn, today)
    weeks = week_counts(conn, date(min(known), 1, 1), today) if known else {}
    return [f"/bulletins/{week.slug}" for week in sorted(weeks, reverse=True)]
