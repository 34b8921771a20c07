"""`veille add`: addresses an officer found, through the whole pipeline at once.

    ask the store     withdrawn, known: said, nothing is asked of anybody
    inbox             the address is safe from here on, whatever happens
    run               of the pseudo-source `manual.MANUAL` alone: robots.txt and TDM, guard, read, tag, store, publish
    ask the store     what became of it

While another run is under way the note stays in the inbox for the next one.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from veille import inbox
from veille.errors import BusyError, StoreError, VeilleError
from veille.extract import A_FEED
from veille.i18n import _
from veille.models import Zone
from veille.pipeline.crawl import Progress
from veille.pipeline.manual import KIND, MANUAL
from veille.pipeline.plan import RunPlan, check
from veille.pipeline.run import run
from veille.store import Trace, open_store
from veille.text import normalise_url


class Verdict(StrEnum):
    """What became of an address; data, said in French by `veille add`."""

    KEPT = "kept"
    REVIEW = "review"
    OUT = "out"
    KNOWN = "known"
    """An article before it was added."""
    REFUSED = "refused"
    """Withdrawn, for good."""
    QUEUED = "queued"
    """In the inbox: the next run takes it."""
    UNREAD = "unread"
    """Its page gave no article (yet)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An address as an officer gives it."""

    url: str
    title: str = ""
    """Wins over the page's own; empty takes that."""
    note: str = ""
    """Why; kept for `veille why`, never shown to the public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one address."""

    url: str
    verdict: Verdict
    detail: str = ""
    """One French sentence, where the verdict does not say it all."""
    trace: Trace | None = None
    """All that is known of it; None for one that waits in the inbox."""
    is_listing: bool = False
    """It is a feed or a home page: something to follow (`veille sources add`) rather than to read once."""
    is_feed: bool = False
    """It is a feed: no later try will make an article of it."""


def add_urls(
    plan: RunPlan,
    wishes: Sequence[Wish],
    *,
    progress: Progress | None = None,
    make_executor: Callable[[], Executor] | None = None,
) -> tuple[Added, ...]:
    """Take addresses through the pipeline, now or with the next run; return what became of each, in order.

    What an officer adds is judged by its text (`manual.vouches_for_ess`): where the model hesitates it is public,
    where it finds it off the subject it is not. Raises ConfigError when nobody to be asked for is named and
    InputError for a note too long, both before anything is kept; StoreError when nothing can be kept.
    """
    check(replace(plan, sources=tuple(replace(MANUAL, url=wish.url) for wish in wishes), only=frozenset()))
    before = _traces(plan, wishes)
    fresh = [wish for wish in wishes if not _ended(before.get(wish.url))]
    for wish in fresh:
        inbox.put(plan.data, KIND, {"url": wish.url, "title": wish.title, "note": wish.note}, plan.now)
    delay = _run(plan, progress, make_executor) if fresh else ""
    after = {} if delay else _traces(plan, fresh)
    return tuple(_added(wish, before.get(wish.url), after.get(wish.url), delay) for wish in wishes)


def _run(plan: RunPlan, progress: Progress | None, make_executor: Callable[[], Executor] | None) -> str:
    """Take the inbox in; return why it must wait, empty when it was taken in."""
    try:
        run(replace(plan, only=frozenset({MANUAL.id})), progress=progress, make_executor=make_executor)
    except BusyError:
        return _("une collecte est en cours")
    except VeilleError as error:  # the notes, or their leads, are kept
        return str(error)
    return ""


def _traces(plan: RunPlan, wishes: Sequence[Wish]) -> dict[str, Trace]:
    """Return what is known of each address, by the address as given; nothing where there is no store yet."""
    try:
        with open_store(plan.data / "collect.db", create=False) as store:
            return {wish.url: store.why(wish.url) for wish in wishes}
    except StoreError:
        if (plan.data / "collect.db").exists():
            raise
        return {}


def _ended(trace: Trace | None) -> bool:
    return trace is not None and (trace.tombstone is not None or trace.item is not None)


def _added(wish: Wish, before: Trace | None, after: Trace | None, delay: str) -> Added:
    url = normalise_url(wish.url)
    for trace in (before, after):
        if trace is not None and trace.tombstone is not None:
            return Added(url=url, verdict=Verdict.REFUSED, detail=trace.tombstone.reason, trace=trace)
    if before is not None and before.item is not None:
        return Added(url=url, verdict=Verdict.KNOWN, detail=before.reason, trace=before)
    if after is None:
        return Added(url=url, verdict=Verdict.QUEUED, detail=delay)
    is_home = not urlsplit(url).query and urlsplit(url).path == "/"
    if after.item is None:
        detail = after.leads[-1].detail if after.leads else after.reason
        is_feed = detail == A_FEED
        return Added(
            url=url,
            verdict=Verdict.UNREAD,
            detail=detail,
            trace=after,
            is_listing=is_home or is_feed,
            is_feed=is_feed,
        )
    detail = "" if after.public else after.reason
    if after.item.source_id != MANUAL.id:  # another address of an article that is here
        return Added(url=url, verdict=Verdict.KNOWN, detail=after.reason, trace=after)
    return Added(url=url, verdict=_VERDICTS[after.item.zone], detail=detail, trace=after, is_listing=is_home)


_VERDICTS = {Zone.IN: Verdict.KEPT, Zone.REVIEW: Verdict.REVIEW, Zone.OUT: Verdict.OUT}
