"""The text helpers that everything shares."""

import re
import string
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from veille import text
from veille.text import fold, index_terms, is_http_url, normalise_url, shorten, squeeze, stems, strip_controls, words

# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://exemple.fr", "https://exemple.fr/"),
        ("  https://Exemple.FR:443/A  ", "https://exemple.fr/A"),
        ("http://exemple.fr:80/a", "http://exemple.fr/a"),
        ("http://exemple.fr:8080/a", "http://exemple.fr:8080/a"),
        ("https://moi:secret@exemple.fr/a", "https://exemple.fr/a"),
        ("https://exemple.fr./a", "https://exemple.fr/a"),
        ("https://exemple.fr/a#suite", "https://exemple.fr/a"),
        ("https://exemple.fr/a/", "https://exemple.fr/a/"),
        ("https://exemple.fr/é%c3%a9%7e", "https://exemple.fr/%C3%A9%C3%A9~"),
        ("https://exemple.fr/100%", "https://exemple.fr/100%25"),
        ("https://économie.fr/", "https://xn--conomie-9xa.fr/"),
        ("https://exemple.fr/?utm_source=x&b=2&a=1&fbclid=3", "https://exemple.fr/?b=2&a=1"),
        ("https://exemple.fr/?UTM_Medium=x", "https://exemple.fr/"),
        ("https://exemple.fr/?utm%5Fsource=x&q=a+b%20c", "https://exemple.fr/?q=a+b%20c"),
        ("https://exemple.fr/?q=utm_source", "https://exemple.fr/?q=utm_source"),
        ("https://exemple.fr/article/amp/", "https://exemple.fr/article"),
        ("https://exemple.fr/article/amp", "https://exemple.fr/article"),
        ("https://exemple.fr/article.amp.html", "https://exemple.fr/article.html"),
        ("https://exemple.fr/amp/%61mp", "https://exemple.fr/"),
        ("https://exemple.fr/champ", "https://exemple.fr/champ"),
        ("https://exemple.fr/article?amp=1", "https://exemple.fr/article"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("HTTPS://exemple.fr/a", "https://exemple.fr/a"),
    ],
)
def test_an_address_has_one_spelling(url: str, identity: str) -> None:
    assert normalise_url(url) == identity


@pytest.mark.parametrize(
    "url",
    [
        *("", "exemple.fr", "//exemple.fr/", "ftp://exemple.fr/", "javascript:alert(1)", "mailto:a@b.fr", "http://"),
        *(
            "http:///a",
            "http://./",
            "http://exemple.fr/a b",
            "http://exemple.fr/a\x00",
            "http://[::1",
            "https:exemple.fr",
        ),
        *(
            "http://exemple.fr:port/",
            "http://exemple.fr:99999/",
            "http://é..fr/",
            "data:text/html,x",
            "http://a\nb.fr/",
        ),
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        normalise_url(url)


_HOSTS = st.sampled_from(
    ["exemple.fr", "Sous.Exemple.fr", "économie.fr", "exemple.fr.", "127.0.0.1", "[2001:db8::1]", "a_b.fr"]
)
_PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":"])
_PARTS = st.text(
    alphabet=string.ascii_letters + string.digits + "/.-_~%&=+;:@!$'()*,?#[]|^é€ampAMP<>\"\\{}`", max_size=30
)
_QUERIES = st.sampled_from(["", "?", "?utm_source=a&b=c", "?%75tm_x=1", "?a[]=1&amp=2", "?&&a=%zz%41"])
_URLS = st.builds(
    lambda scheme, host, port, path, query: f"{scheme}://{host}{port}/{path}{query}",
    st.sampled_from(["http", "https", "HTTP"]), _HOSTS, _PORTS, _PARTS, _QUERIES,
)  # fmt: skip


@given(_URLS)
def test_an_identity_is_its_own_identity(url: str) -> None:
    identity = normalise_url(url)
    assert normalise_url(identity) == identity
    assert is_http_url(identity)
    assert identity.isascii()
    assert not urlsplit(identity).fragment
    assert urlsplit(identity).username is None


