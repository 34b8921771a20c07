"""Having a model that fits: trained once per data folder, again when versions or corpus change."""

from collections.abc import Callable
from pathlib import Path

from veille.classify import Tagger, is_current, load_tagger, train
from veille.i18n import _


def ensure_model(folder: Path) -> bool:
    """Train the model of a folder when there is none that fits; say whether that was needed. Takes seconds of CPU."""
    if is_current(folder):
        return False
    train(folder)
    return True


def ready_tagger(folder: Path, *, tell: Callable[[str], None]) -> Tagger:
    """Return the folder's tagger, training it first when there is none that fits, which `tell` is told."""
    if not is_current(folder):
        tell(_("Pas encore de modèle d’étiquetage à jour : entraînement, une fois pour toutes…"))
        train(folder)
    return load_tagger(folder)
