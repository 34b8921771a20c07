"""`veille inbox`: what visitors sent through the forms of the site, until there is a desk."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from veille.cli.options import data_option, json_option, now
from veille.cli.wrapping import wrapped
from veille.errors import InputError
from veille.i18n import _, ngettext
from veille.models import PARIS
from veille.text import is_http_url, squeeze, strip_controls

if TYPE_CHECKING:
    from veille.inbox import Note

KINDS = {"proposition": _("proposition"), "signalement": _("signalement")}
"""What visitors may send (`veille.web.submissions`), and how it is said."""
_AXES = {"theme": "theme", "secteur": "sector", "famille": "org", "territoire": "territory"}
"""Axes of the site with the facets that `veille correct` adds and removes."""
_WIDTH = 100
_INDENT = " " * 10
_SHORT = 8
"""Characters of a note's name that are shown: one in four thousand million is another's."""


@click.group(
    invoke_without_command=True,
    help=_("Lire ce que les visiteuses et visiteurs ont envoyé : liens proposés, erreurs signalées."),
)
@click.option("--kind", type=click.Choice(list(KINDS)), help=_("Cette sorte d’envoi seulement."))
@data_option
@json_option
@click.pass_context
def inbox(context: click.Context, kind: str | None, data: Path, as_json: bool) -> None:
    """List what waits, oldest first, unless a command follows."""
    if context.invoked_subcommand:
        given = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
        if given:
            raise click.UsageError(_("placez les options après « {name} »").format(name=context.invoked_subcommand))
        return
    notes = [note for note in _waiting(data) if kind in (None, note.kind)]
    if as_json:
        click.echo(json.dumps([_as_dict(note) for note in notes], ensure_ascii=False))
        return
    if not notes:
        click.echo(_("Rien n’attend."))
        return
    click.echo("\n\n".join("\n".join(_lines(note)) for note in notes))
    count = ngettext("{n} envoi attend.", "{n} envois attendent.", len(notes)).format(n=len(notes))
    click.echo("\n" + count + " " + _("« veille inbox accept ID » prend un lien, « done ID » classe un envoi."))


@inbox.command(help=_("Prendre des liens proposés : la prochaine collecte les lit, comme après « veille add »."))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@data_option
def accept(ids: tuple[str, ...], data: Path) -> None:
    """Turn proposals into what `veille add` hands in, without how to reach their authors."""
    from veille.inbox import done, put
    from veille.pipeline.manual import KIND

    notes = _chosen(data, ids)
    for note in notes:
        if note.kind != "proposition":
            refused = _("{id} signale une erreur : corrigez avec « {command} », puis « veille inbox done {id} »")
            raise InputError(refused.format(id=_id(note), command=_correction(note)))
        if not is_http_url(note.values.get("url", "")):
            raise InputError(_("{id} : ce n’est pas une adresse http(s)").format(id=_id(note)))
    for note in notes:
        why = _("proposé sur le site : {why}").format(why=squeeze(note.values.get("why", "")) or _("sans explication"))
        put(data, KIND, {"url": note.values["url"], "title": "", "note": why}, now())
        done(note)
        click.echo(_("Pris, à la prochaine collecte : {url}").format(url=note.values["url"]))


@inbox.command("done", help=_("Classer des envois traités : ils sont effacés, contact compris."))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@data_option
def done_(ids: tuple[str, ...], data: Path) -> None:
    """Let go of notes that were dealt with."""
    from veille.inbox import done

    for note in _chosen(data, ids):
        done(note)
        click.echo(_("Classé : {id}").format(id=_id(note)))


@inbox.command(help=_("Effacer le contact laissé avec des envois, qui restent : une personne peut le demander."))
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@data_option
def erase(ids: tuple[str, ...], data: Path) -> None:
    """Erase how to reach the authors of notes, at once."""
    from veille.inbox import erase_contact

    for note in _chosen(data, ids):
        said = _("Contact effacé : {id}") if erase_contact(note) else _("{id} n’avait pas de contact")
        click.echo(said.format(id=_id(note)))


def _waiting(data: Path) -> "list[Note]":
    """Return what visitors sent, oldest first, once the contacts of more than six months are erased."""
    from veille.inbox import erase_old_contacts, pending

    erase_old_contacts(data, now())
    return pending(data, *KINDS)


def _chosen(data: Path, ids: tuple[str, ...]) -> "list[Note]":
    """Return the notes with these ids or beginnings of ids. Raises InputError before anything is done to any."""
    notes = _waiting(data)
    chosen = []
    for ident in dict.fromkeys(ids):
        found = [note for note in notes if _whole_id(note).startswith(ident)]
        if len(found) != 1:
            said = (
                _("« {id} » : aucun envoi de ce nom") if not found else _("« {id} » : plusieurs envois, dites la suite")
            )
            raise InputError(said.format(id=ident[:80]))
        chosen += found
    return chosen


def _whole_id(note: "Note") -> str:
    return note.path.stem.rpartition("-")[2]


def _id(note: "Note") -> str:
    return _whole_id(note)[:_SHORT]


def _as_dict(note: "Note") -> dict[str, Any]:
    """Return a note in the form that `--json` promises: its values are texts, empty where nothing was given."""
    return {"id": _whole_id(note), "kind": note.kind, "at": note.at.isoformat(), **note.values}


def _lines(note: "Note") -> list[str]:
    """Return what people read of a note; visitors' texts could hold what makes a terminal do things."""
    values = {name: strip_controls(value) for name, value in note.values.items()}
    moment = note.at.astimezone(PARIS)
    head = f"{_id(note):<{_SHORT}}  {moment:%d/%m/%Y %H:%M}  {KINDS[note.kind]}"
    lines = [click.style(head, bold=True), *_subject(note.kind, values)]
    if values.get("why"):
        lines += [wrapped(one, _WIDTH, _INDENT) for one in values["why"].split("\n") if one.strip()]
    if values.get("contact"):
        lines.append(_INDENT + _("contact : {contact}").format(contact=squeeze(values["contact"])))
    if note.kind == "signalement" and values.get("article"):
        lines.append(_INDENT + click.style(_correction(note), dim=True))
    return lines


def _subject(kind: str, values: Mapping[str, str]) -> list[str]:
    lines = [_INDENT + squeeze(values[name]) for name in ("title", "url") if values.get(name)]
    if kind == "proposition" and values.get("article"):
        lines.append(_INDENT + _("déjà dans la veille : article {id}").format(id=squeeze(values["article"])))
    told = ((_("faux : {labels}"), "wrong"), (_("manque : {labels}"), "missing"))
    return lines + [
        _INDENT + said.format(labels=", ".join(values[name].split())) for said, name in told if values.get(name)
    ]


def _correction(note: "Note") -> str:
    """Return the command that does what a visitor asks for."""
    words = ["veille", "correct", squeeze(note.values.get("article", "")) or "URL"]
    for name, sign in (("wrong", "remove"), ("missing", "add")):
        for label in note.values.get(name, "").split():
            axis, _colon, value = label.partition(":")
            if axis in _AXES:
                words += [f"--{sign}-{_AXES[axis]}", value]
            elif axis == "genre" and sign == "add":
                words += ["--kind", value]
            elif axis == "pertinence":
                words.append("--irrelevant")
    return shlex.join(words)
