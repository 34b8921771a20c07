"""Headless Chromium, and the site over an invented veille.db on its day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import publicdb
from tests.support.livesite import CHROMIUM, LiveSite, chromium

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"pas de Chromium à {CHROMIUM} : pages non vues")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    path = publicdb.build(tmp_path_factory.mktemp("live") / "veille.db")
    with LiveSite(path, now=lambda: NOW) as running:
        yield running
