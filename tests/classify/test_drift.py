"""Months of one stream do not ring; a month that changed does, and the alarm names what moved."""

import numpy as np
import pytest

from veille.classify.drift import Alarm, Month, alarms, month_of, psi
from veille.classify.looking import Look
from veille.models import Zone

TEXTS = 250


def stream(seed: int, months: int = 13) -> list[Month]:
    return [month(f"m{number:02}", np.random.default_rng([seed, number])) for number in range(months)]


def month(name: str, rng: np.random.Generator, *, unknown: float = 0.12, energy: float = 0.1, out: float = 0.4,
          word: str = "", topic: float = 0.01) -> Month:  # fmt: skip
    looks = []
    for _text in range(TEXTS):
        number = rng.binomial(60, rng.beta(8 * unknown / 0.12, 8 * (1 - unknown) / 0.12))
        is_out = rng.random() < out
        given = {("sector", "energie")} if not is_out and rng.random() < energy else set()
        looks.append(
            Look(
                probabilities={("relevance", ""): float(rng.beta(1, 5) if is_out else rng.beta(5, 1))},
                zone=Zone.OUT if is_out else Zone.IN,
                given=frozenset({("kind", "actualite")} | given) if not is_out else frozenset(),
                stems={f"s{n}": f"s{n}" for n in rng.integers(0, 4_000, 40)}
                | ({"solaire": "solaire", "panneau": "panneaux", "toit": "toits"} if rng.random() < topic else {}),
                unknown=tuple([word or f"w{rng.integers(10_000)}"] * number),
                words=60,
            )
        )
    return month_of(name, looks)


@pytest.mark.parametrize("seed", range(8))
def test_a_stable_year_rings_no_alarm(seed: int) -> None:
    assert alarms(stream(seed)) == []


def test_a_new_vocabulary_rings_and_its_words_are_named() -> None:
    changed = month("m13", np.random.default_rng(1), unknown=0.2, word="biosourcé")

    (alarm,) = alarms([*stream(1), changed])

    assert (alarm.month, alarm.what, alarm.words) == ("m13", "unknown", ("biosourcé",))
    assert alarm.now > alarm.before


def test_a_new_subject_in_known_words_rings_and_its_words_are_named() -> None:
    (alarm,) = alarms([*stream(1), month("m13", np.random.default_rng(1), topic=0.15)])

    assert (alarm.what, set(alarm.words)) == ("vocabulary", {"solaire", "panneaux", "toits"})


def test_a_subject_that_came_last_year_rings_no_more() -> None:
    months = stream(1)
    months[2] = month("m02", np.random.default_rng(2), topic=0.15)

    assert [alarm.month for alarm in alarms([*months, month("m13", np.random.default_rng(1), topic=0.15)])] == ["m02"]


def test_another_mix_of_labels_rings_by_name() -> None:
    changed = month("m13", np.random.default_rng(1), energy=0.35)

    assert [alarm.what for alarm in alarms([*stream(1), changed])] == ["sector:energie"]


def test_more_noise_rings() -> None:
    changed = month("m13", np.random.default_rng(1), out=0.7)

    (alarm,) = alarms([*stream(1), changed])
    assert (alarm.what, alarm.now < alarm.before) == ("relevance", True)


def test_small_months_and_first_months_are_not_compared() -> None:
    few = month_of("m00", [])

    assert alarms([few, few]) == []
    assert alarms(stream(1, months=1)) == []
    assert alarms([]) == []


def test_the_index_of_the_same_is_next_to_nothing_and_grows_with_the_change() -> None:
    usual = [100] * 10

    assert psi([10] * 10, usual)[0] == pytest.approx(0, abs=0.001)
    assert psi([1] * 5 + [19] * 5, usual)[0] > 0.5
    assert psi([0] * 9 + [100], usual)[0] > 2


def test_an_alarm_is_plain_values() -> None:
    assert Alarm(month="2026-11", what="relevance", before=0.5, now=0.1).words == ()
