"""One IMAP connection within limits: guarded, timed, and no reply larger than what was asked for.

imaplib of the standard library speaks the protocol. A higher library (imap-tools) would bring a parser of messages
and a model of mailboxes that are not needed here, and would have to be bent at the same places: the socket, the size
of a reply, the time.
"""

import imaplib
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from veille.config.settings import HttpSettings
from veille.sources.guard import Guard

_OVERHEAD = 64_000
"""Bytes a reply may have beyond what was asked for: its own words, headers of other messages."""
_QUOTED = re.compile(r'([\\"])')


class InsecureError(OSError):
    """Without TLS a password would cross the internet in clear."""


class OversizeError(Exception):
    """The server sends more than it announced, or than was asked for."""


class ExpiredError(Exception):
    """The time for the whole visit is over."""


@dataclass(slots=True)
class Limits:
    """What one visit may take; `deadline` is on the monotonic clock."""

    settings: HttpSettings
    deadline: float
    literal: int = _OVERHEAD
    """Largest literal accepted at this moment, in bytes."""
    expired: bool = False
    dialled: socket.socket | None = field(default=None, repr=False)


class Connection(imaplib.IMAP4):
    """An IMAP4rev1 connection whose socket went through the guard. TLS is verified; plain only to allowed networks."""

    def __init__(self, host: str, port: int, *, tls: bool, limits: Limits) -> None:
        self._tls, self._limits = tls, limits
        super().__init__(host, port, limits.settings.connect_timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        """Dial the first address that the guard permits and that answers (imaplib calls this)."""
        guard = Guard(self._limits.settings.allow_private)
        failure: OSError = OSError("no address")
        for info in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            try:
                return self._dial(guard, info, timeout)
            except ssl.SSLCertVerificationError:
                raise  # another address of the name would not be better known
            except OSError as error:
                failure = error
        raise failure

    def _dial(self, guard: Guard, info: Any, timeout: float | None) -> socket.socket:
        if not self._tls and Guard().permits(info[4][0], info[4][1]):
            raise InsecureError
        sock = guard.open_socket(info)
        try:
            sock.settimeout(timeout)
            sock.connect(info[4])
            self._limits.dialled = sock
            if self._tls:
                sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
                self._limits.dialled = sock
            sock.settimeout(self._limits.settings.read_timeout)
        except BaseException:
            sock.close()
            raise
        return sock

    def read(self, size: int) -> bytes:
        """Read a literal, whose size the server has named."""
        if size > self._limits.literal:
            raise OversizeError
        return super().read(size)

    def sign_in(self, user: str, password: str) -> None:
        """Sign in with the strongest plain way there is; raises imaplib's error when the server says no.

        AUTHENTICATE PLAIN takes any password; LOGIN is for servers without it and is ASCII only.
        """
        if "AUTH=PLAIN" in self.capabilities:
            self.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())
        else:
            self.login(user, password)

    def examine(self, folder: str) -> tuple[str, list[bytes | None]]:
        """Open a folder for reading only: nothing in it can be marked, moved or deleted from then on."""
        name = _QUOTED.sub(r"\\\1", utf7(folder))
        return self.select(f'"{name}"', readonly=True)


@contextmanager
def timed(limits: Limits) -> Iterator[None]:
    """Cut the connection when the deadline comes, even while the server sends a byte a minute; raises ExpiredError."""

    def cut() -> None:
        limits.expired = True
        if limits.dialled is not None:
            with suppress(OSError):  # it is closed already
                limits.dialled.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, limits.deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        if limits.expired:
            raise ExpiredError from error
        raise
    finally:
        timer.cancel()


def utf7(folder: str) -> str:
    """Return a folder's name as IMAP4rev1 writes it (RFC 3501, 5.1.3): modified UTF-7."""

    def shifted(match: re.Match[str]) -> str:
        letters = match[0].encode("utf-16-be")
        return "&" + letters.decode("utf-16-be").encode("utf-7").decode()[1:].rstrip("-").replace("/", ",") + "-"

    return re.sub(r"[^\x20-\x7e]+", shifted, folder.replace("&", "&-"))


__all__ = ["Connection", "ExpiredError", "InsecureError", "Limits", "OversizeError", "timed"]
