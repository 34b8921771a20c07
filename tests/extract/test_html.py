"""HTML pages: text, metadata and charset of pages as sites make them."""

from datetime import UTC, datetime

import pytest

from tests.support.pages import PROSE, SAVED, html, make_lead, reading_of
from veille.models import Article, Outcome

LINKED = '<script type="application/ld+json">%s</script>'


def article_of(body: bytes | str, **facts: object) -> Article:
    reading = reading_of(body, make_lead(**facts))
    assert reading.outcome is Outcome.OK, reading.detail
    assert reading.article is not None
    return reading.article


def saved(name: str, **facts: object) -> Article:
    return article_of((SAVED / name).read_bytes(), **facts)


def test_the_text_is_the_article_without_menus_banners_and_footer() -> None:
    text = saved("menus.html").text
    assert "Après deux ans de préparation" in text
    assert "Chaque sociétaire donne trois heures par mois" in text
    for foreign in ("cookies", "Adhérer", "Les plus lus", "lettre d’information", "Mentions légales"):
        assert foreign not in text


def test_soft_hyphens_and_no_break_spaces_do_not_split_words() -> None:
    text = saved("menus.html").text
    assert "L’économie sociale et solidaire y trouve une vitrine" in text
    assert "80 000 € de la région" in text


def test_what_the_feed_lacks_is_read_from_the_page() -> None:
    article = saved("menus.html")
    assert article.title == "Une épicerie coopérative ouvre à Saint-Denis"
    assert article.author == "Nadia Benali"
    assert article.published == datetime(2025, 3, 12, 23, 30, tzinfo=UTC)
    assert article.url == "https://www.lefilsolidaire.example/actualites/epicerie-cooperative/"
    assert article.lang == "fr"


def test_what_the_feed_says_wins_over_the_page() -> None:
    when = datetime(2025, 3, 14, 8, tzinfo=UTC)
    article = saved("menus.html", title="Un autre titre", authors=("Ali Roux", "Léa Petit"), published=when)
    assert (article.title, article.author, article.published) == ("Un autre titre", "Ali Roux, Léa Petit", when)


def test_a_latin_1_page_without_paragraphs_is_read_with_its_accents() -> None:
    article = saved("latin1.html")
    assert "Les délégués des régies de quartier se sont réunis à Nîmes." in article.text
    assert article.title == "Décisions de l'assemblée générale"
    assert article.published == datetime(2020, 2, 12, 11, tzinfo=UTC)
    assert article.excerpt.startswith("Les délégués des régies")


def test_cp1252_bytes_declared_utf_8_are_read_right() -> None:
    article = saved("cp1252-declare-utf8.html")
    assert article.title == "L’œuvre commune"
    assert "« Nous avons levé 45 000 € auprès de nos sociétaires »" in article.text
    assert "n’en revient toujours pas…" in article.text


def test_tables_and_lists_keep_their_cells_and_items() -> None:
    lines = saved("tableau.html").text.split("\n")
    assert "Volet | Montant maximal | Date limite" in lines
    assert "Développement | 60 000 euros | 15 septembre 2025" in lines
    assert "- les sociétés coopératives d’intérêt collectif ;" in lines
    assert not any(set(line) <= set("|- ") for line in lines)


@pytest.mark.parametrize(
    ("encoding", "declared", "meta"),
    [
        ("utf-8", None, ""),
        ("utf-8", "iso-8859-1", '<meta charset="utf-8">'),
        ("utf-8", "utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8-sig", "iso-8859-1", ""),
        ("utf-16", None, ""),
        ("iso-8859-15", "iso-8859-15", ""),
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", "utf-8", ""),
        ("cp1252", None, '<meta http-equiv="content-type" content="text/html; charset=windows-1252">'),
        ("iso-8859-2", None, "<meta charset=iso-8859-2>"),
        ("utf-8", "unicode_escape", ""),
        ("utf-8", "n’importe quoi", ""),
        ("cp1252", "zlib", ""),
    ],
)
def test_charset_is_found_whatever_server_and_page_declare(encoding: str, declared: str | None, meta: str) -> None:
    sentence = "Château, hébergé, dédié : la métropole a célébré l'été."
    body = f"<html><head>{meta}</head><body><p>{sentence} {sentence}</p></body></html>".encode(encoding)
    article = reading_of(body, charset=declared).article
    assert article is not None
    assert sentence in article.text


