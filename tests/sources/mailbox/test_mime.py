"""Hostile and damaged messages: read as far as they go, in bounded time, and never an exception."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.patience import Patience
from veille.sources.mailbox.mime import MAX_PARTS, decode, is_message, read_letter
from veille.sources.mailbox.newsletters import read_newsletter

HTML = "<h2>Une régie de quartier à l’œuvre</h2><p>Prix : 10 €.</p><a href='https://a.example/regie'>Lire la suite</a>"


def letter(body: bytes, content_type: str, *more: str) -> bytes:
    head = "\r\n".join(["From: a@b.example", "Subject: s", f"Content-Type: {content_type}", *more])
    return head.encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("charset", "real"),
    [
        ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("x-inconnu", "utf-8"),
        ("base64", "cp1252"),
        ("utf-8", "utf-8"),
        ("windows-1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("", "utf-8"),
    ],
)
def test_the_text_is_right_whatever_charset_is_declared(charset: str, real: str) -> None:
    found = read_newsletter(letter(HTML.encode(real), f'text/html; charset="{charset}"'))

    assert found.articles[0].title == "Une régie de quartier à l’œuvre"
    assert found.articles[0].text == "Prix : 10 €."


def test_iso_8859_15_and_koi8_are_read_as_declared() -> None:
    assert decode("10 € à Sète".encode("iso-8859-15"), "ISO-8859-15") == "10 € à Sète"
    assert decode("кооператив".encode("koi8-r"), "koi8-r") == "кооператив"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"<p>Bonjour =E9l=ZZ=\r\n tous =\r\n</p>=", "quoted-printable"),
        (base64.b64encode(b"<p>Bonjour tous</p>")[:-3] + b"*\n", "base64"),
        (b"<p>Bonjour tous</p>", "x-uuencode"),
        (b"<p>Bonjour tous</p>", "8bit; x"),
    ],
)
def test_damaged_encodings_are_read_as_far_as_they_go(body: bytes, encoding: str) -> None:
    assert "Bonjour" in read_letter(letter(body, "text/html", f"Content-Transfer-Encoding: {encoding}")).html[0]


def test_ten_thousand_parts_are_cut_quickly() -> None:
    part = b"--x\r\nContent-Type: text/plain\r\n\r\nun\r\n"
    patience = Patience()

    found = read_letter(letter(part * 10_000 + b"--x--", "multipart/mixed; boundary=x"))

    assert patience.lasts()
    assert 0 < found.text.count("un") <= MAX_PARTS


@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=x{n}", "message/rfc822"])
def test_a_thousand_levels_end_quickly(kind: str) -> None:
    body = b"fin"
    for number in range(1000):
        boundary = f"--x{number}\r\n".encode() if "boundary" in kind else b""
        body = boundary + b"Content-Type: " + kind.format(n=number - 1).encode() + b"\r\n\r\n" + body
    patience = Patience()

    read_letter(letter(body, kind.format(n=999)))

    assert patience.lasts()


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "fin",
        "<a href='https://a.example/x'>" * 20_000,
        "<table><tr><td>" * 5_000 + "x",
        "<p>" + "<b>x</b> " * 100_000,
        "<a href='https://a.example/" + "a" * 500_000 + "'>un lien très long vraiment</a>",
        "<p>" + "bonjour " * 200_000,
        "".join(f"<p><a href='https://a.example/{n}'>Un titre numéro {n} de la liste</a></p>" for n in range(20_000)),
        "<!--" * 50_000,
        "&#x110000;&bogus;" * 10_000,
    ],
    ids=["deep", "links", "tables", "bold", "long-link", "long-text", "many", "comments", "references"],
)
def test_monstrous_markup_costs_little(markup: str) -> None:
    patience = Patience()

    read_newsletter(letter(markup.encode(), "text/html; charset=utf-8"))

    assert patience.lasts()


@pytest.mark.parametrize(
    "raw",
    [b"", b"\r\n\r\n", b"\0" * 1000, b"Subject: =?utf-8?b?////?=\r\n\r\n", b"Subject: =?x?q?=ZZ?= =?\r\n\r\nx",
     b"Date: 99 Foo 99999\r\nFrom: <<<>>>,,@\r\nTo: \xff\xfe\r\n\r\nx", b"Content-Type: multipart/mixed\r\n\r\nx",
     b"Content-Type: ;;;=\r\nContent-Disposition: \xff\r\n\r\nx", b": x\r\n y\r\n" * 5000, b"A" * 1_000_000,
     b"Content-Type: text/html; charset*0*=%ff''\xff; boundary*=x'y\r\n\r\n<p>x", b"From " + b"x" * 100 + b"\n\n"],
)  # fmt: skip
def test_broken_headers_do_not_raise(raw: bytes) -> None:
    read_newsletter(raw)
    read_newsletter(b"From: lettre@a.invalid\r\n" + raw)


@pytest.mark.parametrize(
    "raw", [b"", b"%PDF-1.7\n%\xe2\n", b"\0\xff pas un message \r\n\r\n" * 9, b"<p>Page : lue</p>\n"]
)
def test_a_file_that_is_no_message_gives_nothing(raw: bytes) -> None:
    letter = read_newsletter(raw)

    assert not is_message(raw)
    assert (letter.articles, letter.text) == ((), "")
    assert is_message(b"Subject: La lettre\r\n\r\nBonjour")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 3))
def test_any_bytes_can_be_the_rest_of_a_message(data: bytes, shape: int) -> None:
    heads = (b"", b'Content-Type: multipart/mixed; boundary="a"\n\n--a\n', b"Content-Type: text/html\n\n", b"From: ")
    read_newsletter(b"Date: x\n" + heads[shape] + data)


def test_a_message_without_id_has_a_stable_one_and_without_date_the_one_of_its_last_hop() -> None:
    raw = b"Received: from x by y; Tue, 10 Nov 2026 08:00:05 +0100\r\n" + letter(b"x", "text/plain")

    assert read_letter(raw).message_id == read_letter(raw).message_id != ""
    assert read_letter(raw).date is not None
    assert read_letter(letter(b"x", "text/plain")).date is None


def test_a_display_name_does_not_pass_for_the_address() -> None:
    raw = b"From: =?utf-8?q?lettre=40bonne=2Eexample_=3Clettre=40bonne=2Eexample=3E?= <x@mauvaise.example>\r\n\r\nx"

    assert read_letter(raw).sender == "x@mauvaise.example"
