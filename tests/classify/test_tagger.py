import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import veille.classify
from tests.support.model import trained_model
from tests.support.patience import Patience
from veille.classify import Tagger, TextIn, load_tagger
from veille.classify.features import FUNCTION_WORDS
from veille.models import Tagging, Zone
from veille.text import words

CALL = TextIn(
    title="Appel à projets : la Région soutient les coopératives d’énergie citoyenne",
    text="Le conseil régional lance un appel à projets doté de 400 000 € pour les coopératives et les associations qui "
    "produisent de l’énergie avec les habitants. Les dossiers sont à déposer avant le 15 mars 2026. "
    "Les lauréats, accompagnés par Énergie partagée, recevront 30 000 € au plus. Candidatez en ligne.",
)
NOISE = TextIn(
    title="Ligue 1 : Lens s’incline à domicile face à Monaco",
    text="Menés dès la 12e minute, les Lensois n’ont jamais trouvé la faille. L’entraîneur a reconnu la supériorité de "
    "l’adversaire. Prochain match dimanche à 21 h à Lyon, sans l’attaquant suspendu.",
)


def labels(tagging: Tagging, facet: str) -> list[str]:
    return [tag.label for tag in tagging.tags if tag.facet == facet]


def test_a_call_for_co_operatives_is_found_to_be_one(tagger: Tagger) -> None:
    [tagging] = tagger.tag([CALL])

    assert Zone.IN is tagging.zone
    assert labels(tagging, "kind") == ["appel-a-projets"]
    assert "energie" in labels(tagging, "sector")
    assert "cooperative" in labels(tagging, "org")


def test_noise_is_out_and_has_no_tag_but_reasons(tagger: Tagger) -> None:
    [tagging] = tagger.tag([NOISE])

    assert (tagging.zone, tagging.tags) == (Zone.OUT, ())
    assert tagging.evidence


def test_the_same_noise_from_an_ess_source_is_kept_with_exactly_one_kind(tagger: Tagger) -> None:
    [tagging] = tagger.tag([TextIn(title=NOISE.title, text=NOISE.text, ess=True)])

    assert Zone.OUT is not tagging.zone
    assert len(labels(tagging, "kind")) == 1


def test_the_kind_that_the_address_tells_stands_in_for_the_learned_one(tagger: Tagger) -> None:
    learned, told, noise = tagger.tag([CALL, replace(CALL, kind="evenement"), replace(NOISE, kind="evenement")])

    assert (labels(learned, "kind"), labels(told, "kind")) == (["appel-a-projets"], ["evenement"])
    assert [tag.evidence for tag in told.tags if tag.facet == "kind"] == [(("rubrique du site", 1.0),)]
    assert labels(told, "sector") == labels(learned, "sector")
    assert noise.tags == ()


def test_evidence_is_positive_readable_and_heaviest_first(tagger: Tagger) -> None:
    [tagging] = tagger.tag([CALL])
    kind = next(tag for tag in tagging.tags if tag.facet == "kind")
    family = next(tag for tag in tagging.tags if tag.label == "cooperative")

    assert "appel à projets" in [name for name, _weight in kind.evidence]
    assert "coopératives" in [name for name, _weight in family.evidence]
    for tag in tagging.tags:
        weights = [weight for _name, weight in tag.evidence]
        assert weights == sorted(weights, reverse=True)
        assert all(weight > 0 for weight in weights)
        assert 1 <= len(weights) <= 6


def test_evidence_names_nothing_twice_and_no_function_word(tagger: Tagger) -> None:
    [tagging] = tagger.tag([CALL])

    for tag in tagging.tags:
        names = [" ".join(words(name)) for name, _weight in tag.evidence]
        assert len(names) == len(set(names))
        assert not set(names) & set(FUNCTION_WORDS)


def test_relevance_is_explained_both_ways(tagger: Tagger) -> None:
    [tagging] = tagger.tag([NOISE])

    sizes = [abs(weight) for _name, weight in tagging.evidence]
    assert sizes == sorted(sizes, reverse=True)
    assert min(weight for _name, weight in tagging.evidence) < 0


def test_shouted_words_are_shown_in_small_letters_but_acronyms_stay(tagger: Tagger) -> None:
    shouted = TextIn(title=CALL.title.upper(), text="La SCIC et l’ADIE. " + CALL.text.upper())
    [tagging] = tagger.tag([shouted])

    names = {name for tag in tagging.tags for name, _weight in tag.evidence}
    assert "coopératives" in names
    assert not {"COOPÉRATIVES", "scic", "adie"} & names


def test_tags_are_ordered_by_probability_within_a_facet_and_are_probabilities(tagger: Tagger) -> None:
    [tagging] = tagger.tag([CALL])

    for facet in ("theme", "sector", "org"):
        probabilities = [tag.probability for tag in tagging.tags if tag.facet == facet]
        assert probabilities == sorted(probabilities, reverse=True)
        assert all(0 < probability <= 1 for probability in probabilities)


def test_a_batch_says_what_each_text_alone_would_get(tagger: Tagger) -> None:
    batch = [CALL, NOISE, CALL]

    assert tagger.tag(batch) == [tagger.tag([text])[0] for text in batch]


def test_without_explanation_only_the_reasons_are_missing(tagger: Tagger) -> None:
    [full], [bare] = tagger.tag([CALL]), tagger.tag([CALL], explain=False)

    assert [(t.facet, t.label, t.probability) for t in full.tags] == [
        (t.facet, t.label, t.probability) for t in bare.tags
    ]
    assert not bare.evidence
    assert not any(tag.evidence for tag in bare.tags)


@pytest.mark.parametrize(
    "text",
    [
        TextIn(title="", text=""),
        TextIn(title="x", text=""),
        TextIn(title="", text="\x00\ud800🦊" * 50),
        TextIn(title="東京", text="東京都の協同組合"),
        TextIn(title="A" * 100_000, text="b" * 100_000),
    ],
)
def test_a_text_that_says_nothing_known_is_out(tagger: Tagger, text: TextIn) -> None:
    [tagging] = tagger.tag([text])

    assert Zone.OUT is tagging.zone


def test_a_long_text_costs_no_more_than_a_short_one(tagger: Tagger) -> None:
    long = TextIn(title=CALL.title, text=CALL.text * 2_500)
    tagger.tag([long])
    patience = Patience()
    tagger.tag([long] * 10)

    assert patience.lasts()


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=80), text=st.text(max_size=600), ess=st.booleans())
def test_no_text_upsets_it(title: str, text: str, ess: bool) -> None:
    [tagging] = load_tagger(trained_model()).tag([TextIn(title=title, text=text, ess=ess)])

    assert 0 <= tagging.relevance <= 1
    assert (tagging.zone is Zone.OUT) == (tagging.tags == ())
    assert sum(tag.facet == "kind" for tag in tagging.tags) == (tagging.zone is not Zone.OUT)


def test_importing_the_room_is_free_and_tagging_needs_no_scikit_learn() -> None:
    script = (
        "import sys, veille.classify\n"
        "assert not {'numpy', 'yaml', 'sklearn'} & set(sys.modules)\n"
        "veille.classify.load_tagger\n"
        "from pathlib import Path\n"
        f"tagger = veille.classify.load_tagger(Path({str(trained_model())!r}))\n"
        "tagger.tag([veille.classify.TextIn(title='a', text='b')])\n"
        "assert not {'sklearn', 'scipy'} & set(sys.modules)\n"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_unknown_names_of_the_room_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = veille.classify.nothing
