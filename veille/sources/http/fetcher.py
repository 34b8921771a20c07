"""The life of one fetch: turns, redirects, robots.txt, limits, and the Page that tells how it ended."""

import asyncio
import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx

from veille import __version__
from veille.config.settings import HttpSettings
from veille.errors import ConfigError
from veille.i18n import _
from veille.models import Outcome, Page, Reservation, Validators
from veille.sources import answers, manners, robots, tdm
from veille.sources.answers import Ending, Trip
from veille.sources.bodies import ACCEPT_ENCODING
from veille.sources.guard import Guard
from veille.sources.http.failures import FAILURES, explain
from veille.sources.http.reading import drain, read_body
from veille.sources.http.wire import Resolve, open_transport
from veille.sources.manners import Manners, Turn

_NOT_CONDITIONAL = Validators()


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing to fetch."""

    url: str
    validators: Validators = _NOT_CONDITIONAL
    """Given, the server may answer that nothing changed."""
    accept: str = "*/*"
    robots: bool = False
    """True for pages, at which robots.txt and tdmrep.json are asked first; feeds are published for programs."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers (a token): sent to the origin of `url` alone, never to where it redirects."""
    follow: bool = True
    """False where only the address matters to which `url` redirects: nothing is asked there, and the Page is
    REDIRECTED with that address as `final_url`."""


