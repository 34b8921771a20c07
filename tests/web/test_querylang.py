"""The search box: what is typed, and the FTS5 expression it becomes."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.text import index_terms
from veille.web import synonyms
from veille.web.inflections import MAX_STEMS, stems_in_both_numbers, stems_of
from veille.web.querylang import MAX_LENGTH, MAX_TERMS, understand, without


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


def test_what_nobody_sees_is_left_out_of_what_was_typed() -> None:
    assert understand("\u202eha\u200bbitat\x00  rural").text == "habitat rural"


GROUPS = synonyms.of_rows(
    [(1, "ESS", True), (1, "économie sociale et solidaire", True), (1, "économie solidaire", True),
     (2, "appel à manifestation d’intérêt", True), (2, "AMI", False), (3, "DLA", True), (3, "dispositif local", True),
     (4, "IAE", True), (4, "insertion par l’activité", True)]
)  # fmt: skip


def widened(typed: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.typed, one.others) for one in understand(typed, GROUPS).widened]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ESS", [("ESS", ("économie sociale et solidaire", "économie solidaire"))]),
        ("l’ESS, en Bretagne", [("l’ESS", ("économie sociale et solidaire", "économie solidaire"))]),
        ("jeunes économies sociales solidaires",
         [("économies sociales solidaires", ("ESS", "économie solidaire"))]),
        ("AMI culture", [("AMI", ("appel à manifestation d’intérêt",))]),
        ("l'AMI", [("l'AMI", ("appel à manifestation d’intérêt",))]),
        ("ami", []), ("un appel à manifestation d’intérêt", []), ("-ESS emploi", []), ('"ESS"', []),
        ("économie -banque sociale solidaire", []), ("« économie solidaire »", []),
    ],
)  # fmt: skip
def test_expressions_are_widened_by_their_synonyms(typed: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert widened(typed) == expected


def test_what_was_typed_alone_can_be_searched() -> None:
    query = understand("emploi ESS et AMI -banque", GROUPS)

    assert query.exact == 'emploi "ESS" et "AMI" -banque'
    assert understand(query.exact, GROUPS).widened == ()
    assert [one.is_replaced for one in query.widened] == [False, True]
    assert understand("emploi", GROUPS).exact == ""


def test_only_some_expressions_of_a_search_are_widened() -> None:
    typed = "ESS DLA IAE AMI"

    assert [one for one, _others in widened(typed)] == ["ESS", "DLA", "IAE"]
    assert understand("ESS " + "a" * 295, GROUPS).exact == ""


def test_a_search_is_taken_apart_to_help_where_nothing_is_found() -> None:
    query = understand("emploi « agricole » -banque")

    assert query.parts == (
        ("emploi", '("emploi" OR "emplois")', '("agricol") NOT ("banqu")'),
        ("« agricole »", '"agricol"', '(("emploi" OR "emplois")) NOT ("banqu")'),
    )
    assert understand("emploi").parts[0].rest == ""


def test_a_short_prefix_is_no_prefix_and_the_page_says_so() -> None:
    query = understand("coo*")

    assert "*" not in query.match
    assert "4 lettres" in query.note
    assert "*" in understand("coop*").match


@pytest.mark.parametrize("word", ["directeur", "employee", "elus", "cooperative", "x" * 300, "a", "e", "as", "eux"])
def test_a_word_is_searched_in_few_forms(word: str) -> None:
    stems = stems_of(word)

    assert 1 <= len(stems) <= MAX_STEMS
    assert set(stems_in_both_numbers(word)) <= set(stems) | {word}


def test_words_the_index_cannot_hold_are_named() -> None:
    assert "Ελλάς" in understand("Ελλάς coopérative").note


def test_a_missing_quote_is_told() -> None:
    assert "guillemet" in understand('"budget participatif').note


@pytest.mark.parametrize(
    "typed",
    [
        "partage art zzz", "art partage zzz", "« partage art » art", "-art partage art", "l’art, art. zzz",
        "art art zzz", "mutual* mut", "ESS emploi xx", "emploi ESS, xx", "l’économie sociale et solidaire : emploi",
        "emploi, (art) zz",
    ],
)  # fmt: skip
def test_a_part_left_out_leaves_the_others_as_they_are(typed: str) -> None:
    query = understand(typed, GROUPS)

    assert len(query.parts) > 1
    for part in query.parts:
        assert understand(without(query.text, part.typed), GROUPS).match == part.rest


def test_what_was_not_typed_is_not_left_out() -> None:
    assert without("partage zzz", "art") == "partage zzz"


@settings(deadline=None)
@given(st.text(max_size=120))
def test_nothing_typed_is_a_syntax_error(typed: str) -> None:
    query = understand(typed, GROUPS)
    if query.match:
        conn = sqlite3.connect(":memory:")
        conn.execute("create virtual table t using fts5(x)")
        conn.execute("select rowid from t where t match ?", (query.match,)).fetchall()
        conn.close()
    else:
        assert query.problem or not query.text
