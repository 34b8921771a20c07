"""`veille model`: which models there are, which is in use, how good it is, what drifts."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.correct import FACETS
from veille.cli.model import renewed
from veille.cli.options import config_option, data_option, feeds_option, json_option, now
from veille.i18n import _, ngettext
from veille.models import PARIS

if TYPE_CHECKING:
    from veille.classify.quality import Estimate
    from veille.classify.registry import Entry


@click.group(help=_("Les modèles d’étiquetage : lesquels, lequel sert, ce qu’il vaut."))
def model() -> None:
    """Group the commands about models."""


@model.command("list", help=_("Dire quels modèles ont été entraînés ici, et lequel est en service."))
@data_option
@json_option
def list_models(data: Path, as_json: bool) -> None:
    """List the registry."""
    from veille.classify.registry import as_json as entry_as_json
    from veille.classify.registry import entries, is_pinned

    folder = data / "model"
    found = entries(folder)
    if as_json:
        said = {"pinned": is_pinned(folder), "models": [entry_as_json(entry) for entry in found]}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    if not found:
        click.echo(_("Aucun modèle ici : « veille train » en entraîne un."))
        return
    head = f"  {'':<16}  {_('entraîné le'):<17} {_('textes'):>7} {_('corr.'):>6}  {_('thèmes'):>6} {_('sect.'):>6}"
    click.echo(head + f" {_('fam.'):>6} {_('genres'):>6}  {_('état')}")
    click.echo("\n".join(_line(entry) for entry in found))
    if is_pinned(folder):
        click.echo(
            "\n" + _("Le modèle en service a été choisi à la main ; « veille model rollback --auto » rend la main.")
        )


def _line(entry: "Entry") -> str:
    event = entry.trained
    when = _("date inconnue")
    scores = [f"{'':>6}"] * 4
    texts = corrections = ""
    if event is not None:
        when = datetime.fromisoformat(event.at).astimezone(PARIS).strftime("%d/%m/%Y %H:%M") if event.at else when
        scores = [f"{event.scores.get(facet, 0):>6.3f}" for facet in ("theme", "sector", "org", "kind")]
        texts, corrections = str(event.texts), str(event.corrections)
    sign = "→" if entry.in_use else " "
    return f"{sign} {entry.version:<16}  {when:<17} {texts:>7} {corrections:>6}  {' '.join(scores)}  {_state(entry)}"


def _state(entry: "Entry") -> str:
    from veille.classify.history import What

    if entry.in_use and entry.state == "usable":
        return _("en service")
    if entry.state == "gone":
        return _("effacé")
    if entry.state != "usable":
        return entry.state
    if entry.trained is not None and entry.trained.what is What.KEPT_OUT:
        return _("pas retenu")
    return _("ancien")


@model.command("rollback", help=_("Remettre un modèle antérieur en service (par défaut le précédent) et réétiqueter."))
@click.argument("version", required=False, default="")
@click.option("--auto", is_flag=True, help=_("Laisser de nouveau les entraînements décider."))
@feeds_option
@data_option
@config_option
def rollback(version: str, auto: bool, feeds: Path | None, data: Path, config: Path | None) -> None:
    """Bring an earlier model back until somebody says otherwise, and tag stored items anew."""
    from veille.classify.registry import current_version, release
    from veille.classify.registry import rollback as roll_back
    from veille.cli.run import make_plan

    folder = data / "model"
    if auto:
        if version:
            raise click.UsageError(_("--auto va sans version"))
        released = release(folder, now())
        click.echo(_("Les entraînements décident de nouveau.") if released else _("Les entraînements décidaient déjà."))
        return
    plan = make_plan(feeds, data, config)
    before = current_version(folder)
    chosen = roll_back(folder, version, now(), plan.taxonomy)
    click.echo(
        _("Le modèle {version} est en service à la place de {before}, jusqu’à nouvel ordre.").format(
            version=chosen, before=before
        )
    )
    if (data / "collect.db").exists():
        click.echo(renewed(plan))
    click.echo(_("« veille model rollback --auto » ou un modèle meilleur, appris par « veille train », y met fin."))


@model.command("quality", help=_("Estimer la qualité réelle sur l’échantillon tiré au hasard et jugé."))
@data_option
@json_option
def quality(data: Path, as_json: bool) -> None:
    """Estimate the quality of the model in use on the whole stock."""
    from veille.classify import load_tagger
    from veille.classify.contest import ENOUGH
    from veille.classify.quality import quality as estimate
    from veille.pipeline.corrections import gather

    tagger = load_tagger(data / "model")
    found = estimate(tagger, gather(data, tagger.taxonomy)[0].audited())
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    if not found.texts:
        click.echo(_("Aucun texte d’audit jugé : « veille review --audit 50 » en tire un échantillon."))
        return
    head = ngettext("{n} texte jugé, qui en représente {stock} :", "{n} textes jugés, qui en représentent {stock} :",
                    found.texts)  # fmt: skip
    click.echo(head.format(n=found.texts, stock=found.stock))
    if found.texts < ENOUGH:
        click.echo("  " + _("trop peu pour conclure : jugez-en au moins {n}").format(n=ENOUGH))
    for facet in found.facets:
        said = _("précision {p}, rappel {r}, F1 {f1}").format(
            p=_estimate(facet.precision), r=_estimate(facet.recall), f1=_estimate(facet.f1)
        )
        click.echo(f"  {FACETS[facet.facet]:<11} {said}")


def _estimate(one: "Estimate") -> str:
    return f"{one.value:.2f} ({one.low:.2f} – {one.high:.2f})"


@model.command("drift", help=_("Dire si le flux change : vocabulaire, pertinence, fréquence des étiquettes, par mois."))
@data_option
@json_option
def drift(data: Path, as_json: bool) -> None:
    """Compare months; exit 0 whether or not an alarm rings."""
    from veille.classify import load_tagger
    from veille.pipeline.drifting import drift as look_for_drift
    from veille.pipeline.drifting import told
    from veille.store import open_store

    folder = data / "model"
    tagger = load_tagger(folder)
    with open_store(data / "collect.db", create=False) as store:
        found = look_for_drift(store, tagger, folder, now())
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
        return
    click.echo(f"  {_('mois'):<8} {_('textes'):>7} {_('mots inconnus'):>14} {_('gardés'):>8}")
    names = tagger.taxonomy.names()
    for month in found.months:
        kept = month.kept / month.texts if month.texts else 0.0
        click.echo(f"  {month.month:<8} {month.texts:>7} {100 * month.unknown:>12.1f} % {100 * kept:>6.0f} %")
        for sentence in told([one for one in found.alarms if one.month == month.month], names):
            click.echo("      " + click.style("! ", fg="red") + sentence)
    if not found.alarms:
        click.echo(_("Rien n’a changé de façon notable."))
