"""The `veille` group and what all commands share: language, errors, exit codes."""

import gettext
import os
from typing import Any

import click

import veille
from veille.cli import items, model, run, site, sources
from veille.errors import VeilleError
from veille.i18n import LOCALE, _


class VeilleGroup(click.Group):
    """Turns our errors into one sentence on standard error and the exit code of their class."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; VeilleError ends it with its message instead of a traceback."""
        try:
            return super().invoke(ctx)
        except VeilleError as error:
            click.secho(_("Erreur : {message}").format(message=error), err=True, fg="red")
            ctx.exit(error.exit_code)


def _speak_french() -> None:
    """Give click's own words (usage, options, errors) our catalogue; LANGUAGE set by the user wins."""
    os.environ.setdefault("LANGUAGE", "fr")
    gettext.bindtextdomain("click", str(LOCALE))
    gettext.textdomain("click")


@click.group(cls=VeilleGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(veille.__version__, prog_name="veille")
def cli() -> None:
    """Veille de l’actualité et des politiques de l’économie sociale et solidaire."""


for _command in (
    run.demo,
    run.run,
    run.watch,
    run.publish,
    site.serve,
    sources.sources,
    items.withdraw,
    items.why,
    items.extract,
    model.classify,
    model.train,
    model.evaluate,
):
    cli.add_command(_command)


def main() -> None:
    """Entry point of the `veille` program."""
    _speak_french()
    cli(prog_name="veille")
