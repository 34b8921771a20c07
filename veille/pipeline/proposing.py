"""Looks at an address a person gave and makes a source of what is found there; nothing is stored or written."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from typing import TypeVar
from urllib.parse import urlsplit

import uvloop

from veille.config.addresses import unique_id
from veille.models import Lead, Memory, Outcome, Page, Proposal, Source
from veille.pipeline.checking import silent_since
from veille.pipeline.cpu import Cpu, process_pool
from veille.pipeline.plan import RunPlan, check
from veille.sources import Asking, Collected, collect
from veille.sources.http import Fetcher
from veille.text import is_http_url, shorten, squeeze, words

T = TypeVar("T")

MAX_NAME = 120
_LANG = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([a-zA-Z]{2})\b", re.I)
_SITE_NAME = re.compile(
    r"<meta\b(?=[^>]{0,300}\bproperty\s*=\s*[\"']?og:site_name)[^>]{0,500}?\bcontent\s*=\s*[\"']([^\"'<>]{1,200})", re.I
)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,300})", re.I)
_EMPTY_WORDS = frozenset(
    words(
        "flux fil rss atom feed feeds xml actualité actualités actu actus news latest articles article blog accueil "
        "home de des du les la le et toutes tous derniers dernières"
    )
)
_CLOSED = (Outcome.BLOCKED, Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.TIMEOUT)
_HEAD = 200_000
"""Bytes of a home page in which its name and language are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an address offers."""

    proposals: tuple[Proposal, ...]
    """Best first."""
    detail: str
    """In French: why there are none."""
    site_name: str = ""
    """What the home page calls itself."""
    lang: str = ""
    """The home page's own word on its language."""
    home: str = ""
    """The page looked at, after redirects; empty when it did not answer."""
    closed: bool = False
    """The site refused or could not be reached: another address of it would not do better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One proposal, read."""

    proposal: Proposal
    source: Source
    """As it would stand in feeds.yml."""
    leads: tuple[Lead, ...]
    """Newest first, those without a date last."""
    outcome: Outcome
    detail: str = ""
    silent_since: datetime | None = None
    """Its newest date, where that is longer ago than its own rhythm lets expect."""

    @property
    def works(self) -> bool:
        """Whether anything would come in."""
        return bool(self.leads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person said of the source; None where the site itself is to say it."""

    id: str | None = None
    name: str | None = None
    family: str = "autre"
    type: str | None = None
    themes: tuple[str, ...] = ()
    lang: str | None = None
    territory: str | None = None
    priority: int = 2


def look(url: str, plan: RunPlan, wishes: Wishes) -> Found:
    """Search an address for what can be followed; a type wished for narrows it, else is tried on the address itself.

    Raises ConfigError where no contact is given.
    """
    check(replace(plan, sources=(Source(id="recherche", name="recherche", url=url),), only=frozenset()))

    async def ask(asking: Asking) -> Found:
        from veille.sources.discovery import discover  # noqa: PLC0415 - lxml only when there is a page to read

        found = await discover(url, asking)
        page = found.home
        text = _text(page)
        name, lang = _SITE_NAME.search(text) or _TITLE.search(text), _LANG.search(text)
        fitting = tuple(one for one in found.proposals if wishes.type in (None, one.type))
        if wishes.type and not fitting:
            fitting = (Proposal(type=wishes.type, url=url, how=""),)
        return Found(
            proposals=fitting,
            detail=found.detail,
            site_name=squeeze(unescape(name[1])) if name else "",
            lang=lang[1].lower() if lang else "",
            closed=page.outcome in _CLOSED,
            home=page.final_url if page.outcome is Outcome.OK and "html" in page.media_type else "",
        )

    return _with_network(plan, ask)


def _text(page: Page) -> str:
    """Return the beginning of a page as text, well enough for its name and language."""
    head = page.body[:_HEAD]
    try:
        return head.decode(page.charset or "utf-8", "replace")
    except LookupError:  # a charset nobody knows
        return head.decode("utf-8", "replace")


def try_out(found: Found, proposal: Proposal, plan: RunPlan, wishes: Wishes, taken: Collection[str]) -> Trial:
    """Read a proposal as a run would and return the source it makes, ids in `taken` avoided."""
    draft = Source(id="essai", name="essai", url=proposal.url, type=proposal.type, options=proposal.options)

    async def ask(asking: Asking) -> Collected:
        memory = Memory(may_search=False)  # the search was made; what is wished for is tried as it is
        return await collect(
            draft,
            asking.fetcher,
            memory,
            run_cpu=asking.run_cpu,
            now=asking.now,
            secrets=asking.secrets,
            http=asking.http,
        )

    done = _with_network(plan, ask)
    dated = sorted(done.leads, key=lambda lead: lead.published.timestamp() if lead.published else 0.0, reverse=True)
    return Trial(
        proposal=proposal,
        source=_made(found, draft, done, wishes, taken),
        leads=tuple(dated),
        outcome=done.outcome,
        detail=done.detail,
        silent_since=silent_since([lead.published for lead in dated if lead.published], plan.now),
    )


def _made(found: Found, draft: Source, done: Collected, wishes: Wishes, taken: Collection[str]) -> Source:
    host = (urlsplit(draft.url).hostname or "").removeprefix("www.")
    titles = [title for title in (done.title, found.site_name) if not _says_nothing(title)]
    name = wishes.name or shorten(next(iter(titles), ""), MAX_NAME) or host or draft.url
    # a page of articles is no home page; one that lists them is what is followed, and names itself
    homes = () if draft.type == "listing" else (done.site, found.home)
    home = next((one for one in homes if is_http_url(one)), "") or _root(draft.url)
    langs = Counter(lead.lang for lead in done.leads if lead.lang)
    lang = wishes.lang or (langs.most_common(1)[0][0] if langs else "") or found.lang
    return replace(
        draft,
        id=wishes.id or unique_id(name, draft.url, taken),
        name=squeeze(name),
        home=home or None,
        family=wishes.family,
        themes=wishes.themes,
        lang=lang[:2].lower() if re.fullmatch(r"[A-Za-z]{2}(?:[-_].*)?", lang) else "fr",
        territory=wishes.territory,
        priority=wishes.priority,
        evidence="vue",
    )


def _says_nothing(title: str) -> bool:
    """Say whether a title is none, or one that any feed or page could bear: « Flux RSS », « Accueil »."""
    return set(words(title)) <= _EMPTY_WORDS


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if is_http_url(url) else ""


def _with_network(plan: RunPlan, ask: Callable[[Asking], Awaitable[T]]) -> T:
    """Run one conversation with the network under the manners and the guard of a run."""

    async def talk() -> T:
        with Cpu(lambda: process_pool(plan.settings.collect.workers)) as cpu:
            async with Fetcher(plan.settings.http) as fetcher:
                asking = Asking(
                    fetcher=fetcher,
                    run_cpu=cpu.guarded,
                    now=plan.now,
                    secrets=plan.secrets,
                    http=plan.settings.http,
                )
                return await ask(asking)

    return uvloop.run(talk())
