"""A call is for who lives inside its zone, and of interest where its zone lies."""

import pytest

from veille.web.queries.catalogue import Label
from veille.web.reach import around, concerned, concerns, lies_in

KNOWN = {
    code: Label(id=code, name=code, parent=parent)
    for code, parent in {
        "FR": "", "EU": "", "BE": "", "R53": "FR", "R11": "FR", "D35": "R53", "D93": "R11", "D974": "R04", "R04": "FR",
        "35238": "243500139", "243500139": "R53", "93066": "D93", "97411": "R04",
    }.items()
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("35238", {"243500139", "D35", "R53", "FR", "EU"}),
        ("93066", {"D93", "R11", "FR", "EU"}),
        ("97411", {"D974", "R04", "FR", "EU"}),
        ("R53", {"FR", "EU"}),
        ("BE", {"EU"}),
        ("EU", set()),
        ("US", set()),
    ],
)
def test_a_territory_lies_in_all_that_its_parents_lie_in_and_each_is_told_once(code: str, above: set[str]) -> None:
    assert set(around(code, KNOWN)) == above
    assert len(around(code, KNOWN)) == len(above)


@pytest.mark.parametrize(
    ("zones", "code", "answer"),
    [
        ("R53", "R53", True), ("FR", "R53", True), ("EU", "R53", True), ("35238", "R53", True), ("R53", "35238", True),
        ("R53", "R11", False), ("BE", "R53", False), ("D93|35238", "R53", True), ("", "R53", False), ("US", "US", True),
        ("R11", "D35", False), ("R53", "FR", True), ("BE", "EU", True),
    ],
)  # fmt: skip
def test_a_call_concerns_who_is_inside_its_zone_or_around_it(zones: str, code: str, answer: bool) -> None:
    assert concerns(zones, code, KNOWN) is answer


def test_counts_agree_with_the_rule_for_each() -> None:
    texts = ["R53", "R53", "FR", "EU", "35238", "D93|R53", "", "BE", "US"]

    assert concerned(texts, KNOWN, KNOWN) == {
        code: count for code in KNOWN if (count := sum(concerns(text, code, KNOWN) for text in texts))
    }


def test_an_event_is_in_all_that_its_place_lies_in() -> None:
    assert lies_in("93066", "R11", KNOWN)
    assert lies_in("R11", "R11", KNOWN)
    assert not lies_in("R11", "93066", KNOWN)


def test_parents_that_lie_in_each_other_end() -> None:
    known = {"X": Label(id="X", name="X", parent="Y"), "Y": Label(id="Y", name="Y", parent="X")}

    assert around("X", known) == ("Y",)
