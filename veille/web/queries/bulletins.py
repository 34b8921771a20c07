"""What a weekly overview tells: the articles of the week, its new calls, and what the next week brings."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from veille.web.queries.ahead import CallsAhead, EventsAhead, call_lines, closing_calls, coming_events
from veille.web.queries.candidates import candidates
from veille.web.selection import Candidate
from veille.web.weeks import Week

_ARTICLES = 6_000
"""Of one week, looked at to choose; a site of 1,000,000 articles over four years has 4,600 a week."""
_CALLS = 6
_EVENTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRows:
    """All that was read for one overview."""

    articles: tuple[Candidate, ...]
    theme_counts: dict[str, int]
    """Articles of the week by theme, as the search counts them: an article has several themes."""
    new_calls: CallsAhead
    closing: CallsAhead
    """Calls that close in the week after."""
    events: EventsAhead
    """Events of the week after."""


THEME_COUNTS = """select s.id, count(*) from themes s
    cross join articles_themes l on l.theme_id = s.id and l.publie_le between ? and ? group by s.id"""


def week_counts(conn: sqlite3.Connection, first: date, last: date) -> dict[Week, int]:
    """Return how many articles each week of a period has, newest week first; weeks without are left out."""
    rows = conn.execute(
        "select valeur, nombre from comptes where axe = 'jour' and valeur between ? and ? and mois = ''"
        " order by valeur desc",
        (first.isoformat(), last.isoformat()),
    )
    counts: dict[Week, int] = {}
    for day, count in rows:
        week = Week.of(date.fromisoformat(day))
        counts[week] = counts.get(week, 0) + count
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The nearest weeks with an article."""

    before: Week | None
    after: Week | None


def years(conn: sqlite3.Connection, today: date) -> tuple[int, ...]:
    """Return the ISO years that have an article, newest first: one step of the index a year."""
    found: list[int] = []
    newest = _newest(conn, today)
    while newest is not None:
        found.append(newest.year)
        newest = _newest(conn, Week(newest.year, 1).monday - timedelta(days=1)) if newest.year > 1 else None
    return tuple(found)


def neighbours(conn: sqlite3.Connection, week: Week) -> Neighbours:
    """Return the nearest weeks with an article on both sides of one."""
    row = conn.execute("select min(publie_le) from articles where publie_le > ?", (week.sunday.isoformat(),)).fetchone()
    return Neighbours(
        before=_newest(conn, week.monday - timedelta(days=1)) if week > Week(1, 1) else None,
        after=Week.of(date.fromisoformat(row[0])) if row[0] else None,
    )


def _newest(conn: sqlite3.Connection, until: date) -> Week | None:
    """Return the newest week with an article up to a day."""
    row = conn.execute("select max(publie_le) from articles where publie_le <= ?", (until.isoformat(),)).fetchone()
    return Week.of(date.fromisoformat(row[0])) if row[0] else None


def week_rows(conn: sqlite3.Connection, week: Week) -> WeekRows:
    """Read everything for the overview of a week."""
    after = week.next
    return WeekRows(
        articles=candidates(conn, week.monday, week.sunday, _ARTICLES),
        theme_counts=dict(conn.execute(THEME_COUNTS, (week.monday.isoformat(), week.sunday.isoformat())).fetchall()),
        new_calls=_new_calls(conn, week),
        closing=closing_calls(conn, after.monday, after.sunday, _CALLS),
        events=coming_events(conn, after.monday, after.sunday, _EVENTS),
    )


NEW_CALLS = """select distinct c.id, c.date_cloture, c.article_id from articles a
    cross join articles_appels l on l.article_id = a.id cross join appels c on c.id = l.appel_id
    where a.genre = 'appel-a-projets' and a.publie_le between ? and ?
    and (c.date_cloture is null or c.date_cloture >= ?)
    and not exists (select 1 from articles_appels m cross join articles b on b.id = m.article_id
        where m.appel_id = c.id and b.publie_le < ?)
    limit 2000"""


def _new_calls(conn: sqlite3.Connection, week: Week) -> CallsAhead:
    """Return the calls that no article told of before this week and that are not closed, the first to close first."""
    monday, sunday = week.monday.isoformat(), week.sunday.isoformat()
    rows = conn.execute(NEW_CALLS, (monday, sunday, monday, monday)).fetchall()
    ordered = sorted(rows, key=lambda row: (not row["date_cloture"], row["date_cloture"] or "", row["id"]))
    ids = [row["id"] for row in ordered[:_CALLS]]
    return CallsAhead(lines=call_lines(conn, ids, week.monday), total=len(ordered))
