"""Faults of ours in full, for an engineer: DATA/veille.log. The report and `veille why` say them to everybody else."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "veille.log"

_logger = logging.getLogger("veille")


def log_to(data: Path) -> logging.Handler:
    """Send what the package logs to a file of the data folder instead of standard error.

    The file is made with its first line: a normal run writes none. Several processes may append to it.
    """
    handler = logging.FileHandler(data / NAME, delay=True, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    _logger.addHandler(handler)
    _logger.propagate = False
    return handler


@contextmanager
def logged(data: Path) -> Iterator[None]:
    """Log to the data folder for as long as a run lasts."""
    handler = log_to(data)
    try:
        yield
    finally:
        _logger.removeHandler(handler)
        _logger.propagate = True
        handler.close()
