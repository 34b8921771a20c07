"""What a page forbids or limits is kept: mining of its text, and how much of it may be shown."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.pages import NOW, PROSE, html, make_lead, make_page, reading_of
from veille.extract import read, read_saved
from veille.models import Outcome, Reservation

RESERVED = '<meta name="tdm-reservation" content="1">'


def test_a_page_that_reserves_mining_is_not_read_and_says_so() -> None:
    reading = reading_of(html(head=RESERVED))

    assert (reading.outcome, reading.article) == (Outcome.BLOCKED, None)
    assert reading.detail == "fouille de textes réservée par le site (TDM)"


def test_the_conditions_of_a_reservation_are_told() -> None:
    policy = '<meta name="TDM-Policy" content="https://a.fr/conditions">'

    assert reading_of(html(head=RESERVED + policy)).detail.endswith("(TDM), conditions : https://a.fr/conditions")


def test_the_summary_of_the_source_stands_in_and_no_more_of_it() -> None:
    long = "Un long texte que le flux donne en entier. " * 50
    short = reading_of(html(head=RESERVED), make_lead(title="Titre", summary="Le résumé du flux.", content=long))
    only = reading_of(html(head=RESERVED), make_lead(title="Titre", content=long))

    assert short.article is not None
    assert (short.article.text, short.article.from_feed) == ("Le résumé du flux.", True)
    assert only.article is not None
    assert len(only.article.text) <= 500


@pytest.mark.parametrize("meta", ['<meta name="tdm-reservation" content="0">', ""])
@pytest.mark.parametrize("said", [None, Reservation(reserved=True), Reservation(reserved=False)])
def test_the_page_supersedes_its_header_and_its_site(meta: str, said: Reservation | None) -> None:
    reading = read(replace(make_page(html(head=meta)), tdm=said), make_lead(), excerpt=200, now=NOW)

    reserved = not meta and said is not None and said.reserved
    assert reading.outcome is (Outcome.BLOCKED if reserved else Outcome.OK)


def test_a_text_file_can_only_be_reserved_by_its_header_or_its_site() -> None:
    page = make_page(PROSE * 3, media_type="text/plain")

    assert read(page, make_lead(), excerpt=200, now=NOW).outcome is Outcome.OK
    reserved = replace(page, tdm=Reservation(reserved=True))
    assert read(reserved, make_lead(), excerpt=200, now=NOW).outcome is Outcome.BLOCKED


def test_a_page_somebody_saved_is_read_whatever_it_says(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(html(head=RESERVED), encoding="utf-8")

    assert read_saved(tmp_path / "page.html", None, NOW).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("directives", "most"),
    [
        ("nosnippet", 0),
        ("noindex, NOSNIPPET", 0),
        ("max-snippet:50", 50),
        ("index, follow, max-snippet: 80, max-image-preview:large", 80),
        ("max-snippet:50, nosnippet", 0),
        ("max-snippet:-1", 200),
        ("max-snippet:5000", 200),
        ("max-snippet:many, noindex", 200),
    ],
)
def test_the_excerpt_is_no_longer_than_the_page_lets_others_show(directives: str, most: int) -> None:
    article = reading_of(html(head=f'<meta name="robots" content="{directives}">')).article

    assert article is not None
    assert most - 20 <= len(article.excerpt) <= most or (not most and not article.excerpt)
    assert "Leur modèle" in article.text
