"""The addresses of the lists of calls and of events: read, explained, and made again."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.web.callfilters import CALLS, EVENTS, DatedList, read
from veille.web.synonyms import of_rows

KNOWN = {"theme": {"emploi": 1}, "secteur": {"habitat": 1}, "territoire": {"R53": 1}}


def test_a_state_makes_the_address_it_was_read_from() -> None:
    state = read(
        CALLS, {"q": "aide aux communs", "territoire": "R53", "etat": "clos", "tri": "nouveaux", "page": "3"}, KNOWN
    )

    assert state.problems == ()
    assert state.page == 3
    assert state.address() == "/appels?q=aide+aux+communs&territoire=R53&etat=clos&tri=nouveaux"
    assert state.address(page="2", territoire=None).endswith("q=aide+aux+communs&etat=clos&tri=nouveaux&page=2")


def test_words_are_searched_with_their_synonyms_as_among_articles() -> None:
    synonyms = of_rows([(1, "ESS", 1), (1, "économie sociale et solidaire", 1)])
    state = read(CALLS, {"q": "ESS"}, KNOWN, synonyms)

    assert state.query.match == '(("ess") OR "econom social et solidair")'
    assert state.address() == "/appels?q=ESS"


def test_defaults_are_not_in_an_address() -> None:
    state = read(CALLS, {"etat": "en-cours", "tri": "cloture", "page": "1", "theme": " "}, KNOWN)

    assert state.address() == "/appels"
    assert read(EVENTS, {}, KNOWN).address(quand="a-venir") == "/agenda"
    assert not state.is_filtered


def test_the_first_choice_is_in_force_when_none_is_made() -> None:
    assert read(CALLS, {}, KNOWN).option("etat") == "en-cours"
    assert read(EVENTS, {"quand": "passes"}, KNOWN).option("quand") == "passes"


@pytest.mark.parametrize(
    ("of", "args", "field"),
    [
        (CALLS, {"etat": "x"}, "etat"), (CALLS, {"tri": "x"}, "tri"), (CALLS, {"territoire": "R99"}, "territoire"),
        (CALLS, {"page": "0"}, "page"), (CALLS, {"page": "501"}, "page"), (CALLS, {"page": "١"}, "page"),
        (CALLS, {"q": "-"}, "q"), (EVENTS, {"mois": "2026-00"}, "mois"), (EVENTS, {"enligne": "non"}, "enligne"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_field(of: DatedList, args: dict[str, str], field: str) -> None:
    state = read(of, args, KNOWN)

    assert list(state.problem) == [field]
    assert state.problem[field].endswith(".")


def test_a_month_is_only_of_the_agenda() -> None:
    assert read(CALLS, {"mois": "x"}, KNOWN).problems == ()
    assert read(EVENTS, {"mois": "2026-12"}, KNOWN).address() == "/agenda?mois=2026-12"


@given(
    st.dictionaries(
        st.sampled_from(["q", "theme", "secteur", "territoire", "etat", "tri", "quand", "mois", "page"]),
        st.text(max_size=40),
    )
)
def test_any_parameters_are_read_and_give_an_address(args: dict[str, str]) -> None:
    for of in (CALLS, EVENTS):
        state = read(of, args, KNOWN)
        parts = urlsplit(state.address())

        assert parts.path == of.path
        again = read(of, dict(parse_qsl(parts.query)), KNOWN)
        assert again.address() == state.address()
