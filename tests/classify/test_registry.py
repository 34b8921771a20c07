"""Which model is in use, how it came to be, and how a person takes one back."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veille.classify import Lessons, is_current, load_tagger, train
from veille.classify.history import HISTORY, What, events
from veille.classify.registry import current_version, entries, is_pinned, last_training, release, rollback, use
from veille.errors import ModelError

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def two_models(tmp_path_factory: pytest.TempPathFactory, small_corpus: Path) -> Path:
    """A folder in which two models were trained, one after the other; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("registry")
    first = train(folder, corpus=small_corpus, lessons=Lessons(at=NOW))
    second = train(folder, corpus=small_corpus, seed=7, lessons=Lessons(at=NOW, fingerprint="other"))
    assert first.version != second.version
    use(folder, second.version)
    return folder


@pytest.fixture
def folder(two_models: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two_models, tmp_path / "model"))


def versions(folder: Path) -> list[str]:
    return [entry.version for entry in entries(folder)]


def test_every_training_is_told_with_its_scores(folder: Path) -> None:
    first, second = entries(folder)

    assert [first.in_use, second.in_use] == [False, True]
    assert first.trained is not None
    assert second.trained is not None
    assert (first.trained.reason, first.trained.at, first.state) == ("first", NOW.isoformat(), "usable")
    assert second.trained.over == first.version
    assert {"theme", "sector", "org", "kind", "recall", "held"} == set(second.trained.scores)
    last = last_training(folder)
    assert last is not None
    assert last.lessons == "other"


def test_rolling_back_takes_the_one_before_and_pins_it(folder: Path, small_corpus: Path) -> None:
    first, second = versions(folder)

    assert rollback(folder, "", NOW) == first
    assert (current_version(folder), is_pinned(folder)) == (first, True)
    assert load_tagger(folder).version == first
    # also when the corpus has moved on since: a person chose it
    assert is_current(folder)
    assert rollback(folder, second, NOW) == second
    assert [event.what for event in events(folder)][2:] == [What.ROLLED_BACK, What.ROLLED_BACK]

    assert release(folder, NOW)
    assert not release(folder, NOW)
    assert not is_current(folder)
    assert is_current(folder, corpus=small_corpus)


def test_a_later_training_that_comes_into_use_ends_the_pin(folder: Path, small_corpus: Path) -> None:
    rollback(folder, "", NOW)
    train(folder, corpus=small_corpus, seed=11)

    assert is_pinned(folder) == (current_version(folder) == versions(folder)[0])


@pytest.mark.parametrize("version", ["0123456789abcdef", "../../etc", ""])
def test_there_is_no_rolling_back_to_nothing(small_model: Path, tmp_path: Path, version: str) -> None:
    folder = Path(shutil.copytree(small_model, tmp_path / "model"))

    with pytest.raises(ModelError, match="Aucun modèle"):
        rollback(folder, version, NOW)


def test_a_damaged_model_is_not_taken_back(folder: Path) -> None:
    first, second = versions(folder)
    (folder / first / "weights.npz").write_bytes(b"PK")

    with pytest.raises(ModelError, match="tronqué"):
        rollback(folder, first, NOW)
    with pytest.raises(ModelError, match="Aucun modèle antérieur"):
        rollback(folder, "", NOW)
    assert current_version(folder) == second
    assert "tronqué" in entries(folder)[0].state


def test_models_without_a_history_are_listed_all_the_same(folder: Path) -> None:
    (folder / HISTORY).write_text('not json\n{"what": "danced"}\n', encoding="utf-8")

    assert sorted(entry.version for entry in entries(folder)) == sorted(
        path.name for path in folder.iterdir() if path.is_dir()
    )
    assert all(entry.trained is None for entry in entries(folder))


def test_a_swept_model_stays_in_the_list(folder: Path) -> None:
    first, _second = versions(folder)
    shutil.rmtree(folder / first)

    assert entries(folder)[0].state == "gone"


def test_no_folder_is_no_model(tmp_path: Path) -> None:
    assert entries(tmp_path / "none") == []
    assert last_training(tmp_path / "none") is None
