"""What the store takes and gives: frozen values, no behaviour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from veille.facts import Facts
from veille.models import Health, Hints, Item, Lead, Outcome, Page, Proposal, Source, Tag, Validators, Zone
from veille.runreport import RunReport
from veille.store.onecall import CallChange


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
class Rhythm:
    """What was observed of one source."""

    newest: datetime | None = None
    """The latest date of publication seen, none in the future."""
    spoke: datetime | None = None
    """When it last said something new; the date of its newest entry on the first day."""
    spoken: int = 0
    """How many times it did since it is followed, its first day apart."""
    gap: timedelta | None = None
    """Mean time between two times; None while nothing tells."""
    spoke_tick: int = 0
    """Items received from everyone when it last spoke."""
    heard_tick: int = 0
    """Items received from everyone when it last answered well: its silence is known up to here."""
    tick_gap: float | None = None
    """Mean number of items received from everyone between two times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClock:
    """The clock of items received from everyone."""

    ticks: int
    per_day: float
    """Ticks of an average day on which we ran; 0 when nothing was ever received."""
    days: int
    """Days that the average is made of."""
    quiet_since: datetime | None
    """The first run that brought nothing at all since one last did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source has gone so far."""

    source_id: str
    last_checked: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    """When it last had a lead we did not know."""
    failures: int = 0
    """Failed fetches in a row."""
    next_due: datetime | None = None
    """Not before, as the server asked (Cache-Control, Expires, Retry-After); how often to ask is decided elsewhere."""
    retired: bool = False
    """It answered 410, or 404 for weeks: proposed for retirement, until it answers well again."""
    outcome: Outcome | None = None
    detail: str = ""
    moved_to: str | None = None
    first_success: datetime | None = None
    failing_since: datetime | None = None
    empty_since: datetime | None = None
    """Answers well since then, and holds nothing."""
    put_away: datetime | None = None
    """When an officer confirmed its retirement: it is not asked any more."""
    probation: bool = False
    stand_in: str | None = None
    """The address read in place of its own."""
    hints: Hints = field(default_factory=Hints)
    rhythm: Rhythm = field(default_factory=Rhythm)
    health: Health | None = None
    """As found at the end of the last run; None before."""
    health_since: datetime | None = None
    health_detail: str = ""
    snoozed_until: datetime | None = None
    acknowledged: Health | None = None
    """The state that an officer has seen: not told again until it changes."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run in the history."""

    id: int
    started: datetime
    ended: datetime | None
    state: str
    """running, done or interrupted."""
    planned: int
    recorded: int
    report: RunReport | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The indexed terms of one revision of an item, as text.index_terms of `normaliser` made them."""

    normaliser: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchTrace:
    """One request for a page."""

    run_id: int
    at: datetime
    url: str
    final_url: str
    outcome: Outcome
    detail: str
    status: int | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTrace:
    """One link found in one source, and what became of it."""

    source_id: str
    source_name: str
    entry_id: str
    url: str
    title: str
    published: datetime | None
    first_seen: datetime
    outcome: Outcome | None
    """None while it waits for its first look."""
    detail: str
    attempts: int
    next_try: datetime | None
    fetches: tuple[FetchTrace, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """The same page in another source."""

    source_id: str
    url: str
    title: str
    published: datetime | None
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """An address that an officer added by hand."""

    url: str
    at: datetime
    note: str
    """What the officer said of it; not for the public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A withdrawal: the address never comes back."""

    url: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTrace:
    """An item as stored."""

    id: int
    url: str
    title: str
    source_id: str
    published: datetime | None
    first_seen: datetime
    revision: int
    from_feed: bool
    zone: Zone
    relevance: float
    evidence: tuple[tuple[str, float], ...]
    model_version: str
    tags: tuple[Tag, ...]
    facts: Facts
    call_changes: tuple[CallChange, ...]
    """Dates of the call it tells of that changed, oldest first."""
    aliases: tuple[str, ...]
    sightings: tuple[Sighting, ...]
    group: tuple[tuple[int, str], ...]
    """Id and URL of the other items that tell the same story."""
    copy_of: tuple[int, str] | None
    """Id and title of the item that stands for them all in public, when it is another."""
    published_revision: int | None
    """The revision known to be in veille.db; None when it is not public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The answer to « why is this article (not) here? »."""

    url: str
    """As it is kept: normalised."""
    seen: bool
    leads: tuple[LeadTrace, ...] = ()
    item: ItemTrace | None = None
    tombstone: Tombstone | None = None
    additions: tuple[Addition, ...] = ()
    public: bool = False
    """Whether it is, or at the next publication will be, an article of the public site."""
    reason: str = ""
    """One French sentence: why it is public or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What a withdrawal did."""

    item_id: int | None
    """None when the address was not known: it is barred all the same."""
    urls: tuple[str, ...]
    """Every address barred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What a purge removed."""

    texts: int
    revisions: int
    terms: int
    fetches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemToTag:
    """A stored text that another model version tagged, or whose facts another version of the enrichers read."""

    id: int
    title: str
    text: str
    lang: str
    ess: bool
    source_id: str
    url: str
    published: datetime | None
    first_seen: datetime
    facts: Facts
    """As read last, without places and organisations."""
    decided_kind: str | None
    """The kind that a person gave it."""
    decided_relevant: bool = False
    """A person says that it is about the ESS: it has labels whatever its score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing that a person decided of an item."""

    facet: str
    """theme, sector, org, kind, territory or relevance."""
    label: str
    """Empty for relevance; refused, the empty label closes the facet: nothing more of it is given."""
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An item that a person corrects, as it stands."""

    id: int
    url: str
    title: str
    text: str
    """Empty once it was purged."""
    lang: str
    zone: Zone
    model_version: str
    labels: tuple[tuple[str, str], ...]
    """(facet, label) of its tags and territories, most probable first."""
