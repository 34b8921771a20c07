"""Models for the tests: the shipped one, and a small one that is learned in a second."""

from pathlib import Path

import pytest

from tests.support import model
from tests.support.model import Training, trained_model
from veille.classify import Tagger, Taxonomy, load_tagger, load_taxonomy, train


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return load_tagger(trained_model())


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of 130 balanced and 160 natural texts."""
    return model.small_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def small_training(tmp_path_factory: pytest.TempPathFactory, small_corpus: Path) -> Training:
    """The training of a model of the small corpus; copy its folder before changing anything."""
    folder, told = tmp_path_factory.mktemp("small") / "new" / "model", list[str]()
    report = train(folder, corpus=small_corpus, progress=told.append)
    return Training(folder=folder, told=tuple(told), report=report)


@pytest.fixture
def small_model(small_training: Training) -> Path:
    """The folder of a model of the small corpus; copy it before changing anything."""
    return small_training.folder
