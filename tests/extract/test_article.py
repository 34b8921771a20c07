"""What source and page say, put together."""

import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.pages import NOW, PROSE, SAVED, URL, html, make_lead, make_page, reading_of
from veille import extract
from veille.errors import InputError
from veille.extract.article import clean_author
from veille.extract.prose import excerpt, tidy
from veille.models import Outcome, Page
from veille.text import index_terms, text_hash


def test_hash_and_terms_are_those_of_the_shared_normaliser() -> None:
    article = reading_of(html(), make_lead(title="Les coopératives avancent")).article
    assert article is not None
    assert article.text_hash == text_hash(article.text)
    assert article.terms_title == index_terms("Les coopératives avancent")
    assert article.terms_text == index_terms(article.text)


def test_equal_texts_in_different_dress_have_one_hash() -> None:
    plain = reading_of(html(f"<p>{PROSE * 2}</p>")).article
    dressed = reading_of(
        html(f"<nav><a href='/'>Accueil</a></nav><main><p>{PROSE}</p><p>{PROSE.upper()}</p></main>")
    ).article
    assert plain is not None
    assert dressed is not None
    assert plain.text_hash == dressed.text_hash


def test_behind_a_wall_the_feeds_own_text_stands_in() -> None:
    lead = make_lead(title="La réforme du statut associatif expliquée", content=PROSE * 3, summary="Court.")
    article = reading_of((SAVED / "mur.html").read_bytes(), lead).article
    assert article is not None
    assert article.text == tidy(PROSE * 3)
    assert article.from_feed


def test_a_full_page_is_not_replaced_by_a_longer_feed() -> None:
    article = reading_of(html(f"<p>{PROSE * 6}</p>"), make_lead(content="Autre chose. " * 400)).article
    assert article is not None
    assert not article.from_feed
    assert article.text.startswith("Les coopératives")


def test_a_page_without_text_is_empty_even_when_the_feed_has_some() -> None:
    reading = reading_of((SAVED / "sans-texte.html").read_bytes(), make_lead(summary=PROSE))
    assert (reading.outcome, reading.article, reading.detail) == (Outcome.EMPTY, None, "page sans texte")


def test_the_feed_alone_makes_an_article() -> None:
    lead = make_lead(title="Titre", summary="Court.", content=f"{PROSE}\n\n{PROSE}", lang="fr", updated=NOW)
    article = extract.from_feed(lead, excerpt=80, now=NOW)
    assert article is not None
    assert article.text == f"{PROSE.strip()}\n{PROSE.strip()}"
    assert (article.url, article.published, article.from_feed) == (URL, NOW, True)
    assert len(article.excerpt) <= 80


@pytest.mark.parametrize("summary", ["", "  \n", "Un titre", "un titre."])
def test_a_feed_that_repeats_its_title_makes_no_article(summary: str) -> None:
    assert extract.from_feed(make_lead(title="Un titre", summary=summary), excerpt=80, now=NOW) is None


@pytest.mark.parametrize(
    ("published", "believed"),
    [
        (NOW + timedelta(days=1), True),
        (NOW + timedelta(days=3), False),
        (datetime(1990, 1, 2, tzinfo=UTC), True),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(2203, 1, 1, tzinfo=UTC), False),
    ],
)
def test_only_believable_dates_of_the_feed_are_kept(published: datetime, believed: bool) -> None:
    article = reading_of(html(), make_lead(published=published)).article
    assert article is not None
    assert article.published == (published if believed else None)


def test_the_feeds_last_change_stands_in_for_a_missing_date() -> None:
    article = reading_of(html(), make_lead(updated=NOW - timedelta(days=9))).article
    assert article is not None
    assert article.published == NOW - timedelta(days=9)


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("jeanne@asso.example (Jeanne Martin)", "Jeanne Martin"),
        ("Jeanne Martin <jeanne@asso.example>", "Jeanne Martin"),
        ("jeanne@asso.example", ""),
        ("Par  Jeanne\nMartin", "Jeanne Martin"),
        ("La rédaction", "La rédaction"),
        ("Administrateur", ""),
        ("https://asso.example/auteurs/jm", ""),
        ("j.martin", ""),
        ("Collectif " + "très " * 100 + "long", None),
    ],
)
def test_authors_are_names_on_one_line(written: str, author: str | None) -> None:
    cleaned = clean_author(written)
    assert "@" not in cleaned
    assert len(cleaned) <= 200
    if author is not None:
        assert cleaned == author


