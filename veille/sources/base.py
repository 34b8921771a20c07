"""What every kind of source gives, and the little it needs from the network."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from veille.config.settings import HttpSettings
from veille.models import Hints, Lead, Memory, Outcome, Page, Proposal, Source, Validators

if TYPE_CHECKING:
    from veille.sources.http import Ask

RunCpu = Callable[..., Awaitable[Any]]
"""`await run_cpu(fn, *args)` runs a picklable function elsewhere, usually in a process pool."""

INLINE_BYTES = 256_000
"""Larger bodies are read through `run_cpu`: one this size takes 23 ms, as long as the event loop may wait."""


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
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """How one source ended: the page fetched and the leads read from it."""

    source: Source
    page: Page
    """The answer that stands for all: the source's own address, or a Page made for a source without HTTP."""
    outcome: Outcome
    detail: str = ""
    leads: tuple[Lead, ...] = ()
    pages: tuple[Page, ...] = ()
    """Further pages whose validators are to be kept together with the leads."""
    cursor: str | None = None
    """Where to go on next time; None leaves the one there is."""
    hints: Hints = field(default_factory=Hints)
    title: str = ""
    """The source's own name for itself."""
    site: str = ""
    """The home page it announces."""
    stand_in: Proposal | None = None
    """What was read in place of the source's own address."""
    proposals: tuple[Proposal, ...] = ()
    """What searching its site found; reported, never written to feeds.yml by itself."""
    searched: bool = False
    """Whether its site was searched now, with or without finding anything."""


class Fetches(Protocol):
    """The part of `http.Fetcher` that sources use."""

    async def fetch(self, ask: "Ask") -> Page:
        """Answer every ask with a Page, whatever the network does."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a reader works with: the network through our guard and manners, CPU elsewhere, what was kept, secrets."""

    fetcher: Fetches
    run_cpu: RunCpu
    now: datetime
    memory: Memory = field(default_factory=Memory)
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Environment variables; values never go into a detail, a log or a URL that is stored."""
    http: HttpSettings = field(default_factory=HttpSettings)
    """Time limits and allowed addresses, for readers that open connections of their own (IMAP)."""
    since: datetime | None = None
    """Given for a source that never answered before: what is older is not wanted."""

    async def fetch(
        self,
        url: str,
        *,
        accept: str = "*/*",
        conditional: bool = False,
        robots: bool = False,
        headers: tuple[tuple[str, str], ...] = (),
        follow: bool = True,
    ) -> Page:
        """Fetch one address; `conditional` sends the validators kept for it, so that the answer may be unchanged.

        Without `follow` a redirect is not followed: the Page is REDIRECTED, `final_url` where it leads.
        """
        from veille.sources.http import Ask  # noqa: PLC0415 - workers read bodies without loading an HTTP client

        validators = self.memory.validators.get(url, Validators()) if conditional else Validators()
        return await self.fetcher.fetch(
            Ask(url=url, validators=validators, accept=accept, robots=robots, headers=headers, follow=follow)
        )

    async def read(self, read: Callable[[Page, Source], Reading], page: Page, source: Source) -> Reading:
        """Read a body here when it is small, elsewhere when it is not."""
        if len(page.body) > INLINE_BYTES:
            reading: Reading = await self.run_cpu(read, page, source)
            return reading
        return read(page, source)


class SourceReader(Protocol):
    """A kind of source (`Source.type`): one module each, listed in `veille.sources`."""

    @property
    def type(self) -> str:
        """The word of feeds.yml."""
        ...

    async def collect(self, source: Source, asking: Asking) -> Collected:
        """Ask and read; every ending is a Collected with its outcome, whatever the network and the bytes do."""
        ...

    def read(self, page: Page, source: Source) -> Reading:
        """Read one body by itself, as `preview` of a file does. Pure and picklable; bad input is an outcome."""
        ...


async def collect_page(
    source: Source,
    asking: Asking,
    read: Callable[[Page, Source], Reading],
    *,
    accept: str = "*/*",
    robots: bool = False,
) -> Collected:
    """Ask for the source's own address, conditionally, and read the one body that comes: what most kinds do."""
    page = await asking.fetch(source.url, accept=accept, conditional=True, robots=robots)
    if page.outcome is not Outcome.OK:
        return Collected(source=source, page=page, outcome=page.outcome, detail=page.detail)
    reading = await asking.read(read, page, source)
    return Collected(
        source=source,
        page=page,
        outcome=reading.outcome,
        detail=reading.detail,
        leads=reading.leads,
        hints=reading.hints,
        title=reading.title,
        site=reading.site,
    )
