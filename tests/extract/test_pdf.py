"""PDF documents, made by tests/support/pdf.py."""

from datetime import UTC, datetime

import pytest

from tests.support.pages import make_lead, reading_of
from tests.support.pdf import make_pdf
from veille.extract import Reading
from veille.extract.pdf import join_lines, parse_pdf_date, without_running_heads
from veille.models import Outcome

STUDY = [
    "Les emplois de l’économie sociale en 2024",
    "Les associations et les coopératives emploient un salarié sur dix. Leur part pro-",
    "gresse dans tous les départements ; les aides publiques, elles, reculent, c’est-",
    "à-dire que l’activité propre compte davantage.",
    "• Premier constat",
    "• Second constat",
]


def read_pdf(body: bytes, **facts: object) -> Reading:
    return reading_of(body, make_lead(**facts), media_type="application/pdf")


def test_text_title_author_and_date_of_a_study() -> None:
    article = read_pdf(
        make_pdf([STUDY], title="Étude annuelle", author="Jeanne Martin", created="D:20240312101530+01'00'")
    ).article
    assert article is not None
    assert "Leur part progresse dans tous les départements" in article.text
    assert "c’est-à-dire que l’activité" in article.text
    assert "• Premier constat\n• Second constat" in article.text
    assert (article.title, article.author) == ("Étude annuelle", "Jeanne Martin")
    assert article.published == datetime(2024, 3, 12, 9, 15, 30, tzinfo=UTC)
    assert article.media_type == "application/pdf"


@pytest.mark.parametrize(
    "title", ["", "Microsoft Word - etude_v3.doc", "etude-finale.pdf", "Sans titre", "doc20240312"]
)
def test_a_title_left_by_a_tool_gives_way_to_the_first_line(title: str) -> None:
    article = read_pdf(make_pdf([STUDY], title=title)).article
    assert article is not None
    assert article.title == "Les emplois de l’économie sociale en 2024"


def test_the_feeds_word_wins() -> None:
    article = read_pdf(make_pdf([STUDY], title="Étude annuelle"), title="Une étude").article
    assert article is not None
    assert article.title == "Une étude"


def test_a_pdf_is_known_by_its_bytes_under_any_type() -> None:
    article = reading_of(make_pdf([STUDY]), media_type="text/html").article
    assert article is not None
    assert article.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("body", "outcome", "detail"),
    [
        (make_pdf([[], []]), Outcome.EMPTY, "PDF sans texte (image numérisée)"),
        (make_pdf([STUDY], locked=True), Outcome.MALFORMED, "PDF protégé par un mot de passe"),
        (make_pdf([STUDY])[:400], Outcome.MALFORMED, "PDF endommagé"),
        (b"%PDF-1.7\nrien de plus", Outcome.MALFORMED, "PDF endommagé"),
    ],
)
def test_a_pdf_without_readable_text_says_why(body: bytes, outcome: Outcome, detail: str) -> None:
    reading = read_pdf(body)
    assert (reading.outcome, reading.detail, reading.article) == (outcome, detail, None)


def test_only_the_first_sixty_pages_are_read() -> None:
    article = read_pdf(make_pdf([[f"Voici le contenu de la feuille {number}."] for number in range(70)])).article
    assert article is not None
    assert "feuille 59." in article.text
    assert "feuille 60." not in article.text


def test_running_heads_and_page_numbers_are_left_out() -> None:
    body = [[f"{name} de la partie {number}" for name in ("Début", "Suite", "Milieu", "Fin")] for number in range(5)]
    pages = [["Rapport annuel 2024", *lines, f"Page {number} / 5"] for number, lines in enumerate(body, start=1)]
    assert without_running_heads(pages) == ["Rapport annuel 2024", *(line for lines in body for line in lines)]


def test_wrapped_lines_are_joined_and_headings_are_not() -> None:
    full = "Une ligne pleine qui va jusqu’au bord droit de la page et se poursuit"
    text = join_lines(["Un intertitre", full, full, "puis finit.", "Un autre intertitre", full, "puis finit."])
    assert text.strip().split("\n") == [
        "Un intertitre",
        f"{full} {full} puis finit.",
        "Un autre intertitre",
        f"{full} puis finit.",
    ]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("D:20240312101530Z", datetime(2024, 3, 12, 10, 15, 30, tzinfo=UTC)),
        ("D:20240312101530-05'00", datetime(2024, 3, 12, 15, 15, 30, tzinfo=UTC)),
        ("D:20240712", datetime(2024, 7, 12, 10, tzinfo=UTC)),
        ("D:20241345", None),
        ("D:00000000000000Z", None),
        ("12/03/2024", None),
        ("", None),
    ],
)
def test_pdf_dates_become_utc(written: str, moment: datetime | None) -> None:
    assert parse_pdf_date(written) == moment
