"""Facts that the text of an article tells: places, organisations, calls, events, each with where it was read.

Values only. `veille.enrich` finds them, `store` keeps them, `publish` shows them. Dates are written as
ISO text: a day « 2026-03-15 », or a day and hour in the place's own time « 2026-03-15T12:00 »
(Paris unless the text says otherwise); a day alone means until its last minute.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

QUOTE_CHARS = 300
"""A fact is shown with its sentence, cut to this."""
SOON = timedelta(days=14)
"""A call that closes within this is closing soon: two weekly digests still tell it."""


class PlaceRole(StrEnum):
    """What a place has to do with an article."""

    SUBJECT = "sujet"
    """What it tells happens there."""
    ZONE = "zone"
    """Who lives or works there may apply, or is served."""
    PUBLISHER = "editeur"
    """Who publishes it is at home there; the text itself does not say where."""
    MENTION = "mention"
    """Named in passing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A territory an article is about, most telling first within an article."""

    code: str
    """EU, ISO 3166 country, FR, region R11, département D93, commune (COG) or EPCI (SIREN)."""
    role: PlaceRole
    probability: float
    evidence: tuple[str, ...] = ()
    """The words that named it, as written."""
    origin: str = "machine"
    """humain where a person decided it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing read in a text, with where and how surely."""

    value: str
    quote: str
    """The sentence, line or table row it stands in, at most QUOTE_CHARS."""
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum of money or a rate that a call names."""

    role: str
    """plancher (at least), plafond (at most a project), enveloppe (for all), forfait, taux."""
    value: float
    """Of the currency; per cent for a taux."""
    currency: str = "EUR"
    """ISO 4217; empty for a taux."""
    quote: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that candidates may answer."""

    closing: Found | None = None
    """The deadline that counts: of the first stage; the first wave after publication; the new date of an extension."""
    opening: Found | None = None
    waves: tuple[Found, ...] = ()
    """Closings after `closing`, in order."""
    extended: Found | None = None
    """Where the text says that the closing was put off; the value is the earlier date, or empty."""
    permanent: Found | None = None
    """Where the text says that there is no deadline."""
    amounts: tuple[Amount, ...] = ()
    funder: Found | None = None
    beneficiaries: tuple[Found, ...] = ()
    form: Found | None = None
    """Where to apply: an http(s) address or an e-mail address of an organisation."""


class CallState(StrEnum):
    """Where a call stands on a day."""

    ANNOUNCED = "annonce"
    OPEN = "ouvert"
    CLOSING_SOON = "bientot-clos"
    CLOSED = "clos"
    PERMANENT = "permanent"
    UNKNOWN = "inconnu"
    """It names no date that could be read."""


def call_state(call: Call, today: date) -> CallState:
    """Return where a call stands on a day in the place's own time; the closing day itself is still open."""
    closings = [found.value for found in (call.closing, *call.waves) if found]
    return state_on(today, closings, opening=call.opening.value if call.opening else "", permanent=bool(call.permanent))


def state_on(today: date, closings: Iterable[str], *, opening: str, permanent: bool) -> CallState:
    """Return where a call with these dates stands on a day; `closings` are all of them, in any order."""
    days = [one[:10] for one in closings]
    ahead = [day for day in days if day >= today.isoformat()]
    if days and not ahead and not permanent:
        return CallState.CLOSED
    if opening[:10] > today.isoformat():
        return CallState.ANNOUNCED
    if ahead:
        soon = (today + SOON).isoformat()
        return CallState.CLOSING_SOON if min(ahead) <= soon else CallState.OPEN
    if permanent:
        return CallState.PERMANENT
    return CallState.OPEN if opening else CallState.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something one may attend."""

    start: Found
    end: Found | None = None
    place: Found | None = None
    """Town or venue, as written."""
    code: str = ""
    """Territory code of the place, empty when unknown."""
    online: bool | None = None
    """True also where one may attend either way; None when nothing tells."""
    registration: Found | None = None
    """Address to register at."""
    declared: bool = False
    """True when the page's own markup (schema.org, microdata, iCalendar) says it, not only its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An organisation named in an article; never a person."""

    id: str
    """Of the gazetteer, or made of the name."""
    name: str
    family: str = ""
    """Legal family (taxonomy, orgs) where the name tells it."""
    probability: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything read in one article."""

    places: tuple[Place, ...] = ()
    mentions: tuple[Mention, ...] = ()
    declared: tuple[Event, ...] = ()
    """Events that the page's markup declares."""
    forms: tuple[Found, ...] = ()
    """Addresses to apply or register at that the page links to, surest first; the quote is the link's text."""
    call: Call | None = None
    """Of an article whose kind is appel-a-projets."""
    event: Event | None = None
    """Of an article whose kind is evenement."""
    zones: tuple[tuple[str, ...], ...] = ()
    """Of a call, the territories it is for, or that its article is about: each from its country down to itself."""
    version: str = ""
    """Of the enrichers that read it all (`enrich.version`); empty when nothing was read."""
