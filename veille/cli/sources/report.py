"""`veille sources report`: the daily report."""

from pathlib import Path

import click

from veille.cli.options import data_option, json_option, now
from veille.i18n import _


@click.command(help=_("Dire ce qui a changé depuis le dernier rapport : pannes, silences, retours. Un par jour."))
@click.option("--again", is_flag=True, help=_("Remontrer le dernier rapport."))
@data_option
@json_option
def report(again: bool, data: Path, as_json: bool) -> None:
    """Make and print today's report, or print the last one again."""
    from veille.cli.health import render_daily
    from veille.models import PARIS
    from veille.pipeline.daily import daily_report, last_daily, pack
    from veille.store import open_store

    with open_store(data / "collect.db", create=False) as store:
        if again:
            daily = last_daily(store, now())
            if daily is None:
                click.echo("null" if as_json else _("Aucun rapport n’a encore été établi."))
                return
            fresh = True
        else:
            daily, fresh = daily_report(store, now())
    if as_json:
        click.echo(pack(daily))
    elif fresh:
        click.echo(render_daily(daily))
    else:
        said = _("Le rapport du jour a déjà été établi à {time} ; « --again » le remontre.")
        click.echo(said.format(time=daily.made.astimezone(PARIS).strftime("%H:%M")))
