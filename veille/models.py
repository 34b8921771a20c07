"""What the stages hand to each other: `Source -> Lead -> Page -> Article -> Item`.

Each hand-over is one frozen dataclass; nothing here reads, fetches or stores.
Times are timezone-aware UTC datetimes; lengths are in characters or bytes as
said; sequences are tuples so that values can be shared between processes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from veille.facts import Facts
from veille.i18n import _
from veille.kinds import Options

PARIS = ZoneInfo("Europe/Paris")
"""Where days are counted: a date without a zone, and every day shown, is a day in France."""
MANUAL_ID = "ajouts-manuels"
"""Id of the source that holds what was added by hand; no source of feeds.yml may have it."""


class Outcome(StrEnum):
    """How one planned fetch or one lead ended; exactly one is recorded for each.

    The words are data (English); `veille.cli.outcomes` says them in French.
    """

    OK = "ok"
    """Content came and was used."""
    UNCHANGED = "unchanged"
    """304, the same bytes, or a lead already stored as it is."""
    EMPTY = "empty"
    """It answered well but holds nothing: a feed without entry, a page without text."""
    REDIRECTED = "redirected"
    """Redirects never reached content: a loop, too many, or one without a target."""
    GONE = "gone"
    """404 or 410; 410 retires a source."""
    BLOCKED = "blocked"
    """The site says no: 401, 402, 403, 406, 407, 418, 429, 451, robots.txt, mining reserved (TDM), a challenge."""
    REFUSED = "refused"
    """We say no: the SSRF guard, a scheme other than http(s), a redirect to a forbidden address, another's feed."""
    UNREACHABLE = "unreachable"
    """DNS, connection, TLS or a server error (5xx, or any status not named here)."""
    TIMEOUT = "timeout"
    """Connected, but too slow against the total or the per-read limit."""
    TOO_BIG = "too_big"
    """The body passed the cap, compressed or decompressed."""
    NOT_A_FEED = "not_a_feed"
    """200 with something that is no feed, HTML above all."""
    MALFORMED = "malformed"
    """Bytes that cannot be read: broken compression, broken XML without one entry, a damaged PDF."""
    NOT_DUE = "not_due"
    """Not asked this time: still fresh, backing off, or over the run's ceiling."""
    TOO_OLD = "too_old"
    """A lead older than `since_days`."""
    DUPLICATE = "duplicate"
    """The same thing under another URL or entry id of this or another source."""


class Zone(StrEnum):
    """What the relevance score decides: only `IN` is public."""

    IN = "in"
    REVIEW = "review"
    OUT = "out"


class Health(StrEnum):
    """How a source stands, over time; one failure changes nothing. `veille.pipeline.health` has the rules."""

    OK = "ok"
    EMPTY = "vide"
    """It answers well, and holds nothing any more."""
    SILENT = "muette"
    """It answers well and has content, but nothing new for far longer than its rhythm has it."""
    ERROR = "erreur"
    BLOCKED = "bloquee"
    MOVED = "redirigee"
    """It works, elsewhere than feeds.yml says."""
    RETIRED = "retiree"
    """Gone for good, it seems: a person decides."""
    TO_CHECK = "a-verifier"
    """On probation and never seen working, or so rare that its silence tells nothing."""


