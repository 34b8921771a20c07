"""Events: those that a state of the agenda asks for, by the day on which they are next on."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from veille.facts import Event
from veille.web.callfilters import AXES, ListState
from veille.web.queries.facts import event_of
from veille.web.queries.matching import code_of
from veille.web.queries.register import FoundDated, Labels, Mask, every, found_dated, named, plain, telling
from veille.web.reach import Known, around, lies_in

KIND = "evenement"
_END = "coalesce(e.fin, e.debut)"
"""The last day of an event; as the index evenements_fin has it."""
_SELECT = (
    "select e.article_id, e.debut, e.territoire_id, e.en_ligne, f.codes from evenements e indexed by evenements_fin"
    " left join facettes f on f.article_id = e.article_id where "
)
_PARTS: Mapping[str, str] = {
    "a-venir": f"{_END} >= :today",
    "passes": f"{_END} < :today order by {_END} desc, e.article_id desc",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCard:
    """One event with the article that tells of it."""

    id: int
    """Of the article."""
    title: str
    told: Event
    excerpt: str
    url: str
    lang: str
    source: str
    published: str
    seen: str
    """Moment at which the watch found the article."""
    revision: int
    theme: str
    sector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register:
    """The events of the part read, in the order they are shown in."""

    ids: NDArray[np.int64]
    months: Sequence[str]
    places: Sequence[str]
    online: Mask
    labels: Labels


def find_events(conn: sqlite3.Connection, wanted: ListState, today: date, known: Known) -> FoundDated[EventCard]:
    """Return the events that a state of the agenda without problems asks for, with the cards of its page.

    known: the territories there are, for what lies in what.
    """
    register = _read(conn, wanted.option("quand"), today)
    masks = _masks(conn, wanted, register, known)
    chosen = np.flatnonzero(every(list(masks.values()), len(register.ids)))
    ids = register.ids[chosen]
    facets = _facets(conn, masks, register, known)
    return found_dated(ids, wanted.page, facets, lambda shown: event_cards(conn, shown))


def statement(part: str) -> str:
    """Return the SQL of a part of the agenda; its parameter is :today."""
    return _SELECT + _PARTS[part]


def next_day(start: str, today: date) -> str:
    """Return the day under which an event is shown: its first, or today while it is on."""
    return max(start[:10], today.isoformat())


def _read(conn: sqlite3.Connection, part: str, today: date) -> _Register:
    rows = plain(conn).execute(statement(part), {"today": today.isoformat()}).fetchall()
    if part == "a-venir":
        rows.sort(key=lambda row: (next_day(row[1], today), row[1], row[0]))
    # a column at a time: there may be tens of thousands of rows
    ids, starts, places, online, codes = (list(map(itemgetter(column), rows)) for column in range(5))
    return _Register(
        ids=np.array(ids, dtype=np.int64),
        months=[start[:7] if part == "passes" else next_day(start, today)[:7] for start in starts],
        places=[place or "" for place in places],
        online=np.array(online, dtype=float) == 1,
        labels=Labels(codes),
    )


def _masks(conn: sqlite3.Connection, wanted: ListState, register: _Register, known: Known) -> dict[str, Mask]:
    """Return, by filter in force, which events pass it."""
    masks: dict[str, Mask] = {}
    for axis, value in wanted.axes:
        masks[axis] = register.labels.having(code_of(conn, axis, value))
        if axis == "territoire":
            within = {place: lies_in(place, value, known) for place in set(register.places)}
            placed = np.array([bool(place) for place in register.places], dtype=bool)
            lying = np.array([within[place] for place in register.places], dtype=bool)
            masks[axis] = np.where(placed, lying, masks[axis])
    if wanted.option("enligne") == "oui":
        masks["enligne"] = register.online
    if wanted.month:
        masks["mois"] = np.array([month == wanted.month for month in register.months], dtype=bool)
    if wanted.query.match:
        rows = conn.execute(
            "select rowid from recherche where recherche match ?", (telling(conn, wanted.query.match, KIND),)
        )
        masks["q"] = np.isin(register.ids, [row[0] for row in rows])
    return masks


def _facets(
    conn: sqlite3.Connection, masks: Mapping[str, Mask], register: _Register, known: Known
) -> dict[str, dict[str, int]]:
    def others(key: str) -> Mask:
        return every([mask for name, mask in masks.items() if name != key], len(register.ids))

    facets = {axis: named(conn, axis, register.labels.counts(others(axis))) for axis in AXES}
    facets["territoire"] = _by_place(conn, others("territoire"), register, known)
    facets["enligne"] = {"oui": int((register.online & others("enligne")).sum())}
    facets["mois"] = dict(Counter(compress(register.months, others("mois").tolist())))
    return facets


def _by_place(conn: sqlite3.Connection, among: Mask, register: _Register, known: Known) -> dict[str, int]:
    """Return how many events each territory has: where they take place, else what their article is about."""
    placed = np.array([bool(place) for place in register.places], dtype=bool)
    counts = Counter(named(conn, "territoire", register.labels.counts(among & ~placed)))
    for place, number in Counter(compress(register.places, (among & placed).tolist())).items():
        for code in (place, *around(place, known)):
            counts[code] += number
    return {code: counts[code] for code, label in known.items() if counts[code] and label.is_offered}


_CARDS = """select e.*, r.titre, r.extrait, r.url, r.langue, r.source_id, r.publie_le, r.vu_le, r.revision,
    r.theme_principal, r.secteur_principal
    from json_each(?) j cross join evenements e on e.article_id = j.value
    cross join articles r on r.id = e.article_id"""


def event_cards(conn: sqlite3.Connection, ids: Sequence[int]) -> tuple[EventCard, ...]:
    """Return the events of articles, in the order given; those that are gone are left out."""
    found = {row["article_id"]: _card(row) for row in conn.execute(_CARDS, (json.dumps(list(ids)),))}
    return tuple(found[one] for one in ids if one in found)


def _card(row: sqlite3.Row) -> EventCard:
    return EventCard(
        id=row["article_id"],
        title=row["titre"],
        told=event_of(row),
        excerpt=row["extrait"] or "",
        url=row["url"],
        lang=row["langue"] or "fr",
        source=row["source_id"],
        published=row["publie_le"],
        seen=row["vu_le"],
        revision=row["revision"],
        theme=row["theme_principal"] or "",
        sector=row["secteur_principal"] or "",
    )
