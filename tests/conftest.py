"""What all tests share."""

import asyncio
import os
from collections.abc import Callable

import pytest
import uvloop

os.environ.setdefault("LANGUAGE", "fr")


@pytest.fixture(autouse=True)
def _no_real_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that forgets --data must not touch the data of whoever runs it."""
    monkeypatch.delenv("VEILLE_DATA", raising=False)


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run coroutines on the loop they run on outside tests (veille.pipeline.run, uvicorn)."""
    return {"uvloop": uvloop.new_event_loop}
