"""The foreground loop of `veille watch`."""

import signal
import threading
from collections.abc import Callable
from types import FrameType

from veille.errors import VeilleError
from veille.models import RunReport
from veille.pipeline import RunPlan, run


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
    stop = threading.Event()
    started = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    def on_term_while_running(number: int, frame: FrameType | None) -> None:
        # asyncio turns SIGINT, and only SIGINT, into an orderly end of the run under way.
        stop.set()
        signal.raise_signal(signal.SIGINT)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not stop.is_set():
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, on_term_while_running)
            try:
                tell(run(make_plan()))
            except VeilleError as error:
                if not started:
                    raise
                warn(str(error))
            started = True
            signal.signal(signal.SIGTERM, on_signal)
            signal.signal(signal.SIGINT, on_signal)
            stop.wait(seconds)
    except KeyboardInterrupt:
        stop.set()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
