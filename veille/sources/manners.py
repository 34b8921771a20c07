"""Being a good guest: one request at a time per host, pauses between them, and what servers ask in their headers.

`Manners` hands out turns; the functions below it read Retry-After, Cache-Control, Expires and the validators.
Nothing here sends a request.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import inf

from veille.models import Validators

# A page cannot make itself unasked for longer: beyond a day a wrong Expires would look like a source that fell
# silent. Retry-After is the site's explicit wish and may last up to a month.
_MAX_FRESH = timedelta(days=1)
_MAX_RETRY = timedelta(days=30)
# Real validators are under 100 characters; longer ones are not worth a header of that size at every visit.
_MAX_VALIDATOR = 1_000
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
# Connections kept open for hosts that others wait for; each is a file descriptor, of which there may be 1,024.
_MAX_KEPT_OPEN = 200


@dataclass(slots=True)
class _Host:
    """What is known of one host during one run; times on the monotonic clock."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    ended_at: float = -inf
    delay: float = 0.0
    waiting: int = 0
    closed: bool = False
    closed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to send to one host, until the end of the `with` block."""

    keep_open: bool
    """Others wait for the same host: the connection is worth keeping."""
    closed: bool
    """The host asked for silence (`Manners.close`): nothing may be sent."""
    closed_until: datetime | None = None


class Manners:
    """Hands out turns: one per host at a time, `concurrency` overall.

    A host is a host name, whatever scheme and port: the delay spares a machine and the people behind it.
    Durations are in seconds. Hosts are remembered as long as the object lives, which is one run.
    """

    def __init__(self, *, host_delay: float, max_crawl_delay: float, concurrency: int) -> None:
        self._host_delay, self._max_crawl_delay = host_delay, max_crawl_delay
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, _Host] = {}
        self._contended = 0

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._hosts[name] = _Host(delay=self._host_delay)
        return self._hosts[name]

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[Turn]:
        """Wait for the host, then for a free slot; the host's pause starts when the block ends.

        Waiting for a host holds no slot. Nobody may ask for a turn while holding one.
        """
        host = self._host(name)
        self._wait(host, 1)
        try:
            await host.turn.acquire()
        finally:
            self._wait(host, -1)
        try:
            if not host.closed and (pause := host.ended_at + host.delay - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            async with self._slots:
                keep_open = host.waiting > 0 and self._contended <= _MAX_KEPT_OPEN
                try:
                    yield Turn(keep_open, host.closed, host.closed_until)
                finally:
                    host.ended_at = time.monotonic()
        finally:
            host.turn.release()

    def _wait(self, host: _Host, change: int) -> None:
        """Count who waits, and the hosts that somebody waits for."""
        before, host.waiting = host.waiting, host.waiting + change
        self._contended += (host.waiting > 0) - (before > 0)

    def slow_down(self, name: str, crawl_delay: float) -> None:
        """Take robots.txt's Crawl-delay for a host: never less than `host_delay`, nor more than `max_crawl_delay`."""
        host = self._host(name)
        host.delay = max(host.delay, min(crawl_delay, self._max_crawl_delay))

    def close(self, name: str, until: datetime | None) -> None:
        """Note that a host answered 429: nothing more is sent to it in this run, whatever date it gave."""
        host = self._host(name)
        host.closed, host.closed_until = True, until


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds or a date; None when absent, unreadable or past."""
    if not value:
        return None
    value = value.strip()
    until = now + _seconds(value, _MAX_RETRY) if value.isdigit() else _http_date(value)
    return min(until, now + _MAX_RETRY) if until and until > now else None


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Read until when an answer needs no second look: Cache-Control's max-age less Age, else Expires less Date.

    None when the server says no-cache, no-store or nothing. At most a day, see `_MAX_FRESH`.
    """
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    if found := re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d+)", control):
        lifetime = _seconds(found[1], timedelta.max) - _seconds(headers.get("age", ""), timedelta.max)
    elif expires := _http_date(headers.get("expires", "")):
        lifetime = expires - (_http_date(headers.get("date", "")) or now)
    else:
        return None
    return now + min(lifetime, _MAX_FRESH) if lifetime > timedelta(0) else None


def _seconds(text: str, most: timedelta) -> timedelta:
    """Read a number of seconds, 0 when it is none; servers send numbers that no duration can hold."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return timedelta(0)
    return timedelta(seconds=int(text)) if len(text) <= 10 else most


def _http_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def clean(validators: Validators) -> Validators:
    """Return validators that are safe to store and to send: printable ASCII on one line, of bounded length."""
    return Validators(etag=_header_value(validators.etag), last_modified=_header_value(validators.last_modified))


def _header_value(value: str | None) -> str | None:
    value = (value or "").strip()
    return value if len(value) <= _MAX_VALIDATOR and _PRINTABLE.fullmatch(value) else None
