"""Which articles are shown first."""

from dataclasses import replace

from veille.web.selection import Candidate, Selection, weight

PLAIN = Candidate(
    id=1, title="Une ressourcerie ouvre à Velmont", source="a", published="2026-11-20", kind="actualite",
    theme="emploi", elsewhere=0, relevance=0.9, sureness=0.8, by_hand=False,
)  # fmt: skip


def other(number: int, **changes: object) -> Candidate:
    titles = ("Des coopératives d’habitants", "Le budget des associations", "Réemploi du textile", "Mutuelles rurales")
    return replace(PLAIN, id=number, title=titles[number % 4], source=f"s{number}", **changes)  # type: ignore[arg-type]


def test_what_was_taken_over_elsewhere_lasts_is_sure_or_verified_weighs_more() -> None:
    heavier = [
        replace(PLAIN, elsewhere=1),
        replace(PLAIN, kind="texte-officiel"),
        replace(PLAIN, sureness=0.99),
        replace(PLAIN, by_hand=True),
    ]

    assert all(weight(one) > weight(PLAIN) for one in heavier)
    assert weight(replace(PLAIN, elsewhere=50)) == weight(replace(PLAIN, elsewhere=3))


def test_one_story_is_told_once_even_on_different_parts_of_a_page() -> None:
    chosen = Selection(per_source=9)
    again = replace(PLAIN, id=2, source="b", title="À Velmont, une ressourcerie ouvre")

    assert chosen.take([PLAIN, other(4)], 5) == (other(4), PLAIN)
    assert chosen.take([again, other(5)], 5) == (other(5),)


def test_no_source_fills_the_page() -> None:
    same = [replace(other(number), source="a") for number in range(1, 4)]

    assert len(Selection(per_source=2).take(same, 9)) == 2


def test_equal_weights_go_by_the_newest_number() -> None:
    assert [one.id for one in Selection(per_source=1).take([other(1), other(2), other(3)], 2)] == [3, 2]


def test_titles_without_a_word_are_stories_of_their_own() -> None:
    silent = [replace(other(number), title="…") for number in (1, 2)]

    assert len(Selection(per_source=1).take(silent, 5)) == 2
