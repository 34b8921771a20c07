"""A small IMAP4rev1 server on loopback that misbehaves on request.

    with ImapServer({"INBOX": [message(...)]}) as server:
        ... read f"imap://127.0.0.1:{server.port}/INBOX" with user "desk" and password "secret" ...
        assert server.commands[0].startswith("CAPABILITY")

Enough of RFC 3501 for a reader: CAPABILITY, LOGIN, AUTHENTICATE PLAIN, EXAMINE and SELECT, UID SEARCH (UID, SINCE),
UID FETCH with literals, LOGOUT. Runs in a thread, one more per connection. Faults are attributes set by the test.
"""

import base64
import re
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

USER, PASSWORD = "desk", "s3cret mot de passé"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass
class Stored:
    """A message in a folder."""

    uid: int
    raw: bytes
    arrived: datetime = datetime(2026, 11, 10, 8, 0, tzinfo=UTC)
    flags: str = ""
    size: int | None = None
    """What the server says of its size; None: the truth."""


class ImapServer:
    """One account with folders; a context manager. `commands` are all lines received, without their tags."""

    def __init__(self, folders: dict[str, list[Stored]], *, tls: ssl.SSLContext | None = None) -> None:
        self.folders = folders
        self.validity = 7
        self.commands: list[str] = []
        self.capabilities = "IMAP4rev1 AUTH=PLAIN"
        self.greeting = b"* OK ready\r\n"
        self.fault: Callable[[str, Session], bool] = lambda _command, _session: False
        """Called with every command; True when it has answered, or not, in the server's place."""
        self._tls = tls

    def url(self, folder: str = "INBOX") -> str:
        return f"{'imaps' if self._tls else 'imap'}://127.0.0.1:{self.port}/{folder}"

    def __enter__(self) -> Self:
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    sock = outer._tls.wrap_socket(self.request, server_side=True) if outer._tls else self.request
                    Session(outer, sock).run()
                except OSError:  # the client is gone, or TLS was refused: what some tests are about
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Session:
    """One connection."""

    def __init__(self, server: ImapServer, sock: socket.socket) -> None:
        self.server, self.sock = server, sock
        self._input = sock.makefile("rb")
        self._folder: list[Stored] = []
        self._in = False
        self._open = True

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        self._input.close()
        self._open = False

    def run(self) -> None:
        try:
            self.send(self.server.greeting)
            while self._open and (line := self._input.readline()):
                tag, _sep, command = line.decode().strip().partition(" ")
                self.server.commands.append(command)
                if not self.server.fault(command, self) and self._open:
                    self._answer(tag, command)
        finally:
            if self._open:
                self._input.close()
                self.sock.close()

    def _answer(self, tag: str, command: str) -> None:
        name, _sep, rest = command.partition(" ")
        answers = {
            "CAPABILITY": self._capability,
            "LOGIN": self._login,
            "AUTHENTICATE": self._authenticate,
            "EXAMINE": self._examine,
            "SELECT": self._examine,
            "UID": self._uid,
            "LOGOUT": self._logout,
        }
        answer = answers.get(name.upper())
        status = answer(rest) if answer else "BAD unknown command"
        self.send(f"{tag} {status}\r\n".encode())

    def _capability(self, _rest: str) -> str:
        self.send(f"* CAPABILITY {self.server.capabilities}\r\n".encode())
        return "OK done"

    def _login(self, rest: str) -> str:
        user, password = (word.strip('"').replace('\\"', '"') for word in rest.split(" ", 1))
        return self._enter(user, password)

    def _authenticate(self, _rest: str) -> str:
        self.send(b"+ \r\n")
        _who, user, password = base64.b64decode(self._input.readline()).decode().split("\0")
        return self._enter(user, password)

    def _enter(self, user: str, password: str) -> str:
        self._in = (user, password) == (USER, PASSWORD)
        return "OK in" if self._in else f"NO [AUTHENTICATIONFAILED] no {user} with {password}"

    def _examine(self, rest: str) -> str:
        name = rest.strip('"')
        if not self._in or name not in self.server.folders:
            return "NO [NONEXISTENT] no such folder"
        self._folder = self.server.folders[name]
        self.send(
            f"* {len(self._folder)} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen)\r\n"
            f"* OK [UIDVALIDITY {self.server.validity}] valid\r\n".encode()
        )
        return "OK [READ-ONLY] open"

    def _uid(self, rest: str) -> str:
        name, _sep, rest = rest.partition(" ")
        return self._search(rest) if name.upper() == "SEARCH" else self._fetch(rest)

    def _search(self, rest: str) -> str:
        first = int(re.search(r"UID (\d+):\*", rest)[1])  # type: ignore[index]
        since = re.search(r"SINCE (\d+)-(\w+)-(\d+)", rest)
        day = datetime(int(since[3]), _MONTHS.index(since[2]) + 1, int(since[1]), tzinfo=UTC) if since else None
        last = max((one.uid for one in self._folder), default=0)
        found = [
            one.uid
            for one in self._folder
            if (one.uid >= first or one.uid == last) and (day is None or one.arrived >= day)
        ]
        self.send(f"* SEARCH {' '.join(map(str, reversed(found)))}\r\n".encode())
        return "OK found"

    def _fetch(self, rest: str) -> str:
        uids, _sep, what = rest.partition(" ")
        wanted = {int(uid) for uid in uids.split(",")}
        for number, one in enumerate(self._folder, 1):
            if one.uid not in wanted:
                continue
            if "HEADER.FIELDS" in what:
                line = next((row for row in one.raw.splitlines() if row.lower().startswith(b"from:")), b"")
                self._literal(number, one, "BODY[HEADER.FIELDS (FROM)]", line + b"\r\n\r\n")
            else:
                self._literal(number, one, "BODY[]", one.raw)
        return "OK fetched"

    def _literal(self, number: int, one: Stored, name: str, data: bytes) -> None:
        size = len(one.raw) if one.size is None else one.size
        day = f"{one.arrived.day:2d}-{_MONTHS[one.arrived.month - 1]}-{one.arrived:%Y %H:%M:%S} +0000"
        head = f'* {number} FETCH (UID {one.uid} RFC822.SIZE {size} INTERNALDATE "{day}" {name} {{{len(data)}}}\r\n'
        self.send(head.encode() + data + b")\r\n")

    def _logout(self, _rest: str) -> str:
        self.send(b"* BYE\r\n")
        return "OK bye"


