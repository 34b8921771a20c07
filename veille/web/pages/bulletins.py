"""Weekly overviews, made of what was published in each week, and the list of them.

They are computed from the articles at each request and sent to nobody.
"""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.web.queries import Card, Catalogue
from veille.web.queries.ahead import CallsAhead, EventsAhead
from veille.web.queries.bulletins import Neighbours, WeekRows, neighbours, week_counts, week_rows, years
from veille.web.queries.lists import cards
from veille.web.rendering import error, own_page, page
from veille.web.selection import Selection
from veille.web.weeks import Week

if TYPE_CHECKING:
    from veille.web.site import Site

_APART = frozenset({"appel-a-projets", "evenement", "etude-rapport"})
"""Kinds that have sections of their own."""
_THEMES = 6
_A_THEME = 3
_STUDIES = 5
_PER_SOURCE = 3
"""With _THEMES and _A_THEME: what fits on two printed pages, and at least seven sources in a full week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeBlock:
    """A theme with the articles shown of it."""

    theme: str
    cards: tuple[Card, ...]
    """Of which it is the main theme."""
    total: int
    """Articles of the week that have it, as the search counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One week as it is told."""

    week: Week
    total: int
    total_before: int
    """Articles of the week before."""
    source_count: int
    themes: tuple[ThemeBlock, ...]
    others: tuple[tuple[str, int], ...]
    """Themes that are only counted."""
    studies: tuple[Card, ...]
    study_total: int
    new_calls: CallsAhead
    closing: CallsAhead
    events: EventsAhead
    around: Neighbours


@own_page
async def bulletin(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show the overview of one week; weeks to come and weeks without article are not there."""
    written = request.url_vars["week"]
    week, current = Week.read(written), Week.of(site.today)
    if week is None or week > current:
        return await error(site, 404, request)
    if written != week.slug:
        return Response.redirect(f"/bulletins/{week.slug}", status=301)
    told = await site.reader.read(lambda conn: overview(conn, week))
    if not told.total and week != current:
        return await error(site, 404, request)
    context = {
        "shown": shown,
        "told": told,
        "is_current": week == current,
        "whole_address": site.absolute(request, f"/bulletins/{week.slug}"),
    }
    return await page(site, request, "veille_bulletin.html", context)


@own_page
async def bulletins(site: "Site", request: Any, shown: Catalogue) -> Response:
    """List the weeks of one year that have articles, newest first."""
    known = await site.reader.read(lambda conn: years(conn, site.today))
    asked = request.args.get("annee") or (str(known[0]) if known else str(site.today.year))
    if known and asked not in map(str, known):
        return await error(site, 404, request)
    year = int(asked) if known else site.today.year
    # 28 December lies in the last week of its year, whatever the year
    first, last = Week(year, 1).monday, Week.of(date(year, 12, 28)).sunday
    weeks = await site.reader.read(lambda conn: week_counts(conn, first, min(last, site.today)))
    context = {
        "shown": shown,
        "weeks": weeks,
        "years": known,
        "year": year,
        "current": Week.of(site.today),
    }
    return await page(site, request, "veille_bulletins.html", context)


def overview(conn: sqlite3.Connection, week: Week) -> Overview:
    """Compose the overview of a week.

    An article counts under its main theme. Studies are chosen first, then the
    articles of the largest themes; see `veille.web.selection` for the order.
    """
    rows = week_rows(conn, week)
    chosen = Selection(_PER_SOURCE)
    studies = [one for one in rows.articles if one.kind == "etude-rapport"]
    shown_studies = chosen.take(studies, _STUDIES)
    themes = _themes(conn, rows, chosen)
    named = {block.theme for block in themes}
    others = [(theme, count) for theme, count in rows.theme_counts.items() if theme not in named]
    counts = week_counts(conn, week.previous.monday, week.sunday)
    return Overview(
        week=week,
        total=counts.get(week, 0),
        total_before=counts.get(week.previous, 0),
        source_count=len({one.source for one in rows.articles}),
        themes=themes,
        others=tuple(sorted(others, key=lambda pair: (-pair[1], pair[0]))),
        studies=cards(conn, [one.id for one in shown_studies]),
        study_total=len(studies),
        new_calls=rows.new_calls,
        closing=rows.closing,
        events=rows.events,
        around=neighbours(conn, week),
    )


def _themes(conn: sqlite3.Connection, rows: WeekRows, chosen: Selection) -> tuple[ThemeBlock, ...]:
    """Return the themes that are the main one of most articles, with a few of those."""
    told = [one for one in rows.articles if one.theme and one.kind not in _APART]
    ranked = sorted(Counter(one.theme for one in told).items(), key=lambda pair: (-pair[1], pair[0]))
    blocks = []
    for theme, _count in ranked[:_THEMES]:
        taken = chosen.take((one for one in told if one.theme == theme), _A_THEME)
        if taken:
            found = cards(conn, [one.id for one in taken])
            blocks.append(ThemeBlock(theme=theme, cards=found, total=rows.theme_counts.get(theme, len(found))))
    return tuple(blocks)
