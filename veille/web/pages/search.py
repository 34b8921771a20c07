"""The search page: words and filters, each state a plain address."""

from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.i18n import _
from veille.web import filters, french
from veille.web.filters import Search
from veille.web.queries import Catalogue, Found, find
from veille.web.queries.find import RANKED
from veille.web.rendering import own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

AXIS_NAMES = {
    "theme": _("Thème"),
    "secteur": _("Secteur"),
    "genre": _("Type"),
    "territoire": _("Territoire"),
    "source": _("Source"),
    "langue": _("Langue"),
    "famille": _("Famille de structures"),
}


@own_page
async def results(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show one page of results, or what is wrong with the question."""
    args = request.args
    search = filters.check_values(filters.read({key: args.get(key) for key in args}), shown.axes)
    found = Found()
    if not search.problems:
        counts = {axis: {label.id: label.count for label in labels.values()} for axis, labels in shown.axes.items()}
        found = await site.reader.read(lambda conn: find(conn, search, counts))
    context = {
        "shown": shown,
        "search": search,
        "found": found,
        "axis_names": AXIS_NAMES,
        "active": active(search, shown),
        "pages": pages(search, found),
        "ranked": RANKED,
    }
    return await page(site, request, "veille_recherche.html", context, status=400 if search.problems else 200)


def active(search: Search, shown: Catalogue) -> list[tuple[str, str, str]]:
    """Return the filters in force: what each is called, its value, and the address without it."""
    lines = []
    for axis, value in search.axes:
        name = french.language(value) if axis == "langue" else shown.name(axis, value)
        lines.append((AXIS_NAMES[axis], name, search.address(**{axis: None})))
    if search.since:
        lines.append((_("Depuis le"), french.day(search.since, weekday=False), search.address(du=None)))
    if search.until:
        lines.append((_("Jusqu’au"), french.day(search.until, weekday=False), search.address(au=None)))
    return lines


def pages(search: Search, found: Found) -> list[tuple[int | None, str]]:
    """Return the page numbers to offer with their addresses; None stands for a gap."""
    last = found.pages
    if last == 1:
        return []
    wanted = sorted({1, 2, search.page - 1, search.page, search.page + 1, last} & set(range(1, last + 1)))
    links: list[tuple[int | None, str]] = []
    previous = 0
    for one in wanted:
        if one > previous + 1:
            links.append((None, ""))
        links.append((one, search.address(page=str(one) if one > 1 else None)))
        previous = one
    return links
