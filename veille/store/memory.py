"""What is kept to ask a source or a page again: validators per URL, cursors, hints, stand-ins."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from veille.models import Hints, Memory, Outcome, Validators
from veille.store.codec import from_text, pack_proposal, pack_proposals, to_text, unpack_proposal
from veille.store.values import Collected

SEARCH_AGAIN = timedelta(days=7)
"""A site where nothing usable was found is searched again after this long, while its source keeps failing."""
SEARCH_ANEW = timedelta(days=1)
"""A source that worked in between may be searched for sooner: one that comes and goes costs its site a search a day."""


def validators(db: sqlite3.Connection, url: str) -> Validators:
    """Return what the server gave for this URL; empty when nothing was kept."""
    row = db.execute("SELECT etag, last_modified FROM validators WHERE url = ?", [url]).fetchone()
    return Validators() if row is None else Validators(etag=row[0], last_modified=row[1])


def memories(db: sqlite3.Connection, now: datetime | None = None) -> dict[str, Memory]:
    """Return what was kept of every source to ask it again (the validators of pages come with `leads.pending`).

    `now` decides whose site may be searched (`may_search`); without it every one's may.
    """
    validators: dict[str, dict[str, Validators]] = {}
    for source, url, etag, last_modified in db.execute(
        "SELECT source_id, url, etag, last_modified FROM validators WHERE source_id IS NOT NULL"
    ):
        validators.setdefault(source, {})[url] = Validators(etag=etag, last_modified=last_modified)
    return {
        source: Memory(
            validators=validators.get(source, {}),
            cursor=cursor,
            stand_in=unpack_proposal(stand_in) if stand_in else None,
            may_search=now is None or may_search(searched, last_success, now),
        )
        for source, cursor, stand_in, searched, last_success in db.execute(
            "SELECT id, cursor, stand_in, searched, last_success FROM sources"
        )
    }


def may_search(searched: str | None, last_success: str | None, now: datetime) -> bool:
    """Say whether a failing source's site may be searched: once for each time it falls silent, then weekly."""
    if searched is None or from_text(searched) > now:  # never, or by a clock that was wrong
        return True
    worked_since = last_success is not None and last_success > searched
    return now - from_text(searched) >= (SEARCH_ANEW if worked_since else SEARCH_AGAIN)


def remember(db: sqlite3.Connection, batch: Iterable[Collected], now: datetime) -> None:
    """Keep where readers stopped, what sources say of their rhythm, and what stands in for which.

    A stand-in is let go of when the source's own address answers well again, not when both fail once.
    """
    db.executemany(
        """UPDATE sources SET cursor = coalesce(?, cursor), hints = CASE WHEN ? THEN ? ELSE hints END,
            stand_in = CASE WHEN ? THEN ? ELSE stand_in END, proposals = CASE WHEN ? THEN ? ELSE proposals END,
            searched = coalesce(?, searched)
        WHERE id = ?""",
        [_remembered(one, to_text(now)) for one in batch],
    )


def _remembered(one: Collected, at: str) -> tuple[Any, ...]:
    well = one.outcome in (Outcome.OK, Outcome.UNCHANGED, Outcome.EMPTY)
    stand_in = pack_proposal(one.stand_in) if one.stand_in else None
    return (
        one.cursor,
        one.outcome is Outcome.OK,
        pack_hints(one.hints),
        well or bool(stand_in),
        stand_in,
        one.searched or bool(one.proposals) or (well and not stand_in),
        pack_proposals(one.proposals),
        at if one.searched else None,
        one.source.id,
    )


def keep_validators(db: sqlite3.Connection, given: Iterable[tuple[str, Validators, str | None]]) -> None:
    """Keep what servers gave with content we have used; a server that gives none any more has its old ones dropped.

    `given` holds URL, validators, and the id of the source that is read there: None for pages of articles.
    """
    some, none = [], []
    for url, one, source_id in given:
        if one.etag or one.last_modified:
            some.append((url, one.etag, one.last_modified, source_id))
        else:
            none.append((url,))
    db.executemany(
        """INSERT INTO validators (url, etag, last_modified, source_id) VALUES (?,?,?,?) ON CONFLICT (url) DO UPDATE
        SET etag = excluded.etag, last_modified = excluded.last_modified,
            source_id = coalesce(excluded.source_id, source_id)
        WHERE (etag, last_modified, source_id) IS NOT
            (excluded.etag, excluded.last_modified, coalesce(excluded.source_id, source_id))""",
        some,
    )
    db.executemany("DELETE FROM validators WHERE url = ?", none)


def pack_hints(hints: Hints) -> str:
    """Return hints as JSON without what a source does not say: `{}` for most."""
    record: dict[str, Any] = {}
    if hints.ttl is not None:
        record["ttl"] = hints.ttl.total_seconds()
    if hints.skip_hours:
        record["skip_hours"] = sorted(hints.skip_hours)
    if hints.skip_days:
        record["skip_days"] = sorted(hints.skip_days)
    return json.dumps(record)


def unpack_hints(text: str) -> Hints:
    """Return the hints that `pack_hints` wrote."""
    record: dict[str, Any] = json.loads(text)
    return Hints(
        ttl=timedelta(seconds=record["ttl"]) if "ttl" in record else None,
        skip_hours=frozenset(record.get("skip_hours", ())),
        skip_days=frozenset(record.get("skip_days", ())),
    )
