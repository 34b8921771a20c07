"""May a newly trained model take the place of the one in use? Only if it does better on texts neither has learned.

The audit set is a random sample that officers judged (`veille review --audit`): held out of every training, so
that both models meet it for the first time. They tag the same texts, so the difference is resampled text by text
(paired bootstrap, Efron and Tibshirani, 1993, chapter 16).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from veille.classify.corpus import Row
from veille.classify.decisions import MULTI, RELEVANCE
from veille.classify.tagger import Tagger, TextIn
from veille.models import Tagging, Zone

ENOUGH = 30
"""Audited texts from which they decide; fewer say next to nothing (an interval of 0.2 around F1)."""
SURE = 0.9
"""Share of resamples in which a winner must do better: what comes in wrongly is one `veille model rollback` away."""
SLACK = 0.01
"""How much a cross-validated figure may fall, where there is no audit set to decide: less than its own noise."""
_RESAMPLES = 2_000


class Reason(StrEnum):
    """Why a model came into use, or did not."""

    FIRST = "first"
    """There was none that could tag."""
    OTHER_BASIS = "other_basis"
    """The one in use was made from another corpus or taxonomy, or by another version of veille."""
    SAME = "same"
    """It is the one in use."""
    WON = "won"
    LOST = "lost"
    """It did worse on the audit set."""
    TIE = "tie"
    """It did not do surely better on the audit set."""
    NO_AUDIT = "no_audit"
    """Too few audited texts; cross-validated figures have not fallen."""
    FELL = "fell"
    """Too few audited texts; cross-validated figures have fallen."""

    @property
    def enters(self) -> bool:
        """Whether the new model comes into use."""
        return self in (Reason.FIRST, Reason.OTHER_BASIS, Reason.SAME, Reason.WON, Reason.NO_AUDIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a challenger did."""

    reason: Reason
    texts: int = 0
    """Audited texts."""
    challenger: float = 0.0
    """F1 over all decisions on them together: relevance, themes, sectors, families, kind."""
    champion: float = 0.0
    sure: float = 0.0
    """Share of resamples in which the challenger did better."""

    def as_numbers(self) -> dict[str, float]:
        """Return what is kept in the history; nothing where no audit set decided."""
        if not self.texts:
            return {}
        numbers = {"challenger": self.challenger, "champion": self.champion, "sure": self.sure}
        return {"texts": self.texts, **{name: round(value, 4) for name, value in numbers.items()}}


def contest(challenger: Tagger, champion: Tagger, audit: Sequence[Row]) -> Verdict:
    """Compare two models made from the same basis on audited texts, or where these are few by their own figures."""
    if len(audit) < ENOUGH:
        fell = any(
            figure < headline(champion.figures)[name] - SLACK for name, figure in headline(challenger.figures).items()
        )
        return Verdict(reason=Reason.FELL if fell else Reason.NO_AUDIT)
    weights = np.array([row.weight for row in audit])
    new, old = (_hits(tagger, audit) * weights[:, None] for tagger in (challenger, champion))
    draws = np.random.default_rng(0).multinomial(len(audit), np.full(len(audit), 1 / len(audit)), size=_RESAMPLES)
    gains = _f1(draws @ new) - _f1(draws @ old)
    sure = float((gains > 0).mean() + (gains == 0).mean() / 2)
    ours, theirs = float(_f1(new.sum(axis=0))), float(_f1(old.sum(axis=0)))
    reason = Reason.TIE
    if sure >= SURE and ours > theirs:
        reason = Reason.WON
    elif sure <= 1 - SURE and ours < theirs:
        reason = Reason.LOST
    return Verdict(reason=reason, texts=len(audit), challenger=ours, champion=theirs, sure=sure)


def headline(figures: Mapping[str, Any]) -> dict[str, float]:
    """Return the few figures that stand for a model, of all that its training measured (Evaluation.to_json)."""
    facets = {facet["facet"]: float(facet["micro"]["f1"]) for facet in figures["facets"]}
    return {**facets, "recall": float(figures["recall"]["value"]), "held": float(figures["held"]["value"])}


def _hits(tagger: Tagger, rows: Sequence[Row]) -> npt.NDArray[np.float64]:
    """Return for each text twice the labels rightly given, and the labels given or due; of facets it knows only."""
    texts = [TextIn(title=row.title, text=row.text, lang=row.lang) for row in rows]
    pairs = zip(rows, tagger.tag(texts, explain=False), strict=True)
    return np.array([_counts(row, tagging) for row, tagging in pairs], float).reshape(-1, 2)


def _counts(row: Row, tagging: Tagging) -> tuple[int, int]:
    facets = [facet for facet in (*MULTI, "kind") if row.knows(facet)] if row.relevant else []
    due = {(facet, label) for facet in facets for label in row.gold(facet)}
    given = {(tag.facet, tag.label) for tag in tagging.tags if tag.facet in facets}
    if row.knows(RELEVANCE):
        due |= {(RELEVANCE, "")} if row.relevant else set()
        given |= {(RELEVANCE, "")} if tagging.zone is not Zone.OUT else set()
    return 2 * len(due & given), len(due) + len(given)


def _f1(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    both, all_ = counts[..., 0], counts[..., 1]
    result: npt.NDArray[np.float64] = np.divide(both, all_, out=np.ones_like(both), where=all_ > 0)
    return result
