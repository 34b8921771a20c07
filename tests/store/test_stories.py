"""Copies, excerpts and rewrites of one story are one group; what only looks alike never is."""

from itertools import permutations

import pytest

from bench.copies import measure
from tests.support.kept import NOW, day, make_source
from tests.support.stories import CHROME, ELSEWHERE, EXCERPT, NEXT_YEAR, STORY, stories, tell
from veille.store import Store


@pytest.mark.parametrize("part", ["tune", "held"])
def test_groups_of_the_labelled_set_stay_as_right_as_they_were(part: str) -> None:
    score = measure(part)

    assert score.items >= 150
    assert score.precision >= 0.99
    assert score.f1 >= {"tune": 0.98, "held": 0.96}[part]


def test_copies_and_excerpts_are_one_story_and_counted(store: Store) -> None:
    assert tell(store, "a", STORY).grouped == 0
    assert tell(store, "b", CHROME).grouped == 1
    assert tell(store, "c", EXCERPT).grouped == 1

    assert stories(store) == [{"a", "b", "c"}]


@pytest.mark.parametrize("order", list(permutations("ABE")), ids="".join)
def test_an_excerpt_never_makes_one_story_of_two_look_alikes(store: Store, order: tuple[str, ...]) -> None:
    texts = {"A": STORY, "B": NEXT_YEAR, "E": EXCERPT.replace("2025", "")}
    for name in order:
        tell(store, name.lower(), texts[name])

    assert not any({"a", "b"} <= group for group in stories(store))


def test_two_copies_whose_like_comes_last_become_one_story(store: Store) -> None:
    begin, end = STORY[:240], STORY[240:]
    tell(store, "a", begin)
    tell(store, "b", end, title="Un autre titre pour la fin")
    assert len(stories(store)) == 2

    tell(store, "c", STORY)

    assert stories(store) == [{"a", "b", "c"}]
    assert len(store.changes_since(0, 99).groups) == 1  # type: ignore[union-attr]


def test_beyond_sixty_days_only_an_equal_text_is_the_same_story(store: Store) -> None:
    tell(store, "a", STORY)
    tell(store, "b", CHROME, at=day(61))
    tell(store, "c", STORY, at=day(200))

    assert stories(store) == [{"a", "c"}, {"b"}]


def test_a_text_that_becomes_another_leaves_and_those_left_stay_together(store: Store) -> None:
    for source, text in (("a", STORY), ("b", CHROME), ("c", EXCERPT)):
        tell(store, source, text, url=f"https://{source}.example/x")
    before = store.change_number()

    tell(store, "a", ELSEWHERE, url="https://a.example/x", title="Normandie : la campagne est ouverte")

    assert stories(store) == [{"a"}, {"b", "c"}]
    changed = store.changes_since(before, 99)
    assert changed is not None
    assert set(changed.groups) == set(store.groups_of([1, 2, 3]))
    tell(store, "a", STORY, url="https://a.example/x")
    assert stories(store) == [{"a", "b", "c"}]


def test_what_only_the_withdrawn_text_held_together_parts(store: Store) -> None:
    tell(store, "a", STORY, url="https://a.example/x")
    tell(store, "b", STORY[:240])
    tell(store, "c", STORY[240:], title="Un autre titre pour la fin")
    assert stories(store) == [{"a", "b", "c"}]

    store.withdraw("https://a.example/x", "droit", day(1))

    assert stories(store) == [{"b"}, {"c"}]


def test_nothing_finds_a_withdrawn_text(store: Store) -> None:
    tell(store, "a", STORY, url="https://a.example/x")
    store.withdraw("https://a.example/x", "droit", day(1))

    tell(store, "b", CHROME)

    assert store._db.execute("SELECT count(*) FROM marks WHERE item_id = 1").fetchone() == (0,)
    assert stories(store) == [{"b"}]


def test_a_purge_lets_go_of_old_marks_and_later_texts_still_find_the_new(store: Store) -> None:
    tell(store, "a", STORY, at=day(-300))
    tell(store, "b", ELSEWHERE, at=NOW)

    store.purge(day(-100))
    tell(store, "c", ELSEWHERE + " Fin.", at=day(1))

    assert store._db.execute("SELECT DISTINCT item_id FROM marks ORDER BY 1").fetchall() == [(2,), (3,)]
    assert stories(store) == [{"a"}, {"b", "c"}]


def test_a_copy_that_names_its_original_elsewhere_joins_it_whichever_comes_first(store: Store) -> None:
    tell(store, "copie", CHROME, canonical="https://original.example/x")
    tell(store, "original", STORY, url="https://original.example/x")
    tell(store, "menteur", ELSEWHERE, canonical="https://original.example/x")

    assert stories(store) == [{"copie", "original"}, {"menteur"}]


def test_an_edited_title_at_one_address_is_a_revision(store: Store) -> None:
    tell(store, "a", STORY, url="https://a.example/x")
    tell(store, "a", STORY, url="https://a.example/x", title="Vie associative : campagne prolongée", at=day(1))

    trace = store.why("https://a.example/x")
    assert trace.item is not None
    assert (trace.item.revision, trace.item.title) == (2, "Vie associative : campagne prolongée")
    assert store._db.execute("SELECT count(*) FROM items").fetchone() == (1,)


def test_why_says_of_what_an_article_is_a_copy(store: Store) -> None:
    tell(store, "b", CHROME, url="https://b.example/x", title="Vu ailleurs")
    tell(store, "a", STORY, at=day(1))
    store.know_sources([make_source("a"), make_source("b", aggregator=True)])

    trace = store.why("https://b.example/x")

    assert trace.item is not None
    assert (trace.public, trace.item.copy_of) == (False, (2, "Vie associative : la campagne est ouverte"))
    assert trace.reason.startswith("copie de « Vie associative : la campagne est ouverte » (article n° 2)")
