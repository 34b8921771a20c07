"""How much may be handed in: a few times an hour from one place, so many a day from everybody.

Kept in memory only. Addresses are kept as hashes under a key that nobody can read,
so neither a dump of the memory taken later nor the log says who wrote; after an hour they count no more, and go with
the next text that is taken in.
"""

import hashlib
import os
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil

EACH = 5
"""Texts from one place within HOUR."""
HOUR = 3600.0
ALL = 200
"""Texts from everybody within DAY: what one officer can still read, and 3 MB of notes at most."""
DAY = 86_400.0
MAX_PLACES = 10_000
"""Places remembered; beyond, the one silent for longest is forgotten. Some 5 MB."""


class Throttle:
    """Counts what was taken in; `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = os.urandom(32)
        self._places: OrderedDict[bytes, deque[float]] = OrderedDict()
        self._everybody: deque[float] = deque()

    def wait(self, address: str) -> int:
        """Return in how many seconds the next text from an address may come; 0 for at once. Counts nothing."""
        now = self._clock()
        waits = (
            _wait(self._places.get(self._place(address), deque()), now, EACH, HOUR),
            _wait(self._everybody, now, ALL, DAY),
        )
        return max(waits)

    def count(self, address: str) -> None:
        """Count a text that was taken in."""
        now, place = self._clock(), self._place(address)
        self._places.setdefault(place, deque(maxlen=EACH)).append(now)
        self._places.move_to_end(place)
        while len(self._places) > MAX_PLACES or next(iter(self._places.values()))[-1] <= now - HOUR:
            self._places.popitem(last=False)
        self._everybody.append(now)

    def _place(self, address: str) -> bytes:
        return hashlib.blake2b(network(address).encode(), key=self._key, digest_size=16).digest()


def _wait(times: deque[float], now: float, most: int, period: float) -> int:
    while times and times[0] <= now - period:
        times.popleft()
    return ceil(times[0] + period - now) if len(times) >= most else 0


def network(address: str) -> str:
    """Return what counts as one place: an IPv4 address, or the /64 that a line gets in IPv6.

    Neighbours in an IPv4 /24 are strangers; a firm behind one address shares its five. What is no address
    (a proxy that says nothing usable) is one place.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return f"{IPv6Address(int(ip) >> 64 << 64)}/64"
    return str(ip)
