"""Hostile input must end: the limit is far above what it costs; a runaway meets it, a slow machine never does.

This measures nothing: figures live in bench/.
"""

import time

LIMIT = 60
"""Seconds of CPU; what is guarded so costs 0.01 to 1 s, and cost minutes or never ended before its bound."""


class Patience:
    """Counts CPU from its making."""

    def __init__(self) -> None:
        self._started = time.process_time()

    def lasts(self) -> bool:
        """Say whether the work since then was no runaway."""
        return time.process_time() - self._started < LIMIT
