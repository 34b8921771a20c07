"""Append-only files of JSON lines, for what must never be lost: corrections, draws of samples, histories of models.

A line is written whole, under a lock, and is on the disk when `append` returns. What a kill cut short stays at the
end of the file; the next writer moves it to `<name>.rejets` beside, so that it harms nobody and is not lost either.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from veille.errors import StoreError, reason
from veille.i18n import _

REJECTS = ".rejets"

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that could be read."""

    number: int
    """From 1."""
    end: int
    """Where the next line begins, in bytes."""
    value: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a journal holds from some place on."""

    lines: tuple[Line, ...] = ()
    broken: tuple[int, ...] = ()
    """Numbers of the lines that are no JSON object; the last one when a writer was killed."""
    end: int = 0
    """Where the file ends, in bytes."""


def read(path: Path, after: int = 0) -> Reading:
    """Return the lines that begin at or after a place in bytes; nothing where there is no file.

    A file shorter than that place is another one than before: it is read from its beginning.
    Line numbers count from the beginning of the file. Raises StoreError when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            return _read(file, after)
    except FileNotFoundError:
        return Reading()
    except OSError as error:
        raise _refused(path, error) from error


def append(path: Path, record: Record) -> None:
    """Write one line; once this returns, a power cut does not lose it. Raises StoreError when it cannot be written."""
    append_with(path, lambda _reading: [record])


def append_with(path: Path, make: Callable[[Reading], Sequence[Record]], after: int = 0) -> Sequence[Record]:
    """Write the lines that `make` makes of what the journal holds from `after` on, nobody else writing meanwhile."""
    with _opened(path) as file:
        records = make(_read(file, after))
        lines = (json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n" for record in records)
        size = file.seek(0, os.SEEK_END)
        try:
            _write(file, b"".join(lines))
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)
            raise
    return records


def erase(path: Path, wanted: Callable[[dict[str, Any]], bool], keys: Sequence[str]) -> int:
    """Blank these values in every line that is wanted, where it stands, and return how many lines that were.

    For what the law wants forgotten. Places in the file stay what they were: blanks fill what is taken out.
    """
    if not path.exists():
        return 0
    with _opened(path) as file:
        reading = _read(file, 0)
        chosen = [line for line in reading.lines if wanted(line.value)]
        content = path.read_bytes()
        for line in chosen:
            start = content.rfind(b"\n", 0, line.end - 1) + 1
            blank = {**line.value, **{key: "" for key in keys if key in line.value}}
            body = json.dumps(blank, ensure_ascii=False).encode("utf-8", "replace")
            _write_at(path, start, body.ljust(line.end - 1 - start))
    return len(chosen)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a journal to write at its end, whole and locked."""
    try:
        new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if new:
                _sync_folder(path.parent)  # the name must survive a power cut as well as the bytes
            _mend(path, file)
            yield file
    except OSError as error:
        raise _refused(path, error) from error


def _mend(path: Path, file: BinaryIO) -> None:
    """End the last line, or set it aside when a kill cut it short."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return
    file.seek(0)
    content = file.read()
    start = content.rfind(b"\n") + 1
    if start == len(content):
        return
    if _parsed(content[start:]) is not None:
        _write(file, b"\n")
        return
    with path.with_name(path.name + REJECTS).open("ab") as rejects:
        rejects.write(content[start:] + b"\n")
        rejects.flush()
        os.fsync(rejects.fileno())
    os.ftruncate(file.fileno(), start)


def _read(file: BinaryIO, after: int) -> Reading:
    file.seek(0)
    content = file.read()
    if after > len(content):
        after = 0
    lines: list[Line] = []
    broken: list[int] = []
    place, number = after, content.count(b"\n", 0, after)
    for raw in content[after:].split(b"\n"):
        place, number = min(place + len(raw) + 1, len(content)), number + 1
        if not raw.strip():
            continue
        value = _parsed(raw)
        if value is None:
            broken.append(number)
        else:
            lines.append(Line(number=number, end=place, value=value))
    return Reading(lines=tuple(lines), broken=tuple(broken), end=len(content))


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _write(file: BinaryIO, body: bytes) -> None:
    rest = memoryview(body)
    while rest:  # a disk that fills up takes a part, then refuses
        rest = rest[os.write(file.fileno(), rest) :]


def _write_at(path: Path, place: int, body: bytes) -> None:
    with path.open("r+b") as file:  # not the one that only appends
        file.seek(place)
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(path: Path, error: OSError) -> StoreError:
    message = _("{path} : rien ne peut y être écrit ou lu ({reason})")
    return StoreError(message.format(path=path, reason=reason(error)))
