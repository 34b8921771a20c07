"""The search box: what is typed, and the FTS5 expression it becomes."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.text import index_terms
from veille.web.querylang import MAX_LENGTH, MAX_TERMS, understand


@pytest.fixture
def index() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:")
    conn.execute("""create virtual table t using fts5(x, content='', tokenize="unicode61 remove_diacritics 0")""")
    for number, text in enumerate(TEXTS, 1):
        conn.execute("insert into t (rowid, x) values (?, ?)", (number, index_terms(text)))
    return conn


TEXTS = (
    "Les Coopératives agricoles d’Île-de-France",
    "Un tiers-lieu rural ouvre en Creuse",
    "L’économie sociale et solidaire, la banque et la mutuelle",
    "Vers une économie circulaire : mutualisation et mutualité",
    "Œuvrer pour l’insertion",
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cooperative agricole", [1]),
        ("COOPÉRATIVES", [1]),
        ("agricole coopérative", [1]),
        ("tiers-lieux", [2]),
        ("tiers-lieu", [2]),
        ("lieux", [2]),
        ("« rural ouvre »", [2]),
        ('"ouvre rural"', []),
        ("economie -banque", [4]),
        ('économie -"sociale et solidaire"', [4]),
        ("mutual*", [4]),
        ("coopérativ*", [1]),
        ("agri*", [1]),
        ("l'économie", [3, 4]),
        ("qu’une économie", [3, 4]),
        ("oeuvrer", [5]),
        ("économie OR coopérative", []),
        ("NEAR(économie banque)", []),
        ("titre:économie", []),
        ("économie)", [3, 4]),
        ("'économie'; --", [3, 4]),
    ],
)
def test_search_finds_what_was_meant(index: sqlite3.Connection, typed: str, expected: list[int]) -> None:
    match = understand(typed).match

    assert [row[0] for row in index.execute("select rowid from t where t match ? order by rowid", (match,))] == expected


@pytest.mark.parametrize("typed", ["", "   ", "\t\n"])
def test_an_empty_box_is_no_search_and_no_problem(typed: str) -> None:
    query = understand(typed)

    assert (query.text, query.match, query.problem) == ("", "", "")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-banque", "seulement exclure"),
        ("?! …", "pas de mot à chercher"),
        ("x" * (MAX_LENGTH + 1), "trop longue"),
        (" ".join("abcdefghij"[n % 10] * 3 + str(n) for n in range(MAX_TERMS + 1)), "trop de mots"),
    ],
)
def test_what_cannot_be_searched_is_explained(typed: str, told: str) -> None:
    query = understand(typed)

    assert told in query.problem
    assert query.match == ""


def test_words_the_index_cannot_hold_are_named() -> None:
    assert "Ελλάς" in understand("Ελλάς coopérative").note


def test_a_missing_quote_is_told() -> None:
    assert "guillemet" in understand('"budget participatif').note


@given(st.text(max_size=120))
def test_nothing_typed_is_a_syntax_error(typed: str) -> None:
    query = understand(typed)
    if query.match:
        conn = sqlite3.connect(":memory:")
        conn.execute("create virtual table t using fts5(x)")
        conn.execute("select rowid from t where t match ?", (query.match,)).fetchall()
        conn.close()
    else:
        assert query.problem or not query.text
