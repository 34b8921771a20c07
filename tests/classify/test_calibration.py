import numpy as np
import pytest

from veille.classify.calibration import (
    ESS_FLOOR,
    NOISE_HELD,
    RECALL_KEPT,
    Zones,
    fit_sigmoid,
    fit_temperature,
    fit_threshold,
    fit_zones,
    micro_f1,
    softmax,
)
from veille.config.costs import Costs
from veille.models import Zone


def drawn(slope: float, offset: float, texts: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    scores = rng.normal(-0.5, 1.0, texts)
    return scores, rng.random(texts) < 1 / (1 + np.exp(-(slope * scores + offset)))


def test_the_sigmoid_finds_the_curve_the_truth_was_drawn_from() -> None:
    curve = fit_sigmoid(*drawn(4.0, -1.0))

    assert curve.slope == pytest.approx(4.0, abs=0.25)
    assert curve.offset == pytest.approx(-1.0, abs=0.15)


def test_the_even_sigmoid_does_not_depend_on_how_much_noise_there_is() -> None:
    scores, truth = drawn(4.0, 0.0)
    fewer = np.flatnonzero(truth | (np.arange(len(truth)) % 10 == 0))

    all_texts = fit_sigmoid(scores, truth, even=True)(np.array([0.2]))[0]
    less_noise = fit_sigmoid(scores[fewer], truth[fewer], even=True)(np.array([0.2]))[0]

    assert all_texts == pytest.approx(less_noise, abs=0.05)


@pytest.mark.parametrize("truth", [[False] * 5, [True] * 5])
def test_the_sigmoid_stays_finite_without_counter_examples(truth: list[bool]) -> None:
    probabilities = fit_sigmoid(np.linspace(-1, 1, 5), np.array(truth))(np.array([-1e9, 0.0, 1e9]))

    assert np.all((probabilities >= 0) & (probabilities <= 1))


def test_the_threshold_is_the_best_one() -> None:
    probabilities, truth = np.array([0.9, 0.55, 0.45, 0.2]), np.array([True, True, False, False])

    threshold = fit_threshold(probabilities, truth)

    assert 0.45 < threshold <= 0.55
    assert micro_f1(probabilities >= threshold, truth) == 1.0


def test_the_temperature_makes_sure_scores_surer() -> None:
    scores = np.eye(3)[[0, 1, 2] * 30]
    right = np.array([0, 1, 2] * 30)
    doubtful = np.where(np.arange(90) % 2, right, (right + 1) % 3)

    assert fit_temperature(scores, right) > fit_temperature(scores, doubtful)
    assert softmax(scores, 2.0).sum(axis=1) == pytest.approx(1.0)


def test_zones_keep_the_promised_shares() -> None:
    rng = np.random.default_rng(5)
    probabilities = np.concatenate([rng.beta(5, 1, 1_000), rng.beta(2, 3, 1_000)])
    relevant = np.arange(2_000) < 1_000

    zones = fit_zones(probabilities, relevant)

    assert (probabilities[relevant] >= zones.review).mean() == pytest.approx(RECALL_KEPT, abs=0.002)
    assert (probabilities[~relevant] < zones.public).mean() == pytest.approx(NOISE_HELD, abs=0.002)


def test_public_is_never_easier_than_review() -> None:
    zones = fit_zones(np.array([0.9, 0.8, 0.1, 0.2]), np.array([True, True, False, False]))

    assert zones.review <= zones.public


@pytest.mark.parametrize(
    ("probability", "ess", "zone"),
    [
        (0.2, False, Zone.OUT),
        (0.4, False, Zone.REVIEW),
        (0.6, False, Zone.IN),
        (0.2, True, Zone.IN),
        (ESS_FLOOR / 2, True, Zone.REVIEW),
        (0.0, True, Zone.REVIEW),
    ],
)
def test_a_source_all_about_the_ess_is_never_out(probability: float, ess: bool, zone: Zone) -> None:
    assert zone == Zones(review=0.3, public=0.5).zone(probability, ess=ess)


def test_f1_of_nothing_given_and_nothing_due_is_perfect() -> None:
    assert micro_f1(np.zeros(3, bool), np.zeros(3, bool)) == 1.0


@pytest.mark.parametrize(
    ("costs", "probability", "zone"),
    [
        (Costs(), 0.25, Zone.REVIEW),
        (Costs(missed=20), 0.06, Zone.REVIEW),
        (Costs(missed=20), 0.04, Zone.OUT),
        (Costs(noise=10), 0.89, Zone.REVIEW),
        (Costs(noise=10), 0.91, Zone.IN),
        (Costs(missed=2), 0.45, Zone.OUT),
        (Costs(missed=1, noise=1), 0.99, Zone.OUT),
    ],
)
def test_an_officers_costs_move_the_cuts_to_where_they_are_least(costs: Costs, probability: float, zone: Zone) -> None:
    assert Zones(review=0.2, public=0.4).at(costs).zone(probability, ess=False) is zone


def test_a_family_that_hardly_speaks_of_the_ess_must_convince_more() -> None:
    assert Costs(share=0.1).adapted(0.5) == pytest.approx(0.1)
    assert Costs(share=0.9).adapted(0.5) == pytest.approx(0.9)
    assert Costs(share=0.1).adapted(0.99) == pytest.approx(0.917, abs=1e-3)
    assert [Costs(share=0.2).adapted(edge) for edge in (0.0, 1.0)] == [0.0, 1.0]


def test_rivals_make_the_first_label_surer_and_the_others_less() -> None:
    rng = np.random.default_rng(5)
    scores = rng.normal(-0.5, 0.4, (4_000, 6))
    truth = (scores == scores.max(axis=1, keepdims=True)) & (scores > -0.3)
    alone, against = fit_sigmoid(scores, truth), fit_sigmoid(scores, truth, rivals=True)
    text = np.array([0.1, 0.0, -1.0, -1.0, -1.0, -1.0])

    assert against.first + against.lead > 0 == alone.first == alone.lead
    assert against(text)[0] > alone(text)[0]
    assert against(text)[1] < alone(text)[1]
    assert against(np.array([text, text])).tolist() == [against(text).tolist()] * 2
