"""What the home page shows: the newest days, and how often each theme and sector was told of late and before."""

import sqlite3
from datetime import date, timedelta

from veille.web.queries.candidates import candidates
from veille.web.queries.lists import LINKED
from veille.web.selection import Candidate
from veille.web.trends import Periods, Tally

DAYS_SHOWN = 3
WEEK_DAYS = 7
_A_DAY = 400
"""Articles of a day looked at to choose the few shown; of a busier day, the newest."""
_TABLES = {"theme": "themes", "secteur": "secteurs"}


def newest_days(conn: sqlite3.Connection, today: date) -> dict[str, tuple[Candidate, ...]]:
    """Return the articles of the newest days of this week that have any, newest day first."""
    since = today - timedelta(days=WEEK_DAYS - 1)
    days: dict[str, tuple[Candidate, ...]] = {}
    last = today
    while len(days) < DAYS_SHOWN and last >= since:
        row = conn.execute(
            "select max(publie_le) from articles where publie_le between ? and ?", (since.isoformat(), last.isoformat())
        ).fetchone()
        if row[0] is None:
            break
        day = date.fromisoformat(row[0])
        days[row[0]] = candidates(conn, day, day, _A_DAY)
        last = day - timedelta(days=1)
    return days


def tallies(conn: sqlite3.Connection, periods: Periods) -> tuple[Tally, ...]:
    """Return how often each theme and sector was told in the two periods: ranges of the index by label and day."""
    recent = (periods.recent.isoformat(), periods.last.isoformat())
    before = (periods.before.isoformat(), (periods.recent - timedelta(days=1)).isoformat())
    return tuple(
        Tally(axis=axis, value=row[0], recent=row[1], before=row[2])
        for axis, table in _TABLES.items()
        for row in conn.execute(tally_statement(axis, table), (*recent, *before))
    )


def tally_statement(axis: str, table: str) -> str:
    """Return the statement that counts the articles of each label of an axis in two periods.

    Bare counts of ranges: a sum over one range takes 2.6 times as long (1,000,000 articles, 140,000 index entries).
    """
    counted = f"(select count(*) from {LINKED[axis]} l where l.{axis}_id = s.id and l.publie_le between ? and ?)"  # noqa: S608
    return f"select s.id, {counted}, {counted} from {table} s"  # noqa: S608 - names of ours
