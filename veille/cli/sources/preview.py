"""`veille sources preview`: what a source would give."""

import json
from pathlib import Path

import click

from veille.cli.options import config_option, data_option, json_option, now
from veille.errors import InputError, VeilleError
from veille.i18n import _, ngettext
from veille.text import is_http_url


@click.command(help=_("Montrer les articles qu’un flux donnerait, sans rien enregistrer."))
@click.argument("url_or_file")
@data_option
@config_option
@json_option
def preview(url_or_file: str, data: Path, config: Path | None, as_json: bool) -> None:
    """Show the leads of a feed given by URL or file; exit 1 when there is none to read."""
    from veille.config import find_settings, load_settings
    from veille.pipeline.preview import preview_source

    if not is_http_url(url_or_file) and not Path(url_or_file).is_file():
        raise InputError(_("ni une adresse http(s), ni un fichier : {given}").format(given=url_or_file))
    reading = preview_source(url_or_file, load_settings(find_settings(data, config)), now())
    if as_json:
        rows = [
            {
                "title": lead.title,
                "url": lead.url,
                "published": lead.published.isoformat() if lead.published else None,
                "author": ", ".join(lead.authors),
                "summary": lead.summary,
                "id": lead.entry_id,
            }
            for lead in reading.leads
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for lead in reading.leads:
            day = lead.published.strftime("%d/%m/%Y") if lead.published else "—"
            click.echo(f"{day:>10}  {click.style(lead.title or _('(sans titre)'), bold=True)}\n{'':>10}  {lead.url}")
    count = len(reading.leads)
    if not count:
        raise VeilleError(reading.detail or _("aucun article dans ce flux"))
    if not as_json:
        click.echo(ngettext("{n} article", "{n} articles", count).format(n=count))
