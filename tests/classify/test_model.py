import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import pytest

from veille.classify import is_current, load_tagger, train
from veille.classify.corpus import SHIPPED as SHIPPED_CORPUS
from veille.classify.cues import CueIndex
from veille.classify.model import current_basis
from veille.classify.modelfiles import write
from veille.classify.registry import current_version, load, sweep, use
from veille.classify.taxonomy import SHIPPED, load_taxonomy
from veille.errors import ModelError

HASH_OF_NOTHING = blake2b(b"", digest_size=16).hexdigest()


@pytest.fixture
def folder(small_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_model, tmp_path / "model"))


def files(folder: Path) -> Path:
    return folder / current_version(folder)


def test_a_model_is_current_for_its_own_corpus_only(small_model: Path, small_corpus: Path) -> None:
    assert is_current(small_model, corpus=small_corpus)
    assert not is_current(small_model)


def test_a_saved_model_has_its_labels_and_cues_in_the_order_it_was_learned_with(
    small_model: Path, small_corpus: Path
) -> None:
    kept, learned = load_tagger(small_model, corpus=small_corpus).taxonomy, load_taxonomy()

    assert [(facet, [label.id for label in labels]) for facet, labels in kept.facets] == [
        (facet, [label.id for label in labels]) for facet, labels in learned.facets
    ]
    assert CueIndex(kept).groups == CueIndex(learned).groups


