"""Lines of corrections: what is learned from them, and what is told of those that cannot be used."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from veille.classify import Taxonomy
from veille.classify.corrections import Corrections, known_corrections, merged, read_corrections
from veille.errors import InputError

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def line(**values: Any) -> dict[str, Any]:
    base = {"id": 1, "url": "https://a.example/1", "title": "T", "text": "Du texte", "lang": "fr", "relevant": True}
    labels = {"themes": [], "sectors": ["energie"], "orgs": [], "kind": "evenement", "known": ["relevance", "sector"]}
    return {**base, **labels, **values}


def of(taxonomy: Taxonomy, *values: dict[str, Any]) -> Corrections:
    found, refused = known_corrections(enumerate(values, 1), taxonomy)
    assert refused == ()
    return found


def test_only_what_was_decided_is_learned(taxonomy: Taxonomy) -> None:
    (row,) = of(taxonomy, line()).lessons(NOW).rows

    assert (row.sectors, row.kind, row.relevant) == (("energie",), "evenement", True)
    assert (row.knows("sector", "energie"), row.knows("relevance"), row.knows("kind")) == (True, True, False)
    assert row.weight > 1
    assert not row.natural


def test_a_line_without_known_decides_everything(taxonomy: Taxonomy) -> None:
    value = line()
    del value["known"]

    (row,) = of(taxonomy, value).lessons(NOW).rows

    assert row.knows("theme", "financement")
    assert row.knows("kind")


def test_of_an_irrelevant_item_no_label_is_learned(taxonomy: Taxonomy) -> None:
    (row,) = of(taxonomy, line(relevant=False)).lessons(NOW).rows

    assert (row.relevant, row.sectors, row.kind) == (False, (), "")


def test_the_later_word_wins_and_keeps_what_was_decided_before(taxonomy: Taxonomy) -> None:
    lessons = of(taxonomy, line(), line(sectors=["habitat"], kind="initiative", known=["kind"])).lessons(NOW)

    (row,) = lessons.rows
    assert (row.sectors, row.kind) == (("habitat",), "initiative")
    assert row.known == {"relevance", "sector", "kind"}


def test_audited_items_are_held_out_and_stand_for_their_zone(taxonomy: Taxonomy) -> None:
    drawn = [line(id=n, url=f"https://a.example/{n}", audit={"zone": "in", "of": 100}) for n in (1, 2)]
    other = line(id=3, url="https://a.example/3", audit={"zone": "out", "of": 400}, relevant=False)
    lessons = of(taxonomy, *drawn, other, line(id=4, url="https://a.example/4")).lessons(NOW)

    assert [row.id for row in lessons.rows] == ["4"]
    assert [row.weight for row in lessons.audit] == [50.0, 50.0, 400.0]


def test_a_label_gone_from_the_taxonomy_is_counted_and_left_out(taxonomy: Taxonomy) -> None:
    found = of(taxonomy, line(sectors=["energie", "minitel"]))

    assert found.unknown == {"minitel": 1}
    assert found.items[0].row.sectors == ("energie",)
    assert found.items[0].row.knows("sector")


def test_a_kind_gone_from_the_taxonomy_is_not_known_any_more(taxonomy: Taxonomy) -> None:
    (one,) = of(taxonomy, line(kind="telegramme", known=["kind"])).items

    assert not one.row.knows("kind")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"relevant": "oui"}, "relevant"),
        ({"themes": "energie"}, "themes"),
        ({"themes": [1]}, "themes"),
        ({"known": ["humeur"]}, "humeur"),
        ({"title": None}, "title"),
        ({"audit": {"zone": "ailleurs", "of": 3}}, "audit"),
        ({"audit": {"zone": "in", "of": 0}}, "audit"),
        ({"sectors": ["minitel"]}, "étiquette inconnue « minitel »"),
    ],
)
def test_a_wrong_line_of_a_file_is_named(taxonomy: Taxonomy, tmp_path: Path, change: dict[str, Any], said: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text("\n".join(map(json.dumps, (line(), line(**change)))), encoding="utf-8")

    with pytest.raises(InputError, match=rf"ligne 2 : .*{said}"):
        read_corrections(path, taxonomy)


def test_a_wrong_line_of_the_journal_harms_no_other(taxonomy: Taxonomy) -> None:
    found, refused = known_corrections([(1, line(relevant=0)), (2, line())], taxonomy)

    assert len(found.items) == 1
    assert [number for number, _why in refused] == [1]


def test_two_sources_of_corrections_are_one(taxonomy: Taxonomy) -> None:
    ours, theirs = of(taxonomy, line()), of(taxonomy, line(sectors=[]), line(id=2, url="https://a.example/2"))

    both = merged(ours, theirs)

    assert [one.row.sectors for one in both.items] == [(), ("energie",)]
    assert both.fingerprint != ours.fingerprint != theirs.fingerprint
