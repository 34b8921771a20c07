"""How much may be handed in, from one place and from everybody."""

import pytest

from veille.web import throttle
from veille.web.throttle import Throttle, network


class Clock:
    """Seconds that pass when told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_place_may_hand_in_five_texts_an_hour_and_is_told_how_long_to_wait() -> None:
    clock = Clock()
    counter = Throttle(clock)
    for _ in range(5):
        assert counter.wait("198.51.100.7") == 0
        counter.count("198.51.100.7")
        clock.now += 60

    assert counter.wait("198.51.100.7") == 3600 - 300
    assert counter.wait("198.51.100.8") == 0
    clock.now += 3300
    assert counter.wait("198.51.100.7") == 0
    counter.count("198.51.100.7")
    assert counter.wait("198.51.100.7") == 60


def test_everybody_together_may_hand_in_two_hundred_a_day() -> None:
    clock = Clock()
    counter = Throttle(clock)
    for number in range(200):
        assert counter.wait(f"10.0.{number}.1") == 0
        counter.count(f"10.0.{number}.1")

    assert counter.wait("203.0.113.9") == 86_400
    clock.now += 86_400
    assert counter.wait("203.0.113.9") == 0


def test_only_so_many_places_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MAX_PLACES", 3)
    monkeypatch.setattr(throttle, "EACH", 1)
    counter = Throttle(Clock())
    for number in range(4):
        counter.count(f"10.0.0.{number}")

    assert [counter.wait(f"10.0.0.{number}") > 0 for number in range(4)] == [False, True, True, True]


def test_places_silent_for_an_hour_are_forgotten() -> None:
    clock = Clock()
    counter = Throttle(clock)
    counter.count("198.51.100.7")
    clock.now += 3600
    counter.count("198.51.100.8")

    assert list(counter._places) == [counter._place("198.51.100.8")]


def test_no_address_is_kept() -> None:
    counter = Throttle(Clock())
    counter.count("198.51.100.7")

    assert "198.51.100" not in repr(vars(counter))
    assert Throttle()._place("198.51.100.7") != counter._place("198.51.100.7")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", ""),
        ("unknown", ""),
        ("é" * 9000, ""),
    ],
)
def test_a_place_is_an_address_or_the_line_of_an_ipv6_one(address: str, place: str) -> None:
    assert network(address) == place
