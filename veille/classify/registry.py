"""Which models there are, which one is in use, and how it came to be.

    FOLDER/current           the name of the model in use: the champion
    FOLDER/pinned            there when a person chose it; only a person's word lets another take its place
    FOLDER/registry.jsonl    what happened, a line each: trained and entered, trained and kept out, rolled back

The champion is named by one rename, so a reader never sees half a name. Earlier models stay for a while: a person
may want one back, and a worker that has just read `current` still finds its files.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from veille.classify.history import Event, What, events, record
from veille.classify.model import Model, current_basis
from veille.classify.modelfiles import NEW, damaged, read, refuse_other_basis, write_file
from veille.classify.taxonomy import load_taxonomy
from veille.errors import InputError, ModelError, reason
from veille.i18n import _

PINNED = "pinned"
_KEPT = 5  # former champions kept beside the one in use
_KEPT_CHALLENGERS = 2  # of those that were not let in
_KEPT_SECONDS = 3_600  # and none younger than this is ever removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One model that was ever trained or used here."""

    version: str
    trained: Event | None
    """How it came; None when the history does not tell."""
    in_use: bool
    state: str
    """usable, gone (its files were swept), or why it cannot be used, in French."""


def current_version(folder: Path) -> str:
    """Return the version of the model in use. Raises ModelError when there is none."""
    try:
        name = (folder / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise ModelError(
            _("Le modèle est absent de {folder} : lancez « veille train ».").format(folder=folder)
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(folder, reason(error)) from error
    if not name.isalnum():
        raise damaged(folder, _("nom de version illisible"))
    return name


def champion(folder: Path) -> tuple[str, Model] | None:
    """Return the model in use; None when there is none that can tag."""
    try:
        version = current_version(folder)
        return version, read(folder, version)
    except ModelError:
        return None


def load(folder: Path, version: str, basis: Mapping[str, str] | None = None) -> Model:
    """Read and check a model; with a basis it must have been made from just that. Raises ModelError."""
    model = read(folder, version)
    if basis is not None:
        refuse_other_basis(folder, model.basis, basis)
    return model


def is_current(folder: Path, taxonomy: Path | None = None, corpus: Path | None = None) -> bool:
    """Say whether the folder's model may be used without training another.

    One that a person chose may as long as it can tag; any other must be made by these versions from this taxonomy
    and corpus (None: the shipped ones). Raises ConfigError when the taxonomy itself is wrong.
    """
    wanted = None if is_pinned(folder) else current_basis(load_taxonomy(taxonomy), corpus)
    try:
        load(folder, current_version(folder), wanted)
    except (ModelError, InputError):
        return False
    return True


def is_pinned(folder: Path) -> bool:
    """Say whether a person chose the model in use."""
    return (folder / PINNED).exists()


def use(folder: Path, version: str) -> None:
    """Put a model that is there in use; whoever chose the one before, it is not pinned."""
    beside = folder / f".current-{os.getpid()}"
    write_file(beside, version.encode())
    beside.replace(folder / "current")
    (folder / PINNED).unlink(missing_ok=True)


def rollback(folder: Path, version: str, now: datetime, taxonomy: Path | None = None) -> str:
    """Put an earlier model in use until a person says otherwise; return its version.

    Without a version: the one that was in use before. Raises ModelError when it is not there, cannot tag, or
    gives labels that the taxonomy no longer has.
    """
    before = _current_or_none(folder)
    version = version or _previous(folder, before)
    if not version.isalnum() or not (folder / version).is_dir():
        raise ModelError(_("Aucun modèle « {version} » ici : « veille model list » les dit.").format(version=version))
    known = {(facet, id) for facet, id, *_rest in load_taxonomy(taxonomy).rows()}
    gone = sorted(id for facet, id, *_rest in read(folder, version).taxonomy.rows() if (facet, id) not in known)
    if gone:
        message = _("Le modèle {version} donne des étiquettes qui ne sont plus dans la taxonomie : {labels}.")
        raise ModelError(message.format(version=version, labels=", ".join(gone)))
    use(folder, version)
    write_file(folder / PINNED, b"")
    record(folder, Event(what=What.ROLLED_BACK, version=version, over=before, at=now.isoformat()))
    return version


def release(folder: Path, now: datetime) -> bool:
    """Let trainings decide again which model is in use; False when they did."""
    if not is_pinned(folder):
        return False
    (folder / PINNED).unlink(missing_ok=True)
    record(folder, Event(what=What.RELEASED, version=current_version(folder), at=now.isoformat()))
    return True


def _previous(folder: Path, current: str) -> str:
    """Return the version in use before the present one, of those that can still tag. Raises ModelError."""
    used = [event.version for event in events(folder) if event.what in (What.ENTERED, What.ROLLED_BACK)]
    for version in reversed(used):
        if version != current:
            with suppress(ModelError):
                read(folder, version)
                return version
    raise ModelError(_("Aucun modèle antérieur utilisable ici : « veille model list » les dit."))


def last_training(folder: Path) -> Event | None:
    """Return what is known of the last training, whether its model came into use or not."""
    trainings = [event for event in events(folder) if event.what in (What.ENTERED, What.KEPT_OUT)]
    return trainings[-1] if trainings else None


def entries(folder: Path) -> list[Entry]:
    """Return every model known here, newest training last."""
    current = _current_or_none(folder)
    trained: dict[str, Event | None] = {}
    for event in events(folder):
        if event.what in (What.ENTERED, What.KEPT_OUT):
            trained.pop(event.version, None)
            trained[event.version] = event
    here = {path.name: None for path in _folders(folder) if path.name not in trained}
    return [
        Entry(version=version, trained=event, in_use=version == current, state=_state(folder, version))
        for version, event in {**here, **trained}.items()
    ]


def _state(folder: Path, version: str) -> str:
    if not (folder / version).is_dir():
        return "gone"
    try:
        read(folder, version)
    except ModelError as error:
        return str(error)
    return "usable"


def sweep(folder: Path) -> None:
    """Remove what is old: models beyond the last few, leftovers of trainings that died."""
    current = _current_or_none(folder)
    last = {event.version: event.what for event in events(folder)}
    found = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    models = [path for path in found if not path.name.startswith(".") and path.name != current]
    challengers = [path for path in models if last.get(path.name) is What.KEPT_OUT]
    former = [path for path in models if path not in challengers]
    leftovers = [path for path in found if path.name.startswith(NEW)]
    limit = (folder / "current").stat().st_mtime - _KEPT_SECONDS
    for path in [*leftovers, *former[:-_KEPT], *challengers[:-_KEPT_CHALLENGERS]]:
        if path.stat().st_mtime < limit:
            shutil.rmtree(path, ignore_errors=True)


def _folders(folder: Path) -> Sequence[Path]:
    if not folder.is_dir():
        return ()
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _current_or_none(folder: Path) -> str:
    """Return the version in use; empty when there is none."""
    with suppress(ModelError):
        return current_version(folder)
    return ""


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as `veille model list --json` gives it."""
    return {**asdict(entry), "trained": asdict(entry.trained) if entry.trained else None}
