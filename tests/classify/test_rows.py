import json

import pytest

from veille.classify import Tagger, classify_rows
from veille.errors import InputError

LINE = {
    "id": "a1",
    "title": "La coopérative de réemploi recrute",
    "text": "La ressourcerie, une coopérative d’intérêt collectif, embauche dix salariés en insertion.",
    "published": "2025-11-02",
    "url": "https://exemple.fr/a",
}


def test_a_line_gives_the_promised_fields_in_order(tagger: Tagger) -> None:
    [answer] = classify_rows(tagger, [json.dumps({**LINE, "lang": "fr"})])

    assert [
        *("id", "relevant", "relevance", "themes", "sectors", "orgs", "kind"),
        *("territories", "lang", "deadline", "event"),
    ] == list(answer)
    assert tuple(answer[name] for name in ("id", "relevant", "lang", "territories", "deadline", "event")) == (
        "a1",
        True,
        "fr",
        [],
        None,
        None,
    )
    assert "reemploi-dechets" in [label["id"] for label in answer["sectors"]]
    assert all(0 < label["p"] <= 1 for label in answer["sectors"])
    assert isinstance(answer["kind"], str)
    json.dumps(answer)


def test_irrelevant_lines_have_no_label_and_an_empty_kind(tagger: Tagger) -> None:
    [answer] = classify_rows(
        tagger, [json.dumps({"id": 7, "title": "Météo : orages attendus", "text": "Vigilance jaune."})]
    )

    assert tuple(answer[name] for name in ("id", "relevant", "themes", "sectors", "orgs", "kind")) == (
        "7",
        False,
        [],
        [],
        [],
        "",
    )


def test_explanations_come_on_demand(tagger: Tagger) -> None:
    [answer] = classify_rows(tagger, [json.dumps(LINE)], explain=True)

    assert answer["zone"] == "in"
    assert answer["explain"]["sector:reemploi-dechets"][0][1] > 0
    assert answer["explain"]["relevance"]


def test_an_unsaid_language_is_asked_for_or_left_unknown(tagger: Tagger) -> None:
    lines = [json.dumps(LINE), json.dumps({**LINE, "lang": "it"})]

    assert [answer["lang"] for answer in classify_rows(tagger, lines)] == [None, "it"]
    assert [answer["lang"] for answer in classify_rows(tagger, lines, language=lambda _t, _x: "de")] == ["de", "it"]


def test_order_is_kept_over_batches_and_blank_lines_are_skipped(tagger: Tagger) -> None:
    lines = [json.dumps({**LINE, "id": str(number)}) + "\n\n" * (number % 2) for number in range(150)]

    answers = classify_rows(tagger, (line for chunk in lines for line in chunk.split("\n")))

    assert [str(number) for number in range(150)] == [answer["id"] for answer in answers]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "JSON"),
        ('"texte"', "un objet JSON"),
        ('{"title": "t"}', "« id »"),
        ('{"id": "1", "text": 3}', "« text »"),
        ('{"id": "1", "title": ["t"]}', "« title »"),
        ('{"id": "1", "lang": 3}', "« lang »"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(tagger: Tagger, line: str, said: str) -> None:
    with pytest.raises(InputError, match=f"ligne 3 : .*{said}"):
        list(classify_rows(tagger, [json.dumps(LINE), "", line]))
