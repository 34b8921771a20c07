"""Does a label that an officer added work, and what does it cost the others?

Its examples are dealt into folds; each is judged by a model that learned from the others, among natural texts that
model has not seen either. Texts of the corpus that meet its cues are left out: nobody knows whether they are about
it (lessons). What it costs the others is read from the cross-validated figures, label by label, against those of
the model in use: the folds are the same.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from veille.classify.assessment.agreement import SetScore, set_score
from veille.classify.corpus import Row
from veille.classify.decisions import Outputs, Parameters, decide
from veille.classify.evaluation import Evaluation
from veille.classify.features import Analysis
from veille.classify.learners import Fitted, score
from veille.classify.lessons import new_labels
from veille.classify.model import Model
from veille.i18n import _, ngettext

FOLDS = 5
WORKS = 0.6
"""F1 from which a label is worth showing; the shipped ones have 0.5 to 0.9."""
ENOUGH = 10
"""Examples below which no figure is to be trusted."""
CHANGED = 0.02
"""Change of a label's F1 that is told; less is noise (its own interval is wider)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLabel:
    """How one new label does."""

    facet: str
    id: str
    examples: int
    figures: SetScore
    wrongly: int
    """Natural texts that got it and should not."""
    of: int
    """Natural texts it was tried on."""
    confused: tuple[tuple[str, int], ...]
    """Labels of the same facet that stand where it should, or that texts carry which got it wrongly; most first."""

    def verdict(self) -> str:
        """Say in French whether it works."""
        if not self.examples:
            return _("à nourrir : aucun exemple, elle n’est jamais donnée")
        works = self.figures.f1 >= WORKS
        if works and self.examples >= ENOUGH:
            return _("fonctionne")
        if not works and self.confused and 2 * self.confused[0][1] > self.examples:
            return _("se confond avec « {label} »").format(label=self.confused[0][0])
        more = max(ENOUGH, self.examples)
        return ngettext("à nourrir : {n} exemple de plus", "à nourrir : {n} exemples de plus", more).format(n=more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelties:
    """What a training says of new labels and their cost."""

    labels: tuple[NewLabel, ...] = ()
    changes: tuple[tuple[str, str, float, float], ...] = ()
    """(facet, label, F1 before, F1 now) of the other labels that changed, worst first."""
    compared: bool = False
    """Whether there was a model to compare with."""
    same_corpus: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return what a machine reads."""
        labels = [{**asdict(one), "verdict": one.verdict()} for one in self.labels]
        return {"labels": labels, "changes": [list(one) for one in self.changes], "same_corpus": self.same_corpus}

    def to_text(self) -> str:
        """Say it in French; empty when there is no new label."""
        if not self.labels:
            return ""
        return "\n".join([_("Étiquettes nouvelles"), *map(_line, self.labels), "", *self._cost()])

    def _cost(self) -> list[str]:
        if not self.compared:
            return [_("Ce qu’elles coûtent aux autres : aucun modèle précédent pour comparer.")]
        if not self.changes:
            return [_("Ce qu’elles coûtent aux autres : rien de mesurable.")]
        head = _("Ce qu’elles coûtent aux autres (F1 avant → maintenant, mêmes textes) :")
        if not self.same_corpus:
            head = _("F1 avant → maintenant ; le corpus a changé aussi, tout n’est pas dû aux nouvelles étiquettes :")
        return [head, *(f"  {label:<28} {before:.2f} → {now:.2f}" for _facet, label, before, now in self.changes)]


def _line(one: NewLabel) -> str:
    figures = one.figures
    told = ngettext("{n} exemple", "{n} exemples", one.examples).format(n=one.examples)
    numbers = _("précision {p:.2f}, rappel {r:.2f}, F1 {f1:.2f} (entre {low:.2f} et {high:.2f})").format(
        p=figures.precision, r=figures.recall, f1=figures.f1, low=figures.low, high=figures.high
    )
    wrongly = _("donnée à tort à {n} textes sur {of}").format(n=one.wrongly, of=one.of)
    lines = [f"  {one.id} : {one.verdict()}", f"      {told} ; {numbers} ; {wrongly}"]
    if one.confused:
        others = ", ".join(f"{label} ({count})" for label, count in one.confused[:3])
        lines.append("      " + _("voisines : {labels}").format(labels=others))
    return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a training tries labels with."""

    rows: Sequence[Row]
    analyses: Sequence[Analysis]
    folds: npt.NDArray[np.int64]
    """Fold of each natural row, -1 for the others."""
    fit: Callable[[Sequence[int]], Fitted]
    """Learns from the rows at these places."""
    parameters: Parameters
    outputs: Outputs


def examine(
    bench: Bench, model: Model, corpus: Sequence[Row], evaluation: Evaluation, before: tuple[str, Model] | None
) -> Novelties:
    """Try the labels that are new, and compare the others with the figures of the model in use, if there is one.

    New are those that no text of the corpus carries, and those that the model in use does not know.
    """
    wanted = {(facet, label.id) for facet, label in new_labels(corpus, model.taxonomy)}
    if before is not None:
        wanted |= set(model.outputs.names) - set(before[1].outputs.names)
    if not wanted:
        return Novelties()
    given = _unseen(bench, wanted)
    return Novelties(
        labels=tuple(_new_label(bench, name, given) for name in sorted(wanted)),
        changes=_changes(evaluation, before[1].figures, wanted) if before else (),
        compared=before is not None,
        same_corpus=before is None or before[1].basis["corpus"] == model.basis["corpus"],
    )


def _unseen(bench: Bench, wanted: Set[tuple[str, str]]) -> dict[int, frozenset[tuple[str, str]]]:
    """Return, for the examples of the wanted labels and all natural rows, the labels that a model gives them which
    has seen neither; none of what it would keep out."""
    carrying = [place for place, row in enumerate(bench.rows) if any(label in row.gold(f) for f, label in wanted)]
    folds = bench.folds.copy()
    for turn, place in enumerate(place for place in carrying if folds[place] < 0):
        folds[place] = turn % FOLDS
    given: dict[int, frozenset[tuple[str, str]]] = {}
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold).tolist()
        fitted = bench.fit(np.flatnonzero(folds != fold).tolist())
        for place, scores in zip(held, score(fitted, [bench.analyses[place] for place in held]), strict=True):
            given[place] = frozenset(decide(scores, bench.outputs, bench.parameters).labels(bench.outputs))
    return given


