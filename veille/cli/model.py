"""Commands of the tagging model: classify, train, evaluate."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.options import config_option, data_option, feeds_option, json_option, now
from veille.errors import BusyError, InputError
from veille.i18n import _, ngettext

if TYPE_CHECKING:
    from veille.pipeline import RunPlan


@click.command(help=_("Entraîner le modèle d’étiquetage sur le corpus livré, puis réétiqueter les articles gardés."))
@feeds_option
@data_option
@config_option
@click.option(
    "--corrections",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("Verser d’abord au journal les corrections de ce fichier JSONL (même forme que corrections.jsonl)."),
)
@json_option
def train(feeds: Path | None, data: Path, config: Path | None, corrections: Path | None, as_json: bool) -> None:
    """Train a model, say how good it is by cross-validation and whether it comes into use; tag stored items anew."""
    from veille.classify import load_taxonomy
    from veille.cli.run import make_plan
    from veille.pipeline.corrections import take_over
    from veille.pipeline.model import train as train_model

    plan = make_plan(feeds, data, config)
    if corrections is not None:
        taken = take_over(data, corrections, load_taxonomy(plan.taxonomy))
        click.echo(ngettext("{n} correction versée.", "{n} corrections versées.", taken).format(n=taken), err=True)
    report = train_model(data, plan.taxonomy, plan.now, progress=lambda step: click.echo(step, err=True))
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else report.to_text())
    if (data / "collect.db").exists():
        click.echo(renewed(plan), err=as_json)


def renewed(plan: "RunPlan") -> str:
    """Tag what is stored by the model in use, and say in French what became of it."""
    from veille.pipeline import retag

    try:
        count = retag(plan)
    except BusyError:
        return _("Une collecte est en cours : elle ou la prochaine réétiquettera les articles.")
    return ngettext("{n} article réétiqueté.", "{n} articles réétiquetés.", count).format(n=count)


@click.command(help=_("Étiqueter un fichier JSONL : une ligne {id, title, text} donne une ligne d’étiquettes."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@data_option
@click.option(
    "--explain",
    is_flag=True,
    help=_("Ajouter les mots et indices qui ont pesé, les mots des lieux et les phrases des dates."),
)
def classify(file: Path, data: Path, explain: bool) -> None:
    """Tag lines of texts; trains the model first when there is none."""
    from veille.config import find_taxonomy
    from veille.pipeline.classifying import classify_lines
    from veille.pipeline.model import ready_tagger

    tagger = ready_tagger(data, find_taxonomy(data), now(), tell=lambda step: click.echo(step, err=True))
    with click.open_file(str(file), encoding="utf-8") as lines, _utf8(file):
        for row in classify_lines(tagger, lines, explain=explain):
            click.echo(json.dumps(row, ensure_ascii=False))


@contextmanager
def _utf8(file: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise InputError(_("{file} n’est pas en UTF-8").format(file=file)) from error


@click.command(help=_("Mesurer le modèle sur un fichier JSONL annoté : précision, rappel, F1 par étiquette."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--second",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("Étiquettes d’une seconde personne, par id : dire leur accord à côté des chiffres du modèle."),
)
@data_option
@json_option
def evaluate(file: Path, second: Path | None, data: Path, as_json: bool) -> None:
    """Compare the model's tags with those of a labelled file."""
    from veille.config import find_taxonomy
    from veille.pipeline.evaluating import evaluate as evaluate_file
    from veille.pipeline.model import ready_tagger

    tagger = ready_tagger(data, find_taxonomy(data), now(), tell=lambda step: click.echo(step, err=True))
    result = evaluate_file(tagger, file, second)
    click.echo(json.dumps(result.to_json(), ensure_ascii=False) if as_json else result.to_text())
