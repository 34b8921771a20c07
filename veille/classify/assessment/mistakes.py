"""What went wrong, worst first, so that a person sees what to correct or to write more examples of."""

from dataclasses import dataclass

from veille.classify.assessment.gold import Gold
from veille.i18n import _
from veille.models import Tagging, Zone

MOST = 20
_MISSED = 0.5
"""What a label that should have been given counts for; one wrongly given counts for its probability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One text with everything that is wrong with its tags."""

    id: str
    title: str
    cost: float
    wrong: tuple[str, ...]
    """Labels given that are not right, with their probability; « hors sujet » for a text kept out."""
    missed: tuple[str, ...]

    def to_line(self) -> str:
        """Say it in one line."""
        parts = [f"+{label}" for label in self.wrong] + [f"−{label}" for label in self.missed]
        return f"  {self.id:<14} {self.title[:60]:<60}  {' '.join(parts)}"


def worst(pairs: list[tuple[Gold, Tagging]]) -> tuple[Mistake, ...]:
    """Return the texts with the worst mistakes."""
    found = [_mistake(gold, tagging) for gold, tagging in pairs]
    found.sort(key=lambda one: (-one.cost, one.id))
    return tuple(one for one in found[:MOST] if one.cost > 0)


def _mistake(gold: Gold, tagging: Tagging) -> Mistake:
    due = gold.first.labels
    given = {(tag.facet, tag.label): tag.probability for tag in tagging.tags} if gold.row.relevant else {}
    wrong = sorted((key for key in given if key not in due), key=lambda key: -given[key])
    missed = sorted(due - given.keys())
    said = [f"{label} ({given[facet, label]:.2f})" for facet, label in wrong]
    cost = sum(given[key] for key in wrong) + _MISSED * len(missed)
    if gold.row.relevant and tagging.zone is Zone.OUT:
        said, cost = [_("hors sujet ({p:.2f})").format(p=tagging.relevance)], cost + 2 - tagging.relevance
    elif not gold.row.relevant and tagging.zone is Zone.IN:
        said, cost = [_("retenu ({p:.2f})").format(p=tagging.relevance)], 1 + tagging.relevance
    return Mistake(
        id=gold.row.id,
        title=gold.row.title,
        cost=round(cost, 4),
        wrong=tuple(said),
        missed=tuple(label for _facet, label in missed),
    )
