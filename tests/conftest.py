"""What all tests share."""

import asyncio
import os
from collections.abc import Callable, Iterator

import pytest
import uvloop

from tests.support.templates import compiled_once

os.environ.setdefault("LANGUAGE", "fr")


@pytest.fixture(autouse=True)
def _no_real_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that forgets --data must not touch the data of whoever runs it."""
    monkeypatch.delenv("VEILLE_DATA", raising=False)


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run coroutines on the loop they run on outside tests (veille.pipeline.run, uvicorn)."""
    return {"uvloop": uvloop.new_event_loop}