def test_a_utf_8_page_with_one_broken_byte_stays_utf_8() -> None:
    article = article_of(html(f"<p>{PROSE * 3}</p>").encode().replace(b"outil", b"outil\xe9", 1))
    assert "développement local" in article.text


@pytest.mark.parametrize(
    ("head", "main", "title"),
    [
        ("<title>La loi change | Le Fil solidaire</title>", "", "La loi change"),
        ("<title>La loi change - Le Fil Solidaire</title>", "", "La loi change"),
        ("<title>Le rapport Dupont - un pas en avant</title>", "", "Le rapport Dupont - un pas en avant"),
        ("<title>Le Fil solidaire</title>", "<h1>La loi change</h1>", "La loi change"),
        ("<title>La loi change – Site</title>", "<h1>Le Fil solidaire</h1><h1>La loi change</h1>", "La loi change"),
        ('<title>Site</title><meta property="og:title" content="La loi &amp; l’usage">', "", "La loi & l’usage"),
    ],
)
def test_the_title_comes_without_the_name_of_the_site(head: str, main: str, title: str) -> None:
    assert article_of(html(f"{main}<p>{PROSE}</p>", head)).title == title


def test_a_page_without_any_title_takes_the_beginning_of_its_text() -> None:
    title = article_of(html()).title
    assert title.startswith("Les coopératives d’activité et d’emploi")
    assert len(title) <= 120


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ('<meta name="author" content="Jeanne Martin">', "Jeanne Martin"),
        ('<meta name="author" content="Par Jeanne Martin (jeanne.martin@asso.example)">', "Jeanne Martin"),
        ('<meta name="author" content="admin">', ""),
        ('<meta name="author" content="Le Fil Solidaire">', ""),
        ('<meta property="article:author" content="https://reseau.example/jeanne">', ""),
        (LINKED % '{"@type": "Article", "author": [{"name": "A. Bé"}, "C. Dé"]}', "A. Bé, C. Dé"),
        (LINKED % '{"@type": "Article", "author": {"name":', ""),
        (LINKED % '[[["Article"]], 3, null, {"@graph": 4}, {"@type": "Article", "author": 7}]', ""),
    ],
)
def test_the_author_is_the_declared_person_and_never_an_address(head: str, author: str) -> None:
    assert article_of(html(head=head)).author == author


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Publié le 12 mars 2024", datetime(2024, 3, 12, 11, tzinfo=UTC)),
        ("Mis en ligne le 5 sept. 2023 à 10h", datetime(2023, 9, 5, 10, tzinfo=UTC)),
        ("Publié le 05/09/2024", datetime(2024, 9, 5, 10, tzinfo=UTC)),
        ("<time datetime='2024-08-01'>1er août</time>", datetime(2024, 8, 1, 10, tzinfo=UTC)),
        ("Publié le 31 février 2024", None),
        ("Publié le 12 mars 2203", None),
        ("Publié le 12 mars 1970", None),
        ("© 2019 Le Fil solidaire", None),
    ],
)
def test_the_day_is_read_from_the_page_as_noon_in_paris_when_believable(line: str, day: datetime | None) -> None:
    assert article_of(html(f"<h1>Un titre</h1><p>{line}</p><p>{PROSE}</p>")).published == day


def test_a_moment_near_midnight_keeps_its_paris_day() -> None:
    head = '<meta property="article:published_time" content="2025-03-12T00:15:00">'
    assert article_of(html(head=head)).published == datetime(2025, 3, 11, 23, 15, tzinfo=UTC)


def test_hidden_controls_never_reach_the_text() -> None:
    article = article_of(html(f"<h1>Ti\u202etre\u200b</h1><p>{PROSE}\x07\u2066fin&#7;&#x1F;&#0;</p>"))
    assert article.title == "Titre"
    assert article.text.replace("\n", "").isprintable()
    assert article.text.endswith("fin")


def test_old_references_to_windows_characters_are_understood() -> None:
    assert "l’œuvre de 30 €" in article_of(html(f"<p>l&#146;&#156;uvre de 30 &#128; {PROSE}</p>")).text
