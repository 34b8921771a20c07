from math import isclose

import numpy as np
import pytest

from veille.classify import Taxonomy
from veille.classify.cues import CueIndex
from veille.classify.features import FUNCTION_WORDS, LEAD_CHARS, Analysis, Lexicon, analyse
from veille.classify.shape import SHAPES
from veille.text import words


@pytest.fixture(scope="module")
def cues(taxonomy: Taxonomy) -> CueIndex:
    return CueIndex(taxonomy)


@pytest.fixture(scope="module")
def lexicon(cues: CueIndex) -> Lexicon:
    texts = ["La coopérative forestière", "Une coopérative agricole", "Le maire et la forêt agricole", "Le maire coupe"]
    return Lexicon.fit([analyse("", text, cues) for text in texts], len(cues.groups))


def value(lexicon: Lexicon, analysis: Analysis, column: int) -> float:
    columns, values = lexicon.vector(analysis)
    return float(values[columns == column].sum())


def test_a_stem_of_one_text_only_is_not_learned_and_function_words_never(lexicon: Lexicon) -> None:
    assert lexicon.stems == ("agricol", "cooper", "mair")


def test_a_word_of_the_title_weighs_more_than_one_of_the_text(lexicon: Lexicon, cues: CueIndex) -> None:
    column = lexicon.index["mair"]

    above = value(lexicon, analyse("Le maire", "la coopérative agricole", cues), column)
    below = value(lexicon, analyse("la coopérative", "agricole, le maire", cues), column)

    assert above > below > 0


def test_the_stem_part_of_a_row_of_known_words_has_length_one(lexicon: Lexicon, cues: CueIndex) -> None:
    columns, values = lexicon.vector(analyse("Coopérative", "agricole, maire, maire", cues))

    assert isclose(1.0, float((values[columns < lexicon.first_cue] ** 2).sum()), rel_tol=1e-5)


def test_unknown_words_take_weight_from_the_known_ones(lexicon: Lexicon, cues: CueIndex) -> None:
    column = lexicon.index["mair"]

    alone = value(lexicon, analyse("", "maire", cues), column)
    drowned = value(lexicon, analyse("", "maire zyx wvu tsr qpo nml", cues), column)

    assert 0 < drowned < alone / 2


def test_function_words_count_only_as_style(lexicon: Lexicon, cues: CueIndex) -> None:
    bare, _values = lexicon.vector(analyse("", "maire", cues))
    wordy, _values = lexicon.vector(analyse("", "le maire et nous", cues))

    added = set(wordy.tolist()) - set(bare.tolist())
    assert added
    assert all(column >= lexicon.first_style for column in added)


def test_columns_ascend_and_fit_the_lexicon(lexicon: Lexicon, cues: CueIndex) -> None:
    columns, values = lexicon.vector(
        analyse("Appel à projets : 3 jours ?", "Nous aidons la coopérative du maire.", cues)
    )

    assert np.all(np.diff(columns) > 0)
    assert columns.max() < lexicon.columns == lexicon.first_style + len(SHAPES) + len(FUNCTION_WORDS)
    assert len(columns) == len(values)


def test_cues_of_a_long_text_weigh_like_those_of_a_short_one(lexicon: Lexicon, cues: CueIndex) -> None:
    column = lexicon.first_cue + cues.groups.index(("sector", "mobilite"))
    text = "vélo " + "maire " * 99

    short = value(lexicon, analyse("", text, cues), column)
    long = value(lexicon, analyse("", text * 2, cues), column)

    assert isclose(short, long, rel_tol=0.1)


def test_a_cue_never_reaches_from_title_into_text(cues: CueIndex) -> None:
    assert not [hit for hit in analyse("Appel à", "projets", cues).hits if "appel" in hit.cue]


def test_only_the_beginning_of_a_text_is_read(cues: CueIndex) -> None:
    start = "association " * 500

    short, long = analyse("t", start, cues), analyse("t", start + "coopérative " * 100_000, cues)

    assert (short.words, short.hits, short.shape) == (long.words, long.hits, long.shape)
    assert short.vector.tolist() == long.vector.tolist()
    assert len(" ".join(analyse("", start, cues).words)) <= LEAD_CHARS


@pytest.mark.parametrize(
    ("name", "title", "text"),
    [
        ("question dans le titre", "Faut-il mutualiser ?", ""),
        ("citation dans le titre", "« Oui »", ""),
        ("horaires", "", "rendez-vous à 14 h 30"),
        ("horaires", "", "rendez-vous à 14h30"),
        ("montants en euros", "", "jusqu’à 3 000 €"),
        ("première personne du singulier", "", "je dirige ma coopérative"),
        ("première personne du pluriel", "", "nous publions notre appel"),
        ("deuxième personne", "", "déposez votre dossier"),
        ("impératif", "", "candidatez dès maintenant"),
        ("jours de la semaine", "", "mardi et jeudi"),
        ("années", "", "en 2024"),
        ("adresse web ou courriel", "", "écrire à a@b.fr"),
    ],
)
def test_shapes_see_how_a_text_is_written(cues: CueIndex, name: str, title: str, text: str) -> None:
    plain = analyse("Titre", "texte", cues).shape
    place = SHAPES.index(name)

    assert analyse(title, text, cues).shape[place] > plain[place]


def test_nothing_at_all_gives_an_empty_row(lexicon: Lexicon, cues: CueIndex) -> None:
    columns, _values = lexicon.vector(analyse("", "", cues))

    assert not len(columns)


def test_function_words_are_written_as_words_are_folded() -> None:
    assert all([word] == words(word) for word in FUNCTION_WORDS)
