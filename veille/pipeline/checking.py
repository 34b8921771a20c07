"""Tries sources live and judges what they give, storing nothing: neither leads nor validators nor health.

Manners, guard and reading are those of a run; every source is asked for the whole, as if for the first time.
Verdicts and advice are values; the command line says them in French.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

import uvloop

from veille.errors import VeilleError
from veille.i18n import _
from veille.kinds import ApiOptions, MailboxOptions
from veille.models import Memory, Outcome, Page, Proposal, Source
from veille.pipeline.cpu import Cpu, process_pool
from veille.pipeline.plan import RunPlan, check
from veille.pipeline.sampling import sample
from veille.sources import Collected, collect
from veille.sources.http import Fetcher
from veille.text import is_http_url

log = logging.getLogger(__name__)

STALE = timedelta(days=183)
"""Silence that is worth a word where a source shows no rhythm: half a year."""
RHYTHMS = 6
"""Silence worth a word where it does: so many times its usual gap. A monthly letter is given its half year."""
SHORTEST, LONGEST = timedelta(days=60), timedelta(days=730)
"""Bounds of that: August empties most sources in France, and after two years a yearly one missed a year."""
MIN_DAYS = 5
"""Days with entries from which a rhythm can be told."""


class Verdict(StrEnum):
    """What a source is worth today, best first."""

    WORKS = "works"
    REDIRECTED = "redirected"
    """It gives content under another address, for good; or its redirects lead nowhere."""
    STALE = "stale"
    EMPTY = "empty"
    HTML = "html"
    UNREADABLE = "unreadable"
    SLOW = "slow"
    REFUSED = "refused"
    """By the site, by robots.txt, or by our own guard."""
    GONE = "gone"
    UNREACHABLE = "unreachable"


_VERDICTS = {
    Outcome.OK: Verdict.WORKS,
    Outcome.UNCHANGED: Verdict.WORKS,
    Outcome.EMPTY: Verdict.EMPTY,
    Outcome.REDIRECTED: Verdict.REDIRECTED,
    Outcome.GONE: Verdict.GONE,
    Outcome.BLOCKED: Verdict.REFUSED,
    Outcome.REFUSED: Verdict.REFUSED,
    Outcome.UNREACHABLE: Verdict.UNREACHABLE,
    Outcome.TIMEOUT: Verdict.SLOW,
    Outcome.NOT_A_FEED: Verdict.HTML,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """How one source answered just now."""

    source: Source
    verdict: Verdict
    outcome: Outcome
    """Of its own address, whatever was read in its place."""
    detail: str = ""
    """In French: why it does not work."""
    status: int | None = None
    entries: int = 0
    newest: datetime | None = None
    """Date of its newest entry; None when none has one."""
    seconds: float = 0.0
    """On the network, without waiting for its host's turn."""
    moved_to: str | None = None
    proposals: tuple[Proposal, ...] = ()
    """Other addresses its site offers, best first."""
    missing: tuple[str, ...] = ()
    """Environment variables it names that are not set."""
    by_robots: bool = False
    """robots.txt says no."""


def check_sources(
    plan: RunPlan,
    *,
    probation: bool = False,
    disabled: bool = False,
    tell: Callable[[SourceCheck], None] = lambda _check: None,
) -> tuple[SourceCheck, ...]:
    """Try the sources that `plan.only` names, else all that are enabled; return how each did, in their order.

    `disabled` tries those switched off, too; `probation` only those on probation. `tell` hears of each as it is
    known. Raises InputError for unknown ids, ConfigError where no contact is given.
    """
    check(plan)
    asked = [source for source in plan.sources if _is_asked(source, plan, probation=probation, disabled=disabled)]
    if asked:
        check(replace(plan, only=frozenset(source.id for source in asked)))  # those switched off want a contact, too
    return uvloop.run(_check_all(plan, asked, tell))


def count_asked(plan: RunPlan, *, probation: bool = False, disabled: bool = False) -> int:
    """Return how many sources `check_sources` would try."""
    return sum(_is_asked(source, plan, probation=probation, disabled=disabled) for source in plan.sources)


def _is_asked(source: Source, plan: RunPlan, *, probation: bool, disabled: bool) -> bool:
    if plan.only and source.id not in plan.only:
        return False
    if probation and not source.on_probation:
        return False
    return bool(plan.only) or source.enabled or disabled


async def _check_all(
    plan: RunPlan, asked: Sequence[Source], tell: Callable[[SourceCheck], None]
) -> tuple[SourceCheck, ...]:
    settings = plan.settings
    with Cpu(lambda: process_pool(settings.collect.workers)) as cpu:
        async with Fetcher(settings.http) as fetcher:

            async def one(source: Source) -> SourceCheck:
                done = judge(await _collect(source, plan, fetcher, cpu), plan)
                tell(done)
                return done

            return tuple(await asyncio.gather(*map(one, asked)))


