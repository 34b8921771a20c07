"""URL patterns: which links of a source are taken, and what kind of document they lead to."""

import pytest

from veille.config.urlrules import kind_of, matches, wanted
from veille.models import Source


@pytest.mark.parametrize(
    ("pattern", "url", "expected"),
    [
        ("/", "https://a.fr", True),
        ("/actualites/", "https://a.fr/actualites/un-article", True),
        ("/actualites/", "https://a.fr/Actualites/Un-article", True),
        ("/actualites/", "https://a.fr/archives/actualites/un-article", False),
        ("*/actualites/", "https://a.fr/archives/actualites/un-article", True),
        ("/*.pdf$", "https://a.fr/docs/rapport.pdf", True),
        ("/*.pdf$", "https://a.fr/docs/rapport.pdf.html", False),
        ("/spip.php?article*", "https://a.fr/spip.php?article12", True),
        ("/a.b", "https://a.fr/aXb", False),
    ],
)
def test_a_pattern_is_compared_from_the_start_of_the_path(pattern, url, expected):
    assert matches(pattern, url) is expected


def test_what_is_excluded_wins_over_what_is_included():
    source = Source(id="a", name="A", url="https://a.fr/", include=("/appels/",), exclude=("/appels/clos/",))

    assert wanted(source, "https://a.fr/appels/un")
    assert not wanted(source, "https://a.fr/appels/clos/un")
    assert not wanted(source, "https://a.fr/actualites/un")


def test_without_rules_everything_is_taken():
    assert wanted(Source(id="a", name="A", url="https://a.fr/"), "https://b.fr/x")


def test_the_first_matching_rule_tells_the_kind():
    source = Source(id="a", name="A", url="https://a.fr/", kinds=(("/agenda/", "evenement"), ("/a", "actualite")))

    assert kind_of(source, "https://a.fr/agenda/1") == "evenement"
    assert kind_of(source, "https://a.fr/articles/1") == "actualite"
    assert kind_of(source, "https://a.fr/etudes/1") is None
