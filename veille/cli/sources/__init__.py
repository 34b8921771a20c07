"""Commands about sources, one module each; heavy imports wait for the command that needs them."""

import click

from veille.cli.sources.preview import preview
from veille.i18n import _


@click.group(help=_("Voir, essayer, ajouter et suivre les sources."))
def sources() -> None:
    """Group of the commands about sources."""


for command in (preview,):
    sources.add_command(command)
