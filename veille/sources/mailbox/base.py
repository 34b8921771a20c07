"""What the places where mail lies give: raw messages, and where to go on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from veille.models import Outcome

MAX_MESSAGE = 5_000_000
"""Bytes of a message that is read; newsletters stay under 1 MB, what is larger brings attachments."""
MAX_RUN = 40_000_000
"""Bytes of messages held at once; what is beyond waits for the next run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message as it lies there."""

    raw: bytes
    arrived: datetime | None = None
    """When the server received it, where it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The messages not read before, oldest first, or as many as could be had before a failure."""

    outcome: Outcome
    """OK also when there is nothing new; else why nothing more could be had."""
    detail: str = ""
    mails: tuple[Mail, ...] = ()
    too_big: int = 0
    """Messages passed over for their size."""
    unreadable: int = 0
    """Messages passed over because they could not be had."""
    older: int = 0
    """Messages passed over because they are from before what is wanted."""
    more: bool = False
    """Whether messages wait for the next run."""
    cursor: Callable[[int], str | None] = lambda _count: None
    """The cursor once the first `count` of these messages are dealt with."""
