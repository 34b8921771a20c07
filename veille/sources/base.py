"""What every kind of source gives, and the little it needs from the network."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from veille.models import Lead, Outcome, Page, Source

if TYPE_CHECKING:
    from veille.sources.http import Ask

RunCpu = Callable[..., Awaitable[Any]]
"""`await run_cpu(fn, *args)` runs a picklable function elsewhere, usually in a process pool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one body says: its leads in document order, or why there are none."""

    outcome: Outcome
    """ok, empty, not_a_feed, malformed or too_big."""
    leads: tuple[Lead, ...] = ()
    detail: str = ""
    """One French sentence when the outcome is not ok."""
    title: str = ""
    """The source's own name for itself."""
    site: str = ""
    """The home page it announces; empty when it announces none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """How one source ended: the page fetched and the leads read from it."""

    source: Source
    page: Page
    outcome: Outcome
    detail: str = ""
    leads: tuple[Lead, ...] = ()


class SourceReader(Protocol):
    """A kind of source (`Source.type`): turns the bytes of one page into leads."""

    @property
    def type(self) -> str:
        """The word of feeds.yml."""
        ...

    @property
    def accept(self) -> str:
        """The Accept header to ask with."""
        ...

    def read(self, page: Page, source: Source) -> Reading:
        """Read an ok page. Pure and picklable; bad input is an outcome, never an exception."""
        ...


class Fetches(Protocol):
    """The part of `http.Fetcher` that `collect` uses."""

    async def fetch(self, ask: "Ask") -> Page:
        """Answer every ask with a Page, whatever the network does."""
        ...
