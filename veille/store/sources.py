"""What collect.db knows of sources: feeds.yml's last words and how each has gone."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from veille.models import Health, Hints, Outcome, Source
from veille.store import clock, memory, rhythm
from veille.store.codec import maybe_moment
from veille.store.rhythm import Rhythm

_GIVEN = (
    *("id", "name", "url", "home", "family", "lang", "territory", "ess"),
    *("listed", "type", "priority", "aggregator", "probation"),
)

_OF_ADDRESS = {
    **dict.fromkeys(("last_checked", "next_due", "failing_since", "empty_since", "missing_since"), "NULL"),
    **dict.fromkeys(("moved_to", "stand_in", "searched"), "NULL"),
    **dict.fromkeys(("failures", "retired", "missing"), "0"),
    "cursor": "''",
    "hints": "'{}'",
    "proposals": "'[]'",
}
"""What was found out at a source's address: another one is asked at once, and begins without."""

NO_HINTS = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source has gone so far."""

    source_id: str
    last_checked: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    """When it last had a lead we did not know."""
    failures: int = 0
    """Failed fetches in a row."""
    next_due: datetime | None = None
    """Not before, as the server asked (Cache-Control, Expires, Retry-After); how often to ask is decided elsewhere."""
    retired: bool = False
    """It answered 410, or 404 for weeks: proposed for retirement, until it answers well again."""
    outcome: Outcome | None = None
    detail: str = ""
    moved_to: str | None = None
    first_success: datetime | None = None
    failing_since: datetime | None = None
    empty_since: datetime | None = None
    """Answers well since then, and holds nothing."""
    put_away: datetime | None = None
    """When an officer confirmed its retirement: it is not asked any more."""
    probation: bool = False
    stand_in: str | None = None
    """The address read in place of its own."""
    hints: Hints = field(default_factory=Hints)
    rhythm: Rhythm = field(default_factory=Rhythm)
    health: Health | None = None
    """As found at the end of the last run; None before."""
    health_since: datetime | None = None
    health_detail: str = ""
    snoozed_until: datetime | None = None
    acknowledged: Health | None = None
    """The state that an officer has seen: not told again until it changes."""


def know_all(db: sqlite3.Connection, listed: Sequence[Source]) -> None:
    """Take over the whole of feeds.yml: what it says of each source, and which are no longer in it."""
    know(db, listed)
    _unlist_others(db, listed)


def know(db: sqlite3.Connection, sources: Sequence[Source]) -> None:
    """Take over what feeds.yml says of these sources; their history stays, but for that of an address they left."""
    _doubt_places(db, sources)
    given = ", ".join(f"{name} = excluded.{name}" for name in _GIVEN[1:])
    moved = "(url, type) IS NOT (excluded.url, excluded.type)"
    given += "".join(f", {name} = CASE WHEN {moved} THEN {new} ELSE {name} END" for name, new in _OF_ADDRESS.items())
    db.executemany(
        f"""INSERT INTO sources ({", ".join(_GIVEN)}) VALUES ({", ".join("?" * len(_GIVEN))})
        ON CONFLICT (id) DO UPDATE SET {given}
        WHERE ({", ".join(_GIVEN)}) IS NOT ({", ".join(f"excluded.{name}" for name in _GIVEN)})""",  # noqa: S608 - constants
        [
            (one.id, one.name, one.url, one.home, one.family, one.lang, one.territory, one.ess and not one.on_probation,
             one.enabled, one.type, one.priority, one.aggregator, one.on_probation)
            for one in sources
        ],
    )  # fmt: skip


def _doubt_places(db: sqlite3.Connection, sources: Sequence[Source]) -> None:
    """Have the articles of sources read anew whose territory, which tells homonyms apart, is another one now."""
    held = dict(db.execute("SELECT id, territory FROM sources").fetchall())
    elsewhere = [(one.id,) for one in sources if one.id in held and held[one.id] != one.territory]
    db.executemany("UPDATE items SET facts_version = '' WHERE source_id = ?", elsewhere)


def _unlist_others(db: sqlite3.Connection, sources: Sequence[Source]) -> None:
    """Note that every other source is no longer in feeds.yml; its articles stay."""
    kept = {source.id for source in sources}
    gone = [(one,) for (one,) in db.execute("SELECT id FROM sources WHERE listed") if one not in kept]
    db.executemany("UPDATE sources SET listed = 0 WHERE id = ?", gone)


def states(db: sqlite3.Connection) -> dict[str, SourceState]:
    """Return how every known source has gone so far."""
    rows = db.execute(
        f"""SELECT id, last_checked, last_success, last_new, failures, next_due, retired, outcome, detail, moved_to,
            first_success, failing_since, empty_since, put_away, probation, json_extract(stand_in, '$.url'), hints,
            health, health_since, health_detail, snoozed_until, acknowledged, {rhythm.COLUMNS}
        FROM sources"""  # noqa: S608 - constants
    )
    return {row[0]: _state(row) for row in rows}


def _state(row: Sequence[Any]) -> SourceState:
    return SourceState(
        source_id=row[0],
        last_checked=maybe_moment(row[1]),
        last_success=maybe_moment(row[2]),
        last_new=maybe_moment(row[3]),
        failures=row[4],
        next_due=maybe_moment(row[5]),
        retired=bool(row[6]),
        outcome=None if row[7] is None else Outcome(row[7]),
        detail=row[8],
        moved_to=row[9],
        first_success=maybe_moment(row[10]),
        failing_since=maybe_moment(row[11]),
        empty_since=maybe_moment(row[12]),
        put_away=maybe_moment(row[13]),
        probation=bool(row[14]),
        stand_in=row[15],
        hints=NO_HINTS if row[16] == "{}" else memory.unpack_hints(row[16]),
        health=None if row[17] is None else Health(row[17]),
        health_since=maybe_moment(row[18]),
        health_detail=row[19],
        snoozed_until=maybe_moment(row[20]),
        acknowledged=None if row[21] is None else Health(row[21]),
        rhythm=rhythm.from_row(row[22:]),
    )


def apply_rules(db: sqlite3.Connection, excerpts: Mapping[str, int]) -> int:
    """Have the items of a source published anew when its rules changed: `ess`, the length of its excerpts, or what
    decides which of several copies is the article (`public.head`).

    `excerpts` gives the length in characters per source id. Returns the number of items touched.
    """
    rows = db.execute(
        """SELECT id, ess, aggregator || ' ' || probation || ' ' || priority, shown_ess, shown_excerpt, shown_rank
        FROM sources"""
    ).fetchall()
    touched = 0
    for source, ess, rank, shown_ess, shown_excerpt, shown_rank in rows:
        if source not in excerpts or (ess, excerpts[source], rank) == (shown_ess, shown_excerpt, shown_rank):
            continue
        # a source that was never published has nothing to publish anew
        if shown_excerpt is not None:
            only_rank = (ess, excerpts[source]) == (shown_ess, shown_excerpt)
            touched += clock.touch_source(db, source, grouped=only_rank)
        db.execute(
            "UPDATE sources SET shown_ess = ?, shown_excerpt = ?, shown_rank = ? WHERE id = ?",
            [ess, excerpts[source], rank, source],
        )
    return touched


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """A source as the publisher shows it."""

    id: str
    name: str
    url: str
    home: str | None
    family: str
    lang: str
    territory: str | None
    ess: bool
    listed: bool
    """Enabled in feeds.yml."""
    excerpt: int | None
    """The excerpt length in force, in characters; None before the first publication."""
    state: SourceState


def known(db: sqlite3.Connection) -> list[KnownSource]:
    """Return every source ever known, by id."""
    state = states(db)
    rows = db.execute(
        "SELECT id, name, url, home, family, lang, territory, ess, listed, shown_excerpt FROM sources ORDER BY id"
    )
    return [
        KnownSource(
            id=row[0],
            name=row[1],
            url=row[2],
            home=row[3],
            family=row[4],
            lang=row[5],
            territory=row[6],
            ess=bool(row[7]),
            listed=bool(row[8]),
            excerpt=row[9],
            state=state[row[0]],
        )
        for row in rows
    ]
