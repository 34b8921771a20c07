"""`veille correct` and `veille review`: what officers decide of tags, and where their word is worth most."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veille.cli.options import config_option, data_option, feeds_option, json_option
from veille.i18n import _, ngettext

if TYPE_CHECKING:
    from veille.pipeline.correcting import Corrected
    from veille.pipeline.drawing import Drawn
    from veille.pipeline.queueing import Queued
    from veille.store import Subject

FACETS = {
    "theme": _("thème"),
    "sector": _("secteur"),
    "org": _("famille"),
    "kind": _("genre"),
    "territory": _("territoire"),
    "relevance": _("pertinence"),
}
"""How people say the facets."""
_THIS = {"theme": _("ce thème"), "sector": _("ce secteur"), "org": _("cette famille"), "territory": _("ce territoire")}
_NUMBER_DIGITS = 18
"""Of the number of an article at most: more would not fit SQLite's integers."""


class _Several:
    """Gives a command an --add-X and a --remove-X for each facet with several labels."""

    names = tuple(_THIS)

    def __call__(self, function: Any) -> Any:
        for name in reversed(self.names):
            removed = _("Retirer {this} (répétable), quoi qu’en disent les modèles à venir.").format(this=_THIS[name])
            added = _("Ajouter {this} (répétable).").format(this=_THIS[name])
            remove = click.option(f"--remove-{name}", metavar="ID", multiple=True, help=removed)
            function = click.option(f"--add-{name}", metavar="ID", multiple=True, help=added)(remove(function))
        return function


@click.command(help=_("Corriger les étiquettes d’un article, donné par son adresse ou son numéro ; pour toujours."))
@click.argument("target", metavar="URL|ID")
@_Several()
@click.option("--kind", default="", metavar="ID", help=_("Donner ce genre."))
@click.option("--relevant/--irrelevant", default=None, help=_("L’article concerne l’ESS, ou non."))
@click.option("--confirm", is_flag=True, help=_("Tout le reste est juste : il ne manque ni n’y a rien de trop."))
@click.option("--by", default="", metavar="NAME", help=_("Qui corrige ; facultatif, reste dans le journal."))
@feeds_option
@data_option
@config_option
@json_option
def correct(
    target: str,
    kind: str,
    relevant: bool | None,
    confirm: bool,
    by: str,
    feeds: Path | None,
    data: Path,
    config: Path | None,
    as_json: bool,
    **labels: tuple[str, ...],
) -> None:
    """Keep an officer's word on one article, apply and publish it; the next model learns from it."""
    from veille.classify import load_taxonomy
    from veille.cli.run import make_plan
    from veille.pipeline.correcting import Wish
    from veille.pipeline.correcting import correct as correct_item

    plan = make_plan(feeds, data, config)
    taxonomy = load_taxonomy(plan.taxonomy)
    wish = Wish(
        add=tuple((name, label) for name in _Several.names for label in labels[f"add_{name}"]),
        remove=tuple((name, label) for name in _Several.names for label in labels[f"remove_{name}"]),
        kind=kind,
        relevant=relevant,
        confirm=confirm,
        by=by.strip(),
    )
    number = target.isdecimal() and len(target) <= _NUMBER_DIGITS
    done = correct_item(plan, int(target) if number else target, wish, taxonomy)
    click.echo(json.dumps(_as_dict(done), ensure_ascii=False) if as_json else _told(done, taxonomy.names()))


def _as_dict(done: "Corrected") -> dict[str, Any]:
    return {
        "id": done.before.id,
        "url": done.before.url,
        "applied": not done.waits,
        "audit": done.audited,
        "zone": str(done.after.zone),
        "labels": [list(label) for label in done.after.labels],
        "decisions": done.record["decisions"],
    }


