"""`veille correct`: an officer's word is kept whatever happens, applied at once or by the run under way."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.support.kept import NOW, long_text
from tests.support.model import trained_model
from tests.support.stocked import at, stocked
from veille.classify import load_taxonomy
from veille.errors import InputError
from veille.models import Zone
from veille.pipeline import RunPlan, publish_only, withdraw_url
from veille.pipeline.correcting import Corrected, Wish, correct
from veille.pipeline.corrections import JOURNAL, gather, take_in, take_over
from veille.pipeline.drawing import draw, drawn, shares
from veille.pipeline.model import _given_up, _has_to_learn
from veille.store import lock, open_store

URL = "https://rtes.example/a/0"
TAXONOMY = load_taxonomy()


@pytest.fixture
def plan(tmp_path: Path) -> RunPlan:
    return stocked(tmp_path / "var", [(f"Titre {n}", long_text(n)) for n in range(6)])


def say(plan: RunPlan, target: int | str = URL, **wish: Any) -> Corrected:
    return correct(plan, target, Wish(**wish), TAXONOMY)


def lines(plan: RunPlan) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (plan.data / JOURNAL).read_text(encoding="utf-8").splitlines()]


def published(plan: RunPlan, id: int = 1) -> list[tuple[str, str]]:
    with sqlite3.connect(plan.data / "veille.db") as db:
        return db.execute(
            "select theme_id, origine from articles_themes where article_id = ? order by 1", [id]
        ).fetchall()


def test_a_correction_is_written_applied_and_published(plan: RunPlan) -> None:
    publish_only(plan)
    done = say(plan, add=(("theme", "emploi-insertion"),), by="Ada")

    (line,) = lines(plan)
    assert published(plan) == [("emploi-insertion", "humain"), ("financement", "machine")]
    assert (line["themes"], line["kind"], line["by"]) == (["emploi-insertion", "financement"], "actualite", "Ada")
    assert (line["known"], line["relevant"], line["url"]) == (["relevance", "theme"], True, URL)
    assert line["text"] == long_text(0)
    assert not done.waits


def test_a_correction_by_number_is_the_same(plan: RunPlan) -> None:
    assert say(plan, 1, kind="evenement").before.url == URL


def test_what_is_off_the_subject_leaves_the_site(plan: RunPlan) -> None:
    publish_only(plan)
    say(plan, relevant=False)

    assert published(plan) == []
    assert lines(plan)[0]["relevant"] is False
    assert lines(plan)[0]["themes"] == []


def test_confirming_closes_what_she_looked_at(plan: RunPlan) -> None:
    say(plan, confirm=True, remove=(("theme", "financement"),))

    (line,) = lines(plan)
    assert line["known"] == ["relevance", "theme", "kind", "sector", "org"]
    assert ["theme", "", False] in line["decisions"]
    assert line["themes"] == []


def test_while_a_run_is_under_way_the_correction_waits_and_none_is_lost(plan: RunPlan) -> None:
    with lock(plan.data):
        first = say(plan, add=(("theme", "emploi-insertion"),))
        second = say(plan, add=(("theme", "innovation-sociale"),), kind="evenement")
        third = say(plan, remove=(("theme", "financement"),))

    assert all(done.waits for done in (first, second, third))
    # each line tells everything, also what the lines before it changed
    assert lines(plan)[2]["themes"] == ["emploi-insertion", "innovation-sociale"]
    assert lines(plan)[2]["kind"] == "evenement"
    with open_store(plan.data / "collect.db") as store:
        assert take_in(plan.data, store) == 3
        assert take_in(plan.data, store) == 0
        subject = store.subject(1)
    assert subject is not None
    assert set(subject.labels) == {
        ("theme", "emploi-insertion"), ("theme", "innovation-sociale"), ("kind", "evenement"),
    }  # fmt: skip


def test_another_collect_db_is_brought_in_line_with_the_journal(plan: RunPlan) -> None:
    say(plan, add=(("theme", "emploi-insertion"),))
    (plan.data / "collect.db").unlink()
    stocked(plan.data, [("Titre 0", long_text(0))])

    with open_store(plan.data / "collect.db") as store:
        assert take_in(plan.data, store) == 1
        subject = store.subject(URL)
    assert subject is not None
    assert ("theme", "emploi-insertion") in subject.labels


@pytest.mark.parametrize(
    ("target", "wish", "said"),
    [
        (URL, {}, "rien à corriger"),
        (URL, {"by": "Ada"}, "rien à corriger"),
        (URL, {"add": (("theme", "minitel"),)}, "« minitel »"),
        (URL, {"remove": (("sector", "financement"),)}, "étiquette inconnue"),
        (URL, {"kind": "telegramme"}, "telegramme"),
        (URL, {"add": (("territory", "93"),)}, "territoire inconnu « 93 »"),
        (URL, {"remove": (("territory", "R999"),)}, "D93"),
        (URL, {"add": (("theme", "financement"),), "remove": (("theme", "financement"),)}, "à la fois"),
        (URL, {"relevant": False, "kind": "evenement"}, "hors sujet"),
        (99, {"kind": "evenement"}, "aucun article"),
        ("https://ailleurs.example/", {"kind": "evenement"}, "aucun article"),
        ("ailleurs", {"kind": "evenement"}, "ni une adresse"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    plan: RunPlan, target: int | str, wish: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        say(plan, target, **wish)
    assert not (plan.data / JOURNAL).exists()


def test_of_what_the_machine_doubts_confirming_must_say_more(tmp_path: Path) -> None:
    plan = stocked(tmp_path / "doubt", [("Titre", long_text(0))], zone=Zone.REVIEW)

    with pytest.raises(InputError, match="--relevant"):
        say(plan, confirm=True)
    say(plan, confirm=True, relevant=True)
    assert published(plan) != []


def test_a_withdrawn_article_is_forgotten_in_the_journal(plan: RunPlan) -> None:
    say(plan, kind="evenement", by="Ada")
    withdraw_url(plan, URL, "droit")

    (line,) = lines(plan)
    assert (line["title"], line["text"], line["by"]) == ("", "", "")


def test_corrections_become_lessons_and_labels_gone_are_told(plan: RunPlan) -> None:
    say(plan, add=(("theme", "emploi-insertion"),))
    with (plan.data / JOURNAL).open("a", encoding="utf-8") as file:
        gone = {**lines(plan)[0], "url": "https://x.example/", "themes": ["minitel"]}
        file.write(json.dumps(gone) + '\n{"relevant": 3}\n{"cut sho')

    found, said = gather(plan.data, TAXONOMY)

    assert [row.themes for row in found.lessons(NOW).rows] == [("emploi-insertion", "financement"), ()]
    assert len(said) == 3
    assert any("minitel" in sentence for sentence in said)


def test_a_file_of_corrections_is_taken_over_once(plan: RunPlan, tmp_path: Path) -> None:
    say(plan, kind="evenement")
    file = tmp_path / "others.jsonl"
    other = {**lines(plan)[0], "url": "https://x.example/"}
    file.write_text("\n".join(json.dumps(one) for one in (other, lines(plan)[0], other)), encoding="utf-8")

    assert take_over(plan.data, file, TAXONOMY) == 1
    assert take_over(plan.data, file, TAXONOMY) == 0
    assert len(lines(plan)) == 2


def test_a_file_with_an_unknown_label_is_refused_whole(plan: RunPlan, tmp_path: Path) -> None:
    file = tmp_path / "others.jsonl"
    good = {"title": "t", "text": "x", "relevant": True, "kind": "actualite"}
    file.write_text(json.dumps(good) + "\n" + json.dumps({**good, "themes": ["minitel"]}), encoding="utf-8")

    with pytest.raises(InputError, match=r"ligne 2 .*minitel"):
        take_over(plan.data, file, TAXONOMY)
    assert not (plan.data / JOURNAL).exists()


def test_the_random_sample_is_shared_out_over_zones_and_its_corrections_are_audits(plan: RunPlan) -> None:
    with open_store(plan.data / "collect.db") as store:
        chosen = draw(plan.data, store, 4, NOW, Random(1))
        again = draw(plan.data, store, 4, NOW, Random(1))

    assert len({one.id for one in chosen} | {one.id for one in again}) == 6
    assert drawn(plan.data)[chosen[0].url] == {"zone": "in", "of": 6}
    done = say(plan, chosen[0].url, confirm=True)
    lessons = gather(plan.data, TAXONOMY)[0].lessons(NOW)
    assert done.audited
    assert (len(lessons.rows), len(lessons.audit)) == (0, 1)
    assert shares({Zone.IN: 10, Zone.REVIEW: 1, Zone.OUT: 10}, 9) == {Zone.IN: 4, Zone.REVIEW: 1, Zone.OUT: 4}


def test_a_model_learns_what_was_corrected_the_day_after(plan: RunPlan, new_data: Callable[[str], Path]) -> None:
    data = new_data("with-model")
    assert not _has_to_learn(data, None, NOW)
    with_model = stocked(data, [("Titre 0", long_text(0))])
    say(with_model, kind="evenement")

    assert _has_to_learn(data, None, at(plan, NOW + timedelta(days=400)).now)


def test_labels_that_the_next_model_will_not_give_are_told(plan: RunPlan) -> None:
    (plan.data / "model").symlink_to(trained_model(), target_is_directory=True)
    (facet, labels), *others = TAXONOMY.facets
    smaller = replace(TAXONOMY, facets=((facet, labels[1:]), *others))

    (said,) = _given_up(plan.data, smaller)

    assert labels[0].id in said
    assert str(plan.data) in said
    assert _given_up(plan.data, TAXONOMY) == ()
