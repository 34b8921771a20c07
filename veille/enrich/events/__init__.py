"""When and where one may attend what an article announces: from the page's own markup first, then from its text.

`find_event` reads an article whose kind is evenement. Of a page that announces several, the one its title names, else
the first. Deadlines to register, earlier editions and days of publication are told apart.
"""

from dataclasses import replace
from datetime import date

from veille.enrich.events import venue
from veille.enrich.events.days import event_days
from veille.enrich.prose import sentences
from veille.enrich.when import flat
from veille.facts import Event, Facts

__all__ = ["find_event"]

MOST_TEXT = 30_000
"""Characters read of an announcement."""
_UNLIKELY_OLD = 400
"""Days before the publication from which a declared event is a leftover of another page."""


def find_event(title: str, text: str, published: date | None, facts: Facts | None = None) -> Event | None:
    """Return the event that title and text announce, None where no day is told clearly enough."""
    facts = facts or Facts()
    text = text[:MOST_TEXT]
    whole = f"{title}\n{text}"
    declared = _declared(facts, published)
    told = event_days(title, text, published)
    spans = sentences(whole)
    if not spans or not (declared or told):
        return declared
    folded = flat(whole)
    day = (told.when.start, told.when.end) if told else (0, 0)
    place = venue.place(whole, len(title), told.sentence if told else spans[0], day, spans)
    place = declared.place if declared and declared.place else place
    seen = declared.online if declared and declared.online is not None else venue.online(folded, place)
    form = declared.registration if declared else None
    return Event(
        start=declared.start if declared else told.start,  # type: ignore[union-attr]
        end=declared.end if declared else told.end,  # type: ignore[union-attr]
        place=place,
        code=venue.code_of(place.value, facts.places) if place else "",
        online=seen,
        registration=form or venue.registration(whole, folded, spans, facts.forms),
        declared=declared is not None,
    )


def _declared(facts: Facts, published: date | None) -> Event | None:
    """Return the first declared event that is not long past: the page's own comes first (`best_first`)."""
    for event in facts.declared:
        if published is None or (published - date.fromisoformat(event.start.value[:10])).days < _UNLIKELY_OLD:
            return replace(event, declared=True)
    return None
