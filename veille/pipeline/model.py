"""Having a model that fits: trained when there is none, when versions, corpus or taxonomy change, and once a day when
officers corrected something.

Names of `classify` are looked up when used: they bring numpy or scikit-learn
in, which a run without news never needs.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from veille import classify
from veille.errors import ModelError, reason
from veille.i18n import _
from veille.models import PARIS
from veille.pipeline.corrections import JOURNAL, gather

if TYPE_CHECKING:
    from veille.classify import Tagger, Taxonomy, TrainReport

Tell = Callable[[str], None]

log = logging.getLogger(__name__)


def ensure_model(data: Path, taxonomy: Path | None, now: datetime) -> bool:
    """Train the model of a data folder when none fits or there is something to learn; say whether that was needed.

    Takes a minute of CPU at most. Raises ModelError when the disk refuses it.
    """
    folder = data / "model"
    if classify.is_current(folder, taxonomy) and not _has_to_learn(data, taxonomy, now):
        return False
    train(data, taxonomy, now)
    return True


def _has_to_learn(data: Path, taxonomy: Path | None, now: datetime) -> bool:
    """Say whether officers corrected something that no training has seen, the last one being of another day.

    Never while a person's choice of model stands.
    """
    from veille.classify.registry import is_pinned, last_training  # noqa: PLC0415 - brings numpy in

    folder = data / "model"
    if not (data / JOURNAL).exists() or is_pinned(folder):
        return False
    last = last_training(folder)
    if last is not None and last.at and _day(datetime.fromisoformat(last.at)) == _day(now):
        return False
    lessons = gather(data, classify.load_taxonomy(taxonomy))[0].lessons(now)
    return lessons.fingerprint != (last.lessons if last else "")


def _day(moment: datetime) -> str:
    return moment.astimezone(PARIS).date().isoformat()


def ready_tagger(data: Path, taxonomy: Path | None, now: datetime, *, tell: Tell) -> "Tagger":
    """Return the tagger of a data folder, training it first when there is none that fits, which `tell` is told."""
    folder = data / "model"
    if not classify.is_current(folder, taxonomy):
        tell(_("Pas encore de modèle d’étiquetage à jour : entraînement, une fois pour toutes…"))
        train(data, taxonomy, now)
    return classify.load_tagger(folder)


def train(data: Path, taxonomy: Path | None, now: datetime, *, progress: Tell | None = None) -> "TrainReport":
    """Train a model on the corpus and what officers corrected; `progress` is told each step.

    It comes into use when it does better (classify.contest). Raises ModelError when the disk refuses.
    """
    vocabulary = classify.load_taxonomy(taxonomy)
    found, said = gather(data, vocabulary)
    tell = progress or log.warning
    for sentence in (*said, *_given_up(data, vocabulary)):
        tell(sentence)
    try:
        return classify.train(data / "model", progress=progress, taxonomy=taxonomy, lessons=found.lessons(now))
    except OSError as error:
        refused = _(
            "{path} : le modèle d’étiquetage ne peut pas être enregistré ({reason}) ; "
            "le disque est peut-être plein, vérifiez la place et les droits, puis relancez"
        )
        raise ModelError(refused.format(path=data / "model", reason=reason(error))) from error


def _given_up(data: Path, taxonomy: "Taxonomy") -> tuple[str, ...]:
    """Say which labels the model in use gives and the next one will not: the taxonomy may have been left elsewhere."""
    from veille.classify.registry import champion  # noqa: PLC0415 - brings numpy in

    before = champion(data / "model")
    known = {label for _facet, label, *_rest in taxonomy.rows()}
    gone = [label for _facet, label, *_rest in before[1].taxonomy.rows() if label not in known] if before else []
    if not gone:
        return ()
    message = _(
        "étiquettes abandonnées, que la taxonomie n’a plus : {labels} ; si c’est une erreur, mettez votre taxonomy.yml "
        "dans {folder}"
    )
    return (message.format(labels=", ".join(gone), folder=data),)
