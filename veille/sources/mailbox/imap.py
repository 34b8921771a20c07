"""Messages in a folder of an IMAP server: read by number, never marked, moved or deleted.

The cursor holds the folder's UIDVALIDITY, the last UID dealt with, and the day before which nothing is wanted. When
UIDVALIDITY changes the numbers mean nothing any more: messages from a week before the last one read are read again,
and are known by their Message-ID.
"""

import imaplib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

from veille.config.settings import HttpSettings
from veille.models import Outcome
from veille.sources.mailbox.base import MAX_MESSAGE, MAX_RUN, Delivery, Mail
from veille.sources.mailbox.folders import from_one_of
from veille.sources.mailbox.imapfailures import FAILURES, FolderError, RefusedError, explain
from veille.sources.mailbox.imapwire import Connection, Limits, OversizeError, timed
from veille.sources.mailbox.mime import read_headers

MAX_HEADERS = 2_000
"""Messages whose sender and size are asked in one run."""
_AT_ONCE = 50
"""Messages whose sender and size are asked in one command."""
_REREAD = timedelta(days=7)
_VISIT = 2.0
"""A whole visit takes at most this many times the limit of one HTTP request."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - one line says it
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_CODE = re.compile(rb"\[(\w+)")
_AWAY = (b"UNAVAILABLE", b"INUSE", b"SERVERBUG", b"LIMIT", b"CONTACTADMIN")


@dataclass(frozen=True, slots=True)
class _Cursor:
    validity: int = 0
    last: int = 0
    floor: str = ""
    """ISO day before which nothing is wanted."""
    newest: str = ""
    """ISO day the newest message dealt with arrived."""

    def text(self) -> str:
        return json.dumps({"v": self.validity, "u": self.last, "depuis": self.floor, "le": self.newest})


@dataclass(frozen=True, slots=True)
class _Header:
    uid: int
    size: int
    arrived: datetime | None
    sender: str


def read_imap(  # noqa: PLR0913 - an account, and what is wanted of it
    url: str,
    user: str,
    password: str,
    *,
    variable: str,
    settings: HttpSettings,
    cursor: str,
    since: datetime | None,
    senders: tuple[str, ...],
    most: int,
) -> Delivery:
    """Return the messages not read before, at most `most`, oldest first; blocks, so it runs in a thread.

    `variable` is the name of the environment variable that held the password, for the sentence when it is refused.
    Never raises for what server or network do.
    """
    limits = Limits(settings, time.monotonic() + _VISIT * settings.total_timeout)
    start = _unpack(cursor)
    if since and not start.floor and not cursor:
        start = replace(start, floor=since.date().isoformat())
    visit = _Visit(limits, start, senders, most)
    try:
        with timed(limits):
            visit.go(url, user, password)
    except FAILURES as error:
        outcome, detail = explain(error, settings, whole=_VISIT * settings.total_timeout, variable=variable)
        return replace(visit.delivery(), outcome=outcome, detail=detail)
    return visit.delivery()


class _Visit:
    """One connection, and what it brought until it ended, well or not."""

    def __init__(self, limits: Limits, start: _Cursor, senders: tuple[str, ...], most: int) -> None:
        self._limits, self._start, self._senders, self._most = limits, start, senders, most
        self._mails: list[Mail] = []
        self._after: list[_Cursor] = [start]
        self._too_big = 0
        self._unreadable = 0
        self._bytes = 0
        self._more = False

    def delivery(self) -> Delivery:
        """Return what came so far."""
        after = list(self._after)
        return Delivery(
            outcome=Outcome.OK,
            mails=tuple(self._mails),
            too_big=self._too_big,
            unreadable=self._unreadable,
            more=self._more,
            cursor=lambda count: after[count].text() if after[count] != _Cursor() else None,
        )

    def go(self, url: str, user: str, password: str) -> None:
        """Sign in, open the folder, take what is new."""
        parts = urlsplit(url)
        tls = parts.scheme == "imaps"
        connection = Connection(parts.hostname or "", parts.port or (993 if tls else 143), tls=tls, limits=self._limits)
        try:
            _sign_in(connection, user, password)
            self._open(connection, unquote(parts.path.strip("/")) or "INBOX")
            self._take(connection)
        finally:
            _leave(connection)

    def _open(self, connection: Connection, folder: str) -> None:
        status, data = connection.examine(folder)
        if status != "OK":
            code = _CODE.search(data[0] or b"") if data else None
            raise FolderError(bool(code and code[1].upper() in _AWAY))
        validity = _number(connection.response("UIDVALIDITY")[1])
        if self._start.validity and validity != self._start.validity:
            floor = self._start.floor
            if self._start.newest:
                floor = max(floor, (datetime.fromisoformat(self._start.newest).date() - _REREAD).isoformat())
            self._start = replace(self._start, last=0, floor=floor)
        self._start = replace(self._start, validity=validity)
        self._after = [self._start]

    def _take(self, connection: Connection) -> None:
        uids = self._search(connection)
        asked = uids[:MAX_HEADERS]
        self._more = len(uids) > len(asked)
        for first in range(0, len(asked), _AT_ONCE):
            for header in self._headers(connection, asked[first : first + _AT_ONCE]):
                if len(self._mails) >= self._most or self._bytes >= MAX_RUN or self._is_late():
                    self._more = True
                    return
                self._message(connection, header)

    def _is_late(self) -> bool:
        """Say whether half the time of the visit is over: the rest is taken next time rather than cut off."""
        return time.monotonic() > self._limits.deadline - self._limits.settings.total_timeout * _VISIT / 2

    def _search(self, connection: Connection) -> list[int]:
        criteria = [f"UID {self._start.last + 1}:*"]
        if self._start.floor:
            day = datetime.fromisoformat(self._start.floor)
            criteria.append(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")
        status, data = connection.uid("SEARCH", *criteria)
        if status != "OK":
            raise imaplib.IMAP4.error(status)
        found = {int(word) for line in data if isinstance(line, bytes) for word in line.split() if word.isdigit()}
        return sorted(uid for uid in found if uid > self._start.last)  # « n:* » always gives the last one

    def _headers(self, connection: Connection, uids: list[int]) -> Iterator[_Header]:
        """Yield number, size and sender in the order of numbers, also of messages about which the server is silent."""
        self._limits.literal = 64_000
        what = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM)])"
        _status, data = connection.uid("FETCH", ",".join(map(str, uids)), what)
        found = {header.uid: header for header in _parsed(data)}
        for uid in uids:
            yield found.get(uid) or _Header(uid, 0, None, "")

    def _message(self, connection: Connection, header: _Header) -> None:
        """Take one message unless it is too big or from somebody else; then it is dealt with."""
        arrived = header.arrived.date().isoformat() if header.arrived else ""
        newest = max(arrived, self._after[-1].newest)
        cursor = replace(self._after[-1], last=header.uid, newest=newest)
        if self._senders and not from_one_of(header.sender, self._senders):
            self._after[-1] = cursor
            return
        if header.size > MAX_MESSAGE:
            self._too_big += 1
            self._after[-1] = cursor
            return
        self._limits.literal = MAX_MESSAGE
        try:
            status, data = connection.uid("FETCH", str(header.uid), "(UID BODY.PEEK[])")
        except OversizeError:  # it lied about the size: this connection is lost, the message is passed over
            self._too_big += 1
            self._after[-1] = cursor
            raise
        if status != "OK":  # passed over once a later message comes, asked again if none does
            self._unreadable += 1
            return
        raw = next((bytes(part[1]) for part in data if isinstance(part, tuple)), b"")
        if not raw:  # deleted meanwhile, or kept back
            self._unreadable += 1
            self._after[-1] = cursor
            return
        self._bytes += len(raw)
        self._mails.append(Mail(raw=raw, arrived=header.arrived))
        self._after.append(cursor)


def _sign_in(connection: Connection, user: str, password: str) -> None:
    if "LOGINDISABLED" in connection.capabilities:
        raise RefusedError
    try:
        connection.sign_in(user, password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError) as error:
        raise RefusedError from error


def _leave(connection: Connection) -> None:
    """Say goodbye; a connection that has failed is only closed. CLOSE is not sent: it would delete in some folders."""
    try:
        connection.logout()
    except (OSError, imaplib.IMAP4.error, OversizeError, ValueError):
        connection.shutdown()


def _parsed(data: list[object]) -> Iterator[_Header]:
    """Yield what FETCH said; imaplib gives (words, literal) pairs, with words that follow a literal by themselves."""
    for number, part in enumerate(data):
        if not isinstance(part, tuple):
            continue
        after = data[number + 1] if number + 1 < len(data) else b""
        words = bytes(part[0]) + b" " + (after if isinstance(after, bytes) else b"")
        uid, size = _UID.search(words), _SIZE.search(words)
        if uid:
            yield _Header(int(uid[1]), int(size[1]) if size else 0, _arrived(words), _sender(bytes(part[1])))


def _sender(head: bytes) -> str:
    try:
        return read_headers(head).sender
    except Exception:  # as for any message: headers nobody can read are of no listed sender
        return ""


def _arrived(words: bytes) -> datetime | None:
    moment = imaplib.Internaldate2tuple(words)
    return datetime.fromtimestamp(time.mktime(moment), UTC) if moment else None


def _number(data: list[bytes | None]) -> int:
    return int(data[0]) if data and data[0] and data[0].isdigit() else 0


def _unpack(cursor: str) -> _Cursor:
    try:
        record = json.loads(cursor) if cursor else {}
        found = _Cursor(
            int(record.get("v", 0)), int(record.get("u", 0)), record.get("depuis", ""), record.get("le", "")
        )
        _days = [datetime.fromisoformat(day) for day in (found.floor, found.newest) if day]
    except (ValueError, TypeError, AttributeError):  # of a folder that was read here before
        return _Cursor()
    return found
