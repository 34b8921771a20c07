"""The contentless index holds exactly the terms of what is public, after any history."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from tests.support.desk import Desk
from tests.support.kept import day, make_lead, make_result, make_tagging
from tests.support.published import assert_consistent
from veille.models import Zone
from veille.publish import facets, index
from veille.store import LeadResult, terms

WORDS = ("scop", "mutuelle", "association", "emploi", "habitat", "énergie", "culture", "santé", "jeunesse", "épargne")


def random_result(chance: random.Random, number: int, version: int) -> LeadResult:
    """Return the page of one lead as it is at some moment: often other words, date or zone."""
    published = None if chance.random() < 0.2 else day(-chance.randrange(90))
    lead = make_lead(number=number, title=f"Titre {chance.choice(WORDS)}", published=published, summary=str(version))
    words = random.Random(chance.randrange(2000))
    text = " ".join(words.choice(WORDS) for _ in range(60))
    zone = chance.choices(list(Zone), [8, 1, 2])[0]
    themes = chance.sample(["financement", "emploi", "habitat"], chance.randrange(4))
    tagging = make_tagging(zone, themes=() if zone is Zone.OUT else themes)
    return make_result(lead, text, tagging)


def random_history(desk: Desk, chance: random.Random, rows: int, rounds: int) -> None:
    """Edit, remove, withdraw, purge and publish in no particular order."""
    desk.keep(*(random_result(chance, number, 0) for number in range(rows)))
    desk.publish()
    for turn in range(1, rounds + 1):
        edited = chance.sample(range(rows), rows // 4)
        desk.keep(*(random_result(chance, number, turn) for number in edited), now=day(turn))
        if turn % 2:
            desk.publish(chunk=100)
        for number in chance.sample(range(rows), rows // 40):
            desk.store.withdraw(make_lead(number=number).url, "droit", day(turn))
        if turn % 3 == 0:
            desk.store.purge(day(turn - 2))


def test_a_thousand_rows_edited_deleted_withdrawn_and_purged_equal_a_fresh_index(desk: Desk) -> None:
    random_history(desk, random.Random(), rows=1000, rounds=4)
    desk.publish()

    assert_consistent(desk.path, desk.store)
    (shown,) = desk.rows("SELECT count(*) FROM articles")[0]
    assert 500 < int(str(shown)) < 1000


@pytest.mark.long
def test_long_histories_equal_a_fresh_index(desk: Desk) -> None:
    for seed in range(20):
        random_history(desk, random.Random(seed), rows=300, rounds=6)
        desk.publish()
        assert_consistent(desk.path, desk.store)


def test_a_new_normaliser_rebuilds_the_index_a_chunk_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.keep(*(make_result(make_lead(number=n), f"les coopératives {n}") for n in range(25)))
    desk.publish()
    monkeypatch.setattr(terms, "NORMALISER", "fr-2")
    monkeypatch.setattr(terms, "index_terms", lambda text: text.upper().replace("É", "E"))
    monkeypatch.setattr("tests.support.published.NORMALISER", "fr-2")

    published = desk.publish(chunk=10)

    assert (published.changed, published.generation) == (25, 4)
    assert desk.found("cooper") == []
    assert len(desk.found("cooperatives")) == 25
    assert_consistent(desk.path, desk.store)
    assert desk.publish(chunk=10).generation == 4


def test_purged_texts_keep_their_terms_when_the_normaliser_changes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.keep_text(make_lead(), "les coopératives")
    desk.publish()
    desk.store.purge(day(1))
    monkeypatch.setattr(terms, "NORMALISER", "fr-2")

    assert desk.publish().generation == 1

    assert desk.found("cooper") == [1]


def test_an_index_whose_terms_were_lost_is_built_afresh(desk: Desk) -> None:
    desk.keep(*(make_result(make_lead(number=n), f"texte {n}") for n in range(5)))
    desk.publish()
    with closing(sqlite3.connect(desk.store.path)) as db, db:
        db.execute("DELETE FROM terms WHERE item_id = 1")
    lead = make_lead()
    desk.keep_text(replace(make_lead(number=0), fingerprint=lead.fingerprint), "tout neuf", now=day(1))

    assert desk.publish().changed == 1

    assert_consistent(desk.path, desk.store)


def test_terms_are_let_go_once_their_revision_is_no_longer_published(desk: Desk) -> None:
    lead = make_lead()
    desk.keep_text(lead, "un")
    desk.publish()
    for version in range(3):
        desk.keep_text(replace(lead, fingerprint=str(version)), f"version {version}", now=day(version))
    assert sorted(desk.store.terms([(1, r) for r in range(9)])) == [1]
    assert desk.store._db.execute("SELECT revision FROM terms ORDER BY 1").fetchall() == [(1,), (2,), (3,), (4,)]

    desk.publish()

    assert desk.store._db.execute("SELECT revision FROM terms").fetchall() == [(4,)]


def test_a_publication_cut_off_before_the_store_was_told_is_repaired(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_lead()
    desk.keep_text(lead, "un")
    desk.publish()
    desk.keep_text(replace(lead, fingerprint="2"), "deux", now=day(1))

    class Killed(BaseException):
        pass

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.store), "confirm", die)
        with pytest.raises(Killed):
            desk.publish()
    desk.keep_text(replace(lead, fingerprint="3"), "trois", now=day(2))

    assert desk.publish().changed == 1

    assert (desk.found("un"), desk.found("deux"), desk.found("trois")) == ([], [], [1])
    assert_consistent(desk.path, desk.store)


def tokens(desk: Desk, article: int) -> str:
    """The words of the column `etiquettes`, as `facettes` says them, each found in the index."""
    ((day, codes),) = desk.rows("SELECT jour, codes FROM facettes WHERE article_id = ?", article)
    said = facets.words(int(str(day)), bytes(codes))  # type: ignore[call-overload]
    assert all(article in desk.found(f"etiquettes : {word}") for word in said.split())
    return said


def code(desk: Desk, axis: str, value: str) -> str:
    return f"e{desk.rows('SELECT code FROM facettes_codes WHERE axe = ? AND valeur = ?', axis, value)[0][0]}"


def test_new_labels_of_the_same_text_are_indexed_and_the_old_ones_gone(desk: Desk) -> None:
    desk.keep_text(make_lead(), "les coopératives", make_tagging(themes=("emploi",)))
    desk.publish()
    before = tokens(desk, 1)

    desk.store.retag({1: make_tagging(themes=("financement",))}, "m2")
    desk.publish()

    assert tokens(desk, 1) != before
    assert desk.found(f"etiquettes : {code(desk, 'theme', 'emploi')}") == []
    assert desk.found(f"etiquettes : {code(desk, 'theme', 'financement')}") == [1]
    assert desk.found("cooper") == [1]
    assert_consistent(desk.path, desk.store)


def test_another_day_of_the_same_text_is_indexed(desk: Desk) -> None:
    lead = make_lead(published=day(-90))
    desk.keep_text(lead, "les coopératives")
    desk.publish()
    before = tokens(desk, 1)

    desk.keep_text(replace(lead, published=day(0), fingerprint="2"), "les coopératives", now=day(1))
    desk.publish()

    assert before.split()[-2] not in tokens(desk, 1)
    assert_consistent(desk.path, desk.store)


def test_codes_of_labels_stay_while_the_file_lives(desk: Desk) -> None:
    desk.keep_text(make_lead(), "un", make_tagging(themes=("emploi",)))
    desk.publish()
    codes = set(desk.rows("SELECT * FROM facettes_codes"))

    desk.store.withdraw(make_lead().url, "droit", day(1))
    desk.keep_text(make_lead(number=2), "deux", make_tagging(themes=("financement",)), now=day(2))
    desk.publish()

    assert codes < set(desk.rows("SELECT * FROM facettes_codes"))
    assert desk.rows("SELECT article_id FROM facettes") == [(2,)]


def test_the_lead_is_the_first_sixty_terms() -> None:
    assert index.lead(" ".join(map(str, range(100)))) == " ".join(map(str, range(60)))
    assert (index.lead(""), index.lead("un deux")) == ("", "un deux")