def _new_label(bench: Bench, name: tuple[str, str], given: Mapping[int, frozenset[tuple[str, str]]]) -> NewLabel:
    facet, label = name
    tried = {place: bench.rows[place] for place in given if bench.rows[place].knows(facet, label)}
    due = {place for place, row in tried.items() if label in row.gold(facet)}
    wrongly = {place for place in tried if name in given[place] and place not in due}
    instead = Counter(other for place in due if name not in given[place] for of, other in given[place] if of == facet)
    instead.update(other for place in wrongly for other in bench.rows[place].gold(facet))
    pairs = [
        (frozenset({label} if name in given[place] else ()), frozenset({label} if place in due else ()))
        for place in tried
    ]
    return NewLabel(
        facet=facet,
        id=label,
        examples=len(due),
        figures=set_score(pairs),
        wrongly=len(wrongly),
        of=len(tried) - len(due),
        confused=tuple(instead.most_common(5)),
    )


def _changes(
    evaluation: Evaluation, before: Mapping[str, Any], wanted: Set[tuple[str, str]]
) -> tuple[tuple[str, str, float, float], ...]:
    earlier = {(facet["facet"], id): one["f1"] for facet in before["facets"] for id, one in facet["labels"].items()}
    found = [
        (facet.facet, id, round(float(earlier[facet.facet, id]), 4), round(one.f1, 4))
        for facet in evaluation.facets
        for id, one in facet.labels.items()
        if (facet.facet, id) in earlier and (facet.facet, id) not in wanted
    ]
    changed = [one for one in found if abs(one[3] - one[2]) >= CHANGED]
    return tuple(sorted(changed, key=lambda one: one[3] - one[2]))
