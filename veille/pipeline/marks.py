"""What officers decide about sources: a note in DATA/inbox, taken in at once or by the run under way's successor."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from veille.errors import BusyError
from veille.inbox import Note, done, pending, put
from veille.store import Store, lock, open_store

log = logging.getLogger(__name__)

SNOOZE, ACKNOWLEDGE, RETIRE, RESUME = "source-snooze", "source-ack", "source-retire", "source-resume"


def mark(data: Path, kind: str, values: Mapping[str, str], now: datetime) -> bool:
    """Hand in a decision; True when it is taken in at once, False when a run is under way and the next one does.

    `values` holds `source` (an id) and, for SNOOZE, `until` (a moment as ISO 8601).
    """
    put(data, kind, values, now)
    try:
        with lock(data), open_store(data / "collect.db") as store:
            take_in(data, store)
    except BusyError:
        return False
    return True


def take_in(data: Path, store: Store) -> None:
    """Take in every decision that waits, oldest first; one that makes no sense is logged and let go of."""
    for note in pending(data, *_DOING):
        if not _DOING[note.kind](store, note):
            log.warning("%s: no source %r, or no moment; left out", note.path.name, note.values.get("source"))
        done(note)


def _snooze(store: Store, note: Note) -> bool:
    try:
        until = datetime.fromisoformat(note.values.get("until", ""))
    except ValueError:
        return False
    if until.tzinfo is None:
        return False
    return store.snooze(_source(note), min(until, note.at + LONGEST_SNOOZE))


def _acknowledge(store: Store, note: Note) -> bool:
    return store.acknowledge(_source(note))


def _retire(store: Store, note: Note) -> bool:
    return store.put_away(_source(note), note.at)


def _resume(store: Store, note: Note) -> bool:
    return store.resume(_source(note))


def _source(note: Note) -> str:
    return note.values.get("source", "")


LONGEST_SNOOZE = timedelta(days=366)
_DOING: Mapping[str, Callable[[Store, Note], bool]] = {
    SNOOZE: _snooze,
    ACKNOWLEDGE: _acknowledge,
    RETIRE: _retire,
    RESUME: _resume,
}