async def _collect(source: Source, plan: RunPlan, fetcher: Fetcher, cpu: Cpu) -> Collected:
    """Ask one source; what no reader can bear is an answer, too."""
    if not source.url:
        return _failed(source, plan.now, Outcome.GONE, _("aucune adresse n’est connue"))
    small = sample(source, fetcher, plan.now)
    try:
        done = await collect(
            small.source,
            small.fetcher,
            Memory(),
            run_cpu=cpu.guarded,
            now=plan.now,
            secrets=plan.secrets,
            http=plan.settings.http,
            since=small.since,
        )
        return replace(done, source=source)
    except VeilleError as error:
        return _failed(source, plan.now, Outcome.MALFORMED, str(error))
    except Exception:  # whatever a hostile source finds in us must not end the check of the others
        log.exception("source %s", source.id)
        return _failed(source, plan.now, Outcome.MALFORMED, _("ce contenu fait échouer le lecteur"))


def _failed(source: Source, now: datetime, outcome: Outcome, detail: str) -> Collected:
    page = Page(url=source.url, final_url=source.url, outcome=outcome, detail=detail, fetched_at=now)
    return Collected(source=source, page=page, outcome=outcome, detail=detail)


def judge(done: Collected, plan: RunPlan) -> SourceCheck:
    """Return the verdict on what a source gave; pure."""
    own, outcome = done.page, done.outcome
    if done.stand_in is not None and done.pages:
        own = done.pages[-1]  # of the address in feeds.yml, the page that failed stands last
        outcome = own.outcome if own.outcome is not Outcome.OK else Outcome.NOT_A_FEED
    dates = [lead.published or lead.updated for lead in done.leads]
    dated = sorted((date for date in dates if date is not None and date <= plan.now), reverse=True)
    newest = dated[0] if dated else None
    proposals = (done.stand_in,) if done.stand_in else ()
    return SourceCheck(
        source=done.source,
        verdict=_verdict(done.source, own, outcome, len(done.leads), dated, plan.now),
        outcome=outcome,
        detail=done.detail,
        status=own.status,
        entries=len(done.leads),
        newest=newest,
        seconds=own.seconds,
        moved_to=own.moved_to if own.moved_to != done.source.url else None,
        proposals=(*proposals, *(one for one in done.proposals if one not in proposals)),
        missing=tuple(name for name in _variables(done.source) if not plan.secrets.get(name)),
        by_robots=outcome is Outcome.BLOCKED and own.status is None and "robots.txt" in done.detail,
    )


def _verdict(
    source: Source, own: Page, outcome: Outcome, entries: int, dated: Sequence[datetime], now: datetime
) -> Verdict:
    verdict = _VERDICTS.get(outcome, Verdict.UNREADABLE)
    if outcome is Outcome.UNCHANGED and not entries:  # an empty mailbox: it was asked as if for the first time
        return Verdict.EMPTY
    if verdict is Verdict.HTML and not _is_html(own):
        return Verdict.UNREADABLE
    if verdict is not Verdict.WORKS:
        return verdict
    if dated and is_stale(dated, now, source.silent_after):
        return Verdict.STALE
    return Verdict.REDIRECTED if own.moved_to and own.moved_to != source.url else Verdict.WORKS


def _is_html(page: Page) -> bool:
    return "html" in page.media_type or b"<html" in page.body[:2000].lower()


def is_stale(dated: Sequence[datetime], now: datetime, silent_after: int | None) -> bool:
    """Say whether the newest of these dates (newest first) is older than the source's own rhythm lets expect.

    `silent_after` is its own limit in days, 0 for none. Copes with bursts: a day counts once.
    """
    if silent_after is not None:
        return silent_after > 0 and now - dated[0] > timedelta(days=silent_after)
    days = sorted({date.date() for date in dated}, reverse=True)
    if len(days) < MIN_DAYS:
        return now - dated[0] > STALE
    usual = timedelta(days=median((newer - older).days for newer, older in pairwise(days)))
    return now - dated[0] > min(max(RHYTHMS * usual, SHORTEST), LONGEST)


def silent_since(dated: Sequence[datetime], now: datetime) -> datetime | None:
    """Return the newest of these dates (newest first) where it is too long ago, None where all is well or unknown."""
    past = [date for date in dated if date <= now]
    return past[0] if past and is_stale(past, now, None) else None


def _variables(source: Source) -> tuple[str, ...]:
    """Return the environment variables a source names: without them nothing can come."""
    options = source.options
    if isinstance(options, ApiOptions) and options.token:
        return (options.token,)
    if source.type == "mailbox" and source.url.startswith("imap"):
        return (options.password if isinstance(options, MailboxOptions) else MailboxOptions().password,)
    return ()


def best_address(done: SourceCheck) -> str | None:
    """Return the web address to write in place of the one in feeds.yml, None when there is nothing better."""
    if done.verdict is Verdict.REDIRECTED and done.moved_to and is_http_url(done.moved_to):
        return done.moved_to
    return done.proposals[0].url if done.proposals else None
