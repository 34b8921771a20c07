"""Where CPU work goes: any `concurrent.futures.Executor`, a process pool by default.

The executor is started by the first job, so that a run that finds nothing new
pays for no worker, and replaced when a worker dies. A page or feed that kills
its worker, or keeps it busy beyond reason, costs that page or feed, not the run.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from veille.errors import VeilleError
from veille.i18n import _
from veille.models import Outcome
from veille.pipeline.logs import log_to
from veille.pipeline.reading import ReadJob, read_batch
from veille.store import LeadResult

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

JOB_SECONDS = 120
"""CPU after which a job is stopped with its worker; the slowest absurd page measured took 3 s, a 13 MB feed 8 s."""


def process_pool(workers: int, data: Path | None = None) -> Executor:
    """Return a pool of `workers` processes (0: one per core) that log to a data folder, if given one.

    Workers come from a fork server that has the reading stages imported: they
    share that memory, and no worker inherits our event loop or databases.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["veille.pipeline.reading"])
    # Ctrl-C goes to the fork server, too, which until its imports are done would end with a traceback; what it is
    # born with stays blocked for good
    resource_tracker.ensure_running()  # started by the fork server otherwise, it would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return ProcessPoolExecutor(
        workers or os.cpu_count() or 1, mp_context=context, initializer=_begin_worker, initargs=(data,)
    )


def _begin_worker(data: Path | None) -> None:
    """Leave Ctrl-C to the main process, which ends the pool in good order, and end with it should it be killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if data is not None:
        log_to(data)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # the pool's own pipes are held open by its other workers: nobody would notice
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def limited(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return function(*args); in a worker process, die by SIGVTALRM after JOB_SECONDS of CPU.

    Nothing gentler stops C code. In the main process, as with a pool of threads, there is no limit.
    """
    if multiprocessing.parent_process() is None:
        return function(*args, **kwargs)
    signal.setitimer(signal.ITIMER_VIRTUAL, JOB_SECONDS)
    try:
        return function(*args, **kwargs)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class Cpu:
    """Runs functions in an executor made when first needed; a context manager that ends it."""

    def __init__(self, make: Callable[[], Executor]) -> None:
        self._make = make
        self._executor: Executor | None = None
        self._quarantine = asyncio.Lock()
        self._big = asyncio.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return function(*args), computed in the executor. Raises BrokenExecutor when its worker died."""
        if self._executor is None:
            self._executor = self._make()
        executor = self._executor
        try:
            return await asyncio.wrap_future(executor.submit(function, *args, **kwargs))
        except BrokenExecutor:
            if self._executor is executor:
                self._executor = None
            raise

    async def guarded(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return function(*args), its CPU time limited; tried again alone when a worker died, perhaps of another job.

        One such job at a time, so that the pages of everybody else never wait for several huge feeds to be read.
        Raises BrokenExecutor when this very job kills its worker.
        """
        async with self._big:
            try:
                return await self.run(partial(limited, function, *args, **kwargs))
            except BrokenExecutor:
                return await self._alone(function, *args, **kwargs)

    async def read(self, jobs: Sequence[ReadJob], model: Path) -> list[LeadResult]:
        """Read and tag jobs, in order. When that fails, each job is tried again alone: the guilty one is named.

        Raises ModelError; a page that fails its reader, or kills it, is malformed, as far as anybody can tell.
        """
        try:
            return await self.run(partial(limited, read_batch, jobs, model))
        except VeilleError:
            raise
        except Exception:  # told with its page below
            return [await self._read_alone(job, model) for job in jobs]

    async def _read_alone(self, job: ReadJob, model: Path) -> LeadResult:
        try:
            (result,) = await self._alone(read_batch, [job], model)
        except VeilleError:
            raise
        except Exception:  # whatever one page finds in us must not end the run of the others
            log.exception("page %s", job.lead.url)
            detail = _("cette page fait échouer le lecteur ; elle est laissée de côté")
            return LeadResult(lead=job.lead, page=job.page, outcome=Outcome.MALFORMED, detail=detail, item=None)
        return result

    async def _alone(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._quarantine:
            with self._make() as executor:
                return await asyncio.wrap_future(executor.submit(partial(limited, function, *args, **kwargs)))
