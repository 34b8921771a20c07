"""`veille sources export` and `import`: lists of sources as other programs know them (OPML)."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.options import data_option, feeds_option, now
from veille.cli.sources.editing import agreed, themes, told_copy
from veille.i18n import _, ngettext

if TYPE_CHECKING:
    from veille.config.importing import Import

SHOWN = 20
"""Sources of a list that are shown before writing; the others are counted."""


@click.command("export", help=_("Écrire les sources en OPML, pour un autre lecteur de flux ou une autre veille."))
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@feeds_option
@data_option
def export(file: Path | None, feeds: Path | None, data: Path) -> None:
    """Write OPML to a file, else to standard output."""
    from veille.config import find_feeds, load_sources
    from veille.config.opml import write_opml
    from veille.config.replacing import replace_file

    sources = [source for source in load_sources(find_feeds(data, feeds), themes=themes()) if source.url]
    document = write_opml(sources, _("Sources de la veille"), now())
    if file is None:
        click.echo(document, nl=False)
        return
    replace_file(file, lambda _before: document)
    said = ngettext("{n} source écrite dans {file}", "{n} sources écrites dans {file}", len(sources))
    click.echo(said.format(n=len(sources), file=file))


@click.command(
    "import",
    help=_(
        "Ajouter les sources d’une liste OPML (Feedly, FreshRSS, Inoreader, newsboat, Thunderbird…) ou d’un fichier "
        "d’adresses, une par ligne. Elles entrent à vérifier ; celles déjà suivies sont passées."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help=_("Écrire sans demander (pour un script)."))
@feeds_option
@data_option
def import_(file: Path, yes: bool, feeds: Path | None, data: Path) -> None:
    """Show what a list brings, ask, write all or nothing."""
    from veille.config.editing import add_entries, find_editable, known_sources
    from veille.config.importing import to_sources
    from veille.config.opml import read_list

    place = find_editable(data, feeds)
    found = to_sources(read_list(file), known_sources(place.read, themes=themes()), themes())
    click.echo(_shown(found))
    if not found.new:
        click.echo(_("Rien à ajouter."))
        return
    if not agreed(_("Écrire dans {path} ?").format(path=place.write), yes=yes):
        return
    edit = add_entries(place, found.new, themes=themes())
    told_copy(place)
    count = sum(source.on_probation for source in found.new)
    said = ngettext("{n} source ajoutée à {path}.", "{n} sources ajoutées à {path}.", len(found.new))
    click.echo(said.format(n=len(found.new), path=edit.path))
    if count:
        click.echo(_("Voyez lesquelles répondent : veille sources check --probation"))


def _shown(found: "Import") -> str:
    lines = [_counted(ngettext("{n} nouvelle source", "{n} nouvelles sources", len(found.new)), len(found.new))]
    lines += [f"  + {source.name} ({source.family}) {source.url or source.home}" for source in found.new[:SHOWN]]
    lines += _rest(len(found.new))
    if found.known:
        count = len(found.known)
        lines.append(_counted(ngettext("{n} déjà suivie, passée", "{n} déjà suivies, passées", count), count))
        lines += [f"  = {one.name or one.url} : {id_}" for one, id_ in found.known[:SHOWN]]
        lines += _rest(count)
    if found.unfit:
        count = len(found.unfit)
        lines.append(_counted(ngettext("{n} impossible à suivre", "{n} impossibles à suivre", count), count))
        lines += [f"  ✗ {_short(one.name or one.url)} : {why}" for one, why in found.unfit[:SHOWN]]
        lines += _rest(count)
    return "\n".join(lines)


def _counted(text: str, count: int) -> str:
    return click.style(text.format(n=count), bold=True)


def _rest(count: int) -> list[str]:
    more = count - SHOWN
    return [ngettext("  … et {n} autre", "  … et {n} autres", more).format(n=more)] if more > 0 else []


def _short(text: str) -> str:
    from veille.text import shorten

    return shorten(text, 70)
