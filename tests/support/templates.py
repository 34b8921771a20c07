"""Templates are compiled once in a test process: each site of a test would compile its own, 40 ms a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from jinja2 import Environment


@contextmanager
def compiled_once() -> Iterator[None]:
    """Keep what Jinja makes of a template; environments of the same sort share it."""
    kept: dict[tuple[object, ...], Any] = {}
    compile_one: Any = Environment.compile

    def remembered(self: Environment, source: Any, name: Any = None, filename: Any = None, **rest: Any) -> Any:
        if not isinstance(source, str) or rest:
            return compile_one(self, source, name, filename, **rest)
        sort = (self.is_async, self.autoescape, self.trim_blocks, self.lstrip_blocks, *sorted(self.extensions))
        place = (source, name, filename, *sort)
        if place not in kept:
            kept[place] = compile_one(self, source, name, filename)
        return kept[place]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", remembered)
        yield
