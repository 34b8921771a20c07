"""What visitors write into forms: cleaned without loss, judged in French."""

from urllib.parse import urlencode

import pytest

from veille.web.filled import MAX_TEXT, TRAP, address, address_problem, read, text_problem


def test_a_body_gives_the_fields_asked_for_and_nothing_else() -> None:
    body = urlencode(
        [("url", " https://a.example/été "), ("url", "second"), ("autre", "x"), ("faux", "a"), ("faux", "b"),
         ("faux", "a"), ("jeton", "1.x"), ("pourquoi", "Deux\r\nlignes\r\n\r\n\r\n\r\net trois  \r\n")]
    ).encode()  # fmt: skip
    filled = read(body, lines=("url", "contact"), texts=("pourquoi",), boxes="faux")

    assert filled.values == {"url": "https://a.example/été", "contact": "", "pourquoi": "Deux\nlignes\n\net trois"}
    assert filled.chosen == ("a", "b")
    assert filled.token == "1.x"
    assert not filled.is_trapped
    assert filled["inconnu"] == ""


def test_control_and_direction_characters_are_removed_accents_composed() -> None:
    body = urlencode({"pourquoi": "a\u202eb\x00c\x1bd\u2066 e\u0301", "url": "x\u200b\ty\nz"}).encode()
    filled = read(body, lines=("url",), texts=("pourquoi",))

    assert filled["pourquoi"] == "abcd é"
    assert filled["url"] == "x y z"


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe%ff%00", b"&&&=&=", b"url", b"%", b"url=%f0%28%8c%28", b"a=b;c=d", b"a=1&" * 4000]
)
def test_bodies_that_are_no_form_are_empty_forms(body: bytes) -> None:
    assert read(body, lines=("url",)).values.keys() == {"url"}


def test_the_trap_is_only_sprung_by_something_written() -> None:
    assert not read(urlencode({TRAP: "  "}).encode(), lines=()).is_trapped
    assert read(urlencode({TRAP: "x"}).encode(), lines=()).is_trapped


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("www.site.fr/page", "https://www.site.fr/page"),
        ("site.fr", "https://site.fr"),
        ("site.fr:8080/x", "https://site.fr:8080/x"),
        ("élan-commun.fr/été?a=b", "https://élan-commun.fr/été?a=b"),
        ("http://site.fr", "http://site.fr"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("site", "site"),
        ("ftp://site.fr/x", "ftp://site.fr/x"),
        ("site.fr://x", "site.fr://x"),
    ],
)
def test_people_leave_the_scheme_out(typed: str, meant: str) -> None:
    assert address(typed) == meant


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://site.fr/page", ""),
        ("http://élan.fr:8080/été?a=b#c", ""),
        ("https://8.8.8.8/", ""),
        ("https://[2a00:1450::1]/", ""),
        ("", "Donnez"),
        ("javascript:alert(1)", "page web"),
        ("data:text/html,x", "page web"),
        ("file:///etc/passwd", "page web"),
        ("ftp://site.fr/", "page web"),
        ("https://", "page web"),
        ("https://a b.fr/", "page web"),
        ("https://site.fr:99999/", "page web"),
        ("https://[::1", "page web"),
        ("https://" + "é" * 70 + ".fr/", "page web"),
        ("https://..fr/", "page web"),
        ("http://localhost/", "privé"),
        ("http://127.0.0.1/", "privé"),
        ("http://10.1.2.3:80/x", "privé"),
        ("http://169.254.169.254/latest", "privé"),
        ("http://[::1]/", "privé"),
        ("http://[fe80::1]/", "privé"),
        ("http://2130706433/", "privé"),
        ("http://0x7f.1/", "privé"),
        ("http://intranet/", "privé"),
        ("http://nas.local/", "privé"),
        ("https://site.fr/" + "a" * 2000, "2016 caractères"),
    ],
)
def test_addresses_are_judged(url: str, why: str) -> None:
    assert why in address_problem(url)
    assert bool(address_problem(url)) == bool(why)


def test_texts_have_a_longest_length_and_few_links() -> None:
    assert text_problem("x" * MAX_TEXT, MAX_TEXT) == ""
    assert "2001 caractères" in text_problem("x" * 2001, MAX_TEXT)
    assert text_problem("https://a.fr www.b.fr https://c.fr", MAX_TEXT) == ""
    assert "3 liens" in text_problem("https://a.fr " * 4, MAX_TEXT)
