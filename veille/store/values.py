"""What a run and the store hand to each other: fetches of sources, leads to follow, how following them ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from veille.models import Hints, Item, Lead, Outcome, Page, Proposal, Source, Validators


class Collected(Protocol):
    """What a fetch of a source gave; `veille.sources.Collected` is one."""

    @property
    def source(self) -> Source:
        """The source asked."""

    @property
    def page(self) -> Page:
        """The answer; its body is not looked at."""

    @property
    def outcome(self) -> Outcome:
        """How the fetch and the reading ended together."""

    @property
    def detail(self) -> str:
        """One French sentence when something is to be said."""

    @property
    def leads(self) -> Sequence[Lead]:
        """The links found, in the source's order."""

    @property
    def pages(self) -> Sequence[Page]:
        """Further pages whose validators are kept."""

    @property
    def cursor(self) -> str | None:
        """Where to go on next time; None leaves the one there is."""

    @property
    def hints(self) -> Hints:
        """How often the source says to be asked."""

    @property
    def stand_in(self) -> Proposal | None:
        """What was read in place of the source's own address."""

    @property
    def proposals(self) -> Sequence[Proposal]:
        """What searching its site found."""

    @property
    def searched(self) -> bool:
        """Whether its site was searched now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLeads:
    """What became of the leads of one collection: `seen == new + waiting + sum(outcomes)`."""

    seen: int
    new: int
    """First seen now, and to be followed."""
    waiting: int
    """Known before and (again) to be followed: changed, or never reached yet. They end with their page,
    or are counted by `Store.count_waiting` at the end of the run."""
    outcomes: Mapping[str, int]
    """Those that ended here, by outcome: unchanged, duplicate, too_old, refused (withdrawn)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLead:
    """A lead to follow now."""

    lead: Lead
    attempts: int
    """Failed attempts so far."""
    validators: Validators
    """Of the page, when it was had before."""
    item_id: int | None
    """The item it led to before."""
    decided_kind: str | None = None
    """The kind that a person gave to that item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadResult:
    """How following one lead ended."""

    lead: Lead
    """As `Store.pending` gave it."""
    page: Page | None
    """The fetch, with or without its body; None when the lead has no page to fetch."""
    outcome: Outcome
    detail: str = ""
    item: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCounts:
    """What one batch of results changed."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    relevant: int = 0
    """Of the new and updated, those in zone `in`."""
    grouped: int = 0
    """Of the new and updated, those found to be copies of another item."""
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """Of the results' leads, and `duplicate` for other waiting leads to the same page that ended with them."""
