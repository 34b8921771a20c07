"""The answer to « why is this article (not) here? »: every step of one address, from source to site."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from veille.facts import Facts
from veille.i18n import _
from veille.models import Outcome, Tag, Zone
from veille.store import additions, addresses, calls, facts, public, tags
from veille.store.additions import Addition
from veille.store.codec import from_text, maybe_moment, unpack_evidence
from veille.store.onecall import CallChange
from veille.store.public import Sighting


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


def why(db: sqlite3.Connection, url: str) -> Trace:
    """Return the trace of one address, with one French sentence that says how it stands.

    Raises ValueError when `url` is no http(s) address.
    """
    url = addresses.spelling(db, url)
    item_id = addresses.of(db, url)
    barred = addresses.tombstone(db, [url])
    stone = None if barred is None else Tombstone(url=url, reason=barred.reason, at=from_text(barred.at))
    leads = _leads(db, url, item_id)
    item = None if item_id is None or stone is not None else _item(db, item_id)
    shown, reason = _verdict(db, item, leads, stone)
    seen = bool(leads or item or stone)
    return Trace(
        url=url,
        seen=seen,
        leads=leads,
        item=item,
        tombstone=stone,
        additions=additions.of(db, {url, *(lead.url for lead in leads)}),
        public=shown,
        reason=reason,
    )


def _leads(db: sqlite3.Connection, url: str, item_id: int | None) -> tuple[LeadTrace, ...]:
    rows = db.execute(
        """SELECT l.id, l.source_id, s.name, l.entry_id, l.url, l.title, l.published, l.first_seen, l.outcome, l.detail,
            l.attempts, l.next_try
        FROM (SELECT id FROM leads WHERE url = ? UNION SELECT id FROM leads WHERE item_id = ?) f
        CROSS JOIN leads l ON l.id = f.id JOIN sources s ON s.id = l.source_id ORDER BY l.id""",
        [url, item_id],
    ).fetchall()
    return tuple(
        LeadTrace(
            source_id=row[1],
            source_name=row[2],
            entry_id=row[3],
            url=row[4],
            title=row[5],
            published=maybe_moment(row[6]),
            first_seen=from_text(row[7]),
            outcome=None if row[8] is None else Outcome(row[8]),
            detail=row[9],
            attempts=row[10],
            next_try=maybe_moment(row[11]),
            fetches=_fetches(db, row[0]),
        )
        for row in rows
    )


def _fetches(db: sqlite3.Connection, lead_id: int) -> tuple[FetchTrace, ...]:
    rows = db.execute(
        """SELECT run_id, at, url, final_url, outcome, detail, status, seconds FROM page_fetches
        WHERE lead_id = ? ORDER BY run_id""",
        [lead_id],
    )
    return tuple(
        FetchTrace(
            run_id=row[0],
            at=from_text(row[1]),
            url=row[2],
            final_url=row[3],
            outcome=Outcome(row[4]),
            detail=row[5],
            status=row[6],
            seconds=row[7],
        )
        for row in rows
    )


def _item(db: sqlite3.Connection, item_id: int) -> ItemTrace:
    row = db.execute(
        """SELECT id, url, title, source_id, published, first_seen, revision, from_feed, zone, relevance, evidence,
            model_version, published_revision, group_id FROM items WHERE id = ?""",
        [item_id],
    ).fetchone()
    group = db.execute(
        """SELECT id, url FROM items WHERE group_id = ? AND id <> ? AND withdrawn IS NULL AND merged_into IS NULL
        ORDER BY id""",
        [row[13], item_id],
    ).fetchall()
    aliases = db.execute("SELECT url FROM aliases WHERE item_id = ? ORDER BY url", [item_id]).fetchall()
    return ItemTrace(
        id=row[0],
        url=row[1],
        title=row[2],
        source_id=row[3],
        published=maybe_moment(row[4]),
        first_seen=from_text(row[5]),
        revision=row[6],
        from_feed=bool(row[7]),
        zone=Zone(row[8]),
        relevance=row[9],
        evidence=unpack_evidence(row[10]),
        model_version=row[11],
        published_revision=row[12],
        tags=tags.of(db, [item_id]).get(item_id, ()),
        facts=facts.of(db, [item_id]).get(item_id, Facts()),
        call_changes=calls.changes_for(db, item_id),
        aliases=tuple(url for (url,) in aliases),
        sightings=public.sightings(db, [item_id]).get(item_id, ()),
        group=tuple((other, url) for other, url in group),
        copy_of=_copy_of(db, item_id, row[13]),
    )


def _copy_of(db: sqlite3.Connection, item_id: int, group: int) -> tuple[int, str] | None:
    """Return number and title of the article that stands for a shown item in public, when it is another."""
    members = public.members(db, [group])
    first = public.head(members)
    if first is None or first.id == item_id or not any(one.id == item_id and one.shown for one in members):
        return None
    return first.id, first.title


def _is_shown(db: sqlite3.Connection, item_id: int) -> bool:
    return any(one.id == item_id and one.shown for one in public.members(db, public.groups_of(db, [item_id])))


def _verdict(
    db: sqlite3.Connection, item: ItemTrace | None, leads: Sequence[LeadTrace], stone: Tombstone | None
) -> tuple[bool, str]:
    """Return whether the address is an article of the site, and why."""
    if stone is not None:
        return False, _("retirée de la veille : {reason}").format(reason=stone.reason)
    if item is not None:
        return _item_verdict(db, item)
    if not leads:
        return False, _("jamais vue : aucune source n’a donné cette adresse")
    return False, _lead_verdict(leads[-1])


def _lead_verdict(lead: LeadTrace) -> str:
    """Say how a lead without an item stands."""
    if lead.outcome is None:
        return _("en attente : la page sera lue à une prochaine collecte")
    if lead.outcome is Outcome.BLOCKED:
        return _("le site refuse cette page : {detail}").format(detail=lead.detail or lead.outcome)
    if lead.next_try is not None:
        return _("page pas encore obtenue, nouvel essai prévu : {detail}").format(detail=lead.detail or lead.outcome)
    if lead.outcome is Outcome.TOO_OLD:
        return _("trop ancienne quand la source a été collectée pour la première fois")
    return _("page jamais obtenue : {detail}").format(detail=lead.detail or lead.outcome)


def _item_verdict(db: sqlite3.Connection, item: ItemTrace) -> tuple[bool, str]:
    if item.copy_of is not None:
        number, title = item.copy_of
        copy = _("copie de « {title} » (article n° {id}), où elle figure sous « vu aussi »")
        return False, copy.format(title=title, id=number)
    if _is_shown(db, item.id):
        return True, _("publique")
    score = f"{item.relevance:.2f}".replace(".", ",")
    if item.zone is Zone.REVIEW:
        return False, _("à vérifier : peut-être sur l’ESS (pertinence {score})").format(score=score)
    return False, _("hors sujet : pas sur l’ESS (pertinence {score})").format(score=score)
