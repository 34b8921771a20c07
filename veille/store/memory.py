"""What is kept to ask a source or a page again: validators per URL, cursors, hints, stand-ins."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from veille.models import Hints, Memory, Outcome, Validators
from veille.store.codec import pack_proposal, pack_proposals, unpack_proposal
from veille.store.values import Collected


def validators(db: sqlite3.Connection, url: str) -> Validators:
    """Return what the server gave for this URL; empty when nothing was kept."""
    row = db.execute("SELECT etag, last_modified FROM validators WHERE url = ?", [url]).fetchone()
    return Validators() if row is None else Validators(etag=row[0], last_modified=row[1])


def memories(db: sqlite3.Connection) -> dict[str, Memory]:
    """Return what was kept of every source to ask it again (the validators of pages come with `leads.pending`)."""
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
        )
        for source, cursor, stand_in in db.execute("SELECT id, cursor, stand_in FROM sources")
    }


def remember(db: sqlite3.Connection, batch: Iterable[Collected]) -> None:
    """Keep where readers stopped, what sources say of their rhythm, and what stands in for which."""
    db.executemany(
        """UPDATE sources SET cursor = coalesce(?, cursor), hints = CASE WHEN ? THEN ? ELSE hints END, stand_in = ?,
            proposals = CASE WHEN ? THEN ? ELSE proposals END
        WHERE id = ?""",
        [
            (
                one.cursor,
                one.outcome is Outcome.OK,
                pack_hints(one.hints),
                pack_proposal(one.stand_in) if one.stand_in else None,
                one.outcome is Outcome.OK or bool(one.proposals),
                pack_proposals(one.proposals),
                one.source.id,
            )
            for one in batch
        ],
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
