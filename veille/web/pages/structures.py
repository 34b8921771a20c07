"""The list of organisations that articles name, and the page of each."""

import sqlite3
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from datasette import Response

from veille.web.pages.axes import KINDS, Subject, Told, context, told_of
from veille.web.queries import Catalogue
from veille.web.queries.structures import (
    PAGE,
    StructureDetail,
    StructureLine,
    family_counts,
    most_named,
    named_like,
    structure,
)
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

_LAST = 100
"""Pages of the list: 6,000 organisations; the others are found by name."""
_LONGEST = 100
"""Characters of a name asked for."""


@own_page
async def structures(site: "Site", request: Any, shown: Catalogue) -> Response:
    """List organisations: those most told of, of a family where one is chosen, or those with a name."""
    name = (request.args.get("nom") or "").strip()[:_LONGEST]
    family = request.args.get("famille") or ""
    number = _page(request.args.get("page") or "1")
    if number is None or family not in {"", *shown.axes["famille"]}:
        return await error(site, 404, request)

    def read(conn: sqlite3.Connection) -> tuple[tuple[StructureLine, ...], dict[str, int]]:
        found = named_like(conn, name) if name else most_named(conn, family, number)
        return found, family_counts(conn)

    found, families = await site.reader.read(read)
    context = {
        "shown": shown,
        "name": name,
        "family": family,
        "number": number,
        "lines": found[:PAGE],
        "is_more": len(found) > PAGE,
        "next": _address(family, number + 1) if len(found) > PAGE and not name and number < _LAST else "",
        "previous": _address(family, number - 1) if number > 1 and not name else "",
        "families": [(one, count, _address(one, 1)) for one, count in families.items()],
        "whole": _address("", 1),
    }
    return await page(site, request, "veille_structures.html", context)


@own_page
async def structure_page(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show an organisation with the articles that name it."""
    ident = unquote(request.url_vars["value"])

    def read(conn: sqlite3.Connection) -> tuple[StructureDetail, Subject, Told] | None:
        detail = structure(conn, ident)
        if detail is None:
            return None
        eyebrow = shown.name("famille", detail.family) or KINDS["structure"]
        subject = Subject(axis="structure", id=detail.id, name=detail.name, eyebrow=eyebrow)
        return detail, subject, told_of(conn, subject, site)

    found = await site.reader.read(read)
    if found is None:
        return await error(site, 404, request)
    detail, subject, told = found
    return await page(
        site, request, "veille_structure.html", context(site, shown, subject, told) | {"structure": detail}
    )


def _address(family: str, number: int) -> str:
    pairs = [("famille", family)] if family else []
    pairs += [("page", str(number))] if number > 1 else []
    return "/structures" + (f"?{urlencode(pairs)}" if pairs else "")


def _page(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= _LAST else None
