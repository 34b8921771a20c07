"""Lines of `veille classify`: what they may hold, and what is said of those that cannot be used."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from veille.classify import Tagger, TextIn, TextRow, label_answer, label_reasons, text_rows
from veille.errors import InputError

LINE = {
    "id": "a1",
    "title": "La coopérative de réemploi recrute",
    "text": "La ressourcerie, une coopérative d’intérêt collectif, embauche dix salariés en insertion.",
    "published": "2025-11-02",
    "url": "https://exemple.fr/a",
}


def row(**fields: object) -> TextRow:
    (found,) = text_rows([json.dumps(LINE | fields)])
    return found


def test_a_line_is_read_with_all_it_says() -> None:
    one = row(lang="fr", id=7)

    assert (one.id, one.title, one.text, one.lang, one.url) == ("7", LINE["title"], LINE["text"], "fr", LINE["url"])
    assert one.published is not None
    assert one.published.isoformat() == "2025-11-02T00:00:00+01:00"


def test_only_the_id_is_needed() -> None:
    (one,) = text_rows(['{"id": "x", "published": null, "lang": null}'])

    assert one == TextRow(id="x", title="", text="", lang=None, published=None, url="")


def test_a_moment_may_be_said_with_its_zone() -> None:
    assert row(published="2025-11-02T10:00:00Z").published == datetime(2025, 11, 2, 10, tzinfo=UTC)
    late = row(published="2025-11-02T10:00:00+02:00").published
    assert late is not None
    assert late.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ('"texte"', "un objet JSON"),
        ('{"title": "t"}', "« id »"),
        ('{"id": "1", "text": 3}', "« text »"),
        ('{"id": "1", "title": ["t"]}', "« title »"),
        ('{"id": "1", "lang": 3}', "« lang »"),
        ('{"id": "1", "published": "2 novembre"}', "« published » : attendu une date ISO"),
        ('{"id": "1", "published": 2025}', "« published »"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(line: str, said: str) -> None:
    rows = text_rows([json.dumps(LINE), "", line])

    assert next(rows).id == "a1"
    with pytest.raises(InputError, match=f"ligne 3 : .*{said}"):
        next(rows)


def test_labels_are_given_with_their_probabilities_and_one_kind(tagger: Tagger) -> None:
    one = row()
    (tagging,) = tagger.tag([TextIn(title=one.title, text=one.text)])
    answer = label_answer(one, tagging)

    assert list(answer) == ["id", "relevant", "relevance", "themes", "sectors", "orgs", "kind"]
    assert answer["relevant"] is True
    assert "reemploi-dechets" in [label["id"] for label in answer["sectors"]]
    assert all(0 < label["p"] <= 1 for label in answer["sectors"])
    assert isinstance(answer["kind"], str)
    reasons = label_reasons(tagging)
    assert reasons["sector:reemploi-dechets"][0][1] > 0
    assert reasons["relevance"]


def test_irrelevant_lines_have_no_label_and_an_empty_kind(tagger: Tagger) -> None:
    one = row(title="Météo : orages attendus", text="Vigilance jaune.")
    (tagging,) = tagger.tag([TextIn(title=one.title, text=one.text)])
    answer = label_answer(one, tagging)

    assert [answer[name] for name in ("relevant", "themes", "sectors", "orgs", "kind")] == [False, [], [], [], ""]
