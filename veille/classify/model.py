"""A learned model as plain numbers: what it holds, how it is saved, and when it must be learned again.

    FOLDER/current                  the name of the model in use
    FOLDER/<version>/model.json     vocabulary, thresholds, figures, what it was made from
    FOLDER/<version>/weights.npz    arrays, read with allow_pickle=False

The version is a hash of everything in the model. A model is written beside, moved
into place by one rename, then named in `current` by another: a reader never sees half
of one, and two trainings at once end with one of two whole models. Earlier models stay
for a while, so that a worker that has just read `current` still finds its files.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version as installed
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from veille.classify.calibration import Sigmoid, Zones
from veille.classify.corpus import corpus_fingerprint
from veille.classify.decisions import Outputs, Parameters
from veille.classify.features import Floats, Lexicon
from veille.classify.taxonomy import Taxonomy, load_taxonomy
from veille.errors import InputError, ModelError
from veille.i18n import _
from veille.text import NORMALISER, digest

_LEARNING = (
    "features.py",
    "cues.py",
    "shape.py",
    "calibration.py",
    "decisions.py",
    "learners.py",
    "training.py",
    "data/function-words.txt",
)
_KEPT = 5  # models kept beside the one in use
_KEPT_SECONDS = 3_600  # and none younger than this is ever removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Everything needed to tag, and what the training measured."""

    lexicon: Lexicon
    outputs: Outputs
    weights: Floats
    """lexicon.columns x outputs."""
    bias: Floats
    parameters: Parameters
    basis: Mapping[str, str]
    """What it was made from and by: `current_basis` at training time."""
    figures: Mapping[str, Any]
    """What cross-validation measured (training.TrainReport)."""


def current_basis(taxonomy: Taxonomy, corpus: Path | None = None) -> dict[str, str]:
    """Return what a model must have been made from to be used now.

    numpy is not in it (the arrays mean the same to every version); scikit-learn is, since another
    version learns other weights, and so is PyStemmer, since other stems would miss the vocabulary.
    """
    return {
        "code": _code(),
        "normaliser": NORMALISER,
        "pystemmer": installed("PyStemmer"),
        "scikit-learn": installed("scikit-learn"),
        "taxonomy": taxonomy.fingerprint,
        "corpus": corpus_fingerprint(corpus),
    }


@lru_cache(maxsize=1)
def _code() -> str:
    """Hash the modules that make numbers of texts and learn from them: nobody has to remember a version number."""
    return digest(*((Path(__file__).parent / name).read_text(encoding="utf-8") for name in _LEARNING))


def save(model: Model, folder: Path) -> str:
    """Write model into folder and put it in use; return its version. OSError when the disk refuses."""
    arrays = BytesIO()
    np.savez(arrays, weights=model.weights, bias=model.bias, idf=model.lexicon.idf)
    content = arrays.getvalue()
    text = json.dumps(_as_json(model, _hash(content)), ensure_ascii=False, sort_keys=True, indent=1)
    name = _hash(text.encode())[:16]
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        _write(beside / "weights.npz", content)
        _write(beside / "model.json", text.encode())
        beside.chmod(0o755)
        _place(beside, folder / name)
        _write(folder / f".current-{os.getpid()}", name.encode())
        (folder / f".current-{os.getpid()}").replace(folder / "current")
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _sweep(folder, name)
    return name


