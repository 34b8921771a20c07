"""Learns a model from the corpus, says how good it is, and saves it.

Protocol, the same for the parameters and for the figures:
1. The texts that imitate the natural stream are dealt into FOLDS folds, one for each hand that wrote some.
2. Each fold is scored by models that saw nothing of its hand. Vocabulary and document frequencies are learned
   anew each time. With folds dealt like cards every model knew each hand's turns: its scores were surer than those
   of texts by anybody else, and thresholds fitted to them gave half of the tags that were due (measured).
3. Probabilities, thresholds and zones are fitted to these unseen scores.
4. Figures: the same fitting on all folds but one, applied to that one; so no text is ever judged by
   anything that saw it. Tags count as a member would get them: none when the zone is out.
5. The model that is saved learns from all texts and takes the parameters of step 3.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from veille.classify.calibration import (
    Array,
    fit_sigmoid,
    fit_temperature,
    fit_threshold,
    fit_zones,
)
from veille.classify.corpus import Row, load_corpus
from veille.classify.cues import CueIndex
from veille.classify.decisions import MULTI, RELEVANCE, RIVALS, Outputs, Parameters, decide
from veille.classify.evaluation import Evaluation, Judged, judge
from veille.classify.features import Analysis, analyse
from veille.classify.learners import Fitted, fit, score
from veille.classify.lessons import Lessons, learning_rows
from veille.classify.model import Model, current_basis
from veille.classify.newlabels import Bench, Novelties, examine
from veille.classify.registry import champion
from veille.classify.succession import Succession, succeed
from veille.classify.taxonomy import Taxonomy, load_taxonomy
from veille.errors import InputError
from veille.i18n import _

FOLDS = 5
SEED = 20_251
"""Of the folds and of the solver: the same corpus gives the same model."""
NO_LESSONS = Lessons()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainReport:
    """What a training did."""

    version: str
    texts: int
    natural: int
    """Texts that the figures are measured on."""
    stems: int
    seconds: float
    evaluation: Evaluation
    """Cross-validated figures."""
    succession: Succession
    """Whether it came into use."""
    novelties: Novelties
    """How labels do that the corpus does not have."""

    def to_json(self) -> dict[str, Any]:
        """Return the figures under their own names, and how the training ended."""
        return {**self.evaluation.to_json(), "version": self.version, "succession": self.succession.to_json(),
                "new": self.novelties.to_json()}  # fmt: skip

    def to_text(self) -> str:
        """Say it in French, for a terminal."""
        head = _(
            "Modèle {version} : {texts} textes, {stems} racines de mots, {seconds:.0f} s.\n"
            "Mesuré par validation croisée sur {natural} textes du flux naturel :"
        )
        values = {"version": self.version, "texts": self.texts, "stems": self.stems, "natural": self.natural}
        told = head.format(seconds=self.seconds, **values)
        parts = (told, self.evaluation.to_text(), self.novelties.to_text(), self.succession.to_text())
        return "\n\n".join(part for part in parts if part)


def train(
    folder: Path,
    *,
    progress: Callable[[str], None] | None = None,
    taxonomy: Path | None = None,
    corpus: Path | None = None,
    seed: int = SEED,
    lessons: Lessons = NO_LESSONS,
) -> TrainReport:
    """Learn from the corpus (None: the shipped one) and officers' lessons, save into folder, report cross-validated
    figures. The model comes into use as `succession` decides.

    progress is told in French what is being done. Raises ConfigError or InputError when
    taxonomy or corpus are wrong, OSError when the folder cannot be written.
    """
    tell = progress or (lambda _message: None)
    started = perf_counter()
    vocabulary = load_taxonomy(taxonomy)
    basis = current_basis(vocabulary, corpus)
    tell(_("Lecture du corpus"))
    # the shipped corpus has the shipped labels, an organisation's own taxonomy fewer or more
    texts = load_corpus(load_taxonomy(taxonomy if corpus else None), corpus).rows
    rows = learning_rows(texts, lessons, vocabulary)
    _check_natural(rows)
    cues = CueIndex(vocabulary)
    analyses = [analyse(row.title, row.text, cues) for row in rows]
    outputs = Outputs.of(vocabulary)
    learn = _Learner(rows, analyses, vocabulary, len(cues.groups), seed)
    scores = learn.unseen_scores(tell)
    tell(_("Probabilités et seuils"))
    natural = _places(learn.folds >= 0)
    parameters = fit_parameters(scores[natural], [rows[place] for place in natural], outputs)
    evaluation = cross_fitted(scores, rows, learn.folds, outputs, vocabulary)
    tell(_("Apprentissage sur tout le corpus"))
    fitted = learn.fit(range(len(rows)))
    model = Model(
        taxonomy=vocabulary,
        lexicon=fitted.lexicon,
        outputs=fitted.outputs,
        weights=fitted.weights,
        bias=fitted.bias,
        parameters=parameters,
        basis=basis,
        figures=evaluation.to_json(),
    )
    bench = Bench(
        rows=rows, analyses=analyses, folds=learn.folds, fit=learn.fit, parameters=parameters, outputs=outputs
    )
    novelties = examine(bench, model, texts, evaluation, champion(folder))
    succession = succeed(model, folder, texts=len(rows), lessons=lessons)
    return TrainReport(
        version=succession.version,
        succession=succession,
        novelties=novelties,
        texts=len(rows),
        natural=len(natural),
        stems=len(fitted.lexicon.stems),
        seconds=perf_counter() - started,
        evaluation=evaluation,
    )


def _check_natural(rows: Sequence[Row]) -> None:
    """Refuse a corpus on which nothing can be measured: each fold needs texts of both sorts."""
    natural = Counter(row.relevant for row in rows if row.natural)
    if min(natural[True], natural[False]) < 2 * FOLDS:
        message = _(
            "le corpus compte trop peu de textes du flux naturel (parties 10 à 21 et 27 à 33) : "
            "{relevant} et {other} hors sujet"
        )
        raise InputError(message.format(relevant=natural[True], other=natural[False]))


class _Learner:
    """The corpus, ready to be learned from in parts."""

    def __init__(
        self, rows: Sequence[Row], analyses: Sequence[Analysis], taxonomy: Taxonomy, groups: int, seed: int
    ) -> None:
        self.rows, self.analyses, self.taxonomy = rows, analyses, taxonomy
        self.groups, self.seed = groups, seed
        self.folds = deal(rows, seed)

    def fit(self, places: Iterable[int]) -> Fitted:
        """Learn from the rows at these places."""
        places = list(places)
        rows = [self.rows[place] for place in places]
        analyses = [self.analyses[place] for place in places]
        return fit(rows, analyses, self.taxonomy, groups=self.groups, seed=self.seed)

    def unseen_by(self, fold: int) -> list[int]:
        """Return the places to learn from before scoring a fold: nothing of it, nor of the hands that wrote it."""
        hands = {self.rows[place].hand for place in _places(self.folds == fold)} if by_hand(self.rows) else set()
        return [
            place for place, row in enumerate(self.rows) if self.folds[place] != fold and row.hand not in hands - {-1}
        ]

    def unseen_scores(self, tell: Callable[[str], None]) -> Array:
        """Return the scores of natural rows by models that did not see them; rows of no fold stay zero."""
        scores = np.zeros((len(self.rows), len(Outputs.of(self.taxonomy).names)))
        for fold in range(FOLDS):
            tell(_("Validation croisée, {done} sur {total}").format(done=fold + 1, total=FOLDS))
            places = _places(self.folds == fold)
            fitted = self.fit(self.unseen_by(fold))
            scores[places] = score(fitted, [self.analyses[place] for place in places])
        return scores


def by_hand(rows: Sequence[Row]) -> bool:
    """Say whether enough hands wrote the natural texts for each to be a fold."""
    return len({row.hand for row in rows if row.natural}) >= FOLDS


def deal(rows: Sequence[Row], seed: int) -> npt.NDArray[np.int64]:
    """Return the fold of each row, -1 for rows that are only ever learned from.

    A fold holds what one hand wrote. Where there are too few hands (an organisation's own corpus) rows are dealt like
    cards, grouped by relevance and rarest label, so that every fold has its share of each.
    """
    if by_hand(rows):
        hands = sorted({row.hand for row in rows if row.natural})
        return np.array([hands.index(row.hand) % FOLDS if row.natural else -1 for row in rows])
    rng = np.random.default_rng(seed)
    frequency = Counter(label for row in rows if row.natural for label in (*row.themes, *row.sectors))
    folds = np.full(len(rows), -1)
    natural = [place for place, row in enumerate(rows) if row.natural]
    rng.shuffle(natural)

    def group(place: int) -> tuple[bool, str]:
        row = rows[place]
        return row.relevant, min((*row.themes, *row.sectors), key=lambda label: (frequency[label], label), default="")

    for turn, place in enumerate(sorted(natural, key=group)):
        folds[place] = turn % FOLDS
    return folds


def fit_parameters(scores: Array, rows: Sequence[Row], outputs: Outputs) -> Parameters:
    """Fit probabilities, thresholds and zones to scores of rows that the scoring models did not see.

    Labels are fitted on the relevant rows, relevance on all.
    """
    relevant = np.array([row.relevant for row in rows])
    sigmoids, thresholds = {}, {}
    # Even: a general source holds far more noise than these rows do, a network's newsletter none.
    column = outputs.columns[RELEVANCE]
    sigmoids[RELEVANCE] = fit_sigmoid(scores[:, column], relevant[:, None], even=True)
    zones = fit_zones(sigmoids[RELEVANCE](scores[:, column])[:, 0], relevant)
    for facet in MULTI:
        ours = scores[relevant][:, outputs.columns[facet]]
        truth = np.array(
            [[label in row.gold(facet) for label in outputs.labels(facet)] for row in rows if row.relevant]
        )
        sigmoids[facet] = fit_sigmoid(ours, truth, rivals=facet in RIVALS)
        thresholds[facet] = fit_threshold(sigmoids[facet](ours), truth)
    kinds = np.array([outputs.labels("kind").index(row.kind) for row in rows if row.relevant])
    temperature = fit_temperature(scores[relevant][:, outputs.columns["kind"]], kinds)
    return Parameters(sigmoids=sigmoids, thresholds=thresholds, temperature=temperature, zones=zones)


def cross_fitted(
    scores: Array, rows: Sequence[Row], folds: npt.NDArray[np.int64], outputs: Outputs, taxonomy: Taxonomy
) -> Evaluation:
    """Judge each fold with parameters fitted on the others."""
    judged = []
    for fold in range(FOLDS):
        others = _places((folds >= 0) & (folds != fold))
        parameters = fit_parameters(scores[others], [rows[place] for place in others], outputs)
        for place in _places(folds == fold):
            decision = decide(scores[place], outputs, parameters)
            judged.append(Judged.of(rows[place], decision.zone, decision.labels(outputs)))
    return judge(judged, taxonomy)


def _places(mask: npt.NDArray[np.bool_]) -> list[int]:
    places: list[int] = np.flatnonzero(mask).tolist()
    return places
