"""The primary source stands for a story in public; when another takes its place, the old number redirects."""

import pytest

from tests.support.desk import Desk
from tests.support.kept import NOW, day, make_source
from tests.support.stories import CHROME, EXCERPT, STORY, tell


def publish(desk: Desk, **sources: dict[str, object]) -> list[tuple[object, ...]]:
    """Publish with these sources and return the number and source of each article."""
    desk.sources = {name: make_source(name, **fields) for name, fields in sources.items()}
    desk.publish()
    return desk.rows("SELECT id, source_id FROM articles ORDER BY id")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"aggregator": True}, {"priority": 3, "state": "a-verifier"}),
        ({"state": "a-verifier"}, {"priority": 3}),
        ({"priority": 2}, {"priority": 1}),
    ],
    ids=["aggregator", "probation", "priority"],
)
def test_the_better_source_stands_for_the_story_though_it_came_later(
    desk: Desk, first: dict[str, object], second: dict[str, object]
) -> None:
    tell(desk.store, "a", STORY)
    assert publish(desk, a=first, b=second) == [(1, "a")]
    tell(desk.store, "b", CHROME, at=day(1))

    assert publish(desk, a=first, b=second) == [(2, "b")]

    assert desk.rows("SELECT * FROM fusions") == [(1, 2)]
    assert desk.rows("SELECT article_id, source_id FROM vu_aussi") == [(2, "a")]


def test_the_site_that_a_copy_names_as_the_original_stands_for_the_story(desk: Desk) -> None:
    tell(desk.store, "a", CHROME, canonical="https://b.example/x")
    tell(desk.store, "b", STORY, at=day(1), url="https://b.example/x")

    assert publish(desk, a={"priority": 1}, b={"priority": 3}) == [(2, "b")]


def test_the_earliest_stands_for_the_story_among_equals_and_the_next_copy_changes_nothing(desk: Desk) -> None:
    tell(desk.store, "a", STORY, at=day(1))
    tell(desk.store, "b", CHROME, at=NOW)
    assert publish(desk, a={}, b={}, c={}) == [(2, "b")]

    tell(desk.store, "c", EXCERPT, at=day(2))

    assert publish(desk, a={}, b={}, c={}) == [(2, "b")]
    assert desk.rows("SELECT * FROM fusions ORDER BY id") == [(1, 2), (3, 2)]


def test_two_articles_that_turn_out_to_be_one_redirect_the_one_to_the_other(desk: Desk) -> None:
    tell(desk.store, "a", STORY[:240])
    tell(desk.store, "b", STORY[240:], title="Un autre titre pour la fin")
    assert publish(desk, a={}, b={}) == [(1, "a"), (2, "b")]
    tell(desk.store, "c", STORY, at=day(1))

    assert publish(desk, a={}, b={}, c={}) == [(1, "a")]
    assert desk.rows("SELECT * FROM fusions ORDER BY id") == [(2, 1), (3, 1)]


@pytest.mark.parametrize("demoted", [{"aggregator": True}, {"state": "a-verifier"}, {"priority": 3}])
def test_the_head_follows_feeds_yml_at_the_next_publication(desk: Desk, demoted: dict[str, object]) -> None:
    tell(desk.store, "a", STORY)
    tell(desk.store, "a", STORY.replace("bénévoles", "dirigeants")[:150], title="Une brève à part")
    tell(desk.store, "b", CHROME, at=day(1))
    assert publish(desk, a={}, b={}) == [(1, "a"), (2, "a")]
    before = desk.store.change_number()

    assert publish(desk, a=demoted, b={}) == [(2, "a"), (3, "b")]

    assert desk.rows("SELECT * FROM fusions") == [(1, 3)]
    assert desk.store.change_number() == before + 1
    publish(desk, a=demoted, b={})
    assert desk.store.change_number() == before + 1
