"""Whether a site reserves text and data mining of a page: the TDM Reservation Protocol.

TDMRep, W3C Community Group final report of 10 May 2024, which answers article 4 of directive (EU) 2019/790.
Here are two of its three places, the file of the origin and the header of the answer; the third, the `meta`
elements of the page, is read with the page (`veille.extract.meta`). The later a place, the more it counts.

Read once per origin and run, and only where pages are read; a file that cannot be had or read says nothing,
as the report has it (section 6.2). Policies are told to the officer, never fetched: a licence is people's business.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote, urlsplit

from veille.models import Outcome, Page, Reservation
from veille.text import is_http_url

MAX_BYTES = 200_000
"""The longest file seen in the report's list of adopters has a few hundred bytes; a longer one counts as absent."""
MAX_RULES = 1_000
_MAX_PATTERN = 2_000
_MAX_POLICY = 500
_ENCODED = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

Rules = tuple[tuple[str, Reservation], ...]
"""Patterns of paths in the order of the file: the first that matches counts (section 6.2)."""


class Reservations:
    """The tdmrep.json files of one run; `fetch` gets the URL of one and returns its Page, at most `MAX_BYTES`."""

    def __init__(self, fetch: Callable[[str], Awaitable[Page]]) -> None:
        self._fetch = fetch
        self._files: dict[str, asyncio.Task[Rules]] = {}

    async def load(self, url: str) -> None:
        """Have the file of url's origin, fetching it when this is the first time."""
        origin = _origin(url)
        if origin not in self._files:
            # A task of its own: whoever asked first may be cancelled, the others still want the answer.
            self._files[origin] = asyncio.create_task(self._load(origin))
        await asyncio.shield(self._files[origin])

    def known(self, url: str) -> bool:
        """Say whether the file of url's origin is there, or known to be absent."""
        file = self._files.get(_origin(url))
        return file is not None and file.done()

    def of(self, url: str) -> Reservation | None:
        """Return what the file of url's origin says of it; None when it says nothing, or was not loaded."""
        if not self.known(url):
            return None
        parts = urlsplit(url)
        path = _plain(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        rules = self._files[_origin(url)].result()
        return next((reservation for pattern, reservation in rules if matches(pattern, path)), None)

    async def close(self) -> None:
        """Stop what is still being fetched."""
        for task in self._files.values():
            task.cancel()
        await asyncio.gather(*self._files.values(), return_exceptions=True)

    async def _load(self, origin: str) -> Rules:
        page = await self._fetch(f"{origin}/.well-known/tdmrep.json")
        return parse(page.body) if page.outcome is Outcome.OK else ()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def parse(body: bytes) -> Rules:
    """Read a tdmrep.json: a list of rules. What is none is left out, as errors of the protocol count as unset."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(data, list):
        return ()
    found = []
    for rule in data[:MAX_RULES]:
        if not isinstance(rule, dict) or not isinstance(location := rule.get("location"), str):
            continue
        said = reservation(rule.get("tdm-reservation"), rule.get("tdm-policy"))
        if said is not None and location[:1] in ("/", "*") and len(location) <= _MAX_PATTERN:
            found.append((_plain(location), said))
    return tuple(found)


def of_headers(headers: Mapping[str, str]) -> Reservation | None:
    """Return what the headers of an answer (by lower-case name) say; None when they say nothing."""
    return reservation(headers.get("tdm-reservation"), headers.get("tdm-policy"))


def reservation(value: object, policy: object = None) -> Reservation | None:
    """Return what a value of tdm-reservation means: 1 or 0, as a number or as text; None for anything else."""
    text = "" if isinstance(value, bool) else str(value).strip()
    if text not in ("0", "1"):
        return None
    link = policy.strip() if isinstance(policy, str) else ""
    known = len(link) <= _MAX_POLICY and is_http_url(link)
    return Reservation(reserved=text == "1", policy=link if known else "")


def matches(pattern: str, path: str) -> bool:
    """Say whether a pattern matches the beginning of path: `*` stands for any characters, a last `$` for the end.

    As robots.txt has it, which the report refers to. No regular expression: time grows with the lengths alone.
    """
    whole = pattern.endswith("$")
    first, *others = (pattern[:-1] if whole else pattern).split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for part in others[:-1]:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    if not others:
        return not whole or place == len(path)
    last = others[-1]
    if whole:
        return path.endswith(last) and len(path) - len(last) >= place
    return path.find(last, place) >= 0


def _plain(path: str) -> str:
    """Return a path or pattern in one spelling: letters, digits, `-._~` bare, everything else beyond ASCII encoded."""
    return _ENCODED.sub(_decoded, quote(path, safe="/%:@!$&'()*+,;=~?#[]"))


def _decoded(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()
