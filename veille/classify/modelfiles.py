"""Models on disk: written whole or not at all, checked byte by byte when read.

    FOLDER/<version>/model.json     vocabulary, thresholds, figures, what it was made from, hash of the weights
    FOLDER/<version>/weights.npz    arrays, read with allow_pickle=False

The version is a hash of everything in the model: what was changed, cut short or put there by somebody else does
not carry the name it should have. A model is written beside and moved into place by one rename, so a reader never
sees half of one, and two trainings at once end with two whole models.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from veille.classify.model import FORMAT, Model, from_json, tagging_basis, to_json
from veille.errors import ModelError, reason
from veille.i18n import _

NEW = ".new-"
"""How the name of a folder begins that is being written."""


def write(model: Model, folder: Path) -> str:
    """Keep a model in folder and return its version; which one is in use stays as it is. OSError for a bad disk."""
    arrays = BytesIO()
    np.savez(arrays, weights=model.weights, bias=model.bias, idf=model.lexicon.idf)
    content = arrays.getvalue()
    said = {**to_json(model), "weights": _hash(content), "weights_bytes": len(content)}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1)
    name = _hash(text.encode())[:16]
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=NEW, dir=folder))
    try:
        write_file(beside / "weights.npz", content)
        write_file(beside / "model.json", text.encode())
        beside.chmod(0o755)
        _place(beside, folder / name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return name


def read(folder: Path, version: str) -> Model:
    """Read a model and check that it can tag.

    Raises ModelError, which says to train again: files missing, cut short or changed, or made by a version of
    veille that reads texts otherwise.
    """
    said, content = _checked(folder, version)
    try:
        refuse_other_basis(folder, said["basis"], tagging_basis())
        with np.load(BytesIO(content), allow_pickle=False) as arrays:
            return from_json(said, arrays)
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile) as error:
        raise damaged(folder, _("contenu inattendu : {error}").format(error=error)) from error


def _checked(folder: Path, version: str) -> tuple[dict[str, Any], bytes]:
    """Return what the two files of a model hold, after making sure that it is what its name promises."""
    try:
        text = (folder / version / "model.json").read_bytes()
        content = (folder / version / "weights.npz").read_bytes()
    except OSError as error:
        raise damaged(folder, reason(error)) from error
    if _hash(text)[:16] != version:
        raise damaged(folder, _("model.json est tronqué") if not _is_json(text) else _("model.json a changé"))
    try:
        said: dict[str, Any] = dict(json.loads(text))
    except (ValueError, TypeError) as error:  # its name fits what somebody wrote
        raise damaged(folder, _("model.json est illisible")) from error
    if said.get("format") != FORMAT:
        refuse_other_basis(folder, {"format": str(said.get("format", 1))}, {"format": str(FORMAT)})
    if _hash(content) != said.get("weights"):
        if len(content) < said.get("weights_bytes", 0):
            raise damaged(folder, _("weights.npz est tronqué"))
        raise damaged(folder, _("weights.npz a changé"))
    return said, content


def refuse_other_basis(folder: Path, made: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise ModelError, naming what differs, when a model was made from something else than wanted."""
    differences = [key for key in wanted if made.get(key) != wanted[key]]
    if differences:
        message = _("Le modèle de {folder} vient d’autres versions ou données ({names}) : lancez « veille train ».")
        raise ModelError(message.format(folder=folder, names=", ".join(sorted(differences))))


def damaged(folder: Path, detail: str) -> ModelError:
    """Return the error that says that a model cannot be used as it is."""
    message = _("Le modèle de {folder} est abîmé ({detail}) : lancez « veille train ».")
    return ModelError(message.format(folder=folder, detail=detail))


def write_file(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _place(beside: Path, target: Path) -> None:
    """Move a model into place; the same model already there, perhaps by another training just now, is as good."""
    if is_whole(target):
        os.utime(target)
        return
    shutil.rmtree(target, ignore_errors=True)
    try:
        beside.rename(target)
    except OSError:
        if not is_whole(target):
            raise


def is_whole(folder: Path) -> bool:
    """Say whether the folder of a version still holds what its name promises."""
    try:
        _checked(folder.parent, folder.name)
    except ModelError:
        return False
    return True


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
