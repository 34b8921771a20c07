"""`veille sources discover`: what can be followed at an address."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.options import HttpAddress, config_option, data_option, json_option, now
from veille.errors import VeilleError
from veille.i18n import _
from veille.models import PARIS
from veille.text import shorten

if TYPE_CHECKING:
    from veille.models import Proposal
    from veille.sources.discovery import Discovery


@click.command(help=_("Chercher ce qui peut être suivi à une adresse : flux, plan de site, API, page de liste."))
@click.argument("url", type=HttpAddress())
@data_option
@config_option
@json_option
def discover(url: str, data: Path, config: Path | None, as_json: bool) -> None:
    """Show what was found, best first; exit 1 when there is nothing. Writes nothing."""
    from veille.config import find_settings, load_settings
    from veille.pipeline.preview import discover_address

    found = discover_address(url, load_settings(find_settings(data, config)), now())
    if as_json:
        click.echo(json.dumps([_row(one) for one in found.proposals], ensure_ascii=False))
    elif found.proposals:
        click.echo(_table(found))
    if not found.proposals:
        raise VeilleError(found.detail or _("rien à suivre à cette adresse"))
    if found.detail and not as_json:
        click.echo(found.detail)


def _row(one: "Proposal") -> dict[str, object]:
    from dataclasses import asdict

    options = {name: value for name, value in asdict(one.options).items() if value} if one.options else {}
    return {
        "type": one.type,
        "url": one.url,
        "title": one.title,
        "entries": one.entries,
        "newest": one.newest.isoformat() if one.newest else None,
        "how": one.how,
        "options": options,
    }


def _table(found: "Discovery") -> str:
    heads = (_("type"), _("articles"), _("dernier"), _("adresse"), _("comment"))
    rows = [
        (
            one.type,
            str(one.entries),
            one.newest.astimezone(PARIS).strftime("%d/%m/%Y") if one.newest else "—",
            one.url,
            shorten(one.how, 60),
        )
        for one in found.proposals
    ]
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    lines = [_line(heads, widths), *(_line(row, widths) for row in rows)]
    lines[0] = click.style(lines[0], bold=True)
    return "\n".join(lines)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [
        cell.rjust(width) if column == 1 else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
