"""What becomes of a newly trained model: it is kept, compared with the champion, and comes into use or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veille.classify.contest import Reason, Verdict, contest, headline
from veille.classify.history import Event, What, record
from veille.classify.lessons import Lessons
from veille.classify.model import Model
from veille.classify.modelfiles import write
from veille.classify.registry import champion, sweep, use
from veille.classify.tagger import Tagger
from veille.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """How a training ended."""

    version: str
    """Of the new model."""
    in_use: str
    """The version in use from now on."""
    verdict: Verdict
    before: Mapping[str, Any] | None
    """Figures of the model in use until now; None when there was none."""

    def to_json(self) -> dict[str, Any]:
        """Return what a machine reads."""
        contest = self.verdict.as_numbers()
        return {"version": self.version, "in_use": self.in_use, "reason": str(self.verdict.reason), "contest": contest}

    def to_text(self) -> str:
        """Say it in French, one sentence."""
        verdict = self.verdict
        numbers = {
            "version": self.version, "champion": self.in_use, "texts": verdict.texts,
            "ours": 100 * verdict.challenger, "theirs": 100 * verdict.champion,
        }  # fmt: skip
        return _SAID[verdict.reason].format(**numbers)


_SAID = {
    Reason.FIRST: _("Le modèle {version} est en service : c’est le premier ici."),
    Reason.OTHER_BASIS: _("Le modèle {version} est en service : corpus, taxonomie ou versions ont changé."),
    Reason.SAME: _("Rien de nouveau à apprendre : le modèle {version} reste en service."),
    Reason.WON: _(
        "Le modèle {version} est en service : il fait mieux sur les {texts} textes d’audit "
        "({ours:.1f} contre {theirs:.1f} sur 100)."
    ),
    Reason.LOST: _(
        "Le modèle {champion} reste en service : le nouveau ({version}) fait moins bien sur les {texts} textes d’audit "
        "({ours:.1f} contre {theirs:.1f} sur 100)."
    ),
    Reason.TIE: _(
        "Le modèle {champion} reste en service : sur les {texts} textes d’audit, rien ne prouve que le nouveau "
        "({version}) fasse mieux ({ours:.1f} contre {theirs:.1f} sur 100)."
    ),
    Reason.NO_AUDIT: _(
        "Le modèle {version} est en service : trop peu de textes d’audit pour comparer, mais ses chiffres n’ont pas "
        "baissé. « veille review --audit 50 » tire un échantillon qui permettra de juger."
    ),
    Reason.FELL: _(
        "Le modèle {champion} reste en service : les chiffres du nouveau ({version}) ont baissé, et trop peu de textes "
        "d’audit permettent de juger. « veille review --audit 50 » en tire un échantillon."
    ),
}


def succeed(model: Model, folder: Path, *, texts: int, lessons: Lessons) -> Succession:
    """Keep a model and decide whether it comes into use. OSError or StoreError when the disk refuses."""
    version = write(model, folder)
    before = champion(folder)
    verdict = Verdict(reason=Reason.FIRST)
    if before is not None:
        verdict = _verdict(version, model, before, lessons)
    over = before[0] if before else ""
    if verdict.reason.enters and verdict.reason is not Reason.SAME:
        use(folder, version)
    record(
        folder,
        Event(
            what=What.ENTERED if verdict.reason.enters else What.KEPT_OUT,
            version=version,
            at=lessons.at.isoformat() if lessons.at else "",
            reason=str(verdict.reason),
            over=over if over != version else "",
            corpus=model.basis["corpus"],
            taxonomy=model.basis["taxonomy"],
            texts=texts,
            corrections=len(lessons.rows),
            lessons=lessons.fingerprint,
            scores=headline(model.figures),
            contest=verdict.as_numbers(),
        ),
    )
    sweep(folder)
    return Succession(
        version=version,
        in_use=version if verdict.reason.enters else over,
        verdict=verdict,
        before=before[1].figures if before else None,
    )


def _verdict(version: str, model: Model, before: tuple[str, Model], lessons: Lessons) -> Verdict:
    if version == before[0]:
        return Verdict(reason=Reason.SAME)
    if model.basis != before[1].basis:
        return Verdict(reason=Reason.OTHER_BASIS)
    challenger = Tagger(model, model.taxonomy, version)
    return contest(challenger, Tagger(before[1], before[1].taxonomy, before[0]), lessons.audit)
