"""The articles that a search finds, for programs: Atom, JSON Feed, CSV."""

import sqlite3
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.i18n import _
from veille.web import filters
from veille.web.filters import Search
from veille.web.follow import Follow, follow
from veille.web.outputs.feed import Category, FeedEntry, link
from veille.web.outputs.table import table
from veille.web.pages.replies import MAX_ENTRIES, MAX_ROWS, Part, feed_reply, midnight, moment, refused, reply, tag
from veille.web.pages.search import active
from veille.web.queries import Catalogue
from veille.web.queries.feeds import Line, lines, unknown
from veille.web.queries.matching import matching
from veille.web.rendering import own_page

if TYPE_CHECKING:
    from veille.web.site import Site

LAST_PAGE = filters.MAX_RESULTS // MAX_ENTRIES
COLUMNS = ("id", "titre", "publie_le", "source", "langue", "type", "themes", "secteurs", "territoires", "extrait",
           "original", "fiche", "vu_le")  # fmt: skip
"""Of the table; labels by their names, several in one cell separated by « ; »."""
_PATHS = {"theme": "/theme/", "secteur": "/secteur/", "territoire": "/territoire/", "genre": "/recherche?genre="}
"""Where our page of a label is: with its id behind, the address of that page."""


@own_page
async def feed(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the articles found that were seen last: a follower misses none, however old it says it is."""
    search, problems = understood(request, shown)
    if problems:
        return await refused(site, request, problems)
    first, last = (search.page - 1) * MAX_ENTRIES, search.page * MAX_ENTRIES

    def read(conn: sqlite3.Connection) -> tuple[list[Line], int] | None:
        if unknown(conn, search):
            return None
        ids = sorted(matching(conn, search).ids.tolist(), reverse=True)
        return list(lines(conn, ids[first:last])), len(ids)

    found = await site.reader.read(read)
    if found is None:
        return await refused(site, request, [_UNKNOWN])
    told, count = found
    if search.page > 1 and not told:
        return await refused(site, request, [_("Cette liste n’a pas autant de pages.")])
    part = Part(
        entries=tuple(entry(site, request, shown, line) for line in told),
        published=shown.publication.moment,
        page=search.page,
        is_last=last >= min(count, filters.MAX_RESULTS),
    )
    return feed_reply(site, request, request.url_vars["form"], followed(search, shown), part)


@own_page
async def as_table(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Give the newest MAX_ROWS articles found as CSV."""
    search, problems = understood(request, shown)
    if problems:
        return await refused(site, request, problems)

    def read(conn: sqlite3.Connection) -> bytes | None:
        if unknown(conn, search):
            return None
        ids = matching(conn, search, MAX_ROWS).ids.tolist()
        return table(COLUMNS, (row(site, request, shown, line) for line in lines(conn, ids)))

    body = await site.reader.read(read)
    return reply(site, "csv", body, followed(search, shown)) if body else await refused(site, request, [_UNKNOWN])


_UNKNOWN = _("Cette structure n’existe pas.")


def understood(request: Any, shown: Catalogue) -> tuple[Search, list[str]]:
    """Read the parameters of a feed's address: those of the search page; return also what is wrong with them."""
    args = {key: request.args.get(key) for key in request.args}
    search = filters.check_values(filters.read(args), shown.axes)
    problems = [f"{field}{_(' :')} {text}" for field, text in search.problems]
    if search.page > LAST_PAGE:
        problems.append(_("Les pages vont de 1 à {last}.").format(last=LAST_PAGE))
    return search, problems


def followed(search: Search, shown: Catalogue) -> Follow:
    """Return how to follow what a search finds; its title says what that is."""
    said = [_("« {words} »").format(words=search.query.text)] if search.query.text else []
    said += [f"{name}{_(' :')} {value}" for name, value, _without in active(search, shown)]
    title = _("Articles : {filters}").format(filters=", ".join(said)) if said else _("Tous les articles")
    return follow(title, search.address(), dated=True)


def entry(site: "Site", request: Any, shown: Catalogue, line: Line) -> FeedEntry:
    """Return an article as an entry: published on its day, updated when the watch saw it."""
    source = shown.sources.get(line.source)
    published = midnight(line.published)
    return FeedEntry(
        id=tag(site, f"article/{line.id}"),
        title=line.title,
        url=site.absolute(request, f"/article/{line.id}"),
        published=published,
        updated=max(published, moment(line.seen) or published),
        summary=line.excerpt,
        original=line.url,
        source=source.name if source else line.source,
        source_url=source.home if source else "",
        source_feed=source.feed if source else "",
        lang=line.lang,
        categories=tuple(
            Category(term=value, label=shown.name(axis, value), scheme=site.absolute(request, _PATHS[axis]))
            for axis, values in (("genre", (line.kind,)), *line.labels.items())
            for value in values
            if value
        ),
    )


def row(site: "Site", request: Any, shown: Catalogue, line: Line) -> tuple[object, ...]:
    """Return an article as a row under COLUMNS."""
    named = {axis: " ; ".join(shown.name(axis, value) for value in values) for axis, values in line.labels.items()}
    return (
        line.id,
        line.title,
        line.published,
        shown.name("source", line.source),
        line.lang,
        shown.name("genre", line.kind),
        named["theme"],
        named["secteur"],
        named["territoire"],
        line.excerpt,
        link(line.url),
        site.absolute(request, f"/article/{line.id}"),
        line.seen,
    )
