"""One public site over an invented veille.db, asked in process."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support import publicdb
from tests.support.livesite import LEGAL
from veille import web
from veille.web.site import Site

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def veille_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A veille.db that no test changes."""
    return publicdb.build(tmp_path_factory.mktemp("public") / "veille.db")


@pytest.fixture(scope="session")
def site(veille_db: Path) -> Iterator[Site]:
    """The site as it is shipped, on the day of the invented articles."""
    built = web.build(veille_db, LEGAL, now=lambda: NOW)
    yield built
    built.close()