def silent(seconds: float, at: str) -> Callable[[str, Session], bool]:
    """Return a fault: say nothing for a while at the first command that begins so."""

    def fault(command: str, _session: Session) -> bool:
        if command.startswith(at):
            time.sleep(seconds)
            return True
        return False

    return fault


def reset_in_literal(uid: int) -> Callable[[str, Session], bool]:
    """Return a fault: announce a literal of the message, send some of it, reset."""

    def fault(command: str, session: Session) -> bool:
        if not command.startswith(f"UID FETCH {uid} "):
            return False
        session.send(f"* 1 FETCH (UID {uid} BODY[] {{5000}}\r\nFrom: x".encode())
        time.sleep(0.05)
        session.reset()
        return True

    return fault


def huge_literal(uid: int, size: int) -> Callable[[str, Session], bool]:
    """Return a fault: announce a literal of `size` bytes for a message said to be small, and begin to send it."""

    def fault(command: str, session: Session) -> bool:
        if not command.startswith(f"UID FETCH {uid} "):
            return False
        session.send(f"* 1 FETCH (UID {uid} BODY[] {{{size}}}\r\n".encode() + b"x" * 10_000)
        return True

    return fault


def drip(at: str, pause: float) -> Callable[[str, Session], bool]:
    """Return a fault: answer a byte at a time, for ever, each within the reading limit."""

    def fault(command: str, session: Session) -> bool:
        if not command.startswith(at):
            return False
        session.send(b"* 1 FETCH (UID 1 BODY[] {5000}\r\n")
        for _byte in range(5000):
            session.send(b"x")
            time.sleep(pause)
        return True

    return fault
