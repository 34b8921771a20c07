"""All that labelled texts tell of a model, as one value said two ways."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from veille.classify.assessment.agreement import Agreement, SetScore, agreement, dates, territories
from veille.classify.assessment.gold import Gold, SaidFacts
from veille.classify.assessment.mistakes import Mistake, worst
from veille.classify.assessment.reliability import Reliability, reliability
from veille.classify.decisions import MULTI
from veille.classify.evaluation import Evaluation, Judged, judge, rounded
from veille.classify.tagger import Tagger, TextIn
from veille.i18n import _
from veille.models import Tagging, Zone

_NOTHING = "∅"
"""In the table of kinds: the text was kept out, so it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything of one set of texts."""

    version: str
    """Of the model."""
    figures: Evaluation
    zones: dict[str, dict[str, int]]
    """Texts by what they are (relevant, other) and the zone they were put in."""
    kinds: dict[str, dict[str, int]]
    """Relevant texts by their kind and the one given."""
    reliability: dict[str, Reliability]
    """Of the tags given, by facet, and of the zone: relevance."""
    territories: dict[str, SetScore]
    dates: dict[str, SetScore]
    agreement: Agreement | None
    mistakes: tuple[Mistake, ...]

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values: the figures' own names first, as before there was more."""
        rest = asdict(self)
        del rest["figures"]
        said: dict[str, Any] = rounded({**asdict(self.figures), **rest})
        return said

    def to_text(self) -> str:
        """Return it in French, for a terminal."""
        parts = [
            [self.figures.to_text()],
            _zone_lines(self.zones),
            _kind_lines(self.kinds),
            *[found.to_lines(_NAMES[name]) for name, found in self.reliability.items() if found.tags],
            _score_lines(_("Territoires"), self.territories),
            _score_lines(_("Dates"), self.dates),
            _agreement_lines(self.agreement),
            [_("Les pires erreurs"), *(one.to_line() for one in self.mistakes)] if self.mistakes else [],
        ]
        return "\n\n".join("\n".join(lines) for lines in parts if lines)


def assess(tagger: Tagger, gold: Sequence[Gold], facts: Sequence[SaidFacts] = ()) -> Assessment:
    """Tag labelled texts and compare; `facts`, in their order, is what is read in them beside the labels.

    Texts that the tagger learned from give figures that are too good.
    """
    texts = [TextIn(title=one.row.title, text=one.row.text, lang=one.row.lang) for one in gold]
    pairs = list(zip(gold, tagger.tag(texts, explain=False), strict=True))
    judged = [
        Judged.of(one.row, tagging.zone, [(tag.facet, tag.label) for tag in tagging.tags]) for one, tagging in pairs
    ]
    return Assessment(
        version=tagger.version,
        figures=judge(judged, tagger.taxonomy),
        zones=_zones(pairs),
        kinds=_kinds(pairs),
        reliability={facet: reliability(_said(pairs, facet)) for facet in ("relevance", *MULTI, "kind")},
        territories=territories(gold, facts) if facts else {},
        dates=dates(gold, facts) if facts else {},
        agreement=agreement(gold),
        mistakes=worst(pairs),
    )


def _said(pairs: Sequence[tuple[Gold, Tagging]], facet: str) -> list[tuple[float, bool]]:
    """Return (probability, is it right) of every tag of a facet that was given to a relevant text."""
    if facet == "relevance":
        return [(tagging.relevance, one.row.relevant) for one, tagging in pairs]
    return [
        (tag.probability, tag.label in one.row.gold(facet))
        for one, tagging in pairs
        if one.row.relevant
        for tag in tagging.tags
        if tag.facet == facet
    ]


def _zones(pairs: Sequence[tuple[Gold, Tagging]]) -> dict[str, dict[str, int]]:
    counts = Counter((one.row.relevant, tagging.zone) for one, tagging in pairs)
    return {
        name: {str(zone): counts[relevant, zone] for zone in Zone}
        for name, relevant in (("relevant", True), ("other", False))
    }


def _kinds(pairs: Sequence[tuple[Gold, Tagging]]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for one, tagging in pairs:
        if one.row.relevant:
            given = next((tag.label for tag in tagging.tags if tag.facet == "kind"), _NOTHING)
            found.setdefault(one.row.kind, Counter())[given] += 1
    return {kind: dict(counts.most_common()) for kind, counts in sorted(found.items())}


_NAMES = {
    "relevance": _("Fiabilité de la pertinence"),
    "theme": _("Fiabilité des thèmes donnés"),
    "sector": _("Fiabilité des secteurs donnés"),
    "org": _("Fiabilité des familles données"),
    "kind": _("Fiabilité des genres donnés"),
    "all": _("tous les territoires"),
    "region": _("régions"),
    "departement": _("départements"),
    "deadline": _("clôture des appels"),
    "event": _("début des événements"),
}


def _zone_lines(zones: dict[str, dict[str, int]]) -> list[str]:
    head = f"{_('Zones'):<20} {_('retenu'):>8} {_('à relire'):>9} {_('écarté'):>8}"
    names = {"relevant": _("du domaine"), "other": _("hors sujet")}
    rows = [
        f"  {names[name]:<18} {counts['in']:>8} {counts['review']:>9} {counts['out']:>8}"
        for name, counts in zones.items()
    ]
    return [head, *rows]


def _kind_lines(kinds: dict[str, dict[str, int]]) -> list[str]:
    rows = []
    for kind, counts in kinds.items():
        others = ", ".join(f"{given} {count}" for given, count in counts.items() if given != kind)
        rows.append(f"  {kind:<18} {counts.get(kind, 0):>4} / {sum(counts.values()):<4} {others}")
    return [_("Genres : justes, sur combien, pris pour"), *rows] if rows else []


def _score_lines(title: str, scores: dict[str, SetScore]) -> list[str]:
    return [title, *(_score_line(_NAMES[name], one) for name, one in scores.items())] if scores else []


def _score_line(name: str, one: SetScore) -> str:
    interval = f"{one.low:.2f} – {one.high:.2f}"
    said = _("précision {p:.2f}, rappel {r:.2f}, F1 {f1:.2f} ({interval}) sur {n}")
    return f"  {name:<22} " + said.format(p=one.precision, r=one.recall, f1=one.f1, interval=interval, n=one.support)


def _agreement_lines(found: Agreement | None) -> list[str]:
    if found is None:
        return []
    head = _("Accord de deux personnes sur {texts} textes").format(texts=found.texts)
    names = {"theme": _("thèmes"), "sector": _("secteurs"), "org": _("familles")}
    shares = [(_("pertinence"), found.relevance.value), (_("genre"), found.kind.value)]
    return [
        head,
        *(f"  {name:<22} {100 * value:.1f} %" for name, value in shares),
        *(_score_line(names[facet], one) for facet, one in found.facets.items()),
        *(_score_line(_NAMES[level], one) for level, one in found.territories.items() if one.support),
    ]
