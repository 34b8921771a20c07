"""Addresses, headers, sizes and durations are read and said as people and servers mean them."""

import pytest

from veille.sources.answers import headers, length, media_type, megabytes, request_url, seconds


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.fr", "http://a.fr/"),
        (" HTTP://A.fr/Path#part ", "http://a.fr/Path"),
        ("http://me:secret@a.fr:8080/", "http://a.fr:8080/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://économie.fr/é?q=é", "https://xn--conomie-9xa.fr/%C3%A9?q=%C3%A9"),
        ("http://a.fr/a%20b?x=%C3%A9&utm_source=y", "http://a.fr/a%20b?x=%C3%A9&utm_source=y"),
    ],
)
def test_a_request_goes_where_the_address_says(url: str, expected: str) -> None:
    assert request_url(url) == expected


@pytest.mark.parametrize(
    "url", ["", "a.fr", "ftp://a.fr/", "http:///x", "http://[::1/", "http://a\t.fr/", "http://a.fr:x/"]
)
def test_what_is_no_http_address_raises(url: str) -> None:
    with pytest.raises(ValueError):
        request_url(url)


def test_repeated_headers_are_joined_where_they_are_lists() -> None:
    raw = [
        (b"ETag", b"1"),
        (b"etag", b"2"),
        (b"Cache-Control", b"no-cache"),
        (b"cache-control", b"max-age=60"),
        (b"X-Utf8", "é".encode()),
        (b"X-Latin", "é".encode("latin-1")),
    ]

    assert headers(raw) == {
        "etag": "1",
        "cache-control": "no-cache, max-age=60",
        "x-utf8": "é",
        "x-latin": "é",
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [("12", 12), (" 12 ", 12), ("", None), ("-1", None), ("1e3", None), ("²", None), ("9" * 30, None)],
)
def test_a_length_is_a_number_or_nothing(value: str, expected: int | None) -> None:
    assert length({"content-length": value}) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text/html", ("text/html", None)),
        ("Text/HTML; charset=UTF-8", ("text/html", "UTF-8")),
        ("text/html;x=1;CHARSET='latin-1'", ("text/html", "latin-1")),
        ("text/html; charset=", ("text/html", None)),
        ("", ("", None)),
        (";;;", ("", None)),
    ],
)
def test_the_media_type_is_apart_from_the_charset(value: str, expected: tuple[str, str | None]) -> None:
    assert media_type(value) == expected


@pytest.mark.parametrize(
    ("size", "expected"), [(30_000_000, "30\u00a0Mo"), (1_500_000, "1,5\u00a0Mo"), (512_000, "512\u00a0ko")]
)
def test_sizes_are_said_in_french(size: int, expected: str) -> None:
    assert megabytes(size) == expected


@pytest.mark.parametrize(("duration", "expected"), [(20.0, "20\u00a0s"), (1.5, "1,5\u00a0s")])
def test_durations_are_said_in_french(duration: float, expected: str) -> None:
    assert seconds(duration) == expected
