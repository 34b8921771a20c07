"""What a run tells of itself: how each source ended, which stand otherwise than before, and what was found.

`veille.pipeline` makes it, `veille.store` keeps it with the run, the command line says it.
"""

from dataclasses import dataclass

from veille.models import Health, Outcome, Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """How one source ended in this run."""

    source_id: str
    name: str
    outcome: Outcome
    detail: str = ""
    status: int | None = None
    leads: int = 0
    new: int = 0
    moved_to: str | None = None
    seconds: float = 0.0
    retired: bool = False
    """It seems gone for good, and is hardly asked any more until a person decides."""
    probation: bool = False
    """On probation: nobody has confirmed it yet."""
    stand_in: Proposal | None = None
    """What was read in its place."""
    proposals: tuple[Proposal, ...] = ()
    """What was found when its address failed and its site was searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthChange:
    """A source that stands otherwise than before."""

    source_id: str
    name: str
    was: Health | None
    """None when it had no state yet."""
    now: Health
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did: the text report and `--json` are both made from it."""

    sources: tuple[SourceResult, ...]
    leads_new: int
    lead_outcomes: dict[str, int]
    items_new: int
    items_updated: int
    items_unchanged: int
    items_relevant: int
    added: int
    changed: int
    removed: int
    generation: int
    seconds: float
    top_themes: tuple[tuple[str, int], ...] = ()
    items_grouped: int = 0
    """Of the new and updated, those found to be copies of another."""
    health: tuple[HealthChange, ...] = ()
    """The sources that stand otherwise since this run."""
    dumped: str = ""  # day of the dump made at the end
    dump_problem: str = ""  # why one that was due could not be made