@pytest.mark.parametrize(
    "opening",
    [
        "Un titre assez long\n",
        "Accueil > Actualités > Un titre assez long\nPublié le 3 mai 2024 par Jeanne\n",
        "Un titre assez long – mercredi 12 février 2020 ",
        "Nous utilisons des cookies pour améliorer ce site.\nTemps de lecture : 3 min\n",
        "Mis à jour le 03/05/2024 à 10 h 12\nPar Jeanne Martin\nPartager\n",
        "Le 21/11/2026 — Aïssa\n",
        "Un titre assez long\nLe 14/11/2026 — Le dernier conseil\n",
        "On 3 May 2024, by Jane\n",
    ],
)
def test_the_excerpt_begins_with_prose(opening: str) -> None:
    assert (
        excerpt(f"{opening}{PROSE}", "Un titre assez long", 60)
        == "Les coopératives d’activité et d’emploi accompagnent chaque…"
    )


def test_a_first_line_that_is_the_title_is_left_out_however_short() -> None:
    assert excerpt(f"Édito\n{PROSE}", "Édito", 40).startswith("Les coopératives")


@pytest.mark.parametrize("opening", ["Le 3 mai 2024, nous ouvrons une agence.", "Le 3 mai 2024 à Lyon, une fête."])
def test_a_sentence_that_begins_with_a_date_is_prose(opening: str) -> None:
    assert excerpt(f"{opening}\n{PROSE}", "Un titre", 60).startswith(opening)


def test_a_title_that_begins_a_sentence_stays_in_the_excerpt() -> None:
    assert excerpt(
        f"Le fonds de dotation régional ouvre ses portes. {PROSE}", "Le fonds de dotation régional", 40
    ).startswith("Le fonds")


def test_the_excerpt_of_a_text_of_dates_alone_is_not_empty() -> None:
    assert excerpt("Publié le 3 mai 2024", "Titre", 60) == "Publié le 3 mai 2024"
    assert excerpt("", "Titre", 60) == ""
    assert excerpt(PROSE, "Titre", 0) == ""


def test_a_reading_travels_between_processes() -> None:
    read = pickle.loads(pickle.dumps(extract.read))
    reading = read(make_page(html()), make_lead(), excerpt=50, now=NOW)
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_importing_the_room_loads_no_heavy_library() -> None:
    heavy = ["trafilatura", "lxml", "htmldate", "pypdfium2", "py3langid", "numpy"]
    code = f"import sys, veille.extract, veille.enrich; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_page_that_was_not_had_keeps_its_outcome() -> None:
    page = Page(url=URL, final_url=URL, outcome=Outcome.TIMEOUT, detail="trop lent", fetched_at=NOW)
    reading = extract.read(page, make_lead(content=PROSE), excerpt=50, now=NOW)
    assert (reading.outcome, reading.detail, reading.article) == (Outcome.TIMEOUT, "trop lent", None)


def test_a_saved_page_is_read_by_itself() -> None:
    article = extract.read_saved(SAVED / "menus.html", None, NOW).article
    assert article is not None
    assert article.url == "https://www.lefilsolidaire.example/actualites/epicerie-cooperative/"
    assert article.title == "Une épicerie coopérative ouvre à Saint-Denis"
    given = extract.read_saved(SAVED / "tableau.html", "https://region.example/aap?utm_medium=x", NOW).article
    assert given is not None
    assert given.url == "https://region.example/aap"


def test_a_missing_saved_page_is_an_input_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absente\.html"):
        extract.read_saved(tmp_path / "absente.html", None, NOW)
    with pytest.raises(InputError):
        extract.read_saved(tmp_path, None, NOW)
