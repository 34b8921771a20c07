"""Words with their places in a text, and phrases found among them."""

import pytest

from veille.phrases import Phrases, Words, key


def found(text: str, *phrases: str) -> list[str]:
    book: Phrases[str] = Phrases()
    for phrase in phrases:
        book.add(key(phrase), phrase)
    words = Words(text)
    hits = ((start, book.at(words, start)) for start in range(len(words)))
    return [words.written(start, hit[0]) for start, hit in hits if hit]


def test_a_phrase_is_found_as_it_stands_in_the_text() -> None:
    assert found("À l’ÎLE-DE-FRANCE, dit-on", "Île de France") == ["ÎLE-DE-FRANCE"]


def test_the_longest_phrase_wins_at_a_word() -> None:
    assert found("les Pays de la Loire", "Pays", "Pays de la Loire") == ["Pays de la Loire"]


@pytest.mark.parametrize("gap", [" ", "-", "‑", "’", "'", " - ", "\u00a0", "\n"])
def test_hyphens_apostrophes_and_spaces_join_words(gap: str) -> None:
    assert found(f"Seine{gap}Maritime", "Seine-Maritime")


@pytest.mark.parametrize("gap", [", ", ". ", "\n\n", " (", " / ", "    "])
def test_other_punctuation_parts_them(gap: str) -> None:
    assert not found(f"Seine{gap}Maritime", "Seine-Maritime")


def test_words_keep_their_places_through_accents_and_ligatures() -> None:
    words = Words("Cœur d’Hérault")
    assert words.folded == ["coeur", "d", "herault"]
    assert [words.written(at, at + 1) for at in range(len(words))] == ["Cœur", "d", "Hérault"]
    assert words.capital(0)
    assert not words.capital(1)


def test_decomposed_accents_are_composed_first() -> None:
    words = Words("He\u0301rault")
    assert words.folded == ["herault"]
    assert words.written(0, 1) == "Hérault"


@pytest.mark.parametrize("text", ["", " ", "…", "\x00", "\ud800"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert len(Words(text)) == 0


def test_a_first_word_may_be_read_otherwise() -> None:
    book: Phrases[str] = Phrases()
    book.add("le havre", "76351")
    words = Words("au Havre")
    assert book.at(words, 0) is None
    assert book.at(words, 0, "le") == (2, "76351")
