"""Command that serves the public site."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.options import config_option, data_option
from veille.i18n import _

if TYPE_CHECKING:
    from veille.config import SiteSettings


@click.command(help=_("Servir le site public sur cette machine."))
@data_option
@config_option
@click.option("--public", "port", type=click.IntRange(1, 65535), metavar="PORT", help=_("Port ; sinon site.port."))
@click.option("--host", help=_("Adresse d’écoute ; sinon site.host (cette machine seulement)."))
def serve(data: Path, config: Path | None, port: int | None, host: str | None) -> None:
    """Serve veille.db until Ctrl-C or SIGTERM."""
    from veille.config import find_settings, load_settings
    from veille.web import missing_legal

    site = load_settings(find_settings(data, config)).site
    lacking = missing_legal(site)
    if lacking:
        warning = _("Mentions légales incomplètes : remplissez {keys} sous [site] dans veille.toml.")
        click.secho(warning.format(keys=", ".join(lacking)), err=True, fg="yellow")
    serve_site(data, replace(site, port=port or site.port, host=host or site.host))


def serve_site(data: Path, site: "SiteSettings") -> None:
    """Serve the site of a data folder and say where it is."""
    from veille.web import serve as serve_web

    serve_web(data / "veille.db", site, ready=_say_where)


def _say_where(url: str) -> None:
    click.echo(_("Le site est ouvert : {url} (Ctrl-C pour le fermer)").format(url=url))
