"""`veille sources preview`: what a source would give."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.options import HttpAddress, config_option, data_option, feeds_option, json_option, now
from veille.errors import VeilleError
from veille.i18n import _, ngettext
from veille.kinds import OPTIONS
from veille.models import PARIS

if TYPE_CHECKING:
    from veille.models import Lead, Source
    from veille.pipeline.preview import Preview


@click.command(
    help=_("Montrer les articles qu’une adresse, un fichier ou une source donnerait, sans rien enregistrer.")
)
@click.argument("url_or_file", metavar="URL|FILE|ID")
@click.option(
    "--type",
    "type_",
    type=click.Choice(("feed", *OPTIONS)),
    help=_("Lire comme une source de ce type ; sinon il est reconnu."),
)
@click.option("--url", type=HttpAddress(), help=_("Adresse d’où vient le fichier, pour ses liens relatifs."))
@feeds_option
@data_option
@config_option
@json_option
def preview(
    url_or_file: str,
    type_: str | None,
    url: str | None,
    feeds: Path | None,
    data: Path,
    config: Path | None,
    as_json: bool,
) -> None:
    """Show the leads of an address, a file or a source of feeds.yml; exit 1 when there is none to read."""
    from veille.config import find_feeds, find_settings, load_settings, load_sources
    from veille.pipeline.preview import Wish, preview_source

    def sources() -> "Sequence[Source]":
        return load_sources(find_feeds(data, feeds))

    wish = Wish(
        settings=load_settings(find_settings(data, config)),
        now=now(),
        type=type_,
        url=url,
        sources=sources,
        secrets={name: value for name, value in os.environ.items() if name.startswith("VEILLE_")},
    )
    seen = preview_source(url_or_file, wish)
    if as_json:
        click.echo(json.dumps([_row(lead) for lead in seen.leads], ensure_ascii=False))
    else:
        _show(seen)
    if not seen.leads:
        raise VeilleError(seen.detail or _("aucun article dans cette source"))


def _row(lead: "Lead") -> dict[str, str | None]:
    return {
        "title": lead.title,
        "url": lead.url,
        "published": lead.published.isoformat() if lead.published else None,
        "author": ", ".join(lead.authors),
        "summary": lead.summary,
        "id": lead.entry_id,
    }


def _show(seen: "Preview") -> None:
    """Print leads as people read them, then how many there are and where they come from."""
    for lead in seen.leads:
        date = lead.published or lead.updated
        day = date.astimezone(PARIS).strftime("%d/%m/%Y") if date else "—"
        title = click.style(lead.title or _("(sans titre)"), bold=True)
        click.echo(f"{day:>10}  {title}\n{'':>10}  {lead.url}")
    count = len(seen.leads)
    if not count:
        return
    said = ngettext("{n} article", "{n} articles", count).format(n=count)
    click.echo(_("{articles} — type {type} : {url}").format(articles=said, type=seen.type, url=seen.url))
    if seen.how:
        click.echo(_("Trouvé ailleurs qu’à l’adresse donnée : {how}").format(how=seen.how))
    if seen.detail:
        click.echo(_("À savoir : {detail}").format(detail=seen.detail))
