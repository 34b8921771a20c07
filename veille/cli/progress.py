"""Progress of a run on a terminal: one bar a phase, nothing at all elsewhere."""

import sys
from types import TracebackType
from typing import Any, Self

import click


class Bars:
    """One progress bar per phase on standard error; only the phases' names where that is no terminal."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def phase(self, label: str, total: int = 0) -> None:
        """Close the bar before and open the next; `total` is 0 when it is not known."""
        self._close()
        if total and sys.stderr.isatty():
            self._bar = click.progressbar(
                length=total, label=f"{label:<22}", file=sys.stderr, show_eta=False, show_pos=True, width=30
            )
            self._bar.__enter__()
            self._bar.render_progress()
        else:
            click.echo(f"{label} ({total})" if total else label, err=True)

    def step(self) -> None:
        """Move the bar by one."""
        if self._bar is not None:
            self._bar.update(1)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
