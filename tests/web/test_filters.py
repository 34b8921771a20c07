"""The state of the search page and its addresses."""

from datetime import date

import pytest

from veille.web.filters import MAX_PAGE, Search, check_values, read


def test_an_address_survives_being_read_and_written() -> None:
    args = {"q": "tiers-lieu & co", "theme": "financement", "du": "2026-01-02", "au": "2026-03-04", "tri": "pertinence"}
    address = read(args).address()

    assert address == ("/recherche?q=tiers-lieu+%26+co&theme=financement&du=2026-01-02&au=2026-03-04&tri=pertinence")


def test_a_filter_can_be_taken_off_an_address() -> None:
    search = read({"theme": "financement", "langue": "fr", "page": "3"})

    assert search.address(theme=None) == "/recherche?langue=fr"
    assert search.address(theme=None, langue=None) == "/recherche"


def test_empty_fields_of_the_form_are_no_filters() -> None:
    assert read({"q": "", "theme": "", "du": "", "tri": "date", "page": ""}) == Search()


def test_dates_are_read_in_both_usual_forms() -> None:
    search = read({"du": "2026-11-01", "au": "21/11/2026"})

    assert (search.since, search.until) == (date(2026, 11, 1), date(2026, 11, 21))


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"du": "hier"}, "du"),
        ({"au": "2026-02-30"}, "au"),
        ({"du": "2026-12-01", "au": "2026-11-01"}, "au"),
        ({"tri": "hasard"}, "tri"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page": "²"}, "page"),
        ({"page": str(MAX_PAGE + 1)}, "page"),
        ({"page": "9" * 50}, "page"),
        ({"q": "-rien"}, "q"),
    ],
)
def test_what_cannot_be_used_is_kept_to_be_explained(args: dict[str, str], field: str) -> None:
    assert read(args).problem[field]


def test_sorting_by_relevance_needs_words() -> None:
    assert read({"tri": "pertinence"}).sort == "date"
    assert read({"tri": "pertinence", "q": "énergie"}).sort == "pertinence"


def test_unknown_values_are_problems() -> None:
    search = check_values(read({"theme": "inventé", "langue": "fr"}), {"theme": {}, "langue": {"fr": 1}})

    assert list(search.problem) == ["theme"]
