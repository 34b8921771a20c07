"""Which network addresses may be dialled: the public internet and what veille.toml allows, nothing else.

A feed or a redirect could name an address inside our own network (server-side request forgery).
The guard judges the address of every socket at the moment it is opened, so neither a literal IP, nor
an exotic spelling of one, nor a DNS answer that changes between two look-ups gets around it.
It knows nothing of names, schemes or HTTP.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

_Address = IPv4Address | IPv6Address
AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]
"""One answer of `socket.getaddrinfo`: family, type, protocol, canonical name, socket address."""

# IANA IPv4 Special-Purpose Address Registry: everything not globally reachable, and multicast. Written out
# because `is_global` of the standard library says different things in 3.11.7 and 3.11.10, and calls multicast global.
_FORBIDDEN_4 = (
    IPv4Network("0.0.0.0/8"),  # this network
    IPv4Network("10.0.0.0/8"),  # private
    IPv4Network("100.64.0.0/10"),  # shared by carriers' NAT
    IPv4Network("127.0.0.0/8"),  # loopback
    IPv4Network("169.254.0.0/16"),  # link-local, cloud metadata
    IPv4Network("172.16.0.0/12"),  # private
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.0.2.0/24"),  # documentation
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, withdrawn
    IPv4Network("192.168.0.0/16"),  # private
    IPv4Network("198.18.0.0/15"),  # benchmarks
    IPv4Network("198.51.100.0/24"),  # documentation
    IPv4Network("203.0.113.0/24"),  # documentation
    IPv4Network("224.0.0.0/4"),  # multicast
    IPv4Network("240.0.0.0/4"),  # reserved, broadcast
)
# IANA has given out global unicast addresses from this block only; within it the special-purpose registry
# takes back protocol assignments (with Teredo, 2001::/32) and documentation.
_GLOBAL_6 = IPv6Network("2000::/3")
_FORBIDDEN_6 = (IPv6Network("2001::/23"), IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))
# Addresses that carry an IPv4 address, with the number of bits to its right: NAT64 (RFC 6052) and 6to4 (RFC 3056).
# The local NAT64 prefix 64:ff9b:1::/48 (RFC 8215) lies outside 2000::/3 and is refused whole: where its IPv4 part sits
# is each network's own choice.
_CARRIERS = ((IPv6Network("64:ff9b::/96"), 0), (IPv6Network("2002::/16"), 80))


class ForbiddenAddressError(OSError):
    """Opening a socket to this address is refused; nothing was sent.

    Its text is always the same: when every address of a name fails, aiohappyeyeballs keeps the exception's
    type only if all of them read alike.
    """

    def __init__(self, address: str, port: int) -> None:
        super().__init__("forbidden address")
        self.address, self.port = address, port


class Guard:
    """Judges addresses; made from the allow-list `http.allow_private`.

    An allowed entry is `ip`, `ip:port`, `network/prefix` or `network/prefix:port`; IPv6 with a port is
    written `[ip]:port`, `[network/prefix]:port` or `network/prefix:port`. Raises ValueError(entry) for anything else.
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allowed = tuple(_parse(entry) for entry in allow)

    def permits(self, address: str, port: int) -> bool:
        """Say whether address (an IP in any text form, with or without a scope) may be dialled at port."""
        ip: _Address = ip_address(address.partition("%")[0])
        if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped  # the kernel dials the IPv4 address
        for network, only_port in self._allowed:
            if only_port in (None, port) and ip.version == network.version and ip in network:
                return True
        return _is_public(ip)

    def open_socket(self, info: AddressInfo) -> socket.socket:
        """Open the unconnected socket for one address, or raise ForbiddenAddressError: aiohttp's `socket_factory`."""
        family, kind, protocol, _, target = info
        if family not in (socket.AF_INET, socket.AF_INET6) or not self.permits(target[0], target[1]):
            raise ForbiddenAddressError(str(target[0]), target[1])
        return socket.socket(family, kind, protocol)


def _is_public(ip: _Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _FORBIDDEN_4)
    for network, shift in _CARRIERS:
        if ip in network:
            return _is_public(IPv4Address(int(ip) >> shift & 0xFFFFFFFF))
    return ip in _GLOBAL_6 and not any(ip in network for network in _FORBIDDEN_6)


def _parse(entry: str) -> tuple[IPv4Network | IPv6Network, int | None]:
    """Split an allow-list entry into network and port (None: every port)."""
    text, port = entry.strip(), None
    if text.startswith("["):
        text, closing, rest = text[1:].partition("]")
        if rest or not closing:
            port = _port(rest.removeprefix(":") if rest.startswith(":") else "", entry)
    elif text.count(":") == 1 or ":" in text.partition("/")[2]:
        text, _, rest = text.rpartition(":")
        port = _port(rest, entry)
    try:
        return ip_network(text, strict=False), port
    except ValueError:
        raise ValueError(entry) from None


def _port(text: str, entry: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(entry)
    return int(text)