def health_name(health: Health | None) -> str:
    """Return a state as people say it, officers and the public alike; None for a source not judged yet."""
    if health is None:
        return _("nouvelle")
    return {
        Health.OK: _("active"), Health.EMPTY: _("vide"), Health.SILENT: _("muette"), Health.ERROR: _("en panne"),
        Health.BLOCKED: _("bloquée"), Health.MOVED: _("déplacée"), Health.RETIRED: _("retirée"),
        Health.TO_CHECK: _("à vérifier"),
    }[health]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One line of feeds.yml: what to watch. Field by field in docs/reference/feeds-yml.md."""

    id: str
    name: str
    url: str
    type: str = "feed"
    family: str = "autre"
    home: str | None = None
    lang: str = "fr"
    territory: str | None = None
    themes: tuple[str, ...] = ()
    """Taxonomy ids only; hints, never rules."""
    priority: int = 2
    """1 (read first) to 3."""
    ess: bool = False
    """True where everything the source says is about the ESS."""
    excerpt: int | None = None
    """Characters of text that may be shown; None takes the setting's default."""
    enabled: bool = True
    note: str | None = None
    options: Options | None = None
    """What its kind needs beyond the address (`veille.kinds`); None where feeds.yml says nothing."""
    aggregator: bool = False
    """True where it repeats what others publish: it never heads a group of copies."""
    state: str | None = None
    """`a-verifier`: on probation, its address never seen working. It is asked, but not trusted: `ess` gives no
    privilege, it heads no group of copies, and its failures are listed apart."""
    evidence: str | None = None
    """How its address is known: vue, deduite (from the site's software) or supposee."""
    include: tuple[str, ...] = ()
    """URL patterns (`config.urlrules`); given, only leads that match one are taken."""
    exclude: tuple[str, ...] = ()
    """URL patterns of leads that are never taken."""
    kinds: tuple[tuple[str, str], ...] = ()
    """URL pattern and the kind of document it means, first match first: the site's own sections say it better."""
    silent_after: int | None = None
    """Days after which its silence is worth a word; 0 never, None as its rhythm says."""

    @property
    def on_probation(self) -> bool:
        """Whether its address was never seen working."""
        return self.state == "a-verifier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask again cheaply, kept per URL."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An address that would do for a source: found by looking at its site."""

    type: str
    """As in feeds.yml."""
    url: str
    how: str
    """Where it was found, in French, for the officer."""
    title: str = ""
    entries: int = 0
    newest: datetime | None = None
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """How often a source itself says to be asked (RSS ttl, skipHours, skipDays; RDF syndication module)."""

    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    """Hours of the day in UTC, 0 to 23."""
    skip_days: frozenset[int] = frozenset()
    """0 is Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was kept of a source to ask it again; empty for one never asked."""

    validators: Mapping[str, Validators] = field(default_factory=dict)
    """By URL: of its own address and of the other pages it is read from."""
    cursor: str = ""
    """Where its reader stopped, in the reader's own words."""
    stand_in: Proposal | None = None
    """What is read in its place since its own address failed."""
    may_search: bool = True
    """Whether its site may be searched for another address now, should its own fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file attached to a feed entry; `size` in bytes as declared, None when absent or absurd."""

    url: str
    media_type: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A link found in a source, with what the source itself says of it."""

    source_id: str
    url: str
    """Normalised and absolute (text.normalise_url). An entry without any link has the feed's URL
    with `#entry-<hash>` and `fetchable=False`: its own text is all there is."""
    entry_id: str
    """The entry's id or guid; its URL when it has none."""
    title: str = ""
    """Plain text, control characters removed."""
    summary: str = ""
    """The source's short text, as plain text."""
    content: str = ""
    """The source's long text, as plain text with paragraphs kept."""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_raw: str | None = None
    """The date exactly as written, kept for checking."""
    updated: datetime | None = None
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    lang: str | None = None
    fetchable: bool = True
    old: bool = False
    """It was there before anybody looked, as far as its reader can tell: recorded too_old when first seen."""
    fingerprint: str = ""
    """Hash of what the source says; a change asks for a new look at the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What a site says of text and data mining (TDMRep)."""

    reserved: bool
    policy: str = ""
    """Where its conditions are; empty when it names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one request gave: the bytes, or why there are none. Feeds and pages alike."""

    url: str
    """As asked."""
    final_url: str
    """As fetched, after redirects."""
    outcome: Outcome
    detail: str = ""
    """One French sentence for the report when the outcome is not ok or unchanged."""
    status: int | None = None
    """The last HTTP status; None when no answer came."""
    body: bytes = b""
    """Decompressed."""
    media_type: str = ""
    """Lower case, without parameters."""
    charset: str | None = None
    """As declared by Content-Type, not checked."""
    validators: Validators = field(default_factory=Validators)
    moved_to: str | None = None
    """Where an unbroken chain of permanent redirects (301, 308) from `url` leads."""
    fresh_until: datetime | None = None
    """From Cache-Control max-age or Expires: no need to ask before."""
    retry_after: datetime | None = None
    """The server asks not to come back before."""
    forbidden: bool = False
    """The site's robots.txt rules it out: it was not asked for."""
    tdm: Reservation | None = None
    """Of a page asked with robots: what its origin or its header says of mining it; None when they say nothing."""
    fetched_at: datetime
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text with its metadata and facts."""

    url: str
    """Its identity: normalised, after redirects and same-host rel=canonical."""
    title: str
    text: str
    """Plain text, paragraphs separated by a newline."""
    author: str = ""
    published: datetime | None = None
    """None when neither source nor page gives a believable date."""
    lang: str = "fr"
    excerpt: str = ""
    """Beginning of the text, cut at a word, at most the source's excerpt length."""
    text_hash: str = ""
    """Of the folded text: equal texts at several URLs are one group."""
    terms_title: str = ""
    """Indexed terms (text.index_terms), space separated."""
    terms_text: str = ""
    media_type: str = "text/html"
    from_feed: bool = False
    """True when the page could not be had and the source's own text stands in."""
    canonical: str = ""
    """The address on another host that the page names as its original; a hint, never an identity."""
    marks: tuple[int, ...] = ()
    """Hashes under which texts of the same story are looked up (likeness.marks)."""
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One label given to an article."""

    facet: str
    """theme, sector, org (legal family) or kind; territory later."""
    label: str
    probability: float
    evidence: tuple[tuple[str, float], ...] = ()
    """The words and cues that weighed, heaviest first, with their weight."""
    origin: str = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """Everything the classifier says of one text."""

    relevance: float
    """Probability that the text is about the ESS."""
    zone: Zone
    tags: tuple[Tag, ...] = ()
    """Labels above their threshold, most probable first within a facet; exactly one kind.
    Empty when the zone is out."""
    evidence: tuple[tuple[str, float], ...] = ()
    """What weighed for (positive) or against (negative) relevance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article with its tags, as stored."""

    lead: Lead
    article: Article
    tagging: Tagging
    model_version: str