def _told(done: "Corrected", names: Mapping[str, str]) -> str:
    lines = [click.style(done.before.title or done.before.url, bold=True)]
    lines += _changes(done.before, done.after, names) or (
        [] if done.waits else ["  " + _("rien ne change à l’affichage")]
    )
    if done.waits:
        lines.append("  " + _("gardé : une collecte est en cours, elle ou la prochaine l’appliquera"))
    else:
        lines.append("  " + _("appliqué, le site est à jour ; le prochain modèle l’apprendra"))
    if done.audited:
        lines.append("  " + _("article de l’échantillon d’audit : il mesure les modèles, aucun n’en apprend"))
    return "\n".join(lines)


def _changes(before: "Subject", after: "Subject", names: Mapping[str, str]) -> list[str]:
    """Return one line a label that came or went, and one for the zone."""
    lines = []
    if before.zone is not after.zone:
        zones = {"in": _("retenu"), "review": _("à relire"), "out": _("hors sujet")}
        lines.append(f"  {zones[before.zone]} → {zones[after.zone]}")
    for sign, labels in (("−", before.labels), ("+", after.labels)):
        other = after.labels if sign == "−" else before.labels
        lines += [
            f"  {sign} {FACETS.get(facet, facet)} : {names.get(label, label)}"
            for facet, label in labels
            if (facet, label) not in other
        ]
    return lines


@click.command(help=_("Dire quels articles corriger d’abord : ceux qui apprendraient le plus au modèle."))
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, help=_("Combien d’articles."))
@click.option(
    "--audit",
    type=click.IntRange(1, 1_000),
    metavar="N",
    help=_("Tirer plutôt N articles au hasard : jugés par « veille correct ID --confirm », ils mesurent la qualité."),
)
@data_option
@json_option
def review(limit: int, audit: int | None, data: Path, as_json: bool) -> None:
    """List the queue of corrections, or draw from the stock at random."""
    if audit is not None:
        _audit(data, audit, as_json)
        return
    from veille.classify import load_tagger
    from veille.pipeline.queueing import queue
    from veille.store import open_store

    with open_store(data / "collect.db", create=False) as store:
        tagger = load_tagger(data / "model")
        found = queue(store, tagger, limit)
    if as_json:
        click.echo(json.dumps([_queued_dict(one) for one in found], ensure_ascii=False))
        return
    names = tagger.taxonomy.names()
    click.echo("\n\n".join(_queued_text(one, names) for one in found) or _("Rien à corriger ici."))


def _audit(data: Path, count: int, as_json: bool) -> None:
    from random import SystemRandom

    from veille.cli.options import now
    from veille.pipeline.drawing import draw
    from veille.store import open_store

    with open_store(data / "collect.db", create=False) as store:
        drawn = draw(data, store, count, now(), SystemRandom())
    if as_json:
        click.echo(json.dumps([_drawn_dict(one) for one in drawn], ensure_ascii=False))
        return
    head = ngettext("{n} article tiré au hasard.", "{n} articles tirés au hasard.", len(drawn)).format(n=len(drawn))
    advice = _("Pour chacun : « veille correct ID … --confirm », une fois toutes les étiquettes justes.")
    click.echo(
        "\n".join([head, advice, "", *(f"  {one.id:>6}  {one.title[:70]}\n          {one.url}" for one in drawn)])
    )


def _drawn_dict(drawn: "Drawn") -> dict[str, Any]:
    return {"id": drawn.id, "url": drawn.url, "title": drawn.title, "zone": str(drawn.zone)}


def _queued_dict(queued: "Queued") -> dict[str, Any]:
    doubts = [{"facet": facet, "label": label, "p": p} for facet, label, p in queued.doubts]
    return {
        "id": queued.id, "url": queued.url, "title": queued.title, "zone": str(queued.zone),
        "teaches": queued.teaches, "doubts": doubts,
    }  # fmt: skip


def _queued_text(queued: "Queued", names: Mapping[str, str]) -> str:
    said = [
        f"{FACETS[facet]} {names.get(label, label)} {100 * p:.0f} %".replace("  ", " ")
        for facet, label, p in queued.doubts
    ]
    lines = [f"{queued.id:>6}  {click.style(queued.title[:80], bold=True)}", f"        {queued.url}"]
    if said:
        lines.append("        " + _("doute : {doubts}").format(doubts=" ; ".join(said)))
    return "\n".join(lines)
