"""What the commands that write feeds.yml share: asking a person, and saying where things went."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.i18n import _

if TYPE_CHECKING:
    from veille.config.editing import Place


def themes() -> frozenset[str]:
    """Return the themes that sources may name, by the taxonomy of the data folder of the command under way."""
    from veille.classify import load_taxonomy
    from veille.config import find_taxonomy

    data: Path = click.get_current_context().params["data"]
    return frozenset(load_taxonomy(find_taxonomy(data)).ids("theme"))


def is_person() -> bool:
    """Say whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def agreed(question: str, *, yes: bool) -> bool:
    """Say whether what was shown may be written: by --yes, else by the person at the terminal.

    Without either the command ends with 2: a script must say what it wants.
    """
    if yes:
        return True
    if not is_person():
        click.echo(_("Rien n’a été écrit : confirmez avec --yes."), err=True)
        click.get_current_context().exit(2)
    answer: str = click.prompt(f"{question} [o/N]", default="n", show_default=False)
    if answer.strip().lower() in ("o", "oui", "y", "yes"):
        return True
    click.echo(_("Rien n’a été écrit."))
    return False


def told_copy(place: "Place") -> None:
    """Say that the file which came with the software was copied, if it was."""
    if place.is_copied:
        said = _(
            "La liste livrée avec le logiciel ne change pas : une copie, qui l’emporte désormais, est dans {path}."
        )
        click.echo(said.format(path=place.write))
