"""Deciding what becomes of the leads of one collection. Reads the store, writes nothing."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from veille.i18n import _
from veille.models import Lead, Outcome
from veille.store.codec import from_text, maybe_text, pack_lead, storable
from veille.store.values import RecordedLeads
from veille.text import url_key, words

KEYS_AT_ONCE = 10_000
"""Addresses whose keys are held at once: those of a feed of 200,000 entries would take 42 MB."""
SHORT_WORD = 4
"""Words of a title with fewer letters say nothing of what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """A row to insert: to be followed when `outcome` is None, else ended at once."""

    lead: Lead
    outcome: Outcome | None = None
    detail: str = ""
    item_id: int | None = None

    def values(self, at: str, run_id: int) -> tuple[str | int | None, ...]:
        """Return the columns in the order of the insert."""
        lead, waits = self.lead, self.outcome is None
        return (
            lead.source_id, lead.entry_id, lead.url, storable(lead.title), maybe_text(lead.published), lead.fingerprint,
            at, pack_lead(lead) if waits else None, self.outcome, self.detail, at if waits else None, self.item_id,
            None if waits else run_id, url_key(lead.url),
        )  # fmt: skip


@dataclass(slots=True)
class Sorted:
    """The decisions for one collection."""

    seen: int
    inserts: list[NewLead] = field(default_factory=list)
    reopened: list[tuple[int, tuple[str | None, ...]]] = field(default_factory=list)
    """Lead id, with its new url, title, published, fingerprint, payload and key."""
    sightings: list[tuple[int, str, str, str, str | None]] = field(default_factory=list)
    seen_items: set[int] = field(default_factory=set)
    """Items that a source we had not seen them in leads to."""
    waiting: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def new(self) -> int:
        """Leads first seen now that are to be followed."""
        return sum(row.outcome is None for row in self.inserts)

    def recorded(self) -> RecordedLeads:
        """Return the counts."""
        return RecordedLeads(seen=self.seen, new=self.new, waiting=self.waiting, outcomes=dict(self.outcomes))


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    fingerprint: str
    outcome: str | None
    next_try: str | None
    first_seen: str
    url: str
    title: str

    @property
    def is_withdrawn(self) -> bool:
        """Whether it led to what was withdrawn: only then is nothing kept of what its source said."""
        return self.outcome == Outcome.REFUSED and not self.title

    def is_reused_by(self, lead: Lead) -> bool:
        """Say whether a lead under this entry's id is another article: another address, and no word of its title.

        Some systems count their entries anew; the article seen before must not become another one.
        """
        if lead.url == self.url or url_key(lead.url) == url_key(self.url):
            return False
        before, now = _title_words(self.title), _title_words(lead.title)
        return bool(before and now) and not before & now


def _title_words(title: str) -> set[str]:
    return {word for word in words(title) if len(word) >= SHORT_WORD}


@dataclass(frozen=True, slots=True)
class _Address:
    item_id: int | None
    owner: str | None
    withdrawn: bool
    title: str | None = None
    """Of the item, when its address is spelt otherwise than the lead's."""

    def is_of(self, lead: Lead) -> bool:
        """Say whether a lead to another spelling of the address is to this page, as far as can be told unfetched.

        A source that gives both `/a` and `/a/`, under two titles, means two pages.
        """
        same_words = self.title is None or words(self.title) == words(lead.title)
        return self.withdrawn or self.owner != lead.source_id or same_words


def sort_leads(
    db: sqlite3.Connection, source_id: str, leads: Sequence[Lead], first_since: datetime | None, at: str
) -> Sorted:
    """Decide for every lead whether it is new, changed, known, old, a duplicate or withdrawn; each counts once."""
    result = Sorted(seen=len(leads))
    if not leads:
        return result
    distinct = _distinct(source_id, leads)
    result.outcomes.update({str(Outcome.DUPLICATE): len(leads) - len(distinct)} if len(distinct) < len(leads) else {})
    distinct, known = _under_own_ids(db, source_id, distinct, _known(db, source_id, distinct))
    addresses = _addresses(db, [lead for lead in distinct if _is_fresh(lead, known.get(lead.entry_id))])
    for lead in distinct:
        row = known.get(lead.entry_id)
        if row is None:
            _sort_new(result, lead, addresses.get(lead.url), first_since)
        else:
            _sort_known(result, lead, row, addresses.get(lead.url), at)
    return result


def _distinct(source_id: str, leads: Sequence[Lead]) -> list[Lead]:
    """Return the leads without those that repeat an entry or URL of the same collection.

    An entry id that stands for several URLs identifies nothing (feeds that give every entry the
    site's address as guid): such entries are known by their URL instead, so that none is lost.
    """
    url_of: dict[str, str] = {}  # no set of URLs for each id: 200,000 of them take 43 MB
    shared = {lead.entry_id for lead in leads if url_of.setdefault(lead.entry_id, lead.url) != lead.url}
    del url_of
    seen: dict[str, Lead] = {}
    for lead in leads:
        if lead.url not in seen:
            entry_id = lead.url if lead.entry_id in shared else lead.entry_id
            same = entry_id == lead.entry_id and source_id == lead.source_id
            seen[lead.url] = lead if same else replace(lead, entry_id=entry_id, source_id=source_id)
    # an id taken from a URL may still be another entry's own id
    return list({lead.entry_id: lead for lead in reversed(seen.values())}.values())[::-1]


