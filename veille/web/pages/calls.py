"""The list of calls for projects, and the page of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datasette import Response

from veille.facts import CallState, call_state
from veille.i18n import _, ngettext
from veille.web import callfilters, french
from veille.web.badges import Badge, call_badges, is_doubtful, next_closing
from veille.web.callfilters import CALL_STATES, CALLS, ListState
from veille.web.choices import Choice
from veille.web.follow import follow
from veille.web.pages.asked import LISTS, arguments
from veille.web.pages.paging import listed
from veille.web.queries import Catalogue
from veille.web.queries.callrows import CallCard, call_page
from veille.web.queries.calls import KIND, find_calls
from veille.web.queries.register import FoundDated
from veille.web.reach import zones
from veille.web.rendering import error, own_page, page

if TYPE_CHECKING:
    from veille.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A call as it stands today."""

    card: CallCard
    state: CallState
    next: str
    """Its next deadline; of a closed one its last, of an announced one without any '' ."""
    doubt: str
    """How sure that date is, where one should check it."""
    later: tuple[str, ...]
    """Its deadlines after that one."""
    badges: tuple[Badge, ...]
    zones: tuple[tuple[str, str], ...]
    """Codes and names of the territories it is for."""


@own_page
async def calls(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show one page of calls, or what is wrong with the address."""
    state = callfilters.read(CALLS, arguments(request), shown.axes, shown.synonyms)
    known = shown.axes["territoire"]
    found: FoundDated[CallCard] = FoundDated()
    if not state.problems:
        found = await site.reader.read(lambda conn: find_calls(conn, state, site.today, known))
    asked = await LISTS["appels"](site, arguments(request), shown)
    context = {
        **listed(state, shown, found, KIND),
        "lines": [line(card, shown, site.today) for card in found.cards],
        "states": states(state, found.facets.get("etat", {})),
        "count": count(found, state),
        "follow": asked.followed,
    }
    return await page(site, request, "veille_appels.html", context, status=400 if state.problems else 200)


@own_page
async def one_call(site: "Site", request: Any, shown: Catalogue) -> Response:
    """Show everything known of one call."""
    ident = int(request.url_vars["id"])
    found = await site.reader.read(lambda conn: call_page(conn, ident))
    if found is None:
        return await error(site, 404, request)
    context = {
        "shown": shown,
        "call": found,
        "card": found.card,
        "line": line(found.card, shown, site.today),
        "follow": None,
        "calendar": follow(found.card.title, f"/appels?appel={ident}", dated=True).ics,
    }
    return await page(site, request, "veille_appel.html", context)


def line(card: CallCard, shown: Catalogue, today: date) -> CallLine:
    """Return a call as it stands on a day."""
    told = card.told
    closings = [found for found in (told.closing, *told.waves) if found]
    ahead = next_closing(told, today) or (closings[-1].value if closings else "")
    doubtful = next((found for found in closings if found.value == ahead and is_doubtful(found)), None)
    return CallLine(
        card=card,
        state=call_state(told, today),
        next=ahead,
        doubt=french.certainty(doubtful.confidence) if doubtful else "",
        later=tuple(found.value for found in closings if found.value > ahead),
        badges=call_badges(told, today),
        zones=tuple((code, shown.name("territoire", code)) for code in zones(card.zones)),
    )


def states(state: ListState, counts: Mapping[str, int]) -> list[Choice]:
    """Return the values of « etat » as links, with how many calls each shows where that is counted."""
    chosen = state.option("etat")
    return [
        Choice(
            value=value,
            name=name,
            address=state.address(etat=value),
            count=counts.get(value) if chosen not in ("clos", "sans-date", "tous") else None,
            is_chosen=value == chosen,
        )
        for value, name in CALL_STATES.items()
    ]


def count(found: FoundDated[CallCard], state: ListState) -> str:
    """Say how many calls are found."""
    if found.is_more:
        return _("Plus de 10 000 appels")
    if not found.count:
        return _("Aucun appel") if state.is_filtered else _("Aucun appel pour l’instant")
    return ngettext("{count} appel", "{count} appels", found.count).format(count=french.number(found.count))
