"""`veille add`: addresses by hand."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veille.cli.options import config_option, data_option, feeds_option, json_option
from veille.errors import InputError
from veille.i18n import _
from veille.models import PARIS, Outcome
from veille.text import is_http_url

if TYPE_CHECKING:
    from veille.pipeline.adding import Added

MOST = 500
"""Addresses taken at once; more is a source to follow."""


@click.command(help=_("Ajouter des pages à la main ; « - » lit les adresses sur l’entrée standard."))
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--title", default="", help=_("Titre, au lieu de celui de la page (pour une seule adresse)."))
@click.option("--note", default="", help=_("Pourquoi vous l’ajoutez ; reste entre vous, « veille why » le redit."))
@feeds_option
@data_option
@config_option
@json_option
def add(
    urls: tuple[str, ...],
    title: str,
    note: str,
    feeds: Path | None,
    data: Path,
    config: Path | None,
    as_json: bool,
) -> None:
    """Take addresses through the pipeline and say what became of each; exit 1 when one gave no article."""
    from veille.classify import load_taxonomy
    from veille.cli.progress import Bars
    from veille.cli.run import make_plan
    from veille.pipeline.adding import Verdict, Wish, add_urls

    addresses = list(dict.fromkeys(_addresses(urls)))
    if not addresses:
        raise InputError(_("aucune adresse"))
    if len(addresses) > MOST:
        raise InputError(_("pas plus de {most} adresses à la fois").format(most=MOST))
    if title and len(addresses) > 1:
        raise click.UsageError(_("--title ne va qu’avec une seule adresse"))
    plan = make_plan(feeds, data, config)
    wishes = [Wish(url=url, title=title.strip(), note=note.strip()) for url in addresses]
    if as_json:
        added = add_urls(plan, wishes)
        click.echo(json.dumps([_as_dict(one) for one in added], ensure_ascii=False))
    else:
        with Bars() as progress:
            added = add_urls(plan, wishes, progress=progress)
        names = load_taxonomy(plan.taxonomy).names()
        click.echo("\n\n".join("\n".join(_lines(one, names)) for one in added))
    if any(one.verdict in (Verdict.REFUSED, Verdict.UNREAD) for one in added):
        click.get_current_context().exit(1)


def _addresses(given: tuple[str, ...]) -> Iterator[str]:
    """Yield the addresses given, those of standard input in place of « - ». Raises InputError for one that is none."""
    for one in given:
        lines: Iterable[str] = sys.stdin if one == "-" else [one]
        for line in lines:
            url = line.strip()
            if not url or (one == "-" and url.startswith("#")):
                continue
            if not is_http_url(url):
                raise InputError(_("« {value} » n’est pas une adresse http(s)").format(value=url[:200]))
            yield url


def _as_dict(added: "Added") -> dict[str, Any]:
    """Return the answer in the form that `--json` promises."""
    item = added.trace.item if added.trace else None
    return {
        "url": added.url,
        "verdict": str(added.verdict),
        "detail": added.detail,
        "public": bool(added.trace and added.trace.public),
        "id": item.id if item else None,
        "title": item.title if item else "",
        "relevance": item.relevance if item else None,
        "themes": [tag.label for tag in item.tags if tag.facet == "theme"] if item else [],
        "source": item.source_id if item else None,
        "is_listing": added.is_listing,
    }


def _lines(added: "Added", names: Mapping[str, str]) -> list[str]:
    """Return what people read: the address, the verdict, and what they can do."""
    lines = [click.style(added.url, bold=True), "  " + _verdict(added)]
    item = added.trace.item if added.trace else None
    if item is not None:
        lines.append(f"  {item.title}")
        themes = [names.get(tag.label, tag.label) for tag in item.tags if tag.facet == "theme"]
        if themes:
            lines.append("  " + _("Thèmes : {themes}").format(themes=", ".join(themes)))
    if added.is_listing:
        advice = _("C’est un flux ou une page d’accueil : pour la suivre, lancez « veille sources add {url} »")
        lines.append("  " + advice.format(url=added.url))
    return lines


def _verdict(added: "Added") -> str:
    from veille.pipeline.adding import Verdict

    match added.verdict:
        case Verdict.KEPT | Verdict.REVIEW | Verdict.OUT:
            return _judged(added)
        case Verdict.KNOWN:
            return _("déjà connue : {where} ; {state}").format(where=_where(added), state=added.detail)
        case Verdict.REFUSED:
            return _("refusée : adresse retirée de la veille ({reason})").format(reason=added.detail)
        case Verdict.QUEUED:
            return _("gardée : sera prise à la prochaine collecte ({why})").format(why=added.detail)
        case Verdict.UNREAD:
            return _unread(added)


def _judged(added: "Added") -> str:
    """Say what the model makes of an article, and whether it is public."""
    from veille.pipeline.adding import Verdict

    item = added.trace.item if added.trace else None
    assert item is not None, "an article was read"
    shown = f"{item.relevance * 100:.0f} %"
    if added.verdict is Verdict.OUT:
        return _("écartée : le modèle la juge hors sujet (pertinence {shown}) ; elle n’est pas publiée").format(
            shown=shown
        )
    if added.verdict is Verdict.REVIEW:
        said = _("à relire : le modèle hésite (pertinence {shown})").format(shown=shown)
    else:
        said = _("retenue (pertinence {shown})").format(shown=shown)
    if added.trace is not None and added.trace.public:
        return f"{said} ; " + _("publiée")
    return f"{said} ; {added.detail}"


def _where(added: "Added") -> str:
    """Say in which sources an address was seen first."""
    leads = added.trace.leads if added.trace else ()
    seen = {lead.source_name: lead.first_seen.astimezone(PARIS) for lead in reversed(leads)}
    told = [_("{source} le {day:%d/%m/%Y}").format(source=name, day=day) for name, day in reversed(seen.items())]
    return _("vue dans {sources}").format(sources=", ".join(told)) if told else _("article de la veille")


def _unread(added: "Added") -> str:
    last = added.trace.leads[-1] if added.trace and added.trace.leads else None
    refused = last is not None and last.outcome is Outcome.BLOCKED
    said = (_("pas lue, le site refuse : {why}") if refused else _("pas lue : {why}")).format(why=added.detail)
    if last is None or last.next_try is None or added.is_feed:
        return said
    if refused:
        again = _("elle sera redemandée au plus tôt le {when:%d/%m/%Y}")
        return f"{said} ; " + again.format(when=last.next_try.astimezone(PARIS))
    return f"{said} ; " + _("nouvel essai à partir du {when:%d/%m/%Y à %H:%M}").format(
        when=last.next_try.astimezone(PARIS)
    )
