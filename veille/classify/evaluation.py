"""How good tags are against labelled texts: precision, recall and F1 per label and facet, with intervals.

Labels are judged on the relevant texts as a member gets them (a text whose zone is out
has none), relevance on all. Intervals are 95 % bootstraps over texts, or Wilson's for
plain proportions; the same texts always give the same figures.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from veille.classify.corpus import Row
from veille.classify.decisions import MULTI
from veille.classify.tagger import Tagger, TextIn
from veille.classify.taxonomy import Taxonomy
from veille.i18n import _
from veille.models import Zone

_RESAMPLES = 1_000
_Z = 1.959964  # 95 % of a normal distribution

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A proportion with its 95 % interval; 0 of 0 is 0, between 0 and 1."""

    value: float
    low: float
    high: float
    of: int
    """Number of texts it is a share of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Precision, recall and F1 of a label, or of all decisions of a facet together (micro)."""

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    """95 % interval of f1."""
    support: int
    """How often the label is right to give."""
    given: int
    """How often it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetFigures:
    """Figures of one facet."""

    facet: str
    micro: Figures
    macro_f1: float
    """Mean F1 of the labels that occur."""
    labels: dict[str, Figures]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All figures of one set of texts."""

    texts: int
    relevant: int
    recall: Share
    """Relevant texts that are in or to review."""
    recall_public: Share
    """Relevant texts that are in."""
    held: Share
    """Irrelevant texts that are not in."""
    rejected: Share
    """Irrelevant texts that are out."""
    kind_accuracy: Share
    facets: tuple[FacetFigures, ...]
    """theme, sector, org and kind."""

    def facet(self, name: str) -> FacetFigures:
        """Return the figures of a facet by its outward name."""
        return next(facet for facet in self.facets if facet.facet == name)

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain dicts, numbers with four decimals."""
        said: dict[str, Any] = rounded(asdict(self))
        return said

    def to_text(self) -> str:
        """Return a table in French."""
        return "\n".join([*_relevance_lines(self), "", *_facet_lines(self)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A labelled text with what was said of it."""

    row: Row
    zone: Zone
    given: frozenset[tuple[str, str]]
    """(facet, label id)."""

    @classmethod
    def of(cls, row: Row, zone: Zone, given: Collection[tuple[str, str]]) -> "Judged":
        """Pair a row with labels in any collection."""
        return cls(row=row, zone=zone, given=frozenset(given))


def evaluate(tagger: Tagger, rows: Sequence[Row]) -> Evaluation:
    """Tag rows and compare; rows that the tagger learned from give figures that are too good."""
    texts = [TextIn(title=row.title, text=row.text, lang=row.lang) for row in rows]
    taggings = tagger.tag(texts, explain=False)
    judged = [
        Judged.of(row, tagging.zone, [(tag.facet, tag.label) for tag in tagging.tags])
        for row, tagging in zip(rows, taggings, strict=True)
    ]
    return judge(judged, tagger.taxonomy)


def judge(judged: Sequence[Judged], taxonomy: Taxonomy) -> Evaluation:
    """Compute all figures."""
    relevant = [one for one in judged if one.row.relevant]
    noise = [one for one in judged if not one.row.relevant]
    right_kind = sum(("kind", one.row.kind) in one.given for one in relevant)
    return Evaluation(
        texts=len(judged),
        relevant=len(relevant),
        recall=share(sum(one.zone is not Zone.OUT for one in relevant), len(relevant)),
        recall_public=share(sum(one.zone is Zone.IN for one in relevant), len(relevant)),
        held=share(sum(one.zone is not Zone.IN for one in noise), len(noise)),
        rejected=share(sum(one.zone is Zone.OUT for one in noise), len(noise)),
        kind_accuracy=share(right_kind, len(relevant)),
        facets=tuple(_facet(relevant, facet, taxonomy.ids(facet)) for facet in (*MULTI, "kind")),
    )


