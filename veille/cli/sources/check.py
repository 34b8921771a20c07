"""`veille sources check` tries sources live; `veille sources confirm` takes the ones that work off probation."""

import json
import shutil
import sys
from pathlib import Path

import click

from veille.cli.options import config_option, data_option, feeds_option, json_option
from veille.errors import InputError
from veille.i18n import _, ngettext


@click.command(
    help=_(
        "Essayer des sources en direct, sans rien enregistrer, et dire quoi faire de chacune. "
        "Code de sortie : 0 si toutes fonctionnent, 1 sinon."
    )
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@feeds_option
@data_option
@config_option
@click.option("--all", "disabled", is_flag=True, help=_("Aussi les sources désactivées."))
@click.option("--probation", is_flag=True, help=_("Seulement les sources à vérifier (state: a-verifier)."))
@json_option
def check(
    ids: tuple[str, ...],
    feeds: Path | None,
    data: Path,
    config: Path | None,
    disabled: bool,
    probation: bool,
    as_json: bool,
) -> None:
    """Try every source named, else every enabled one, and print a table; exit 1 unless all work."""
    from veille.cli.run import make_plan
    from veille.cli.sources.verdicts import as_dict, one_line, summary, table
    from veille.pipeline.checking import SourceCheck, Verdict, check_sources, count_asked

    plan = make_plan(feeds, data, config, only=ids)
    total = count_asked(plan, probation=probation, disabled=disabled)
    done = 0

    def tell(one: SourceCheck) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty() and not as_json:
            click.echo(one_line(one, done, total), err=True)

    checks = check_sources(plan, probation=probation, disabled=disabled, tell=tell)
    if as_json:
        click.echo(json.dumps([as_dict(one) for one in checks], ensure_ascii=False))
    elif checks:
        click.echo(f"\n{table(checks, _width())}\n\n{summary(checks, _width())}")
    else:
        click.echo(_("Aucune source à essayer."))
    if any(one.verdict is not Verdict.WORKS for one in checks):
        click.get_current_context().exit(1)


def _width() -> int:
    """Return the width of the terminal, up to what is still readable; 80 where there is none."""
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 160))


@click.command(help=_("Faire confiance à des sources à vérifier : ôter « state: a-verifier » de feeds.yml."))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@feeds_option
@data_option
def confirm(ids: tuple[str, ...], feeds: Path | None, data: Path) -> None:
    """Take sources off probation; nothing is asked of their sites."""
    from veille.cli.sources.editing import themes, told_copy
    from veille.config import load_sources
    from veille.config.editing import confirm as confirm_sources
    from veille.config.editing import find_editable

    place = find_editable(data, feeds)
    known = {source.id: source for source in load_sources(place.read, themes=themes())}
    unknown = [id_ for id_ in ids if id_ not in known]
    if unknown:
        raise InputError(_("source inconnue dans feeds.yml : {ids}").format(ids=", ".join(unknown)))
    asked = list(dict.fromkeys(id_ for id_ in ids if known[id_].on_probation))
    for id_ in dict.fromkeys(ids):
        if id_ not in asked:
            click.echo(_("{id} n’est pas à vérifier : rien à changer.").format(id=id_))
    if not asked:
        return
    edit = confirm_sources(place, asked, themes=themes())
    told_copy(place)
    said = ngettext("Confirmée dans {path} : {ids}", "Confirmées dans {path} : {ids}", len(asked))
    click.echo(said.format(path=edit.path, ids=", ".join(asked)))
