"""The guard lets the public internet through, and beyond it only what veille.toml lists."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.sources.guard import ForbiddenAddressError, Guard

PUBLIC = [
    "8.8.8.8",
    "91.198.174.192",
    "2001:4860:4860::8888",
    "2a01:e0a::1",
    "64:ff9b::8.8.8.8",  # NAT64 of a public address
    "2002:0808:0808::1",  # 6to4 of a public address
    "::ffff:8.8.8.8",
]
PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",  # IPv4-compatible
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",  # SIIT
    "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::8.8.8.8",  # local NAT64: where the IPv4 part sits is unknown
    "100::1",
    "2001::1",  # Teredo
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::1",
    "2002:c0a8:101::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_dialled(address: str) -> None:
    assert Guard().permits(address, 443)


@pytest.mark.parametrize("address", PRIVATE)
def test_all_other_addresses_may_not(address: str) -> None:
    assert not Guard().permits(address, 80)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_in_every_wrapping(ip: object) -> None:
    number = int(ip)  # type: ignore[call-overload]
    verdict = Guard().permits(str(ip), 80)

    assert Guard().permits(f"::ffff:{ip}", 80) is verdict
    assert Guard().permits(f"64:ff9b::{ip}", 80) is verdict
    assert Guard().permits(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1", 80) is verdict


@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_private_is_public_for_us(ip: object) -> None:
    if ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved:  # type: ignore[attr-defined]
        carriers = ("::ffff:", "64:ff9b::", "2002:")
        assert not Guard().permits(str(ip), 80) or str(ip).startswith(carriers)


@pytest.mark.parametrize(
    ("entry", "allowed", "refused"),
    [
        ("127.0.0.1", [("127.0.0.1", 80), ("127.0.0.1", 8765), ("::ffff:127.0.0.1", 1)], [("127.0.0.2", 80)]),
        ("127.0.0.1:8765", [("127.0.0.1", 8765)], [("127.0.0.1", 80), ("127.0.0.2", 8765)]),
        ("10.0.0.0/8", [("10.255.0.1", 1), ("10.0.0.1", 443)], [("192.168.0.1", 80)]),
        ("10.0.0.0/8:443", [("10.9.9.9", 443)], [("10.9.9.9", 80)]),
        ("127.0.0.1/8", [("127.9.9.9", 80)], [("10.0.0.1", 80)]),
        ("::1", [("::1", 80)], [("::2", 80), ("127.0.0.1", 80)]),
        ("[::1]", [("::1", 80)], [("::2", 80)]),
        ("[::1]:8080", [("::1", 8080)], [("::1", 80)]),
        ("fd00::/8", [("fd12::1", 80)], [("fc00::1", 80)]),
        ("fd00::/8:80", [("fd12::1", 80)], [("fd12::1", 81)]),
        ("[fd00::/8]:80", [("fd12::1", 80)], [("fd12::1", 81)]),
    ],
)
def test_an_allowed_entry_opens_exactly_what_it_says(
    entry: str, allowed: list[tuple[str, int]], refused: list[tuple[str, int]]
) -> None:
    guard = Guard((entry,))

    assert all(guard.permits(*target) for target in allowed)
    assert not any(guard.permits(*target) for target in refused)


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "localhost",
        "127.0.0.1:",
        "127.0.0.1:0",
        "127.0.0.1:99999",
        "127.0.0.1:80:80",
        "10.0.0.0/33",
        "[::1",
        "[::1]80",
        "*",
        "10.0.0.0/8:",
    ],
)
def test_an_entry_that_says_nothing_clear_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError):
        Guard((entry,))


def test_a_socket_is_opened_only_for_a_permitted_address() -> None:
    guard = Guard(("127.0.0.1:80",))
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))

    guard.open_socket(info).close()
    with pytest.raises(ForbiddenAddressError) as refusal:
        guard.open_socket((*info[:4], ("127.0.0.1", 81)))

    assert (refusal.value.address, refusal.value.port) == ("127.0.0.1", 81)


def test_a_unix_socket_is_never_opened() -> None:
    with pytest.raises(ForbiddenAddressError):
        Guard().open_socket((socket.AF_UNIX, socket.SOCK_STREAM, 0, "", ("/run/docker.sock", 0)))
