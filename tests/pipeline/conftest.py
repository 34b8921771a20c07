"""A data folder with a trained model: training takes seconds, so once per test process."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb
from tests.support.model import trained_model
from veille import demo
from veille.config import CollectSettings, HttpSettings, Settings
from veille.demo import DemoWeb
from veille.pipeline import RunPlan

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def new_data(tmp_path: Path) -> Callable[[str], Path]:
    """Make a data folder that holds nothing but the model."""

    def make(name: str) -> Path:
        shutil.copytree(trained_model(), tmp_path / name / "model")
        return tmp_path / name

    return make


@pytest.fixture
def data(new_data: Callable[[str], Path]) -> Path:
    """A data folder that holds nothing but the model."""
    return new_data("var")


@pytest.fixture
def web() -> Iterator[DemoWeb]:
    """The sample web, served on loopback."""
    with demo.running(NOW.date()) as running:
        yield running


@pytest.fixture
def bad() -> Iterator[BadWeb]:
    """A web of sites that misbehave as told."""
    with BadWeb() as running:
        yield running


@pytest.fixture
def plan(web: DemoWeb, data: Path) -> Callable[..., RunPlan]:
    """Make a plan of the sample web; keywords replace its fields."""
    settings = Settings(
        http=HttpSettings(allow_private=web.allow_private, host_delay=0.0, total_timeout=10.0),
        collect=CollectSettings(since_days=0, workers=1),
    )

    def make(**changes: object) -> RunPlan:
        fields = {"sources": web.sources, "settings": settings, "data": data, "now": NOW, "everything": True}
        return RunPlan(**{**fields, **changes})  # type: ignore[arg-type]

    return make
