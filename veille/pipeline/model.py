"""Having a model that fits: trained once per data folder, again when versions or corpus change.

Names of `classify` are looked up when used: they bring numpy or scikit-learn
in, which a run without news never needs.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from veille import classify
from veille.errors import ModelError, reason
from veille.i18n import _

if TYPE_CHECKING:
    from veille.classify import Tagger, TrainReport


def ensure_model(folder: Path) -> bool:
    """Train the model of a folder when there is none that fits; say whether that was needed. Takes seconds of CPU.

    Raises ModelError when the disk refuses it.
    """
    if classify.is_current(folder):
        return False
    train(folder)
    return True


def ready_tagger(folder: Path, *, tell: Callable[[str], None]) -> "Tagger":
    """Return the folder's tagger, training it first when there is none that fits, which `tell` is told."""
    if not classify.is_current(folder):
        tell(_("Pas encore de modèle d’étiquetage à jour : entraînement, une fois pour toutes…"))
        train(folder)
    return classify.load_tagger(folder)


def train(folder: Path, *, progress: Callable[[str], None] | None = None) -> "TrainReport":
    """Train and save the model of a folder; `progress` is told each step. Raises ModelError when the disk refuses."""
    try:
        return classify.train(folder, progress=progress)
    except OSError as error:
        refused = _(
            "{path} : le modèle d’étiquetage ne peut pas être enregistré ({reason}) ; "
            "le disque est peut-être plein, vérifiez la place et les droits, puis relancez"
        )
        raise ModelError(refused.format(path=folder, reason=reason(error))) from error