def _under_own_ids(
    db: sqlite3.Connection, source_id: str, leads: list[Lead], known: dict[str, _Known]
) -> tuple[list[Lead], dict[str, _Known]]:
    """Give entries that came back under the id of another article their address as id."""
    taken = {
        lead.entry_id for lead in leads if (row := known.get(lead.entry_id)) is not None and row.is_reused_by(lead)
    }
    if not taken:
        return leads, known
    there = {lead.entry_id for lead in leads}
    renamed = [
        replace(lead, entry_id=lead.url) if lead.entry_id in taken and lead.url not in there else lead for lead in leads
    ]
    return renamed, known | _known(db, source_id, [lead for lead in renamed if lead.entry_id not in there])


def _known(db: sqlite3.Connection, source_id: str, leads: Sequence[Lead]) -> dict[str, _Known]:
    rows = db.execute(
        """SELECT entry_id, id, fingerprint, outcome, next_try, first_seen, url, title FROM leads
        WHERE source_id = ? AND entry_id IN (SELECT value FROM json_each(?))""",
        [source_id, json.dumps([lead.entry_id for lead in leads])],
    )
    return {row[0]: _Known(*row[1:]) for row in rows}


def _is_fresh(lead: Lead, row: _Known | None) -> bool:
    return row is None or row.fingerprint != lead.fingerprint


def _addresses(db: sqlite3.Connection, leads: Sequence[Lead]) -> dict[str, _Address]:
    """Return what is known of the URLs of these leads: the item they lead to, or that they are withdrawn."""
    if not leads:
        return {}
    urls = json.dumps([lead.url for lead in leads])
    found = {
        url: _Address(item_id, owner, False)
        for url, item_id, owner in db.execute(
            """SELECT a.url, i.id, i.source_id FROM json_each(?) j JOIN aliases a ON a.url = j.value
            JOIN items i ON i.id = a.item_id""",
            [urls],
        )
    }
    barred = db.execute("SELECT t.url, t.item_id FROM json_each(?) j JOIN tombstones t ON t.url = j.value", [urls])
    found |= {url: _Address(item_id, None, True) for url, item_id in barred}
    others = [lead for lead in leads if lead.url not in found]
    for start in range(0, len(others), KEYS_AT_ONCE):
        found |= _otherwise_spelt(db, others[start : start + KEYS_AT_ONCE])
    return found


def _otherwise_spelt(db: sqlite3.Connection, leads: Sequence[Lead]) -> dict[str, _Address]:
    """Return what is known of the URLs of these leads in another spelling."""
    urls_of: dict[str, list[Lead]] = {}
    for lead in leads:
        urls_of.setdefault(url_key(lead.url), []).append(lead)
    urls_of.pop("", None)
    keys = json.dumps(list(urls_of))
    known = {
        key: _Address(item_id, owner, False, title)
        for key, item_id, owner, title in db.execute(
            """SELECT a.key, i.id, i.source_id, i.title FROM json_each(?) j CROSS JOIN aliases a ON a.key = j.value
            JOIN items i ON i.id = a.item_id WHERE i.withdrawn IS NULL ORDER BY i.id DESC""",
            [keys],
        )
    }
    barred = db.execute(
        "SELECT t.key, t.item_id FROM json_each(?) j CROSS JOIN tombstones t ON t.key = j.value", [keys]
    )
    known |= {key: _Address(item_id, None, True) for key, item_id in barred}
    return {
        lead.url: known[key] for key, some in urls_of.items() if key in known for lead in some if known[key].is_of(lead)
    }


def _sort_new(result: Sorted, lead: Lead, address: _Address | None, since: datetime | None) -> None:
    if address and address.withdrawn:
        row = NewLead(lead=replace(lead, title=""), outcome=Outcome.REFUSED, detail=_("adresse retirée de la veille"))
    elif address:
        row = NewLead(lead=lead, outcome=Outcome.DUPLICATE, item_id=address.item_id)
        if address.item_id is not None and address.owner != lead.source_id:
            seen = (address.item_id, lead.source_id, lead.url, storable(lead.title), maybe_text(lead.published))
            result.sightings.append(seen)
            result.seen_items.add(address.item_id)
    elif lead.old or (since and (dated := lead.published or lead.updated) and dated < since):
        row = NewLead(lead=lead, outcome=Outcome.TOO_OLD)
    else:
        row = NewLead(lead=lead)
    result.inserts.append(row)
    if row.outcome:
        result.outcomes[row.outcome] += 1


def _sort_known(result: Sorted, lead: Lead, row: _Known, address: _Address | None, at: str) -> None:
    if row.is_withdrawn or (address and address.withdrawn):
        # an entry stays refused wherever its source says that its page is now
        result.outcomes[Outcome.REFUSED] += 1
    elif _is_fresh(lead, row) and not _stays_old(lead, row, at):
        values = (
            lead.url, storable(lead.title), maybe_text(lead.published), lead.fingerprint, pack_lead(lead),
            url_key(lead.url),
        )  # fmt: skip
        result.reopened.append((row.id, values))
        result.waiting += 1
    elif row.next_try is not None:
        result.waiting += 1
    else:
        result.outcomes[Outcome.UNCHANGED] += 1


def _stays_old(lead: Lead, row: _Known, at: str) -> bool:
    """Say whether a lead once too old is still: it comes back only when its source dates a change after our first look.

    Some feeds change every entry at every fetch (counters, advertisements): that must not bring years of archives.
    """
    if row.outcome != Outcome.TOO_OLD:
        return False
    dates = [moment for moment in (lead.published, lead.updated) if moment]
    return not any(from_text(row.first_seen) < moment <= from_text(at) for moment in dates)
