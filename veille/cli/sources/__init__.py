"""Commands about sources, one module each; heavy imports wait for the command that needs them."""

import click

from veille.cli.sources.add import add
from veille.cli.sources.check import check, confirm
from veille.cli.sources.deciding import ack, resume, retire, snooze
from veille.cli.sources.discover import discover
from veille.cli.sources.exchange import export, import_
from veille.cli.sources.listing import list_
from veille.cli.sources.preview import preview
from veille.cli.sources.report import report
from veille.i18n import _


@click.group(help=_("Voir, essayer, ajouter et suivre les sources."))
def sources() -> None:
    """Group of the commands about sources."""


for command in (
    discover,
    preview,
    add,
    check,
    confirm,
    export,
    import_,
    list_,
    report,
    snooze,
    ack,
    retire,
    resume,
):
    sources.add_command(command)