@given(_URLS, st.sampled_from(["utm_campaign=x", "fbclid=AbC", "at_medium=RSS", "xtor=RSS-1"]))
def test_a_tracker_changes_no_identity(url: str, tracker: str) -> None:
    assume("#" not in url)
    assert normalise_url(f"{url}{'&' if '?' in url else '?'}{tracker}") == normalise_url(url)


@given(_URLS)
def test_the_short_way_gives_what_the_long_way_gives(url: str) -> None:
    """`_NORMAL_URL` only recognises what would come out unchanged."""
    short = normalise_url(url)
    recognised, text._NORMAL_URL = text._NORMAL_URL, re.compile("(?!)")
    try:
        assert normalise_url(url) == short
    finally:
        text._NORMAL_URL = recognised


@given(st.text(max_size=50))
def test_any_text_is_an_address_or_a_value_error(url: str) -> None:
    try:
        assert is_http_url(normalise_url(url))
    except ValueError:
        assert not is_http_url(url) or not url.isascii() or "." in url or ":" in url


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("L’ÉCONOMIE", "l’economie"),
        ("Œuvre, cœur, ex æquo", "oeuvre, coeur, ex aequo"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("𝗔𝗽𝗽𝗲𝗹 ﬁnal Ǣ", "appel final ae"),
    ],
)
def test_folding_removes_case_accents_and_ligatures(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing(written: str) -> None:
    assert fold(fold(written)) == fold(written)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("L'économie sociale", ["economie", "sociale"]),
        ("l’économie qu’une jusqu'à", ["economie", "une", "a"]),
        ("aujourd’hui", ["aujourd", "hui"]),
        ("Saint-Denis (93)", ["saint", "denis", "93"]),
        ("", []),
    ],
)
def test_words_lose_their_elided_articles(written: str, parts: list[str]) -> None:
    assert words(written) == parts


def test_stems_join_the_forms_of_a_word_with_or_without_accents() -> None:
    assert stems("coopératives") == stems("cooperative") == stems("COOPÉRATIVE")
    assert stems("l’entraide") == stems("entraide")
    assert index_terms("Les coopératives solidaires") == " ".join(stems("les cooperatives solidaires"))


@given(st.text(max_size=100))
def test_there_is_one_stem_a_word_in_order(written: str) -> None:
    assert len(stems(written)) == len(words(written))
    assert all(re.fullmatch("[a-z0-9]+", word) for word in words(written))


def test_equal_texts_have_equal_hashes_whatever_their_dress() -> None:
    assert text.text_hash("L’été, déjà !") == text.text_hash("l'ete  DEJA")
    assert text.text_hash("a b") != text.text_hash("ab")
    assert text.digest("a", "b") != text.digest("ab")


# ---------------------------------------------------------------- characters


@given(st.text(max_size=100))
def test_no_control_survives_and_nothing_else_goes(written: str) -> None:
    clean = strip_controls(written)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u200b\ufeff]", clean)
    assert strip_controls(clean) == clean
    assert [char for char in written if char.isalnum()] == [char for char in clean if char.isalnum()]


def test_tabs_and_newlines_are_no_controls() -> None:
    assert strip_controls("a\tb\nc\r\x00\x85\u200e") == "a\tb\nc\r"
    assert squeeze(" a\t\n b\u00a0c\x00 ") == "a b c"


@pytest.mark.parametrize(
    ("written", "length", "short"),
    [
        ("Un deux trois", 13, "Un deux trois"),
        ("Un deux trois", 12, "Un deux…"),
        ("Un deux trois", 8, "Un deux…"),
        ("Un, deux", 4, "Un…"),
        ("Anticonstitutionnellement", 5, "Anti…"),
        ("Un deux", 1, ""),
        ("Un", 0, ""),
        ("", 0, ""),
        ("a  b", 3, "a b"),
    ],
)
def test_a_text_is_cut_after_a_word(written: str, length: int, short: str) -> None:
    assert shorten(written, length) == short


@given(st.text(max_size=100), st.integers(0, 120))
def test_a_shortened_text_fits_and_begins_the_same(written: str, length: int) -> None:
    short = shorten(written, length)
    assert len(short) <= length or short == squeeze(written)
    assert squeeze(written).startswith(short.removesuffix("…"))
    assert len(short) <= length
