"""A data folder with a trained model: training takes seconds, so once per test process."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb
from tests.support.model import trained_model
from tests.support.samples import NOW, sample_plan
from veille import demo
from veille.demo import DemoWeb
from veille.pipeline import RunPlan


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
    return lambda **changes: sample_plan(web, **{"data": data, **changes})
