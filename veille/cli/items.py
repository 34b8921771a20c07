"""Commands about single items: withdraw, why, extract."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from veille.cli.options import HttpAddress, config_option, data_option, feeds_option, json_option, now
from veille.errors import InputError
from veille.i18n import _


@click.command(help=_("Retirer un article de partout ; aucune collecte ne le ramènera."))
@click.argument("url", type=HttpAddress())
@click.option("--reason", required=True, help=_("Pourquoi, et à la demande de qui."))
@feeds_option
@data_option
@config_option
def withdraw(url: str, reason: str, feeds: Path | None, data: Path, config: Path | None) -> None:
    """Withdraw an item and publish its absence at once."""
    from veille.cli.run import make_plan
    from veille.pipeline import withdraw_url

    if not reason.strip():
        raise click.BadParameter(_("dites pourquoi"), param_hint="--reason")
    before = withdraw_url(make_plan(feeds, data, config), url, reason.strip())
    if before.tombstone:
        click.echo(_("Déjà retirée : {reason}").format(reason=before.tombstone.reason))
    elif before.item is None:
        click.echo(_("Adresse inconnue ; elle ne sera jamais collectée : {url}").format(url=url))
    else:
        click.echo(_("Retiré du site et des données : {url}").format(url=url))
        for _id, copy in before.item.group:
            click.echo(
                _("Le même texte reste publié ailleurs ; retirez-le aussi s’il le faut : {url}").format(url=copy)
            )


@click.command(help=_("Raconter ce que la veille sait d’une adresse : vue, lue, étiquetée, publiée ou non."))
@click.argument("url", type=HttpAddress())
@data_option
@json_option
def why(url: str, data: Path, as_json: bool) -> None:
    """Print the trace of one URL; exit 1 when it was never seen."""
    from veille.classify import load_taxonomy
    from veille.cli.trace import render_trace
    from veille.config import find_taxonomy
    from veille.store import open_store

    with open_store(data / "collect.db", create=False) as store:
        trace = store.why(url)
    names = load_taxonomy(find_taxonomy(data)).names()
    click.echo(json.dumps(asdict(trace), ensure_ascii=False, default=str) if as_json else render_trace(trace, names))
    if not trace.seen:
        click.get_current_context().exit(1)


@click.command(help=_("Lire des pages enregistrées (HTML, PDF, texte), sans réseau."))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE...")
@click.option("--url", type=HttpAddress(), help=_("Adresse d’origine (pour un seul fichier)."))
@json_option
def extract(files: tuple[Path, ...], url: str | None, as_json: bool) -> None:
    """Print what the reader finds in saved pages: one JSON line a file, or text."""
    from veille.enrich import enrich
    from veille.extract import read_saved
    from veille.models import Lead

    if url and len(files) > 1:
        raise click.UsageError(_("--url ne va qu’avec un seul fichier"))
    failed = False
    for file in files:
        try:
            reading = read_saved(file, url, now())
        except InputError as error:
            failed = True
            click.secho(str(error), err=True, fg="red")
            continue
        article = reading.article and enrich(reading.article, Lead(source_id="", url=url or "", entry_id=""))
        row = {
            "file": str(file),
            "url": article.url if article and article.url else url,
            "title": article.title if article else "",
            "text": article.text if article else "",
            "author": article.author if article else "",
            "published": article.published.isoformat() if article and article.published else None,
            "lang": article.lang if article else None,
        }
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        elif article:
            click.echo(f"{click.style(article.title, bold=True)}\n{article.text}\n")
        if article is None:
            failed = True
            click.secho(f"{file} : {reading.detail}", err=True, fg="red")
    if failed:
        click.get_current_context().exit(1)
