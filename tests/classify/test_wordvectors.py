"""Meaning of texts by word vectors: near for near things, whatever the words and the language."""

import numpy as np
import pytest

from veille.classify.wordvectors import DIMENSIONS, Meaning, word_vectors
from veille.text import words


def meaning(text: str) -> Meaning:
    found = words(text)
    return word_vectors().meaning(found, [1.0] * len(found))


def likeness(one: str, other: str) -> float:
    return float(meaning(one).vector @ meaning(other).vector)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        (
            "une ressourcerie répare",
            "atelier de réparation de bicyclettes",
            "le tribunal a condamné le maire",
        ),
        ("solar power for the village", "panneaux solaires de la commune", "théâtre et musique au festival"),
        ("aide à domicile pour personnes âgées", "home care for older people", "match de football dimanche"),
    ],
)
def test_texts_on_one_subject_are_nearer_than_others_in_other_words_and_languages(
    text: str, near: str, far: str
) -> None:
    assert likeness(text, near) > likeness(text, far) + 0.1


def test_a_vector_has_length_one_and_nothing_known_gives_zeros() -> None:
    assert np.linalg.norm(meaning("coopérative").vector) == pytest.approx(1, abs=1e-5)
    for nothing in ("", "zzqqxk", "12345"):
        assert meaning(nothing).vector.tolist() == [0.0] * DIMENSIONS
        assert not meaning(nothing).shares(np.ones((DIMENSIONS, 2), np.float32)).any()


def test_a_word_counted_twice_is_a_word_written_twice() -> None:
    once = word_vectors().meaning(["cooperative", "energie"], [2.0, 1.0]).vector

    assert once == pytest.approx(meaning("coopérative coopérative énergie").vector, abs=1e-5)


def test_shares_add_up_to_what_a_little_more_of_every_word_changes() -> None:
    found = words("les salariés reprennent leur usine en coopérative")
    direction = np.random.default_rng(2).normal(size=(DIMENSIONS, 1)).astype(np.float32)
    whole = word_vectors().meaning(found, [1.0] * len(found))
    shares = whole.shares(direction)[:, 0]
    inputs = whole._inputs.copy()
    inputs[:, :] *= 1.001
    grown = Meaning(whole._layers, whole._at, inputs, len(found))

    # all inputs grown by a thousandth grow the first layer by the root of it, since the root of the tokens divides
    change = float(((grown.vector - whole.vector) @ direction)[0]) / 0.0005
    assert change == pytest.approx(float(shares.sum()), rel=0.05, abs=0.02)
