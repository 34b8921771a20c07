"""Command that makes the daily dump by hand."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.options import config_option, data_option, json_option, now
from veille.i18n import _, ngettext

if TYPE_CHECKING:
    from veille.publish import Dump


@click.command(help=_("Faire l’export du jour : la base publique et ses tableaux, à emporter."))
@data_option
@config_option
@json_option
def dump(data: Path, config: Path | None, as_json: bool) -> None:
    """Make today's dump in DATA/exports, anew if there was a publication since."""
    from veille.config import find_settings, load_settings
    from veille.pipeline.dumping import dump_now

    made = dump_now(data, load_settings(find_settings(data, config)).site, now())
    click.echo(json.dumps(asdict(made)) if as_json else render(made, data))


def render(made: "Dump", data: Path) -> str:
    """Return what was made, a line each file, with its hash."""
    said = _("Export du {day}, édition n° {generation}, dans {folder} :")
    lines = [said.format(day=made.day, generation=made.generation, folder=data / "exports")]
    for file in made.files:
        rows = ngettext("{n} ligne", "{n} lignes", file.rows).format(n=file.rows)
        size = _("{size} Ko").format(size=max(1, round(file.size / 1000)))
        lines.append(f"  {file.name:<28}  {size}, {rows}\n    SHA-256 {file.sha256}")
    return "\n".join(lines)
