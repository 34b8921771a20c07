"""What is told of a call at a glance changes with the day alone."""

from datetime import date

import pytest

from veille.facts import Call, Found
from veille.web.badges import Badge, call_badges

TODAY = date(2026, 11, 21)


def found(value: str) -> Found:
    return Found(value=value, quote="", confidence=0.9)


@pytest.mark.parametrize(
    ("told", "badges"),
    [
        (Call(), [Badge(text="sans date connue")]),
        (Call(closing=found("2026-11-21")), [Badge(text="ferme aujourd’hui", is_urgent=True)]),
        (Call(closing=found("2026-11-22T12:00")), [Badge(text="ferme demain", is_urgent=True)]),
        (Call(closing=found("2026-11-28T17:00")), [Badge(text="ferme dans 7 jours", is_urgent=True)]),
        (Call(closing=found("2026-11-29")), [Badge(text="ferme dans 8 jours")]),
        (Call(closing=found("2026-11-20")), [Badge(text="clos")]),
        (Call(closing=found("2026-11-20"), waves=(found("2026-12-01"),)), [Badge(text="ferme dans 10 jours")]),
        (
            Call(closing=found("2026-12-20"), opening=found("2026-11-24")),
            [Badge(text="annoncé"), Badge(text="ouvre dans 3 jours")],
        ),
        (Call(permanent=found("")), [Badge(text="permanent")]),
        (
            Call(closing=found("2026-11-25"), extended=found("2026-11-10")),
            [Badge(text="ferme dans 4 jours", is_urgent=True), Badge(text="prolongé")],
        ),
        (Call(closing=found("2026-11-20"), extended=found("2026-11-10")), [Badge(text="clos")]),
        (Call(closing=found("bientôt")), []),
    ],
    ids=lambda value: "+".join(badge.text for badge in value) if isinstance(value, list) else "",
)
def test_badges_tell_when_a_call_closes_and_what_is_unusual(told: Call, badges: list[Badge]) -> None:
    assert list(call_badges(told, TODAY)) == badges
