"""Having a model that fits: trained once per data folder, again when versions or corpus change.

Names of `classify` are looked up when used: they bring numpy or scikit-learn
in, which a run without news never needs.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from veille import classify
from veille.i18n import _

if TYPE_CHECKING:
    from veille.classify import Tagger


def ensure_model(folder: Path) -> bool:
    """Train the model of a folder when there is none that fits; say whether that was needed. Takes seconds of CPU."""
    if classify.is_current(folder):
        return False
    classify.train(folder)
    return True


def ready_tagger(folder: Path, *, tell: Callable[[str], None]) -> "Tagger":
    """Return the folder's tagger, training it first when there is none that fits, which `tell` is told."""
    if not classify.is_current(folder):
        tell(_("Pas encore de modèle d’étiquetage à jour : entraînement, une fois pour toutes…"))
        classify.train(folder)
    return classify.load_tagger(folder)
