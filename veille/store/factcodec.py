"""How calls and events are written into a column: JSON without empty fields, each date with its sentence.

Places and organisations have tables of their own: they are looked up.
"""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from veille.facts import Amount, Call, Event, Facts, Found

_KEPT = ("declared", "forms", "call", "event", "zones")
"""The fields of `Facts` that are written here."""


def pack_facts(facts: Facts) -> str:
    """Return what an article tells of calls and events as JSON; empty when it tells nothing."""
    record = {name: _plain(value) for name in _KEPT if (value := getattr(facts, name))}
    # ASCII, so that no character can be refused
    return json.dumps(record) if record else ""


def pack_call(call: Call) -> str:
    """Return a call as JSON."""
    return json.dumps(_plain(call))


def unpack_facts(text: str) -> Facts:
    """Return the facts that `pack_facts` wrote."""
    record: dict[str, Any] = json.loads(text)
    return Facts(
        declared=tuple(map(_event, record.get("declared", ()))),
        forms=_several(record.get("forms", ())),
        call=_call(record["call"]) if "call" in record else None,
        event=_event(record["event"]) if "event" in record else None,
        zones=tuple(tuple(path) for path in record.get("zones", ())),
    )


def unpack_call(text: str) -> Call:
    """Return the call that `pack_call` wrote."""
    return _call(json.loads(text))


def _plain(value: object) -> object:
    if is_dataclass(value):
        held = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: _plain(one) for name, one in held if one is not None and one not in ("", ())}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _found(record: dict[str, Any]) -> Found:
    return Found(value=record.get("value", ""), quote=record.get("quote", ""), confidence=record["confidence"])


def _several(records: Iterable[dict[str, Any]]) -> tuple[Found, ...]:
    return tuple(map(_found, records))


def _maybe(record: dict[str, Any], name: str) -> Found | None:
    return _found(record[name]) if name in record else None


def _call(record: dict[str, Any]) -> Call:
    return Call(
        closing=_maybe(record, "closing"),
        opening=_maybe(record, "opening"),
        waves=_several(record.get("waves", ())),
        extended=_maybe(record, "extended"),
        permanent=_maybe(record, "permanent"),
        amounts=tuple(Amount(**{"quote": "", "currency": ""} | amount) for amount in record.get("amounts", ())),
        funder=_maybe(record, "funder"),
        beneficiaries=_several(record.get("beneficiaries", ())),
        form=_maybe(record, "form"),
    )


def _event(record: dict[str, Any]) -> Event:
    return Event(
        start=_found(record["start"]),
        end=_maybe(record, "end"),
        place=_maybe(record, "place"),
        code=record.get("code", ""),
        online=record.get("online"),
        registration=_maybe(record, "registration"),
        declared=record.get("declared", False),
    )
