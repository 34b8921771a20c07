"""DATA/exports: the daily dumps that are there, as their `index.json` tells.

Only what the index names is public: a file half written, or left by a dump that died, is in no index.
French keys, because members read them.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veille.errors import BusyError
from veille.i18n import _

FOLDER = "exports"
INDEX = "index.json"
_OURS = re.compile(r"(?:veille|articles|appels)-\d{4}-\d\d-\d\d\.(?:db|csv)\.gz|\.[a-z0-9.-]+\.tmp(?:-journal)?")
"""Names that a dump may make, temporary ones included; nothing else in the folder is ever deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a dump."""

    name: str
    holds: str
    """base (SQLite), articles or appels (CSV)."""
    size: int
    """Bytes, compressed."""
    sha256: str
    rows: int
    """Of all its tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """What was made on one day."""

    day: str
    """AAAA-MM-JJ, of Paris."""
    generation: int
    made: str
    """UTC, ISO 8601."""
    files: tuple[File, ...]


def read_index(data: Path) -> tuple[Dump, ...]:
    """Return the dumps of a data folder, newest first; none where there is no index or it cannot be understood."""
    try:
        record = json.loads((data / FOLDER / INDEX).read_bytes())
        dumps = [_dump(entry) for entry in record["exports"]]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(sorted(dumps, key=lambda dump: dump.day, reverse=True))


def write_index(folder: Path, dumps: Iterable[Dump], licence: str) -> None:
    """Replace the index in one step; once this returns, a power cut does not lose it. Raises OSError."""
    record = {"licence": licence, "exports": [_record(dump) for dump in dumps]}
    path = folder / temporary(INDEX)
    with path.open("wb") as file:
        file.write(json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    path.replace(folder / INDEX)
    sync(folder)


@contextmanager
def alone(folder: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of the folder while the block runs; the kernel frees it when the process ends, however it ends.

    When another process holds it, wait, or raise BusyError at once. Raises OSError when it cannot be written.
    """
    with (folder / ".verrou").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise BusyError(_("un autre export est en cours dans {path}").format(path=folder)) from None
        yield


def temporary(name: str) -> str:
    """Return the name under which a file is written before it has its own."""
    return f".{name}.tmp"


def sync(folder: Path) -> None:
    """Make the names of a folder survive a power cut. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path, kept: Iterable[Dump]) -> None:
    """Delete files of dumps that are not kept, and what dumps that died left; what cannot be deleted stays."""
    named = {file.name for dump in kept for file in dump.files}
    with suppress(OSError):
        for path in folder.iterdir():
            if _OURS.fullmatch(path.name) and path.name not in named:
                with suppress(OSError):
                    path.unlink()


def discard(data: Path) -> None:
    """Take all dumps of a data folder away: they hold what is to be public no more. Raises OSError.

    One that is being made is waited for: it may have begun before.
    """
    folder = data / FOLDER
    if not folder.is_dir():
        return
    with alone(folder, wait=True):
        with suppress(FileNotFoundError):
            (folder / INDEX).unlink()
        sync(folder)
        sweep(folder, ())


def _record(dump: Dump) -> dict[str, Any]:
    return {
        "date": dump.day,
        "generation": dump.generation,
        "fait_le": dump.made,
        "fichiers": [
            {"nom": one.name, "contenu": one.holds, "octets": one.size, "sha256": one.sha256, "lignes": one.rows}
            for one in dump.files
        ],
    }


def _dump(entry: dict[str, Any]) -> Dump:
    return Dump(
        day=str(entry["date"]),
        generation=int(entry["generation"]),
        made=str(entry["fait_le"]),
        files=tuple(
            File(
                name=str(one["nom"]),
                holds=str(one["contenu"]),
                size=int(one["octets"]),
                sha256=str(one["sha256"]),
                rows=int(one["lignes"]),
            )
            for one in entry["fichiers"]
        ),
    )