def current_version(folder: Path) -> str:
    """Return the version of the model in use. Raises ModelError when there is none."""
    try:
        name = (folder / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise ModelError(
            _("Le modèle est absent de {folder} : lancez « veille train ».").format(folder=folder)
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(folder, str(error)) from error
    if not name.isalnum():
        raise _damaged(folder, _("nom de version illisible"))
    return name


def load(folder: Path, version: str, basis: Mapping[str, str]) -> Model:
    """Read and check a model.

    Raises ModelError, which says to train again, when files are missing or damaged or
    when the model was made from another basis than the given one.
    """
    try:
        text = (folder / version / "model.json").read_bytes()
        content = (folder / version / "weights.npz").read_bytes()
    except OSError as error:
        raise _damaged(folder, str(error)) from error
    if _hash(text)[:16] != version:
        raise _damaged(folder, _("model.json a changé"))
    said = json.loads(text)
    differences = sorted(key for key in {*basis, *said["basis"]} if basis.get(key) != said["basis"].get(key))
    if differences:
        message = _("Le modèle de {folder} vient d’autres versions ou données ({names}) : lancez « veille train ».")
        raise ModelError(message.format(folder=folder, names=", ".join(differences)))
    if _hash(content) != said["weights"]:
        raise _damaged(folder, _("weights.npz a changé"))
    try:
        with np.load(BytesIO(content), allow_pickle=False) as arrays:
            return _from_json(said, arrays["weights"], arrays["bias"], arrays["idf"])
    except (ValueError, KeyError, BadZipFile) as error:
        raise _damaged(folder, str(error)) from error


def is_current(folder: Path, taxonomy: Path | None = None, corpus: Path | None = None) -> bool:
    """Say whether folder holds a whole model made by these versions from this taxonomy and corpus.

    Raises ConfigError when the taxonomy itself is wrong.
    """
    try:
        load(folder, current_version(folder), current_basis(load_taxonomy(taxonomy), corpus))
    except (ModelError, InputError):
        return False
    return True


def _as_json(model: Model, weights: str) -> dict[str, Any]:
    parameters = model.parameters
    return {
        "basis": dict(model.basis),
        "figures": dict(model.figures),
        "groups": model.lexicon.groups,
        "texts": model.lexicon.texts,
        "outputs": [list(name) for name in model.outputs.names],
        "sigmoids": {name: [curve.slope, curve.offset] for name, curve in parameters.sigmoids.items()},
        "stems": " ".join(model.lexicon.stems),
        "temperature": parameters.temperature,
        "thresholds": dict(parameters.thresholds),
        "weights": weights,
        "zones": {"review": parameters.zones.review, "public": parameters.zones.public},
    }


def _from_json(said: dict[str, Any], weights: Floats, bias: Floats, idf: npt.NDArray[np.float32]) -> Model:
    lexicon = Lexicon.of(said["stems"].split(), idf, said["texts"], said["groups"])
    outputs = Outputs([(facet, label) for facet, label in said["outputs"]])
    if weights.shape != (lexicon.columns, len(outputs.names)) or len(idf) != len(lexicon.stems):
        raise ValueError(_("tableaux de taille inattendue"))
    return Model(
        lexicon=lexicon,
        outputs=outputs,
        weights=weights,
        bias=bias,
        parameters=Parameters(
            sigmoids={name: Sigmoid(slope=slope, offset=offset) for name, (slope, offset) in said["sigmoids"].items()},
            thresholds=said["thresholds"],
            temperature=said["temperature"],
            zones=Zones(**said["zones"]),
        ),
        basis=said["basis"],
        figures=said["figures"],
    )


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _place(beside: Path, target: Path) -> None:
    """Move a model into place; the same model already there, perhaps by another training just now, is as good."""
    if _is_whole(target):
        os.utime(target)
        return
    shutil.rmtree(target, ignore_errors=True)
    try:
        beside.rename(target)
    except OSError:
        if not _is_whole(target):
            raise


def _is_whole(folder: Path) -> bool:
    """Say whether a model's folder still holds what its name promises."""
    try:
        text = (folder / "model.json").read_bytes()
        content = (folder / "weights.npz").read_bytes()
    except OSError:
        return False
    return _hash(text)[:16] == folder.name and json.loads(text)["weights"] == _hash(content)


def _sweep(folder: Path, current: str) -> None:
    """Remove what is old: models beyond the last few, leftovers of trainings that died."""
    limit = (folder / "current").stat().st_mtime - _KEPT_SECONDS
    found = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    leftovers = [path for path in found if path.name.startswith(".new-")]
    models = [path for path in found if not path.name.startswith(".") and path.name != current]
    for path in [*leftovers, *models[:-_KEPT]]:
        if path.stat().st_mtime < limit:
            shutil.rmtree(path, ignore_errors=True)


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _damaged(folder: Path, detail: str) -> ModelError:
    message = _("Le modèle de {folder} est abîmé ({detail}) : lancez « veille train ».")
    return ModelError(message.format(folder=folder, detail=detail))
