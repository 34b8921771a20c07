"""Calls for projects: those that a state of the list asks for, and all that is known of one.

Where a call stands is told from its dates on the day of the visit; it closes by itself.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from veille.facts import CallState, state_on
from veille.web.badges import next_of
from veille.web.callfilters import AXES, ListState
from veille.web.queries.callrows import LAST, CallCard, call_cards, closings_of
from veille.web.queries.matching import code_of
from veille.web.queries.register import FoundDated, Labels, Mask, every, found_dated, named, plain, telling
from veille.web.reach import Known, concerned, concerns

KIND = "appel-a-projets"
_DATES = "a.date_ouverture, a.date_cloture, a.vagues, a.permanent"
_PARTS: Mapping[str, tuple[str, str, str]] = {
    "dated": ("appels_fin", _DATES, f"a.permanent = 0 and {LAST} >= :today"),
    "open": (
        "appels_sans_cloture",
        _DATES,
        "a.permanent = 0 and a.date_cloture is null and a.date_ouverture is not null",
    ),
    "permanent": ("appels_permanents", _DATES, "a.permanent = 1"),
    "undated": (
        "appels_sans_cloture",
        "null",
        "a.permanent = 0 and a.date_cloture is null and a.date_ouverture is null order by a.id desc",
    ),
    "past": ("appels_fin", "null", f"a.permanent = 0 and {LAST} < :today order by {LAST} desc, a.id desc"),
}
"""Parts of the register, in the order in which they are shown, each a range of an index: the index, which dates are
needed, and what is asked of it.
"""
_OVER = {"undated": CallState.UNKNOWN, "past": CallState.CLOSED}
"""Parts of which all calls stand at the same."""
_CURRENT = ("dated", "open", "permanent")
_PARTS_OF: Mapping[str, tuple[str, ...]] = {"clos": ("past",), "sans-date": ("undated",), "tous": tuple(_PARTS)}
"""Parts to read for a value of `etat`; _CURRENT for the others."""
_STATES_OF: Mapping[str, tuple[CallState, ...]] = {
    "ouverts": (CallState.OPEN, CallState.CLOSING_SOON),
    "bientot": (CallState.CLOSING_SOON,),
    "annonces": (CallState.ANNOUNCED,),
    "permanents": (CallState.PERMANENT,),
}
"""What a value of `etat` keeps of its parts; everything where it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register:
    """The calls of the parts read, in the order they are shown in."""

    ids: NDArray[np.int64]
    states: Sequence[CallState]
    zones: Sequence[str]
    labels: Labels


def find_calls(conn: sqlite3.Connection, wanted: ListState, today: date, known: Known) -> FoundDated[CallCard]:
    """Return the calls that a state of the list without problems asks for, with the cards of its page.

    known: the territories there are, for what lies in what.
    """
    register = _read(conn, wanted.option("etat"), today)
    masks = _masks(conn, wanted, register, known)
    chosen = np.flatnonzero(every(list(masks.values()), len(register.ids)))
    ids = register.ids[chosen]
    if wanted.option("tri") == "nouveaux":
        ids = np.sort(ids)[::-1]
    facets = _facets(conn, masks, register, known)
    return found_dated(ids, wanted.page, facets, lambda shown: call_cards(conn, shown))


def statement(part: str) -> str:
    """Return the SQL of a part of the register; its parameter is :today."""
    index, dates, where = _PARTS[part]
    return (
        f"select a.id, a.territoires, f.codes, {dates} from appels a indexed by {index}"  # noqa: S608 - constants
        f" left join facettes f on f.article_id = a.article_id where {where}"
    )


def _read(conn: sqlite3.Connection, state: str, today: date) -> _Register:
    current: list[tuple[str, CallState, sqlite3.Row]] = []
    over: list[tuple[CallState, list[tuple[Any, ...]]]] = []
    values = {"today": today.isoformat()}
    for part in _PARTS_OF.get(state, _CURRENT):
        if part in _OVER:
            over.append((_OVER[part], plain(conn).execute(statement(part), values).fetchall()))
        else:
            current += [(*_standing(row, today), row) for row in conn.execute(statement(part), values)]
    # without a closing last; the order of those that are over is their index's
    current.sort(key=lambda one: (not one[0], one[0], one[2][0]))
    shown = [*(row for _next, _state, row in current), *(row for _state, rows in over for row in rows)]
    # a column at a time: there may be tens of thousands of rows
    ids, zones, codes = (list(map(itemgetter(column), shown)) for column in range(3))
    return _Register(
        ids=np.array(ids, dtype=np.int64),
        states=[*(stands for _next, stands, _row in current), *(one for one, rows in over for _row in rows)],
        zones=zones,
        labels=Labels(codes),
    )


def _standing(row: sqlite3.Row, today: date) -> tuple[str, CallState]:
    """Return the next closing of a call, '' for none, and where it stands."""
    closings = closings_of(row)
    state = state_on(today, closings, opening=row["date_ouverture"] or "", permanent=bool(row["permanent"]))
    return next_of(closings, today), state


def _masks(conn: sqlite3.Connection, wanted: ListState, register: _Register, known: Known) -> dict[str, Mask]:
    """Return, by filter in force, which calls pass it."""
    masks: dict[str, Mask] = {}
    for axis, value in wanted.axes:
        if axis == "territoire":
            for_whom = {zone: concerns(zone, value, known) for zone in set(register.zones)}
            masks[axis] = np.array([for_whom[zone] for zone in register.zones], dtype=bool)
        else:
            masks[axis] = register.labels.having(code_of(conn, axis, value))
    if kept := _STATES_OF.get(wanted.option("etat")):
        masks["etat"] = np.array([state in kept for state in register.states], dtype=bool)
    if wanted.query.match:
        rows = conn.execute(
            "select distinct l.appel_id from recherche r cross join articles_appels l on l.article_id = r.rowid"
            " where recherche match ?",
            (telling(conn, wanted.query.match, KIND),),
        )
        masks["q"] = np.isin(register.ids, [row[0] for row in rows])
    return masks


def _facets(
    conn: sqlite3.Connection, masks: Mapping[str, Mask], register: _Register, known: Known
) -> dict[str, dict[str, int]]:
    def others(key: str) -> Mask:
        return every([mask for name, mask in masks.items() if name != key], len(register.ids))

    facets = {axis: named(conn, axis, register.labels.counts(others(axis))) for axis in AXES if axis != "territoire"}
    zones = compress(register.zones, others("territoire").tolist())
    offered = [code for code, label in known.items() if label.is_offered]
    facets["territoire"] = concerned(zones, offered, known)
    facets["etat"] = _by_state(compress(register.states, others("etat").tolist()))
    return facets


def _by_state(states: Iterable[CallState]) -> dict[str, int]:
    """Return how many calls of those under way each value of `etat` would show."""
    counts: dict[CallState, int] = {}
    for state in states:
        counts[state] = counts.get(state, 0) + 1
    current = sum(count for state, count in counts.items() if state not in (CallState.CLOSED, CallState.UNKNOWN))
    return {"en-cours": current} | {
        name: sum(counts.get(state, 0) for state in kept) for name, kept in _STATES_OF.items()
    }
