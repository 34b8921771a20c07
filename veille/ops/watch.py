"""The foreground loop of `veille watch`.

All moments are UTC; only the daily report has a time of day, of Paris (`pipeline.daily.report_due`), so that a night
of changing clocks moves nothing else. A source whose moment passed while the machine was off is due: once, now.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import FrameType

from veille.errors import VeilleError
from veille.pipeline import RunPlan, run
from veille.pipeline.daily import Daily, daily_report, paris_day, report_due
from veille.pipeline.plan import next_due
from veille.runreport import RunReport
from veille.store import Store, open_store

ENDING = (signal.SIGTERM, signal.SIGINT)
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
"""Between two looks: an edited feeds.yml counts within the hour."""
AFTER_A_FAULT = timedelta(minutes=5)


def keep_watch(
    make_plan: Callable[[], RunPlan],
    every: timedelta | None,
    *,
    tell: Callable[[RunReport], None],
    warn: Callable[[str], None],
    tell_daily: Callable[[Daily], None] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Run what is due until SIGTERM or SIGINT, then return; in between, sleep `every`, or until a source comes due.

    The plan is made anew each time, so that an edited feeds.yml counts from the
    next round; a wrong one, or a run already under way elsewhere, is told and
    tried again next time. In the first round it is raised instead, as VeilleError:
    whoever starts a watch that cannot work should know at once. A signal during a
    run ends it in good order: what was answered is stored, the rest is asked next time.
    `tell_daily` gets the daily report, once a day at `[watch] report_at`; one missed while off is made at once.
    """
    started = False
    before = {number: signal.getsignal(number) for number in ENDING}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        while True:
            try:
                plan = make_plan()
                tell(run(plan))
                wake = _round_off(plan, every, clock(), tell_daily)
            except VeilleError as error:
                if not started:
                    raise
                warn(str(error))
                wake = clock() + (every or AFTER_A_FAULT)
            started = True
            if _told_to_end(wake, clock):
                return
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _round_off(
    plan: RunPlan, every: timedelta | None, now: datetime, tell_daily: Callable[[Daily], None] | None
) -> datetime:
    """Make the daily report if it is time, and return when to look again."""
    with open_store(plan.data / "collect.db") as store:
        wakes = [now + (every or LONGEST)]
        if tell_daily is not None and plan.settings.watch.report_at:
            if _report_due(store, plan, now) <= now:
                daily, fresh = daily_report(store, now)
                if fresh:
                    tell_daily(daily)
            wakes.append(_report_due(store, plan, now))
        if every is None and (due := next_due(replace(plan, now=now), store.source_states())):
            wakes.append(max(due, now + SHORTEST))
    return min(wakes)


def _report_due(store: Store, plan: RunPlan, now: datetime) -> datetime:
    """Return when the next report is due; the day of the first run has none, since nothing changed before it."""
    last = store.last_report(paris_day(now).isoformat())
    if last is not None:
        return report_due(plan.settings.watch.report_at, last.day, now)
    first = store.first_run()
    return report_due(plan.settings.watch.report_at, paris_day(first).isoformat() if first else None, now)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    # asyncio turns SIGINT, and only SIGINT, into an orderly end of the run under way
    signal.raise_signal(signal.SIGINT)


def _told_to_end(wake: datetime, clock: Callable[[], datetime]) -> bool:
    """Wait, and say whether a signal ended the wait. No handler runs meanwhile: setting an Event there may deadlock.

    The wait ends when either clock says so: the monotonic one stands still while a machine sleeps, the other
    may be set back.
    """
    end = time.monotonic() + (wake - clock()).total_seconds()
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        while (left := min(end - time.monotonic(), (wake - clock()).total_seconds())) > 0:
            # by the second: should another thread get the signal, its handler runs here between two waits
            if signal.sigtimedwait(ENDING, min(1.0, left)) is not None:
                return True
        return False
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