def share(part: int, whole: int) -> Share:
    """Return a proportion with Wilson's score interval (Wilson, 1927)."""
    if not whole:
        return Share(value=0.0, low=0.0, high=1.0, of=0)
    p, z2 = part / whole, _Z * _Z
    centre = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z * sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    return Share(value=p, low=max(0.0, centre - half), high=min(1.0, centre + half), of=whole)


def _facet(relevant: Sequence[Judged], facet: str, labels: Sequence[str]) -> FacetFigures:
    shape = (len(relevant), len(labels))
    gold = np.array([[label in one.row.gold(facet) for label in labels] for one in relevant], bool).reshape(shape)
    given = np.array([[(facet, label) in one.given for label in labels] for one in relevant], bool).reshape(shape)
    draws = _draws(len(relevant))
    counts = [part.astype(float) for part in (gold & given, given, gold)]
    figures = {label: _figures([part[:, [place]] for part in counts], draws) for place, label in enumerate(labels)}
    occurring = [one.f1 for one in figures.values() if one.support]
    macro = sum(occurring) / len(occurring) if occurring else 0.0
    return FacetFigures(facet=facet, micro=_figures(counts, draws), macro_f1=macro, labels=figures)


def _draws(texts: int) -> Counts:
    """How often each text is in each resample."""
    if not texts:
        return np.zeros((_RESAMPLES, 0))
    return np.random.default_rng(0).multinomial(texts, np.full(texts, 1 / texts), size=_RESAMPLES).astype(float)


def _figures(counts: Sequence[Counts], draws: Counts) -> Figures:
    """Compute the figures of (rightly given, given, due), each texts x labels."""
    both, given, gold = (part.sum(axis=1) for part in counts)
    right, said, due = float(both.sum()), float(given.sum()), float(gold.sum())
    low, high = np.quantile(_f1(draws @ both, draws @ given + draws @ gold), [0.025, 0.975])
    return Figures(
        precision=right / said if said else 0.0,
        recall=right / due if due else 0.0,
        f1=float(_f1(np.array(right), np.array(said + due))),
        low=float(low),
        high=float(high),
        support=int(due),
        given=int(said),
    )


def _f1(right: Counts, total: Counts) -> Counts:
    result: Counts = np.divide(2 * right, total, out=np.zeros_like(right), where=total > 0)
    return result


def rounded(value: Any) -> Any:
    """Return plain values with numbers of four decimals."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return value


def _relevance_lines(figures: Evaluation) -> list[str]:
    lines = [
        (_("textes du domaine gardés (publics ou à relire)"), figures.recall),
        (_("textes du domaine publics d’emblée"), figures.recall_public),
        (_("textes hors sujet tenus à l’écart du public"), figures.held),
        (_("textes hors sujet écartés sans relecture"), figures.rejected),
        (_("genre juste"), figures.kind_accuracy),
    ]
    head = _("{texts} textes, dont {relevant} du domaine").format(texts=figures.texts, relevant=figures.relevant)
    return [head, *(f"  {name:<48} {_percent(one)}" for name, one in lines if one.of)]


def _percent(one: Share) -> str:
    interval = _("entre {low:.0f} et {high:.0f}").format(low=100 * one.low, high=100 * one.high)
    return f"{100 * one.value:5.1f} %  ({interval})"


def _facet_lines(figures: Evaluation) -> list[str]:
    names = {"theme": _("Thèmes"), "sector": _("Secteurs"), "org": _("Familles"), "kind": _("Genres")}
    head = f"{'':<28} {_('précision'):>9} {_('rappel'):>7} {'F1':>6}   {_('intervalle'):<12} {_('exemples'):>8}"
    lines = [head]
    for facet in figures.facets:
        lines.append(_figure_line(names[facet.facet].upper(), facet.micro))
        lines += [_figure_line(f"  {label}", one) for label, one in facet.labels.items()]
    return lines


def _figure_line(name: str, one: Figures) -> str:
    interval = f"{one.low:.2f} – {one.high:.2f}"
    return f"{name:<28} {one.precision:>9.2f} {one.recall:>7.2f} {one.f1:>6.2f}   {interval:<12} {one.support:>8}"
