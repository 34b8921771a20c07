"""Calls and events read in texts: precision and recall of each fact on tests/data/calls, and what reading costs.

python -m bench.calls                    calls.jsonl and events.jsonl: rows with an even number, the unseen half
python -m bench.calls --all | --odd      all of them, or the half whose mistakes were looked at
python -m bench.calls --tuning           the rows that the rules were written on
python -m bench.calls --closings         the closings alone that the weights were learned on
python -m bench.calls --wrong            each mistake too (never with the even rows, to keep them unseen)
"""

import argparse
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from veille.enrich.calls import find_call
from veille.enrich.events import find_event
from veille.facts import Call, Event

LABELLED = Path(__file__).parents[1] / "tests" / "data" / "calls"
Row = Mapping[str, Any]


@dataclass
class Tally:
    """Precision and recall of one fact."""

    said: int = 0
    wanted: int = 0
    right: int = 0

    def add(self, said: object, wanted: object) -> bool:
        """Count one answer; return whether it is right, or rightly silent."""
        self.said += bool(said)
        self.wanted += bool(wanted)
        self.right += bool(said) and said == wanted
        return said == wanted or not (said or wanted)

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


@dataclass
class Score:
    """All facts of one set."""

    rows: int = 0
    seconds: float = 0.0
    characters: int = 0
    facts: dict[str, Tally] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, row: Row, fact: str, said: object, wanted: object) -> None:
        if not self.facts.setdefault(fact, Tally()).add(said, wanted):
            self.wrong.append(f"{row['id']} {fact}: {said or 'nothing'}, not {wanted or 'nothing'}")


def load(name: str, half: str = "all") -> list[Row]:
    """Return the rows of a labelled file, whole or those with an odd or even number."""
    path = LABELLED / f"{name}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [row for row in rows if half == "all" or int(row["id"][1:]) % 2 == (half == "odd")]


def published(row: Row) -> date | None:
    return date.fromisoformat(row["published"][:10]) if row["published"] else None


def measure(calls: Sequence[Row], events: Sequence[Row]) -> Score:
    """Read every row and compare."""
    score = Score(rows=len(calls) + len(events), characters=sum(len(row["text"]) for row in (*calls, *events)))
    for row in calls:
        begun = time.process_time()
        call = find_call(row["title"], row["text"], published(row))
        score.seconds += time.process_time() - begun
        _compare_call(score, row, call)
    for row in events:
        begun = time.process_time()
        event = find_event(row["title"], row["text"], published(row))
        score.seconds += time.process_time() - begun
        _compare_event(score, row, event)
    return score


def measure_closings(calls: Sequence[Row]) -> Score:
    """Read every row and compare the closing day, the only fact that closings.jsonl tells."""
    score = Score(rows=len(calls), characters=sum(len(row["text"]) for row in calls))
    for row in calls:
        begun = time.process_time()
        call = find_call(row["title"], row["text"], published(row))
        score.seconds += time.process_time() - begun
        score.add(row, "closing", _day(call.closing and call.closing.value), _day(row["closing"]))
    return score


def _compare_call(score: Score, row: Row, call: Call) -> None:
    closing, wanted = _day(call.closing and call.closing.value), _day(row["closing"])
    score.add(row, "closing", closing, wanted)
    if closing and closing == wanted:
        score.add(row, "closing hour", _hour(call.closing and call.closing.value), _hour(row["closing"]))
    score.add(row, "opening", _day(call.opening and call.opening.value), _day(row["opening"]))
    score.add(row, "extension", _day(call.extended and call.extended.value), _day(row["extended_from"]))
    score.add(row, "permanent", call.permanent is not None, bool(row["permanent"]))
    score.add(row, "waves", [_day(wave.value) for wave in call.waves], [_day(wave) for wave in row["waves"]])
    score.add(row, "form", call.form and call.form.value, row["form"])
    found = {(amount.role, amount.value) for amount in call.amounts}
    known = {(amount["role"], float(amount["value"])) for amount in row["amounts"]}
    tally = score.facts.setdefault("amounts", Tally())
    tally.said, tally.wanted = tally.said + len(found), tally.wanted + len(known)
    tally.right += len(found & known)
    if found != known:
        score.wrong.append(f"{row['id']} amounts: {sorted(found - known)} too many, {sorted(known - found)} missing")
    if "funder" in row:
        said, known_funder = call.funder and call.funder.value, row["funder"]
        alike = said and known_funder and (said.lower() in known_funder.lower() or known_funder.lower() in said.lower())
        score.add(row, "funder", said and (known_funder if alike else said), known_funder)


def _compare_event(score: Score, row: Row, event: Event | None) -> None:
    start, wanted = _day(event and event.start.value), _day(row["start"])
    score.add(row, "event start", start, wanted)
    end = _day(event and event.end and event.end.value)
    score.add(row, "event end", end if end != start else "", _day(row["end"]))
    place, known = (event.place.value if event and event.place else ""), row["place"] or ""
    alike = place and known and (place.lower() in known.lower() or known.lower() in place.lower())
    score.add(row, "event place", known if alike else place, known)
    online = event.online if event else None
    score.add(row, "event online", online is True, row["online"] is True)
    score.add(row, "event registration", event and event.registration and event.registration.value, row["registration"])


def _day(value: str | None) -> str:
    return (value or "")[:10]


def _hour(value: str | None) -> str:
    return (value or "")[11:16]


def show(score: Score) -> None:
    print(f"{'fact':20} {'precision':>9} {'recall':>7} {'said':>5} {'known':>6}")
    for name, tally in score.facts.items():
        print(f"{name:20} {tally.precision:9.3f} {tally.recall:7.3f} {tally.said:5} {tally.wanted:6}")
    if score.rows:
        each = 1000 * score.seconds / score.rows
        print(f"{score.rows} texts, {score.characters / score.rows:.0f} characters and {each:.2f} ms CPU each")


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    group = parser.add_mutually_exclusive_group()
    for name in ("all", "odd", "tuning", "closings"):
        group.add_argument(f"--{name}", dest="part", action="store_const", const=name, default="even")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args(arguments if arguments is None else list(arguments))
    if options.part == "closings":
        score = measure_closings(load("closings"))
    elif options.part == "tuning":
        score = measure(load("tuning"), load("tuning-events"))
    else:
        score = measure(load("calls", options.part), load("events", options.part))
    show(score)
    if options.wrong and options.part in ("odd", "tuning", "closings"):
        print("\n".join(score.wrong))


if __name__ == "__main__":
    main()
