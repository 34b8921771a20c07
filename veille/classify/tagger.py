"""Tags texts with a learned model, and says why. numpy only: a worker is ready in a fraction of a second."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from veille.classify.cues import CueIndex
from veille.classify.decisions import USUAL, Decision, decide
from veille.classify.explain import Explainer
from veille.classify.features import Analysis, Floats, Ints, analyse
from veille.classify.looking import Look, look
from veille.classify.model import Model, current_basis
from veille.classify.registry import current_version, load
from veille.classify.taxonomy import Taxonomy, load_taxonomy
from veille.config.costs import Costs
from veille.i18n import _
from veille.models import Tag, Tagging


@dataclass(frozen=True, slots=True, kw_only=True)
class TextIn:
    """What is tagged: the title counts double, of the text the first features.LEAD_CHARS characters are read."""

    title: str
    text: str
    lang: str = "fr"
    """Not used so far: one model reads every language."""
    ess: bool = False
    """True when everything its source says is about the ESS (`models.Source.ess`)."""
    costs: Costs = USUAL
    """What errors of relevance cost, for its source's family."""
    kind: str | None = None
    """The kind that the address itself tells (`models.Source.kinds`): it stands in for the learned one."""


class Tagger:
    """A model ready to tag. Not picklable on purpose: workers call `load_tagger` themselves."""

    def __init__(self, model: Model, taxonomy: Taxonomy, version: str) -> None:
        self.version = version
        """Changes with the model; stored with every item (`models.Item.model_version`)."""
        self.taxonomy = taxonomy
        self.figures = model.figures
        """What cross-validation measured at training time (`Evaluation.to_json`)."""
        self._model = model
        self._cues = CueIndex(taxonomy)

    def tag(self, texts: Sequence[TextIn], *, explain: bool = True) -> list[Tagging]:
        """Return one tagging a text, in order; without `explain` evidence is empty and a third of the time saved.

        Never raises for any text: one without a known word gets what is usual for nothing.
        """
        return [self._tag(text, explain) for text in texts]

    def look(self, texts: Sequence[TextIn]) -> list[Look]:
        """Return all that the model makes of texts, in order: every probability, and which words are new to it."""
        found = []
        for text in texts:
            analysis, _columns, _values, decision = self._decide(text)
            found.append(look(analysis, decision, self._model.outputs, self._model.lexicon))
        return found

    def _decide(self, text: TextIn) -> tuple[Analysis, Ints, Floats, Decision]:
        model = self._model
        analysis = analyse(text.title, text.text, self._cues)
        columns, values = model.lexicon.vector(analysis)
        scores = (values @ model.weights[columns] + model.bias).astype(np.float64)
        return (
            analysis,
            columns,
            values,
            decide(scores, model.outputs, model.parameters, ess=text.ess, costs=text.costs),
        )

    def _tag(self, text: TextIn, explain: bool) -> Tagging:
        model = self._model
        analysis, columns, values, decision = self._decide(text)
        relevance = model.outputs.relevance
        if not explain:
            return _told(self._tagging(decision, relevance), text.kind)
        parts = model.weights[columns]
        explainer = Explainer(text.title, text.text, analysis, model.lexicon, self._cues)
        *meant, meant_relevant = explainer.meant(model.weights[:, [*decision.given, relevance]]).T
        reasons = {
            column: explainer.reasons(columns, values * parts[:, column], words)
            for column, words in zip(decision.given, meant, strict=True)
        }
        why = explainer.both_ways(columns, values * parts[:, relevance], meant_relevant)
        return _told(self._tagging(decision, relevance, reasons, why), text.kind)

    def _tagging(
        self,
        decision: Decision,
        relevance: int,
        reasons: dict[int, tuple[tuple[str, float], ...]] | None = None,
        why: tuple[tuple[str, float], ...] = (),
    ) -> Tagging:
        probabilities = decision.probabilities
        tags = []
        for column in decision.given:
            facet, label = self._model.outputs.names[column]
            evidence = reasons[column] if reasons else ()
            tags.append(Tag(facet=facet, label=label, probability=_rounded(probabilities[column]), evidence=evidence))
        return Tagging(relevance=_rounded(probabilities[relevance]), zone=decision.zone, tags=tuple(tags), evidence=why)


def load_tagger(folder: Path, *, taxonomy: Path | None = None, corpus: Path | None = None) -> Tagger:
    """Return the tagger in use in folder; read once a process and model, so cheap to call for every batch.

    It tags by the vocabulary it was learned for. Whether another should be learned is for `registry.is_current` to
    say; a taxonomy or corpus given here must be the one it was made from.
    Raises ModelError, which says to run `veille train`, when there is no model, when it is damaged, or
    when a version of veille made it that reads texts otherwise.
    """
    return _load(folder, current_version(folder), taxonomy, corpus)


@lru_cache(maxsize=4)
def _load(folder: Path, version: str, taxonomy: Path | None, corpus: Path | None) -> Tagger:
    asked = taxonomy is not None or corpus is not None
    model = load(folder, version, current_basis(load_taxonomy(taxonomy), corpus) if asked else None)
    return Tagger(model, model.taxonomy, version)


def _told(tagging: Tagging, kind: str | None) -> Tagging:
    """Return the tagging with the kind that the site's own sections tell, where it has a kind at all."""
    if kind is None or not tagging.tags:
        return tagging
    told = Tag(facet="kind", label=kind, probability=1.0, evidence=((_("rubrique du site"), 1.0),))
    return replace(tagging, tags=(*(tag for tag in tagging.tags if tag.facet != "kind"), told))


def _rounded(probability: float) -> float:
    return round(float(probability), 4)
