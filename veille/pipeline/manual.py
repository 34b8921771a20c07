"""Addresses handed in by hand: a source of its own, fed from the inbox at the start of a run.

A note is let go only after its lead is stored; from then on the store remembers, whatever fails later. Taken in
twice, after a power cut, it is the same lead.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from veille import inbox
from veille.i18n import _
from veille.inbox import Note
from veille.models import MANUAL_ID, Lead, Outcome, Page, Source
from veille.sources import Collected
from veille.store import Addition, Store
from veille.text import digest, normalise_url, squeeze

if TYPE_CHECKING:
    from veille.pipeline.crawl import Tally
    from veille.pipeline.plan import RunPlan

KIND = "add"
"""Of the notes taken in here."""
MANUAL = Source(
    id=MANUAL_ID,
    name=_("Ajouts à la main"),
    url="",
    ess=True,
    note=_("adresses ajoutées par une chargée de veille"),
)
"""Somebody judged what it holds relevant, so `ess`: what the model is not sure of is public. See `vouches_for_ess`."""


def vouches_for_ess(source_id: str, *, ess: bool) -> bool:
    """Say whether the model is told that a text is from a source that speaks of the ESS alone.

    Not for what was added by hand: anybody may paste a wrong address, so what the model holds to be off the
    subject stays out, and `veille add` says so.
    """
    return ess and source_id != MANUAL.id


def handed_in(plan: "RunPlan") -> list[Note]:
    """Return the notes this run takes in; a run of some sources only leaves them to the next whole one."""
    return inbox.pending(plan.data, KIND) if takes_manual(plan) else []


def takes_manual(plan: "RunPlan") -> bool:
    """Say whether a run follows what was added by hand."""
    return not plan.only or MANUAL.id in plan.only


def take_in(run_id: int, store: Store, plan: "RunPlan", tally: "Tally", notes: Sequence[Note]) -> None:
    """Store the leads that notes are, and let go of these; notes without a usable address are set aside.

    Call it for a run that planned MANUAL.
    """
    leads: dict[str, Lead] = {}
    good = []
    for note in notes:
        try:
            lead = lead_of(note)
        except ValueError:
            inbox.reject(note, _("ce n’est pas une adresse http(s)"))
        else:
            leads[lead.url] = lead  # the last word on an address counts
            good.append(Addition(url=lead.url, at=note.at, note=note.values.get("note", "")))
    store.keep_additions(good)
    page = Page(url=MANUAL.url, final_url=MANUAL.url, outcome=Outcome.OK, fetched_at=plan.now)
    collected = Collected(source=MANUAL, page=page, outcome=Outcome.OK, leads=tuple(leads.values()))
    (recorded,) = store.record_many(run_id, [collected], now=plan.now)
    tally.leads_new += recorded.new
    tally.leads.update(recorded.outcomes)
    for note in notes:
        inbox.done(note)


def lead_of(note: Note) -> Lead:
    """Return the lead that a note is. Raises ValueError when it holds no http(s) address.

    The moment is part of its fingerprint: an address handed in anew is looked at anew.
    """
    url, title = normalise_url(note.values.get("url", "")), squeeze(note.values.get("title", ""))
    return Lead(
        source_id=MANUAL.id,
        url=url,
        entry_id=url,
        title=title,
        fingerprint=digest(url, title, note.at.isoformat()),
    )
