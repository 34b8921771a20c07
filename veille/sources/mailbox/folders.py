"""Messages in a folder of this machine: a Maildir, or files named *.eml. Nothing is written, moved or marked.

What was read is remembered by name, not by date: names of files have no order and clocks are set, so that a
watermark would lose a message copied in late. The cursor holds 48 bits of hash per file that is still there: a new
name that hashes like one of 50,000 known ones has a chance of 2 in 10 billion.
"""

import base64
import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from veille.i18n import _
from veille.models import Outcome
from veille.sources.mailbox.base import MAX_MESSAGE, MAX_RUN, Delivery, Mail
from veille.sources.mailbox.mime import read_headers

MAX_FILES = 50_000
"""Messages of one folder that are looked at: a cursor of 400 KB."""
MAX_HEADERS = 5_000
"""Messages whose headers are read in one run, to see sender and date."""
_HEAD = 64_000
_HASH = 6
_FLAGS = re.compile(r"[:;!]2,[A-Za-z]*$")


@dataclass(frozen=True, slots=True)
class _File:
    key: bytes
    path: Path
    modified: float


class _FolderError(Exception):
    """The folder cannot be read; says why in French."""


def read_folder(
    kind: str, folder: Path, *, cursor: str, since: datetime | None, senders: tuple[str, ...], most: int
) -> Delivery:
    """Return the messages of a `maildir` or `eml` folder not read before, at most `most`, oldest first.

    Links that lead out of the folder, and anything but ordinary files, are not looked at.
    """
    known, floor = _unpack(cursor)
    floor = floor or (since.timestamp() if since and not cursor else None)
    try:
        files = sorted(_files(kind, folder), key=lambda file: (file.modified, file.path.name))
    except _FolderError as error:
        return Delivery(outcome=Outcome.UNREACHABLE, detail=str(error))
    if len(files) > MAX_FILES:
        detail = _("dossier de plus de {count} messages : rangez les anciens ailleurs").format(count=MAX_FILES)
        return Delivery(outcome=Outcome.TOO_BIG, detail=detail)
    here = {file.key for file in files}
    return _take([file for file in files if file.key not in known], known & here, floor, senders, most)


def _take(files: list[_File], known: set[bytes], floor: float | None, senders: tuple[str, ...], most: int) -> Delivery:
    mails: list[Mail] = []
    passed: list[set[bytes]] = [set()]
    counts = {"big": 0, "unreadable": 0, "older": 0}
    size, more = 0, False
    for number, file in enumerate(files):
        if len(mails) >= most or size >= MAX_RUN or number >= MAX_HEADERS:
            more = True
            break
        raw, why = _read(file.path, floor, senders)
        if why:
            counts[why] = counts.get(why, 0) + 1
            if why != "unreadable":  # somebody may be moving it, or set its rights: it is tried again
                passed[-1].add(file.key)
        else:
            size += len(raw)
            mails.append(Mail(raw=raw))
            passed.append({file.key})

    def cursor(count: int) -> str:
        return _pack(known.union(*passed[: count + 1]), floor)

    return Delivery(
        outcome=Outcome.OK,
        mails=tuple(mails),
        too_big=counts["big"],
        unreadable=counts["unreadable"],
        older=counts["older"],
        more=more,
        cursor=cursor,
    )


def _files(kind: str, folder: Path) -> Iterator[_File]:
    try:
        real = folder.resolve(strict=True)
        if kind == "eml":
            yield from _listed(real, lambda name: name.lower().endswith(".eml"))
            return
        places = [real / name for name in ("new", "cur") if (real / name).is_dir() and not (real / name).is_symlink()]
        if not places:
            raise _FolderError(_("ce dossier n’est pas un Maildir : « new » et « cur » manquent"))
        for place in places:
            yield from _listed(place, lambda name: not name.startswith("."))
    except OSError as error:
        raise _FolderError(_why(error)) from error


def _listed(place: Path, wants: Callable[[str], bool]) -> Iterator[_File]:
    with os.scandir(place) as entries:
        for entry in entries:
            if not wants(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            # flags are in the name and change when somebody reads the message; new/ and cur/ share names
            name = _FLAGS.sub("", entry.name)
            try:
                modified = entry.stat(follow_symlinks=False).st_mtime
            except FileNotFoundError:  # moved from new/ to cur/ this instant: it is found there, or next time
                continue
            yield _File(_key(name), Path(entry.path), modified)


def _key(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=_HASH).digest()


def _read(path: Path, floor: float | None, senders: tuple[str, ...]) -> tuple[bytes, str]:
    """Return the message, or why it is passed over: big, unreadable, older, or other (not one of the senders)."""
    try:
        # O_NOFOLLOW and O_NONBLOCK: what was an ordinary file a moment ago may be a link or a pipe by now
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return b"", "unreadable"
            head = file.read(_HEAD)
            if why := _unwanted(head, floor, senders):
                return b"", why
            if status.st_size > MAX_MESSAGE:
                return b"", "big"
            return head + file.read(MAX_MESSAGE - len(head)), ""
    except OSError:
        return b"", "unreadable"


def _unwanted(head: bytes, floor: float | None, senders: tuple[str, ...]) -> str:
    if floor is None and not senders:
        return ""
    try:
        letter = read_headers(head)
    except Exception:  # left to the reader of the whole message, which counts it
        return ""
    if senders and not from_one_of(letter.sender, senders):
        return "other"
    return "older" if floor is not None and letter.date and letter.date.timestamp() < floor else ""


def from_one_of(sender: str, senders: tuple[str, ...]) -> bool:
    """Say whether an address is one of those listed, or of a listed @domain. From is forgeable: this only sorts."""
    domain = "@" + sender.rpartition("@")[2]
    return any(sender == one.lower() or domain == one.lower() for one in senders)


def _pack(known: set[bytes], floor: float | None) -> str:
    names = base64.b64encode(b"".join(sorted(known))).decode()
    return json.dumps({"lus": names} | ({"depuis": int(floor)} if floor is not None else {}))


def _unpack(cursor: str) -> tuple[set[bytes], float | None]:
    if not cursor:
        return set(), None
    try:
        record = json.loads(cursor)
        data = base64.b64decode(record["lus"])
        floor = record.get("depuis")
    except (ValueError, KeyError, TypeError):  # of another kind of mailbox, read here before
        return set(), None
    return {data[start : start + _HASH] for start in range(0, len(data), _HASH)}, floor


def _why(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return _("dossier introuvable")
    if error.errno in (errno.EACCES, errno.EPERM):
        return _("dossier interdit en lecture à cet utilisateur")
    return _("dossier illisible ({why})").format(why=os.strerror(error.errno or 0))
