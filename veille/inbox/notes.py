"""Notes as files: written whole or not at all, read with suspicion."""

import json
import logging
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from pathlib import Path

from veille.errors import InputError, StoreError, reason
from veille.i18n import _

FOLDER = "inbox"
REJECTS = "rejets"
MAX_BYTES = 16_384
"""Of one note; what a form of the site may bring (`veille.web.posting.MAX_BODY`)."""
MAX_PENDING = 10_000
"""Notes read at once, oldest first; the others wait for the next time."""
_TEMPORARY = ".tmp"
_WHY = ".motif.txt"
_KEPT_TEMPORARY = timedelta(days=1)
_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")
_STAMP = "%Y%m%dT%H%M%S%fZ"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody handed in."""

    path: Path
    kind: str
    """Who takes it in: `add`, `ack`, …"""
    values: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A file that was no note, and why, in French."""

    path: Path
    reason: str


class _UnreadableError(Exception):
    """A file that is no note; the text says why, in French."""


def put(data: Path, kind: str, values: Mapping[str, str], now: datetime) -> Path:
    """Keep a note in DATA/inbox and return its file; once this returns, a power cut does not lose it.

    Raises InputError when it is over MAX_BYTES, StoreError when it cannot be written (nothing is left behind,
    but for a temporary file that a later `put` removes), ValueError for a kind that is no plain word.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError(kind)
    body = _bytes(kind, values, now)
    if len(body) > MAX_BYTES:
        raise InputError(_("texte trop long : {most} octets au plus").format(most=MAX_BYTES))
    folder = data / FOLDER
    name = f"{now.astimezone(UTC).strftime(_STAMP)}-{os.urandom(8).hex()}.json"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, now)
        _write(folder, name, body)
    except OSError as error:
        refused = _("{path} : rien ne peut y être déposé ({reason})")
        raise StoreError(refused.format(path=folder, reason=reason(error))) from error
    return folder / name


def pending(data: Path, *kinds: str) -> list[Note]:
    """Return the notes of these kinds (of all, when none is given) that are not done, oldest first.

    Files that are no notes are moved to inbox/rejets with their reason beside them, and told in the log.
    A file the disk does not give just now stays where it is.
    """
    notes = []
    for path in nsmallest(MAX_PENDING, _files(data / FOLDER)):
        try:
            note = _read(path)
        except _UnreadableError as error:
            _reject(path, str(error))
        except FileNotFoundError:
            continue  # taken in by another program meanwhile
        except OSError as error:
            log.warning("%s: %s", path, error)
        else:
            if not kinds or note.kind in kinds:
                notes.append(note)
    return notes


def done(note: Note) -> None:
    """Let go of a note that was taken in; taking one in twice after a power cut must do no harm."""
    note.path.unlink(missing_ok=True)


def replace_values(note: Note, values: Mapping[str, str]) -> None:
    """Write a note anew with other values, under its own name. Raises OSError; the old note then stands.

    A note that was taken in meanwhile does not come back.
    """
    temporary = note.path.with_name(note.path.name + _TEMPORARY)
    temporary.unlink(missing_ok=True)
    _write(note.path.parent, note.path.name, _bytes(note.kind, values, note.at), only_over=True)


def reject(note: Note, why: str) -> None:
    """Set a note aside that can be read but not be taken in; `why` is a French sentence."""
    _reject(note.path, why)


def rejected(data: Path) -> list[Rejected]:
    """Return the files that were set aside, oldest first."""
    return [Rejected(path=path, reason=_why(path)) for path in sorted(_files(data / FOLDER / REJECTS))]


def _files(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.endswith(".json")]
    except FileNotFoundError:
        return
    yield from (folder / name for name in names)


def _bytes(kind: str, values: Mapping[str, str], at: datetime) -> bytes:
    record = {"kind": kind, "at": at.astimezone(UTC).isoformat(), "values": dict(values)}
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")


def _write(folder: Path, name: str, body: bytes, *, only_over: bool = False) -> None:
    """Write a file whole or not at all; `only_over` writes over one that is there, or nothing."""
    temporary = folder / (name + _TEMPORARY)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        if only_over and not (folder / name).exists():
            temporary.unlink()
            return
        temporary.rename(folder / name)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)  # the name must survive a power cut as well as the bytes
    finally:
        os.close(directory)


def _sweep(folder: Path, now: datetime) -> None:
    """Remove what a killed `put` left: it may hold what a person wrote, and nobody would ever read it."""
    oldest = (now.astimezone(UTC) - _KEPT_TEMPORARY).strftime(_STAMP)
    for path in folder.glob(f"*{_TEMPORARY}"):
        if path.name < oldest:
            path.unlink(missing_ok=True)


def _read(path: Path) -> Note:
    """Return the note in a file; raises _UnreadableError, or OSError when the disk fails."""
    try:
        # a pipe would wait for a writer, a link lead anywhere
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except PermissionError as error:
        raise _UnreadableError(reason(error)) from error
    except OSError as error:
        if path.is_symlink():
            raise _UnreadableError(_("c’est un lien, pas un fichier")) from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _UnreadableError(_("ce n’est pas un fichier ordinaire"))
    with os.fdopen(handle, "rb") as file:
        body = file.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise _UnreadableError(_("fichier trop gros : {most} octets au plus").format(most=MAX_BYTES))
    return _parsed(body, path)


def _parsed(body: bytes, path: Path) -> Note:
    try:
        record = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _UnreadableError(_("ce n’est pas du JSON lisible")) from error
    try:
        kind, at, values = record["kind"], datetime.fromisoformat(record["at"]), record["values"]
    except (KeyError, TypeError, ValueError) as error:
        raise _UnreadableError(_("il y manque « kind », « at » ou « values »")) from error
    texts = isinstance(values, dict) and all(isinstance(value, str) for value in values.values())
    if not isinstance(kind, str) or not _KIND.fullmatch(kind) or at.tzinfo is None or not texts:
        raise _UnreadableError(_("« kind », « at » ou « values » n’a pas la forme attendue"))
    return Note(path=path, kind=kind, values=values, at=at)


def _reject(path: Path, why: str) -> None:
    folder = path.parent / REJECTS
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / (path.name + _WHY)).write_text(why + "\n", encoding="utf-8")
        path.rename(folder / path.name)
    except FileNotFoundError:
        return  # taken away meanwhile
    except OSError as error:
        log.warning("%s: %s; cannot be set aside: %s", path, why, error)
        return
    log.warning("%s: %s; set aside in %s", path, why, folder)


def _why(path: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return path.with_name(path.name + _WHY).read_text(encoding="utf-8").strip()
    return ""