def test_no_model_asks_for_training(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent .* lancez « veille train »"):
        load_tagger(tmp_path)

    assert not is_current(tmp_path)


def test_another_corpus_asks_for_training(small_model: Path) -> None:
    with pytest.raises(ModelError, match=r"\(corpus\) : lancez « veille train »"):
        load_tagger(small_model, corpus=SHIPPED_CORPUS)


def test_another_taxonomy_asks_for_training(small_model: Path, small_corpus: Path, tmp_path: Path) -> None:
    changed = tmp_path / "taxonomy.yml"
    changed.write_text(
        SHIPPED.read_text(encoding="utf-8").replace("monnaie locale", "monnaies locales"), encoding="utf-8"
    )

    with pytest.raises(ModelError, match=r"\(taxonomy\)"):
        load_tagger(small_model, taxonomy=changed, corpus=small_corpus)


@pytest.mark.parametrize("part", ["tagging", "learning", "normaliser", "pystemmer", "scikit-learn"])
def test_other_versions_ask_for_training(small_model: Path, small_corpus: Path, part: str) -> None:
    basis = {**current_basis(load_taxonomy(), small_corpus), part: "0"}

    with pytest.raises(ModelError, match=f"{part}.*veille train"):
        load(small_model, current_version(small_model), basis)


def cut_weights(folder: Path) -> None:
    content = (files(folder) / "weights.npz").read_bytes()
    (files(folder) / "weights.npz").write_bytes(content[: len(content) // 2])


def flip_a_weight(folder: Path) -> None:
    path = files(folder) / "weights.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def edit_a_threshold(folder: Path) -> None:
    path = files(folder) / "model.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    said["thresholds"]["theme"] = 0.01
    path.write_text(json.dumps(said), encoding="utf-8")


def empty_the_json(folder: Path) -> None:
    (files(folder) / "model.json").write_bytes(b"")


def remove_weights(folder: Path) -> None:
    (files(folder) / "weights.npz").unlink()


def point_elsewhere(folder: Path) -> None:
    (folder / "current").write_text("../../secret")


def garble_the_pointer(folder: Path) -> None:
    (folder / "current").write_bytes(b"\xff\xfe")


def point_to_nothing(folder: Path) -> None:
    (folder / "current").write_text("0123456789abcdef")


@pytest.mark.parametrize(
    "written", ["[]", "3", "{}", '{"format": 2}', '{"format": 2, "weights_bytes": 0}', "{" * 9_999]
)
def test_what_somebody_else_wrote_under_its_right_name_is_no_model(folder: Path, written: str) -> None:
    version = blake2b(written.encode(), digest_size=16).hexdigest()[:16]
    files(folder).rename(folder / version)
    (folder / version / "model.json").write_text(written)
    (folder / "current").write_text(version)

    with pytest.raises(ModelError, match="veille train"):
        load_tagger(folder)


def test_a_model_without_its_weights_is_no_model(folder: Path) -> None:
    said = {**json.loads((files(folder) / "model.json").read_text(encoding="utf-8")), "weights": HASH_OF_NOTHING}
    written = json.dumps({name: said[name] for name in ("format", "basis", "weights")})
    version = blake2b(written.encode(), digest_size=16).hexdigest()[:16]
    files(folder).rename(folder / version)
    (folder / version / "model.json").write_text(written)
    (folder / version / "weights.npz").write_bytes(b"")
    (folder / "current").write_text(version)

    with pytest.raises(ModelError, match="contenu inattendu"):
        load_tagger(folder)


@pytest.mark.parametrize(
    "damage",
    [
        cut_weights,
        flip_a_weight,
        edit_a_threshold,
        empty_the_json,
        remove_weights,
        point_elsewhere,
        garble_the_pointer,
        point_to_nothing,
    ],
)
def test_a_damaged_model_asks_for_training(folder: Path, small_corpus: Path, damage: Callable[[Path], None]) -> None:
    damage(folder)

    with pytest.raises(ModelError, match=r"abîmé .* lancez « veille train »"):
        load_tagger(folder, corpus=small_corpus)
    assert not is_current(folder, corpus=small_corpus)


@pytest.mark.parametrize("damage", [flip_a_weight, empty_the_json, remove_weights, point_to_nothing])
def test_training_again_repairs_it(
    folder: Path, small_model: Path, small_corpus: Path, damage: Callable[[Path], None]
) -> None:
    version = current_version(small_model)
    model = load(small_model, version, current_basis(load_taxonomy(), small_corpus))
    damage(folder)

    assert version == write(model, folder)
    use(folder, version)
    assert is_current(folder, corpus=small_corpus)


def test_the_same_corpus_gives_the_same_model(small_model: Path, small_corpus: Path, tmp_path: Path) -> None:
    report = train(tmp_path, corpus=small_corpus)

    assert current_version(small_model) == report.version
    assert (files(small_model) / "weights.npz").read_bytes() == (files(tmp_path) / "weights.npz").read_bytes()


def test_a_loaded_model_is_kept_until_another_is_in_use(small_model: Path, small_corpus: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(small_model, tmp_path / "model"))
    first = load_tagger(folder, corpus=small_corpus)
    again = load_tagger(folder, corpus=small_corpus)
    model = load(folder, first.version, current_basis(load_taxonomy(), small_corpus))
    use(folder, write(replace(model, bias=model.bias + 1), folder))
    other = load_tagger(folder, corpus=small_corpus)

    assert first is again
    assert first.version != other.version


def test_old_models_and_leftovers_are_swept_but_recent_ones_stay(folder: Path, small_corpus: Path) -> None:
    version = current_version(folder)
    model = load(folder, version, current_basis(load_taxonomy(), small_corpus))
    long_ago = time.time() - 86_400
    for name in (".new-dead", *(f"old{number}" for number in range(9))):
        (folder / name).mkdir()
        os.utime(folder / name, (long_ago, long_ago))
    (folder / ".new-alive").mkdir()

    use(folder, write(model, folder))
    sweep(folder)

    left = {path.name for path in folder.iterdir() if path.is_dir()}
    assert {version, ".new-alive"} < left
    assert ".new-dead" not in left
    assert sum(name.startswith("old") for name in left) == 5


def _train(folder: Path, corpus: Path, seed: int) -> None:
    train(folder, corpus=corpus, seed=seed)


def test_two_trainings_at_once_leave_one_whole_model(tmp_path: Path, small_corpus: Path) -> None:
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=_train, args=(tmp_path, small_corpus, seed)) for seed in (1, 2)]
    for process in running:
        process.start()
    for process in running:
        process.join(60)

    assert [process.exitcode for process in running] == [0, 0]
    assert is_current(tmp_path, corpus=small_corpus)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_folder_that_cannot_be_written_is_an_os_error(small_model: Path, small_corpus: Path, tmp_path: Path) -> None:
    model = load(small_model, current_version(small_model), current_basis(load_taxonomy(), small_corpus))
    (tmp_path / "file").write_text("")

    with pytest.raises(OSError, match="file"):
        write(model, tmp_path / "file")
