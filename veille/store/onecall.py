"""One record out of everything said of a call. Pure: the store and the publisher, which may show less, both use it.

Later words count for dates, unless they repeat a date that was already put off: relays copy old announcements.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from veille.callkeys import joined
from veille.facts import Call, Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one article says of a call."""

    item_id: int
    said: str
    """When: the day of publication, or the moment of the edit that we saw, as `codec.to_text` writes it."""
    call: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChange:
    """A date of a call that became another one."""

    at: str
    """When we learned it."""
    field: str
    """cloture, ouverture, vagues or permanent."""
    old: str
    """ISO days, several with blanks between; empty for none."""
    new: str
    item_id: int
    """The article that told it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCall:
    """A call with all that is told of it."""

    id: int
    changed: str
    """When its record last changed, as `codec.to_text` writes it."""
    statements: tuple[Statement, ...]
    changes: tuple[CallChange, ...]
    """Oldest first."""


def one_call(statements: Iterable[Statement]) -> Call:
    """Return the record that these statements make together."""
    record = Call()
    put_off: set[str] = set()
    for statement in sorted(statements, key=lambda one: (one.said, one.item_id)):
        told = statement.call
        if _day(told.closing) in put_off and told.extended is None:
            record = joined(told, record)
            continue
        before = _day(record.closing)
        record = joined(record, told)
        if before and _day(record.closing) > before:
            put_off.add(before)
        if told.extended and told.extended.value:
            put_off.add(told.extended.value[:10])
    return record


def dates_of(call: Call) -> dict[str, str]:
    """Return what is logged when it changes, by the field of `CallChange`."""
    return {
        "cloture": call.closing.value if call.closing else "",
        "ouverture": call.opening.value if call.opening else "",
        "vagues": " ".join(wave.value for wave in call.waves),
        "permanent": "oui" if call.permanent else "",
    }


def _day(found: Found | None) -> str:
    return found.value[:10] if found else ""
