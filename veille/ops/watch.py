"""The foreground loop of `veille watch`."""

import signal
import time
from collections.abc import Callable
from types import FrameType

from veille.errors import VeilleError
from veille.models import RunReport
from veille.pipeline import RunPlan, run

ENDING = (signal.SIGTERM, signal.SIGINT)


def keep_watch(
    make_plan: Callable[[], RunPlan],
    seconds: float,
    *,
    tell: Callable[[RunReport], None],
    warn: Callable[[str], None],
) -> None:
    """Run what is due every `seconds` until SIGTERM or SIGINT, then return.

    The plan is made anew each time, so that an edited feeds.yml counts from the
    next round; a wrong one, or a run already under way elsewhere, is told and
    tried again next time. In the first round it is raised instead, as VeilleError:
    whoever starts a watch that cannot work should know at once. A signal during a
    run ends it in good order: what was answered is stored, the rest is asked next time.
    """
    started = False
    before = {number: signal.getsignal(number) for number in ENDING}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        while True:
            try:
                tell(run(make_plan()))
            except VeilleError as error:
                if not started:
                    raise
                warn(str(error))
            started = True
            if _told_to_end(seconds):
                return
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    # asyncio turns SIGINT, and only SIGINT, into an orderly end of the run under way
    signal.raise_signal(signal.SIGINT)


def _told_to_end(seconds: float) -> bool:
    """Wait, and say whether a signal ended the wait. No handler runs meanwhile: setting an Event there may deadlock."""
    end = time.monotonic() + seconds
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        while (left := end - time.monotonic()) > 0:
            # by the second: should another thread get the signal, its handler runs here between two waits
            if signal.sigtimedwait(ENDING, min(1.0, left)) is not None:
                return True
        return False
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
