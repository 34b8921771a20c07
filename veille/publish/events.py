"""Making the row of `evenements` that an article has."""

import json
from typing import NamedTuple

from veille.facts import Event
from veille.publish.quotes import quoted


class EventRow(NamedTuple):
    """One row of `evenements`, without the article."""

    debut: str
    fin: str | None
    lieu: str | None
    territoire_id: str | None
    en_ligne: int | None
    inscription: str | None
    declare: int
    preuves: str


def event_row(event: Event, *, quotes: bool) -> EventRow:
    """Return the row of an event; `quotes` says whether the sentences of its source may be shown."""
    told = {"debut": event.start, "fin": event.end, "lieu": event.place, "inscription": event.registration}
    return EventRow(
        debut=event.start.value,
        fin=event.end.value if event.end else None,
        lieu=event.place.value if event.place else None,
        territoire_id=event.code or None,
        en_ligne=None if event.online is None else int(event.online),
        inscription=event.registration.value if event.registration else None,
        declare=int(event.declared),
        preuves=json.dumps(quoted(told, quotes=quotes), ensure_ascii=False),
    )