class Fetcher:
    """Fetches politely and safely; an async context manager that lives for one run.

    `resolve` is `socket.getaddrinfo` or stands in for it; it runs in threads.
    Raises ConfigError when an entry of `allow_private` cannot be read.
    """

    def __init__(
        self,
        settings: HttpSettings,
        *,
        version: str = __version__,
        now: Callable[[], datetime] = utc_now,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        self._settings, self._now, self._resolve = settings, now, resolve
        self._guard = _guard(settings)
        self._manners = Manners(
            host_delay=settings.host_delay,
            max_crawl_delay=settings.max_crawl_delay,
            concurrency=settings.concurrency,
        )
        self._robots = robots.Robots(self._fetch_robots, self._manners.slow_down)
        self._reservations = tdm.Reservations(self._fetch_reservations)
        self._headers = {
            "User-Agent": _user_agent(version, settings.contact),
            "Accept-Language": "fr, en;q=0.5",
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        limits = settings.connect_timeout
        # For aiohttp "pool" bounds all of connecting, name look-up and TLS included.
        self._timeouts = {"timeout": {"connect": limits, "pool": limits, "read": settings.read_timeout}}
        self._transport: httpx.AsyncBaseTransport | None = None

    async def __aenter__(self) -> Self:
        self._transport = open_transport(self._guard, self._resolve, host_delay=self._settings.host_delay)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._robots.close()
        await self._reservations.close()
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None

    async def fetch(self, ask: Ask) -> Page:
        """Fetch what is asked; whatever the network does, the answer is a Page with its outcome.

        After a host answered 429, further asks to it end BLOCKED without being sent.
        `Page.final_url` is the address as fetched, not normalised.
        """
        settings = self._settings
        return await self._fetch(ask, settings.max_bytes, settings.max_redirects)

    async def _fetch_robots(self, url: str) -> Page:
        ask = Ask(url=url, accept="text/plain, */*;q=0.5")
        return await self._fetch(ask, robots.MAX_BYTES, robots.MAX_REDIRECTS, cut=True)

    async def _fetch_reservations(self, url: str) -> Page:
        ask = Ask(url=url, accept="application/json, */*;q=0.5")
        return await self._fetch(ask, tdm.MAX_BYTES, robots.MAX_REDIRECTS)

    async def _fetch(self, ask: Ask, max_bytes: int, max_redirects: int, *, cut: bool = False) -> Page:
        try:
            trip = Trip(answers.request_url(ask.url), max_redirects)
        except ValueError:
            ending = Ending(Outcome.REFUSED, _("ce n’est pas une adresse http(s)"))
            return self._page(ask, Trip(ask.url, 0), ending)
        job = _Job(ask, manners.clean(ask.validators), trip, max_bytes, cut)
        return self._page(ask, trip, await self._travel(job))

    async def _travel(self, job: "_Job") -> Ending:
        """Go from host to host until there is an ending; what the site says of robots is asked before each address."""
        while True:
            if job.ask.robots:
                verdict = await self._robots.judge(job.trip.url)
                if verdict.outcome is not None:
                    return Ending(verdict.outcome, verdict.detail, forbidden=verdict.forbidden)
                await self._reservations.load(job.trip.url)
            async with self._manners.turn(job.trip.host) as turn:
                ending = await self._stay(job, turn)
            if ending is not None:
                return ending

    async def _stay(self, job: "_Job", turn: Turn) -> Ending | None:
        """Follow redirects while they stay on the host whose turn we hold; None means: go round again, elsewhere."""
        if turn.closed:
            return _silenced(turn)
        host = job.trip.host
        while True:
            ending = await self._request(job, keep_open=turn.keep_open)
            if ending is not None and job.is_conditional and _is_garbled(ending):
                # Some servers send a body with their 304, which nothing can parse: ask once more, for the whole.
                job.validators = _NOT_CONDITIONAL
            elif ending is not None or job.trip.host != host or self._needs_robots(job):
                return ending

    def _needs_robots(self, job: "_Job") -> bool:
        """Say whether the site has a word to say, or to be fetched, before this redirect is followed."""
        here = job.trip.url
        return job.ask.robots and (self._robots.known(here) != robots.ALLOWED or not self._reservations.known(here))

    async def _request(self, job: "_Job", *, keep_open: bool) -> Ending | None:
        """Send one request; None means that the trip goes on elsewhere. The total time limit spans the whole trip."""
        assert self._transport is not None, "use Fetcher in an async with block"
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._settings.total_timeout - job.trip.seconds):
                request = httpx.Request(
                    "GET", job.trip.url, headers=self._request_headers(job, keep_open), extensions=self._timeouts
                )
                response = await self._transport.handle_async_request(request)
                try:
                    return await self._answer(job, response)
                finally:
                    await response.aclose()
        except FAILURES as error:
            return explain(error, self._settings)
        finally:
            job.trip.seconds += time.perf_counter() - started

    def _request_headers(self, job: "_Job", keep_open: bool) -> dict[str, str]:
        headers = {**self._headers, "Accept": job.ask.accept}
        if job.ask.headers and answers.origin(job.trip.url) == answers.origin(job.ask.url):
            headers.update(job.ask.headers)
        if job.validators.etag:
            headers["If-None-Match"] = job.validators.etag
        if job.validators.last_modified:
            headers["If-Modified-Since"] = job.validators.last_modified
        if not keep_open:
            headers["Connection"] = "close"
        return headers

    async def _answer(self, job: "_Job", response: httpx.Response) -> Ending | None:
        """Take one answer: follow its redirect, or end with its status and body."""
        status, headers = response.status_code, answers.headers(response.headers.raw)
        if answers.is_redirect(status):
            await drain(response, headers)
            ending = job.trip.redirect(status, headers.get("location", ""))
            return ending if job.ask.follow or ending else Ending(Outcome.REDIRECTED, "", status)
        outcome, detail = answers.status_ending(status, conditional=job.is_conditional)
        if outcome is not Outcome.OK:
            until = manners.retry_after(headers.get("retry-after"), self._now())
            if status == 429:
                self._manners.close(job.trip.host, until)
            return Ending(outcome, detail, status, headers, retry_after=until)
        return await read_body(response, headers, job.max_bytes, cut=job.cut)

    def _page(self, ask: Ask, trip: Trip, ending: Ending) -> Page:
        """Turn an ending into the Page that tells it."""
        now, headers = self._now(), ending.headers
        answered = ending.outcome in (Outcome.OK, Outcome.EMPTY, Outcome.UNCHANGED)
        kind, charset = answers.media_type(headers.get("content-type", ""))
        return Page(
            url=ask.url,
            final_url=trip.url,
            outcome=ending.outcome,
            detail=ending.detail,
            status=ending.status,
            body=ending.body,
            media_type=kind,
            charset=charset,
            validators=_validators(ask, ending),
            moved_to=trip.moved_to if answered else None,
            fresh_until=manners.fresh_until(headers, now) if answered else None,
            retry_after=ending.retry_after,
            forbidden=ending.forbidden,
            # also of a page that gave nothing: its feed's text is not taken instead (refused ones may be no address)
            tdm=self._reservation(trip.url, headers) if ask.robots and ending.outcome is not Outcome.REFUSED else None,
            fetched_at=now,
            seconds=trip.seconds,
        )

    def _reservation(self, url: str, headers: Mapping[str, str]) -> Reservation | None:
        """Return what the answer says of mining, else what its origin says: a header supersedes the file (TDMRep)."""
        return tdm.of_headers(headers) or self._reservations.of(url)


@dataclass(slots=True)
class _Job:
    """One ask under way, with its limits."""

    ask: Ask
    validators: Validators
    trip: Trip
    max_bytes: int
    cut: bool
    """Keep the first `max_bytes` of a longer body instead of refusing it."""

    @property
    def is_conditional(self) -> bool:
        return self.validators != _NOT_CONDITIONAL


def _is_garbled(ending: Ending) -> bool:
    return ending.outcome is Outcome.MALFORMED and ending.status is None


def _silenced(turn: Turn) -> Ending:
    detail = _("non demandé : le site a déjà répondu de ralentir (HTTP 429) pendant cette collecte")
    return Ending(Outcome.BLOCKED, detail, retry_after=turn.closed_until)


def _validators(ask: Ask, ending: Ending) -> Validators:
    """Return what to store: the new ones of an answer, filled up with those asked with when it says unchanged."""
    if ending.outcome not in (Outcome.OK, Outcome.EMPTY, Outcome.UNCHANGED):
        return ask.validators
    new = manners.clean(Validators(etag=ending.headers.get("etag"), last_modified=ending.headers.get("last-modified")))
    if ending.outcome is not Outcome.UNCHANGED:
        return new
    return Validators(
        etag=new.etag or ask.validators.etag, last_modified=new.last_modified or ask.validators.last_modified
    )


def _user_agent(version: str, contact: str) -> str:
    """Say who asks and how to reach us; only printable ASCII may stand in a header."""
    contact = re.sub(r"[^\x21-\x7e]+", "", contact)
    return f"veille/{version} (+{contact})" if contact else f"veille/{version}"


def _guard(settings: HttpSettings) -> Guard:
    try:
        return Guard(settings.allow_private)
    except ValueError as error:
        expected = _("adresse, adresse:port ou réseau/préfixe attendu, lu : {entry}").format(entry=error)
        raise ConfigError(expected, key="http.allow_private") from error
