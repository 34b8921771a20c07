"""`veille taxonomy`: the vocabulary, for people and for other programs."""

from pathlib import Path

import click

from veille.cli.options import HttpAddress, data_option
from veille.i18n import _, ngettext


@click.group(help=_("La taxonomie : le vocabulaire des étiquettes."))
def taxonomy() -> None:
    """Group the commands about the taxonomy."""


@taxonomy.command("export", help=_("Écrire la taxonomie en SKOS, pour que d’autres la réutilisent."))
@click.option(
    "--format", "form", type=click.Choice(["skos"]), default="skos", show_default=True, help=_("Vocabulaire.")
)
@click.option(
    "--syntax",
    type=click.Choice(["turtle", "rdfxml", "jsonld"]),
    default="turtle",
    show_default=True,
    help=_("Écriture : Turtle, RDF/XML ou JSON-LD."),
)
@click.option("--base", type=HttpAddress(), help=_("Début des identifiants, l’adresse où vous les publiez."))
@data_option
def export(form: str, syntax: str, base: str | None, data: Path) -> None:
    """Print the taxonomy that this data folder uses."""
    from veille.classify import load_taxonomy
    from veille.classify.skos import BASE, FORMATS
    from veille.config import find_taxonomy

    del form  # the only one so far
    click.echo(FORMATS[syntax](load_taxonomy(find_taxonomy(data)), base or BASE), nl=False)


@taxonomy.command("check", help=_("Vérifier un fichier taxonomy.yml ; sans fichier, celui qui sert ici."))
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
def check(file: Path | None, data: Path) -> None:
    """Read a taxonomy and say what is in it, and what there is to learn new labels from."""
    from veille.classify import load_corpus, load_taxonomy
    from veille.classify.lessons import learnable
    from veille.config import find_taxonomy
    from veille.pipeline.corrections import gather

    own = file or find_taxonomy(data)
    found = load_taxonomy(own)
    lessons = gather(data, found)[0].lessons(None)
    fresh = learnable(load_corpus(load_taxonomy()).rows, lessons, found)
    names = {"theme": _("thèmes"), "sector": _("secteurs"), "kind": _("genres"), "org": _("familles")}
    counts = ", ".join(f"{len(labels)} {names[facet]}" for facet, labels in found.facets)
    click.echo(f"{own or _('taxonomie livrée')} : {counts}.")
    groups = len(found.synonyms)
    click.echo("  " + ngettext("{n} groupe de synonymes", "{n} groupes de synonymes", groups).format(n=groups))
    for _facet, label in fresh:
        examples = ngettext("{n} exemple", "{n} exemples", len(label.examples)).format(n=len(label.examples))
        cues = ngettext("{n} indice", "{n} indices", len(label.cues)).format(n=len(label.cues))
        click.echo("  " + _("nouvelle : {label} ({examples}, {cues})").format(
            label=label.id, examples=examples, cues=cues))  # fmt: skip
