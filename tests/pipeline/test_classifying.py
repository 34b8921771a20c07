"""Texts that are not ours: labels with territories, language, deadline and event, as `veille classify` answers."""

import json
from typing import Any

import pytest

from tests.support.model import trained_model
from veille.classify import Tagger, load_tagger
from veille.errors import InputError
from veille.pipeline.classifying import classify_lines

CALL = {
    "id": "appel",
    "title": "Appel à projets : la Région Bretagne soutient les associations de l’économie sociale et solidaire",
    "text": "La Région Bretagne lance un appel à projets destiné aux associations et coopératives bretonnes de "
    "l’économie sociale et solidaire.\nLes dossiers de candidature sont à déposer avant le 15 mars à midi. Subvention "
    "de 20 000 euros au plus par projet. Bénéficiaires : associations, SCIC.",
    "published": "2026-01-20",
}
EVENT = {
    "id": "rencontre",
    "title": "Journée régionale de l’économie sociale et solidaire le 12 février 2026 à Lille",
    "text": "La chambre régionale de l’économie sociale et solidaire vous invite à sa journée annuelle, jeudi 12 "
    "février 2026 de 9 h à 17 h à Lille. Au programme : tables rondes, ateliers, témoignages. Inscription gratuite.",
    "published": "2026-01-20",
}


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(trained_model())


def answers(tagger: Tagger, *lines: dict[str, Any], explain: bool = False) -> list[dict[str, Any]]:
    return list(classify_lines(tagger, map(json.dumps, lines), explain=explain))


def test_a_line_gives_the_promised_fields_in_order(tagger: Tagger) -> None:
    (answer,) = answers(tagger, CALL)

    assert list(answer) == [
        *("id", "relevant", "relevance", "themes", "sectors", "orgs", "kind"),
        *("territories", "lang", "deadline", "event"),
    ]
    assert (answer["id"], answer["kind"], answer["lang"]) == ("appel", "appel-a-projets", "fr")
    assert answer["territories"] == ["BRE"]
    assert (answer["deadline"], answer["event"]) == ("2026-03-15", None)


def test_an_event_has_its_day_and_no_deadline(tagger: Tagger) -> None:
    (answer,) = answers(tagger, EVENT)

    assert (answer["kind"], answer["event"], answer["deadline"]) == ("evenement", "2026-02-12", None)
    assert answer["territories"] == ["HDF", "59"]


def test_explanations_name_the_words_of_places_and_the_sentences_of_dates(tagger: Tagger) -> None:
    call, event = answers(tagger, CALL, EVENT, explain=True)

    assert call["zone"] == "in"
    assert call["explain"]["deadline"]["value"] == "2026-03-15T12:00"
    assert "avant le 15 mars" in call["explain"]["deadline"]["quote"]
    assert event["explain"]["event"]["quote"]
    (bretagne,) = [place for place in call["explain"]["territories"] if place["code"] == "R53"]
    assert bretagne["words"]
    assert any(name.startswith("org:") for name in call["explain"])


def test_a_language_that_is_said_stands_and_others_are_recognised(tagger: Tagger) -> None:
    said, unsaid = answers(tagger, {**CALL, "lang": "it"}, CALL)

    assert (said["lang"], unsaid["lang"]) == ("it", "fr")


def test_order_is_kept_over_batches_and_blank_lines_are_skipped(tagger: Tagger) -> None:
    lines = [json.dumps({"id": str(number), "title": "Titre"}) + "\n\n" * (number % 2) for number in range(150)]

    found = classify_lines(tagger, (line for chunk in lines for line in chunk.split("\n")))

    assert [str(number) for number in range(150)] == [answer["id"] for answer in found]


def test_the_lines_before_a_wrong_one_are_answered(tagger: Tagger) -> None:
    found = classify_lines(tagger, [json.dumps(CALL), "{", json.dumps(EVENT)])

    assert next(found)["id"] == "appel"
    with pytest.raises(InputError, match="ligne 2"):
        next(found)


@pytest.mark.parametrize("text", ["", "x", "A" * 100_000, "\x00\ud800 <b>", "LE 12 " * 2000, "avant le " * 3000])
def test_odd_texts_are_answered(tagger: Tagger, text: str) -> None:
    (answer,) = answers(tagger, {"id": "1", "title": text[:200], "text": text})

    assert set(answer) >= {"territories", "deadline", "event"}
    json.dumps(answer)
