"""From scores to what is said of a text: probabilities, zone, labels. Tagging and training decide by the same code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from veille.classify.calibration import Array, Sigmoid, Zones, softmax
from veille.classify.taxonomy import Taxonomy
from veille.config.costs import Costs
from veille.models import Zone

MULTI = ("theme", "sector", "org")
"""Facets that may give several labels or none; the fourth, kind, gives exactly one."""
RELEVANCE = "relevance"
RIVALS = frozenset({"sector"})
"""Facets whose labels stand against each other (calibration.Sigmoid)."""


class Outputs:
    """What each column of scores is about: labels facet by facet, relevance last."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self.names = tuple(names)
        """(facet, label id) of each column; relevance is (RELEVANCE, "")."""
        facets = [facet for facet, _label in self.names]
        self.columns: dict[str, slice] = {
            facet: slice(facets.index(facet), facets.index(facet) + facets.count(facet)) for facet in facets
        }
        """Where the columns of a facet are."""
        self.relevance: int = self.columns[RELEVANCE].start

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> "Outputs":
        """Give every label of the taxonomy a column."""
        labels = [(facet, label) for facet in (*MULTI, "kind") for label in taxonomy.ids(facet)]
        return cls([*labels, (RELEVANCE, "")])

    def labels(self, facet: str) -> tuple[str, ...]:
        """Return the labels of a facet in the order of their columns."""
        return tuple(label for _facet, label in self.names[self.columns[facet]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What turns scores into decisions; fitted to texts that the scoring models did not see."""

    sigmoids: Mapping[str, Sigmoid]
    """For RELEVANCE and each facet of MULTI."""
    thresholds: Mapping[str, float]
    """Probability from which a tag is given, for each facet of MULTI."""
    temperature: float
    """Of the softmax over kinds."""
    zones: Zones


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is said of one text."""

    probabilities: Array
    """Of every column."""
    zone: Zone
    given: tuple[int, ...]
    """Columns of the labels given: most probable first within a facet; none when the zone is out."""

    def labels(self, outputs: Outputs) -> list[tuple[str, str]]:
        """Return the labels given as (facet, label id)."""
        return [outputs.names[column] for column in self.given]


USUAL = Costs()


def decide(
    scores: Array, outputs: Outputs, parameters: Parameters, *, ess: bool = False, costs: Costs = USUAL
) -> Decision:
    """Decide on one text from its scores; `ess` says that its source is all about the ESS, `costs` what errors cost."""
    probabilities = np.empty(len(scores))
    for facet in (*MULTI, RELEVANCE):
        columns = outputs.columns[facet]
        probabilities[columns] = parameters.sigmoids[facet](scores[columns])
    kinds = outputs.columns["kind"]
    probabilities[kinds] = softmax(scores[kinds], parameters.temperature)
    probabilities[outputs.relevance] = costs.adapted(float(probabilities[outputs.relevance]))
    zone = parameters.zones.at(costs).zone(float(probabilities[outputs.relevance]), ess=ess)
    given = () if zone is Zone.OUT else _given(probabilities, outputs, parameters)
    return Decision(probabilities=probabilities, zone=zone, given=given)


def _given(probabilities: Array, outputs: Outputs, parameters: Parameters) -> tuple[int, ...]:
    given: list[int] = []
    for facet in MULTI:
        columns = outputs.columns[facet]
        ours = probabilities[columns]
        order = np.argsort(-ours, kind="stable")
        given += [columns.start + int(place) for place in order if ours[place] >= parameters.thresholds[facet]]
    kinds = outputs.columns["kind"]
    given.append(kinds.start + int(np.argmax(probabilities[kinds])))
    return tuple(given)
