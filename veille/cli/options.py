"""Options that several commands share, and how they become settings."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from veille.i18n import _
from veille.text import is_http_url

F = TypeVar("F", bound=Callable[..., Any])


class HttpAddress(click.ParamType[str]):
    """An absolute http(s) address."""

    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address as given, or end with a usage error."""
        if not is_http_url(value.strip()):
            self.fail(_("« {value} » n’est pas une adresse http(s)").format(value=value), param, ctx)
        return value.strip()


def data_option(function: F) -> F:
    """Add --data, the folder of everything the machine keeps."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("var"),
        show_default=True,
        envvar="VEILLE_DATA",
        help=_("Dossier des données."),
    )(function)


def config_option(function: F) -> F:
    """Add --config, the veille.toml to use."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help=_("Fichier veille.toml ; sinon celui du dossier des données, puis du dossier courant."),
    )(function)


def feeds_option(function: F) -> F:
    """Add --feeds, the feeds.yml to use."""
    return click.option(
        "--feeds",
        type=click.Path(path_type=Path, dir_okay=False),
        help=_("Fichier feeds.yml ; sinon celui du dossier des données, du dossier courant, puis celui livré."),
    )(function)


def json_option(function: F) -> F:
    """Add --json, for machines."""
    return click.option("--json", "as_json", is_flag=True, help=_("Sortie JSON, pour une machine."))(function)


def now() -> datetime:
    """Return the present moment; the only clock of the command line."""
    return datetime.now(UTC)
