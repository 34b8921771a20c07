"""What is told of a call at a glance, on the day of the visit: « ferme dans 7 jours », « prolongé », « permanent »."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from veille.facts import Call, CallState, Found, call_state
from veille.i18n import _
from veille.web.french import in_days

URGENT = timedelta(days=7)
"""From here on the badge stands out."""
SURE = 0.8
"""From here on `french.certainty` calls a reading very likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """One or two words beside a title."""

    text: str
    is_urgent: bool = False


def call_badges(told: Call, today: date) -> tuple[Badge, ...]:
    """Return the badges of a call: where it stands, then what is unusual in it; none when nothing is known."""
    state = call_state(told, today)
    badges = []
    closing = next_closing(told, today)
    if state in (CallState.OPEN, CallState.CLOSING_SOON) and (when := in_days(closing, today)):
        is_urgent = closing[:10] <= (today + URGENT).isoformat()
        badges.append(Badge(text=_("ferme {when}").format(when=when), is_urgent=is_urgent))
    elif state == CallState.ANNOUNCED and told.opening:
        badges.append(Badge(text=_("annoncé")))
        if when := in_days(told.opening.value, today):
            badges.append(Badge(text=_("ouvre {when}").format(when=when)))
    elif state == CallState.CLOSED:
        badges.append(Badge(text=_("clos")))
    elif state == CallState.UNKNOWN:
        badges.append(Badge(text=_("sans date connue")))
    if told.permanent:
        badges.append(Badge(text=_("permanent")))
    if told.extended and state != CallState.CLOSED:
        badges.append(Badge(text=_("prolongé")))
    return tuple(badges)


def is_doubtful(found: Found) -> bool:
    """Return whether a date should be checked before one counts on it."""
    return found.confidence < SURE


def next_closing(told: Call, today: date) -> str:
    """Return the first deadline of a call that is not past, '' without one."""
    return next_of([one.value for one in (told.closing, *told.waves) if one], today)


def next_of(closings: Iterable[str], today: date) -> str:
    """Return the first of some days or moments that is not past, '' without one."""
    return min((one for one in closings if one[:10] >= today.isoformat()), default="")
