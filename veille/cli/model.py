"""Commands of the tagging model: classify, train, evaluate."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from veille.cli.options import config_option, data_option, feeds_option, json_option
from veille.errors import InputError
from veille.i18n import _, ngettext


@click.command(help=_("Entraîner le modèle d’étiquetage sur le corpus livré, puis réétiqueter les articles gardés."))
@feeds_option
@data_option
@config_option
@json_option
def train(feeds: Path | None, data: Path, config: Path | None, as_json: bool) -> None:
    """Train and save the model, say how good it is by cross-validation, and tag stored items anew."""
    from veille.cli.run import make_plan
    from veille.pipeline import retag
    from veille.pipeline.model import train as train_model

    report = train_model(data / "model", progress=None if as_json else lambda step: click.echo(step, err=True))
    click.echo(json.dumps(report.evaluation.to_json(), ensure_ascii=False) if as_json else report.to_text())
    if (data / "collect.db").exists():
        renewed = retag(make_plan(feeds, data, config))
        if not as_json:
            click.echo(ngettext("{n} article réétiqueté.", "{n} articles réétiquetés.", renewed).format(n=renewed))


@click.command(help=_("Étiqueter un fichier JSONL : une ligne {id, title, text} donne une ligne d’étiquettes."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@data_option
@click.option("--explain", is_flag=True, help=_("Ajouter les mots et indices qui ont pesé."))
def classify(file: Path, data: Path, explain: bool) -> None:
    """Tag lines of texts; trains the model first when there is none."""
    from veille.classify import classify_rows
    from veille.enrich.language import BEGINNING, language
    from veille.pipeline.model import ready_tagger

    tagger = ready_tagger(data / "model", tell=lambda step: click.echo(step, err=True))
    with click.open_file(str(file), encoding="utf-8") as lines, _utf8(file):
        for row in classify_rows(
            tagger, lines, explain=explain, language=lambda title, text: language(f"{title}\n{text[:BEGINNING]}", "fr")
        ):
            click.echo(json.dumps(row, ensure_ascii=False))


@contextmanager
def _utf8(file: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise InputError(_("{file} n’est pas en UTF-8").format(file=file)) from error


@click.command(help=_("Mesurer le modèle sur un fichier JSONL annoté : précision, rappel, F1 par étiquette."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@json_option
def evaluate(file: Path, data: Path, as_json: bool) -> None:
    """Compare the model's tags with those of a labelled file."""
    from veille.classify import evaluate as evaluate_model
    from veille.classify import load_taxonomy, read_rows
    from veille.pipeline.model import ready_tagger

    tagger = ready_tagger(data / "model", tell=lambda step: click.echo(step, err=True))
    result = evaluate_model(tagger, read_rows(file, load_taxonomy()))
    click.echo(json.dumps(result.to_json(), ensure_ascii=False) if as_json else result.to_text())
