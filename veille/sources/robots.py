"""robots.txt as RFC 9309 has it: may this page be fetched, and how slowly.

Read once per origin and run, however many pages wait for it. Fetching and politeness belong to the caller;
feeds are not asked about, since they are published to be fetched by programs.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from veille.i18n import _
from veille.models import Outcome, Page

AGENT = "veille"
"""The product token robots.txt files may name."""
MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: at least 500 KiB must be read; the rest is ignored."""
MAX_REDIRECTS = 5
"""RFC 9309, 2.3.1.2: at least five, to other hosts too; beyond, the file counts as absent."""

_AGENT_LINE = re.compile(r"^(\s*user[ -]?agent)[\s:]+([^\s#/]*).*$", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome` is None when the page may be fetched; else how the page's fetch ends, and why in French."""

    outcome: Outcome | None = None
    detail: str = ""
    forbidden: bool = False
    """The file itself rules the page out: nothing that another try, soon, would change."""


ALLOWED = Verdict()


class Robots:
    """The robots.txt files of one run.

    `fetch` gets the URL of a robots.txt and returns its Page, at most `MAX_BYTES` of it; `slow_down` is told
    a host name and its Crawl-delay in seconds.
    """

    def __init__(self, fetch: Callable[[str], Awaitable[Page]], slow_down: Callable[[str, float], None]) -> None:
        self._fetch, self._slow_down = fetch, slow_down
        self._files: dict[str, asyncio.Task[Protego | Verdict]] = {}

    async def judge(self, url: str) -> Verdict:
        """Say whether url may be fetched, after fetching its origin's robots.txt when this is the first time."""
        origin = _origin(url)
        if origin not in self._files:
            # A task of its own: whoever asked first may be cancelled, the others still want the answer.
            self._files[origin] = asyncio.create_task(self._load(origin))
        return _verdict(await asyncio.shield(self._files[origin]), url)

    def known(self, url: str) -> Verdict | None:
        """Return the verdict if it needs no request, else None."""
        file = self._files.get(_origin(url))
        return _verdict(file.result(), url) if file and file.done() else None

    async def close(self) -> None:
        """Stop what is still being fetched."""
        for task in self._files.values():
            task.cancel()
        await asyncio.gather(*self._files.values(), return_exceptions=True)

    async def _load(self, origin: str) -> Protego | Verdict:
        page = await self._fetch(origin + "/robots.txt")
        rules = _rules(page)
        if isinstance(rules, Protego) and (delay := rules.crawl_delay(AGENT)):
            self._slow_down(urlsplit(origin).hostname or "", delay)
        return rules


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _verdict(rules: Protego | Verdict, url: str) -> Verdict:
    if isinstance(rules, Verdict):
        return rules
    if rules.can_fetch(url, AGENT):
        return ALLOWED
    return Verdict(Outcome.BLOCKED, _("interdit par le robots.txt du site"), forbidden=True)


def _rules(page: Page) -> Protego | Verdict:
    """Turn the answer into rules, or into one verdict for the whole origin (RFC 9309, 2.3.1).

    An absent file (4xx, too many redirects, unreadable bytes) allows everything, a server error forbids
    everything. A host that cannot be reached at all gives its own outcome: the page would end the same way.
    """
    match page.outcome:
        case Outcome.OK:
            return parse(page.body)
        case Outcome.UNREACHABLE if page.status is not None and page.status >= 500:
            detail = _("robots.txt en erreur (HTTP {status}) : le site n’est pas visité tant qu’il ne répond pas")
            return Verdict(Outcome.BLOCKED, detail.format(status=page.status))
        case Outcome.UNREACHABLE | Outcome.TIMEOUT | Outcome.REFUSED if page.status is None:
            return Verdict(page.outcome, page.detail)
        case _:
            return ALLOWED


def parse(body: bytes) -> Protego:
    """Read a robots.txt, keeping apart only the groups for us and for everybody.

    Protego copies every rule into every agent's group, which a hostile file of 500 KB turns into gigabytes,
    and lets a group for « v » apply to us; with all other agents under one name neither happens.
    """
    return Protego.parse("\n".join(map(_ours_or_other, body.decode("utf-8-sig", "replace").splitlines())))


def _ours_or_other(line: str) -> str:
    found = _AGENT_LINE.match(line)
    if not found:
        return line
    token = found[2].lower()
    return f"User-agent: {token if token in (AGENT, '*') else 'other'}"
