"""The agenda: events by month and day."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.i18n import _, ngettext
from veille.web import callfilters, french
from veille.web.callfilters import EVENT_TIMES, EVENTS, ListState
from veille.web.choices import Choice
from veille.web.pages.asked import LISTS, arguments
from veille.web.pages.paging import listed
from veille.web.queries import Catalogue
from veille.web.queries.agenda import KIND, EventCard, find_events, next_day
from veille.web.queries.register import FoundDated
from veille.web.rendering import own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site

_MONTHS = 12
"""Months offered at once; there are hardly events beyond a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The events of one day."""

    day: str
    nearness: str
    """« aujourd’hui », « demain »; '' for the others."""
    events: tuple[EventCard, ...]


@own_page
async def agenda(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show one page of events, or what is wrong with the address."""
    state = callfilters.read(EVENTS, arguments(request), shown.axes, shown.synonyms)
    known = shown.axes["territoire"]
    found: FoundDated[EventCard] = FoundDated()
    if not state.problems:
        found = await site.reader.read(lambda conn: find_events(conn, state, site.today, known))
    asked = await LISTS["agenda"](site, arguments(request), shown)
    context = {
        **listed(state, shown, found, KIND),
        "days": days(found.cards, state, site.today),
        "times": times(state),
        "months": months(state, found),
        "count": count(found, state),
        "follow": asked.followed,
    }
    return await page(site, request, "veille_agenda.html", context, status=400 if state.problems else 200)


def days(cards: tuple[EventCard, ...], state: ListState, today: date) -> list[Day]:
    """Return events, which are in order, by the day they are shown under: their first, or today while they are on."""
    is_past = state.option("quand") == "passes"

    def shown_under(card: EventCard) -> str:
        return card.told.start.value[:10] if is_past else next_day(card.told.start.value, today)

    ordered = sorted(cards, key=shown_under, reverse=True) if is_past else cards
    return [
        Day(day=day, nearness=french.in_days(day, today) if day <= _tomorrow(today) else "", events=tuple(group))
        for day, group in groupby(ordered, key=shown_under)
    ]


def times(state: ListState) -> list[Choice]:
    """Return the values of « quand » as links."""
    chosen = state.option("quand")
    return [
        Choice(value=value, name=name, address=state.address(quand=value, mois=None), is_chosen=value == chosen)
        for value, name in EVENT_TIMES.items()
    ]


def months(state: ListState, found: FoundDated[EventCard]) -> list[Choice]:
    """Return the months that have events, the nearest first, as links with how many."""
    counted = sorted(found.facets.get("mois", {}).items(), reverse=state.option("quand") == "passes")
    return [
        Choice(value=month, name=french.month(month), address=state.address(mois=month), count=number,
               is_chosen=month == state.month)
        for month, number in counted[:_MONTHS]
    ]  # fmt: skip


def count(found: FoundDated[EventCard], state: ListState) -> str:
    """Say how many events are found."""
    if found.is_more:
        return _("Plus de 10 000 événements")
    if not found.count:
        return _("Aucun événement") if state.is_filtered else _("Aucun événement pour l’instant")
    return ngettext("{count} événement", "{count} événements", found.count).format(count=french.number(found.count))


def _tomorrow(today: date) -> str:
    return date.fromordinal(today.toordinal() + 1).isoformat()
