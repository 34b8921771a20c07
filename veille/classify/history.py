"""What happened to the models of a folder, a line each, in FOLDER/registry.jsonl."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from veille import journal

HISTORY = "registry.jsonl"


class What(StrEnum):
    """What happened to a model."""

    ENTERED = "entered"
    """It was trained and came into use."""
    KEPT_OUT = "kept_out"
    """It was trained, and the champion stayed."""
    ROLLED_BACK = "rolled_back"
    """A person brought it back."""
    RELEASED = "released"
    """A person let trainings decide again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the history."""

    what: What
    version: str
    at: str = ""
    """ISO, UTC; empty when nobody said."""
    reason: str = ""
    """Why it entered or was kept out (contest.Reason)."""
    over: str = ""
    """The champion before."""
    corpus: str = ""
    taxonomy: str = ""
    texts: int = 0
    """Learned from."""
    corrections: int = 0
    """Of these, corrected by officers."""
    lessons: str = ""
    """A hash of everything that officers gave to learn from."""
    scores: Mapping[str, float] = field(default_factory=dict)
    """Cross-validated."""
    contest: Mapping[str, float] = field(default_factory=dict)
    """How it did against the champion on the audit set."""


def record(folder: Path, event: Event) -> None:
    """Keep what happened. Raises StoreError when the disk refuses."""
    journal.append(folder / HISTORY, asdict(event))


def events(folder: Path) -> list[Event]:
    """Return what happened, oldest first; lines that make no sense are passed over."""
    found = []
    for line in journal.read(folder / HISTORY).lines:
        with suppress(KeyError, TypeError, ValueError):
            found.append(Event(**{**line.value, "what": What(line.value["what"])}))
    return found
