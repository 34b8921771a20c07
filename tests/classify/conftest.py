"""Models for the tests: the shipped one, and a small one that is learned in a second."""

import shutil
from pathlib import Path

import pytest

from tests.support.model import trained_model
from veille.classify import Tagger, Taxonomy, load_tagger, load_taxonomy, train
from veille.classify.corpus import SHIPPED


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return load_tagger(trained_model())


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of 130 balanced and 160 natural texts."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("part-1.jsonl", "part-10.jsonl"):
        shutil.copy(SHIPPED / name, folder)
    return folder


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory, small_corpus: Path) -> Path:
    """The folder of a model of the small corpus; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("model")
    train(folder, corpus=small_corpus)
    return folder
