"""Calls and events as lines of calendars, entries of feeds and rows of tables."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from veille.i18n import _
from veille.web import french
from veille.web.badges import is_doubtful
from veille.web.outputs.feed import Category, FeedEntry, link
from veille.web.outputs.ical import Entry, times
from veille.web.pages.replies import midnight, moment, tag
from veille.web.queries import Catalogue
from veille.web.queries.agenda import EventCard
from veille.web.queries.callrows import CallCard

if TYPE_CHECKING:
    from veille.web.site import Site

_PATHS = {"theme": "/theme/", "secteur": "/secteur/"}
"""Where our page of a label is: with its id behind, the address of that page."""


def call_entries(site: "Site", request: Any, shown: Catalogue, call: CallCard) -> tuple[Entry, ...]:
    """Return a line of a calendar for each deadline of a call, and for the day it opens while that is to come.

    Deadlines are whole days, so that they stand above the hours of the day; the hour is told in words. A call without
    a date has no line.
    """
    told = call.told
    closings = [found for found in (told.closing, *told.waves) if found]
    lines = []
    for rank, found in enumerate(closings, 1):
        label = _("Date limite") if len(closings) == 1 else _("Date limite, vague {rank}").format(rank=rank)
        said = [_("Date limite : {when}.").format(when=french.when(found.value))]
        if is_doubtful(found):
            said.append(_("Date {sure} : vérifiez-la.").format(sure=french.certainty(found.confidence)))
        ident = f"appel-{call.id}" if rank == 1 else f"appel-{call.id}-vague-{rank}"
        lines.append(_line(site, request, shown, call, (ident, found.value, label, said)))
    if told.opening and told.opening.value[:10] > site.today.isoformat():
        when = told.opening.value
        said = [_("Ouverture : {when}.").format(when=french.when(when))]
        lines.append(_line(site, request, shown, call, (f"appel-{call.id}-ouverture", when, _("Ouverture"), said)))
    return tuple(line for line in lines if line)


def _line(
    site: "Site", request: Any, shown: Catalogue, call: CallCard, of: tuple[str, str, str, list[str]]
) -> Entry | None:
    ident, when, label, said = of
    try:
        day = date.fromisoformat(when[:10])
    except ValueError:
        return None
    told = call.told
    if told.extended and told.extended.value:
        said = [*said, _("Prolongé, au lieu du {when}.").format(when=french.when(told.extended.value))]
    return Entry(
        uid=ident,
        start=day,
        summary=_("{label} : {title}").format(label=label, title=call.title),
        stamp=_stamp(call.changed),
        sequence=call.changes,
        url=site.absolute(request, f"/appel/{call.id}"),
        lines=(
            *said,
            *facts_of(call),
            _("Source : {name}, {url}").format(name=shown.name("source", call.source), url=call.url),
        ),
        categories=tuple(name for _axis, _value, name in _labels(shown, call)),
    )


def facts_of(call: CallCard) -> tuple[str, ...]:
    """Return who gives, to whom, how much and where to answer, a line each; what is not known is left out."""
    told = call.told
    amounts = [
        f"{french.amount(one.value, one.currency)} ({french.AMOUNTS.get(one.role, one.role)})" for one in told.amounts
    ]
    lines = (
        (_("Financeur : {said}"), told.funder.value if told.funder else ""),
        (_("Pour qui : {said}"), ", ".join(one.value for one in told.beneficiaries)),
        (_("Montants : {said}"), ", ".join(amounts)),
        (_("Répondre : {said}"), told.form.value if told.form else ""),
    )
    return tuple(line.format(said=said) for line, said in lines if said)


def event_entries(site: "Site", request: Any, shown: Catalogue, event: EventCard) -> tuple[Entry, ...]:
    """Return the line of a calendar for an event; none when its beginning is no date."""
    told = event.told
    end = told.end.value if told.end else ""
    try:
        first, last = times(told.start.value, end)
    except ValueError:
        return ()
    said = [_("Début : {when}.").format(when=french.when(told.start.value))]
    said += [_("Fin : {when}.").format(when=french.when(end))] if end else []
    said += [_("On peut y assister en ligne.")] if told.online else []
    if told.registration:
        said.append(_("Inscription : {url}").format(url=told.registration.value))
    line = Entry(
        uid=f"evenement-{event.id}",
        start=first,
        end=last,
        summary=event.title,
        stamp=_stamp(event.seen),
        sequence=max(event.revision - 1, 0),
        url=site.absolute(request, f"/article/{event.id}"),
        location=told.place.value if told.place else _("En ligne") if told.online else "",
        lines=(*said, _("Source : {name}, {url}").format(name=shown.name("source", event.source), url=event.url)),
        categories=tuple(name for _axis, _value, name in _labels(shown, event)),
    )
    return (line,)


def call_feed_entry(site: "Site", request: Any, shown: Catalogue, call: CallCard) -> FeedEntry:
    """Return a call as an entry of a feed; it is updated when one of its dates changes."""
    closing = call.told.closing
    before = _("avant le {when}").format(when=french.day(closing.value[:10], weekday=False)) if closing else ""
    summary = [call.description, f"{_('Date limite')}{_(' : ')}{french.when(closing.value)}" if closing else ""]
    return _feed_entry(
        site, request, shown, call,
        (f"appel/{call.id}", f"/appel/{call.id}", f"{call.title} ({before})" if before else call.title,
         ". ".join(line.rstrip(".") for line in (*summary, *facts_of(call)) if line), call.changed),
    )  # fmt: skip


def event_feed_entry(site: "Site", request: Any, shown: Catalogue, event: EventCard) -> FeedEntry:
    """Return an event as an entry of a feed."""
    when = french.when(event.told.start.value)
    place = event.told.place.value if event.told.place else _("en ligne") if event.told.online else ""
    summary = [", ".join(filter(None, (when, place))), event.excerpt]
    return _feed_entry(
        site, request, shown, event,
        (f"evenement/{event.id}", f"/article/{event.id}", f"{event.title} ({when})",
         ". ".join(line.rstrip(".") for line in summary if line), event.seen),
    )  # fmt: skip


def _feed_entry(
    site: "Site", request: Any, shown: Catalogue, card: CallCard | EventCard, of: tuple[str, str, str, str, str]
) -> FeedEntry:
    ident, path, title, summary, changed = of
    source = shown.sources.get(card.source)
    published = midnight(card.published)
    return FeedEntry(
        id=tag(site, ident),
        title=title,
        url=site.absolute(request, path),
        published=published,
        updated=max(published, moment(changed) or published),
        summary=summary,
        original=card.url,
        source=source.name if source else card.source,
        source_url=source.home if source else "",
        source_feed=source.feed if source else "",
        lang=card.lang,
        categories=tuple(
            Category(term=value, label=name, scheme=site.absolute(request, _PATHS[axis]))
            for axis, value, name in _labels(shown, card)
        ),
    )


EVENT_COLUMNS = ("id", "titre", "debut", "fin", "lieu", "territoire", "en_ligne", "inscription", "source", "original",
                 "fiche", "vu_le")  # fmt: skip
"""Of the table of events."""
_YES_NO = {True: "oui", False: "non", None: ""}


def event_row(site: "Site", request: Any, shown: Catalogue, event: EventCard) -> tuple[object, ...]:
    """Return an event as a row under EVENT_COLUMNS."""
    told = event.told
    return (
        event.id,
        event.title,
        told.start.value,
        told.end.value if told.end else "",
        told.place.value if told.place else "",
        shown.name("territoire", told.code),
        _YES_NO[told.online],
        link(told.registration.value) if told.registration else "",
        shown.name("source", event.source),
        link(event.url),
        site.absolute(request, f"/article/{event.id}"),
        event.seen,
    )


def _labels(shown: Catalogue, card: CallCard | EventCard) -> list[tuple[str, str, str]]:
    """Return axis, id and name of the labels of what tells of it."""
    pairs = (("theme", card.theme), ("secteur", card.sector))
    return [(axis, value, shown.name(axis, value)) for axis, value in pairs if value]


def _stamp(text: str) -> datetime:
    """Return a moment of a row; the first of our era for one that is damaged, since a calendar must have one."""
    return moment(text) or datetime(1970, 1, 1, tzinfo=UTC)
