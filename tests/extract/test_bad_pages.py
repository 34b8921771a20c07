"""Bytes that are no article: each ends with an outcome, in bounded time and without a warning."""

import random
import zipfile
from io import BytesIO

import pytest

from tests.support.pages import PROSE, html, reading_of
from tests.support.patience import Patience
from veille.extract.html import MAX_ELEMENTS, MAX_TAGS
from veille.models import Outcome

PARAGRAPH = f"<p>{PROSE}</p>"


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", PROSE)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "media_type", "detail"),
    [
        (zipped(), "text/html", "zip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "text/html", "png"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "application/msword", "office"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(500), "video/mp4", "video/mp4"),
        (random.Random(1).randbytes(5000), "text/html", "binaire"),
        (b"<html>" + bytes(5000), "text/html", "binaire"),
        (b'{"titre": "un objet"}', "application/json", "application/json"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "text/xml", "un flux"),
        (PROSE.encode(), "image/svg+xml", "image/svg+xml"),
    ],
)
def test_what_we_do_not_read_is_malformed_and_named(body: bytes, media_type: str, detail: str) -> None:
    reading = reading_of(body, media_type=media_type)
    assert reading.outcome is Outcome.MALFORMED
    assert detail in reading.detail


@pytest.mark.parametrize("media_type", ["image/png", "application/json", "", "application/octet-stream"])
def test_a_page_under_a_wrong_type_is_still_a_page(media_type: str) -> None:
    assert reading_of(html(), media_type=media_type).outcome is Outcome.OK


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n\t ",
        b"<html></html>",
        b"<!DOCTYPE html>",
        b"<",
        b"&",
        b"<!-- rien -->",
        b"<p>&#7; - </p>",
        b"<html><body><img src=x></body>",
    ],
)
def test_nothing_to_read_is_empty(body: bytes) -> None:
    assert reading_of(body).outcome is Outcome.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<div>" * 100_000 + PROSE, id="nested-divs"),
        pytest.param("<p>" + "<span>" * 20_000 + PROSE, id="nested-spans"),
        pytest.param("<table>" + ("<tr>" + "<td>case</td>" * 5 + "</tr>") * 20_000 + "</table>", id="huge-table"),
        pytest.param("<b>x</b>" * (MAX_TAGS // 2 + 1), id="too-many-tags"),
        pytest.param("<p>a" + " mot" * 1_000_000, id="one-paragraph"),
        pytest.param(f"<div class='{'a ' * 1_500_000}'>{PARAGRAPH}</div>", id="long-attribute"),
        pytest.param(f"<i class='{'a ' * 450}'>x</i>" * 4_000, id="many-attributes"),
        pytest.param("<!---->" * 50_000 + PARAGRAPH, id="comments"),
        pytest.param("<" * 300_000 + PARAGRAPH, id="angles"),
        pytest.param(f"<script type='application/ld+json'>{'[' * 90_000}</script>{PARAGRAPH}", id="json-depth"),
        pytest.param("<meta " * 60_000 + PARAGRAPH, id="metas"),
        pytest.param(f"<title>{'titre - ' * 20_000}</title>{PARAGRAPH}", id="long-title"),
        pytest.param("<p>" + "12.03.20 " * 15_000, id="dates"),
    ],
)
def test_an_absurd_page_takes_bounded_time(body: str) -> None:
    patience = Patience()
    reading = reading_of(f"<!DOCTYPE html><html><head></head><body>{body}")
    assert reading.outcome in (Outcome.OK, Outcome.EMPTY, Outcome.TOO_BIG)
    # Measured 0.01 to 0.4 s; unbounded these took from 5 s to minutes.
    assert patience.lasts()


def test_a_page_past_the_bounds_is_too_big_and_says_so() -> None:
    reading = reading_of(html("<p>a</p>" * (MAX_ELEMENTS + 1)))
    assert reading.outcome is Outcome.TOO_BIG
    assert "complexe" in reading.detail


def test_inline_images_and_scripts_do_not_count_against_a_page() -> None:
    image = f"<img src='data:image/png;base64,{'QUJD' * 700_000}'>"
    article = reading_of(
        html(f"<main><h1>Titre</h1>{image}<script>{'a=1;' * 400_000}</script>{PARAGRAPH * 3}</main>")
    ).article
    assert article is not None
    assert "porteurs de projet" in article.text


def test_random_cuts_of_a_page_never_raise() -> None:
    dice = random.Random(7)
    whole = html(f"<main><h1>Titre</h1><table><tr><td>{PARAGRAPH}</td></tr></table></main>").encode()
    for _ in range(60):
        start, end = sorted(dice.sample(range(len(whole)), 2))
        cut = bytearray(whole[start:end])
        for _ in range(dice.randrange(5)):
            cut[dice.randrange(len(cut))] = dice.randrange(256)
        assert reading_of(bytes(cut)).outcome in (Outcome.OK, Outcome.EMPTY, Outcome.MALFORMED)


def test_plain_text_is_read_by_paragraphs() -> None:
    body = "Communiqué de presse\r\n\r\nLa coopérative annonce\r\nsa création.\r\n\r\nElle ouvrira en mai.\r\n"
    article = reading_of(body, media_type="text/plain").article
    assert article is not None
    assert article.text == "Communiqué de presse\nLa coopérative annonce sa création.\nElle ouvrira en mai."
    assert (article.title, article.media_type) == ("Communiqué de presse", "text/plain")


def test_a_very_long_text_is_cut_at_a_word() -> None:
    article = reading_of("mot " * 100_000, media_type="text/plain").article
    assert article is not None
    assert 199_000 < len(article.text) <= 200_000
    assert article.text.endswith("mot")
    assert len(article.terms_text) <= 50_000


def test_a_reader_that_fails_on_a_page_is_reported_and_does_not_stop_the_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr("veille.extract.html.read", broken)
    reading = reading_of(html())
    assert (reading.outcome, reading.detail) == (Outcome.MALFORMED, "page illisible (IndexError)")
    assert "html reader failed" in caplog.text
