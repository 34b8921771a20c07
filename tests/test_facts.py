"""Where a call stands on a day."""

from datetime import date

import pytest

from veille.facts import Call, CallState, Found, call_state

TODAY = date(2026, 3, 10)


def found(value: str) -> Found:
    return Found(value=value, quote="La phrase.", confidence=0.9)


@pytest.mark.parametrize(
    ("call", "state"),
    [
        (Call(), CallState.UNKNOWN),
        (Call(closing=found("2026-03-09")), CallState.CLOSED),
        (Call(closing=found("2026-03-10T12:00")), CallState.CLOSING_SOON),
        (Call(closing=found("2026-03-24")), CallState.CLOSING_SOON),
        (Call(closing=found("2026-03-25")), CallState.OPEN),
        (Call(closing=found("2026-05-01"), opening=found("2026-03-11")), CallState.ANNOUNCED),
        (Call(closing=found("2026-05-01"), opening=found("2026-03-10")), CallState.OPEN),
        (Call(opening=found("2026-03-01")), CallState.OPEN),
        (Call(opening=found("2026-04-01")), CallState.ANNOUNCED),
        (Call(permanent=found("")), CallState.PERMANENT),
        (Call(permanent=found(""), closing=found("2026-03-01")), CallState.PERMANENT),
        (Call(permanent=found(""), closing=found("2026-03-12")), CallState.CLOSING_SOON),
        (Call(closing=found("2026-02-01"), waves=(found("2026-06-01"),)), CallState.OPEN),
        (Call(closing=found("2026-02-01"), waves=(found("2026-03-01"),)), CallState.CLOSED),
    ],
)
def test_a_call_stands_where_its_dates_say(call: Call, state: CallState) -> None:
    assert call_state(call, TODAY) is state
