"""The sentence that says most of what weighed for a label."""

from veille.enrich.prose import telling

TEXT = (
    "Une page de la commune.\nLa coopérative réemploie des matériaux depuis 2019. Elle emploie douze personnes en "
    "insertion. La coopérative est ouverte le samedi."
)


def test_the_sentence_with_the_heaviest_words_is_told() -> None:
    assert telling(TEXT, [("matériaux", 0.5), ("coopérative", 0.2)]).startswith("La coopérative réemploie")
    assert telling(TEXT, [("insertion", 0.3), ("coopérative", 0.2)]) == "Elle emploie douze personnes en insertion."


def test_words_are_met_however_they_are_written_and_phrases_only_whole() -> None:
    assert telling(TEXT, [("MATERIAUX", 0.5)]).startswith("La coopérative réemploie")
    assert telling(TEXT, [("personnes en insertion", 0.5)]).startswith("Elle emploie")
    assert telling(TEXT, [("insertion de personnes", 0.5)]) == ""
    assert telling(TEXT, [("per", 0.5)]) == ""


def test_what_spoke_against_and_what_stands_nowhere_tell_nothing() -> None:
    assert telling(TEXT, [("coopérative", -0.5), ("nombres", 0.4)]) == ""
    assert telling("", [("coopérative", 0.5)]) == ""
    assert telling(TEXT, []) == ""


def test_of_equals_the_first_sentence_is_told() -> None:
    assert telling(TEXT, [("coopérative", 0.2)]).startswith("La coopérative réemploie")
