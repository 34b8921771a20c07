"""The home page: what a member wants to know each morning, and every way in."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.i18n import _
from veille.web.follow import follow
from veille.web.queries import Card, Catalogue, by_day
from veille.web.queries.ahead import CallsAhead, EventsAhead, closing_calls, coming_events
from veille.web.queries.bulletins import week_counts
from veille.web.queries.catalogue import Label
from veille.web.queries.home import WEEK_DAYS, newest_days, tallies
from veille.web.queries.lists import cards
from veille.web.rendering import own_page, page
from veille.web.selection import Selection
from veille.web.trends import BEFORE_DAYS, RECENT_DAYS, Periods, Rise, periods, rises
from veille.web.weeks import Week

if TYPE_CHECKING:
    from veille.web.site import Site

_SHOWN = (5, 4, 3)
"""Articles of the newest day, of the one before, of the third: two screens of a phone."""
_PER_SOURCE = 3
_CLOSING_DAYS = 30
_AHEAD_DAYS = 60
_CALLS = 5
_EVENTS = 4
_RISES = 5
_BULLETIN_WEEKS = 8
"""How far back the latest whole week with articles is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day with the articles shown of it."""

    day: str
    cards: tuple[Card, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Everything of the page that is read from the database."""

    days: tuple[Day, ...]
    week_total: int
    closing: CallsAhead
    events: EventsAhead
    compared: Periods
    rises: tuple[Rise, ...]
    bulletin: Week | None
    bulletin_count: int


@own_page
async def home(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show what is new, what closes, what comes and what rises."""
    today = site.today
    context = {
        "shown": shown,
        "home": await site.reader.read(lambda conn: read_home(conn, today)),
        "regions": _regions(shown),
        "week_start": today - timedelta(days=WEEK_DAYS - 1),
        "follow": follow(_("Tous les articles"), "/recherche"),
    }
    return await page(site, request, "veille_accueil.html", context)


def _regions(shown: Catalogue) -> list[Label]:
    found = [label for label in shown.axes["territoire"].values() if label.kind == "region"]
    return sorted(found, key=lambda label: -label.count)


def read_home(conn: sqlite3.Connection, today: date) -> Home:
    """Read the whole page."""
    compared_first = today - timedelta(days=RECENT_DAYS + BEFORE_DAYS)
    counts = by_day(conn, compared_first, today)
    compared = periods(today, date.fromisoformat(min(counts)) if counts else None)
    bulletin, bulletin_count = _latest_bulletin(conn, today)
    return Home(
        days=_days(conn, today, counts),
        week_total=_between(counts, today - timedelta(days=WEEK_DAYS - 1), today),
        closing=closing_calls(conn, today, today + timedelta(days=_CLOSING_DAYS), _CALLS),
        events=coming_events(conn, today, today + timedelta(days=_AHEAD_DAYS), _EVENTS),
        compared=compared,
        rises=_rises(conn, compared, counts),
        bulletin=bulletin,
        bulletin_count=bulletin_count,
    )


def _days(conn: sqlite3.Connection, today: date, counts: dict[str, int]) -> tuple[Day, ...]:
    chosen = Selection(_PER_SOURCE)
    found = []
    for (day, articles), most in zip(newest_days(conn, today).items(), _SHOWN, strict=False):
        ids = [one.id for one in chosen.take(articles, most)]
        found.append(Day(day=day, cards=cards(conn, ids), total=counts.get(day, len(articles))))
    return tuple(found)


def _rises(conn: sqlite3.Connection, compared: Periods, counts: dict[str, int]) -> tuple[Rise, ...]:
    if not compared.is_enough:
        return ()
    totals = {
        True: _between(counts, compared.recent, compared.last),
        False: _between(counts, compared.before, compared.recent - timedelta(days=1)),
    }
    return rises(tallies(conn, compared), totals, _RISES)


def _between(counts: dict[str, int], first: date, last: date) -> int:
    return sum(count for day, count in counts.items() if first.isoformat() <= day <= last.isoformat())


def _latest_bulletin(conn: sqlite3.Connection, today: date) -> tuple[Week | None, int]:
    """Return the newest week that is over and has articles, with their number."""
    monday = Week.of(today).monday
    found = week_counts(conn, monday - timedelta(weeks=_BULLETIN_WEEKS), monday - timedelta(days=1))
    return next(iter(found.items()), (None, 0))
