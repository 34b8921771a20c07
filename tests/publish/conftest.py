from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import Desk
from veille.store import open_store


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_store(tmp_path / "collect.db") as store:
        yield Desk(store, tmp_path / "veille.db")
