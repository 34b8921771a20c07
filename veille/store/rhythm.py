"""How often a source says something new: the mean gap between two such moments, in hours and in items of everyone.

Two clocks. Real time decides when to ask again. The other clock counts the items received from all sources
together: it slows down by itself at night, at weekends and in August, so that silence can be measured on it
(research: false alarms 17 times rarer than with a fixed week).

A moment counts once, however many items it brings. The archive a source has on its first day counts for nothing
but its dates, which stand for a rhythm until there is one to observe.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from veille.models import Lead
from veille.store.codec import from_text, maybe_moment, maybe_text, to_text
from veille.store.sorting import Sorted
from veille.store.values import Collected

MEMORY = 16
"""Gaps that the means look back on: older ones fade, so that a rhythm may change within some weeks."""
DATES_WEIGH = 4
"""A gap known from dates of publication counts like so many observed ones."""
LONGEST_STEP = 10
"""One gap counts at most as so many mean ones: our own weeks of absence say nothing of a source."""
DATES = 20
DATES_WITHIN = timedelta(days=730)
SHORTEST_GAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What was observed of one source."""

    newest: datetime | None = None
    """The latest date of publication seen, none in the future."""
    spoke: datetime | None = None
    """When it last said something new; the date of its newest entry on the first day."""
    spoken: int = 0
    """How many times it did since it is followed, its first day apart."""
    gap: timedelta | None = None
    """Mean time between two times; None while nothing tells."""
    spoke_tick: int = 0
    """Items received from everyone when it last spoke."""
    heard_tick: int = 0
    """Items received from everyone when it last answered well: its silence is known up to here."""
    tick_gap: float | None = None
    """Mean number of items received from everyone between two times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClock:
    """The clock of items received from everyone."""

    ticks: int
    per_day: float
    """Ticks of an average day on which we ran; 0 when nothing was ever received."""
    days: int
    """Days that the average is made of."""
    quiet_since: datetime | None
    """The first run that brought nothing at all since one last did."""


def begun(dates: Iterable[datetime], now: datetime, ticks: int) -> Rhythm:
    """Return the rhythm of a source read for the first time, from its entries' dates of publication."""
    past = sorted(moment for moment in dates if moment <= now)
    newest = past[-1] if past else None
    return Rhythm(newest=newest, spoke=newest or now, gap=gap_of(past), spoke_tick=ticks, heard_tick=ticks)


def gap_of(dates: Sequence[datetime]) -> timedelta | None:
    """Return the mean gap between the newest of these sorted dates; several within one hour are one moment."""
    if not dates:
        return None
    hours = sorted({moment.replace(minute=0, second=0, microsecond=0) for moment in dates[-500:]})[-DATES:]
    hours = [moment for moment in hours if hours[-1] - moment <= DATES_WITHIN]
    if len(hours) < 2:
        return None
    return max(SHORTEST_GAP, (hours[-1] - hours[0]) / (len(hours) - 1))


def spoken(before: Rhythm, dates: Iterable[datetime], now: datetime, ticks: int) -> Rhythm:
    """Return the rhythm of a source that says something new now."""
    newest = max((moment for moment in (*dates, before.newest) if moment and moment <= now), default=None)
    # a clock set back must not make a gap negative
    elapsed = max(SHORTEST_GAP, now - (before.spoke or now))
    if before.gap is None:
        gap = elapsed
    else:
        weight = max(1 / MEMORY, 1 / (before.spoken + 1 + DATES_WEIGH))
        gap = before.gap + (min(elapsed, before.gap * LONGEST_STEP) - before.gap) * weight
    passed = float(max(1, ticks - before.spoke_tick))
    if before.tick_gap is not None:
        weight = max(1 / MEMORY, 1 / (before.spoken + 1))
        passed = before.tick_gap + (min(passed, before.tick_gap * LONGEST_STEP) - before.tick_gap) * weight
    return replace(
        before,
        newest=newest,
        spoke=now,
        spoken=before.spoken + 1,
        gap=gap,
        spoke_tick=ticks,
        heard_tick=ticks,
        tick_gap=passed,
    )


# --- in collect.db

COLUMNS = "newest, spoke, spoken, gap, spoke_tick, heard_tick, tick_gap"


def from_row(row: Sequence[Any]) -> Rhythm:
    """Return the rhythm in the columns `COLUMNS`."""
    newest, spoke, times, gap, spoke_tick, heard_tick, tick_gap = row
    return Rhythm(
        newest=maybe_moment(newest),
        spoke=maybe_moment(spoke),
        spoken=times,
        gap=None if gap is None else timedelta(seconds=gap),
        spoke_tick=spoke_tick,
        heard_tick=heard_tick,
        tick_gap=tick_gap,
    )


def ticks(db: sqlite3.Connection) -> int:
    """Return how many items were received from everyone so far; it moves on at the end of a run (`tick`)."""
    return int(db.execute("SELECT ticks FROM item_clock").fetchone()[0])


def note(db: sqlite3.Connection, at: str, reading: int, batch: Iterable[tuple[Collected, Sorted]]) -> None:
    """Note which sources of this batch said something new; those that did not are not touched."""
    rows = []
    for one, leads in batch:
        if not leads.inserts:
            continue
        before = from_row(db.execute(f"SELECT {COLUMNS} FROM sources WHERE id = ?", [one.source.id]).fetchone())  # noqa: S608
        now, dates = from_text(at), _dates(one.leads)
        if before.spoke is None:
            after = begun(dates, now, reading)
        elif leads.new or leads.sightings:
            after = spoken(before, dates, now, reading)
        else:
            continue
        rows.append(
            (maybe_text(after.newest), maybe_text(after.spoke), after.spoken,
             None if after.gap is None else after.gap.total_seconds(), after.spoke_tick, after.tick_gap, one.source.id)
        )  # fmt: skip
    db.executemany(
        "UPDATE sources SET newest = ?, spoke = ?, spoken = ?, gap = ?, spoke_tick = ?, tick_gap = ? WHERE id = ?", rows
    )


def _dates(leads: Sequence[Lead]) -> list[datetime]:
    return [lead.published for lead in leads if lead.published]


AVERAGE_DAYS = 28
"""Four whole weeks, so that each day of the week weighs the same."""


def clock(db: sqlite3.Connection) -> ItemClock:
    """Return what the clock of items says."""
    ticks, quiet = db.execute("SELECT ticks, quiet_since FROM item_clock").fetchone()
    rows = db.execute("SELECT ticks FROM item_days ORDER BY day DESC LIMIT ?", [AVERAGE_DAYS + 1])
    days = [count for (count,) in rows]
    days = days[1:] or days  # today is not over
    return ItemClock(
        ticks=ticks, per_day=sum(days) / len(days) if days else 0.0, days=len(days), quiet_since=maybe_moment(quiet)
    )


def tick(db: sqlite3.Connection, items: int, now: datetime, *, heard: bool) -> None:
    """Move the clock on by the items a run received, and count the day as one on which we ran.

    `heard` says whether anything at all was received, first collections included.
    """
    at = to_text(now)
    db.execute(
        """UPDATE item_clock SET ticks = ticks + ?,
            quiet_since = CASE WHEN ? THEN NULL ELSE min(coalesce(quiet_since, ?), ?) END""",
        [items, heard, at, at],
    )
    db.execute(
        "INSERT INTO item_days VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET ticks = ticks + excluded.ticks",
        [at[:10], items],
    )
