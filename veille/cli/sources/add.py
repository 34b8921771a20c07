"""`veille sources add`: from the address of a site to a reviewed entry of feeds.yml."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veille.cli.options import config_option, data_option, feeds_option
from veille.cli.sources.editing import agreed, is_person, themes, told_copy
from veille.errors import InputError, VeilleError
from veille.i18n import _, ngettext
from veille.kinds import FAMILIES, TYPES
from veille.models import PARIS

if TYPE_CHECKING:
    from veille.config.editing import Place
    from veille.models import Lead, Proposal, Source
    from veille.pipeline import RunPlan
    from veille.pipeline.proposing import Found, Trial, Wishes

SHOWN = 5
_INDENT = 12


@click.command(
    help=_(
        "Ajouter une source : trouver ce qui se suit à cette adresse (flux, plan de site, API, liste d’articles), "
        "montrer ce qui entrerait, puis écrire dans feeds.yml."
    )
)
@click.argument("url", metavar="ADRESSE")
@click.option("--id", "id_", metavar="ID", help=_("Identifiant ; sinon tiré du nom."))
@click.option("--name", metavar="NOM", help=_("Nom ; sinon celui que le site se donne."))
@click.option("--family", type=click.Choice(FAMILIES), default="autre", show_default=True, help=_("Famille."))
@click.option(
    "--type",
    "type_",
    type=click.Choice([one for one in TYPES if one != "mailbox"]),
    help=_("Genre de source ; sinon le meilleur trouvé."),
)
@click.option("--theme", "themes_", multiple=True, metavar="THÈME", help=_("Thème de la taxonomie (répétable)."))
@click.option("--lang", metavar="CODE", help=_("Langue (fr, en…) ; sinon celle que dit le site."))
@click.option("--territory", metavar="CODE", help=_("Territoire : EU, FR, R11, D93, code commune ou EPCI."))
@click.option("--priority", type=click.IntRange(1, 3), default=2, show_default=True, help=_("1 se lit d’abord."))
@click.option("--yes", is_flag=True, help=_("Écrire sans demander (pour un script)."))
@click.option("--check-only", is_flag=True, help=_("Montrer seulement, ne rien écrire."))
@click.option("--force", is_flag=True, help=_("Ajouter même si ce site est déjà suivi à une autre adresse."))
@feeds_option
@data_option
@config_option
def add(
    url: str,
    id_: str | None,
    name: str | None,
    family: str,
    type_: str | None,
    themes_: tuple[str, ...],
    lang: str | None,
    territory: str | None,
    priority: int,
    yes: bool,
    check_only: bool,
    force: bool,
    feeds: Path | None,
    data: Path,
    config: Path | None,
) -> None:
    """Find, show, ask, write; 1 when nothing can be followed there, 2 when nobody could be asked."""
    from veille.config.editing import find_editable, known_sources
    from veille.pipeline.proposing import Wishes, look

    url = _address(url)
    wishes = Wishes(
        id=id_, name=name, family=family, type=type_, themes=themes_, lang=lang, territory=territory, priority=priority
    )
    place = find_editable(data, feeds)
    known = known_sources(place.read, themes=themes())
    _refuse_known(place, known, url, None, force=force or check_only)
    _refuse_wishes(wishes, known)
    plan = _plan(data, config)
    found = look(url, plan, wishes)
    if not found.proposals:
        raise VeilleError(found.detail if found.closed else f"{found.detail}\n{_what_to_try()}")
    trial = _chosen(found, plan, wishes, {one.id for one in known}, ask=not yes and not check_only and is_person())
    if not trial.works:
        why = trial.detail or _("rien n’entrerait")
        raise VeilleError(f"{trial.proposal.url} : {why}\n{_what_to_try()}")
    _refuse_known(place, known, trial.source.url, trial.source.home, force=force or check_only)
    click.echo(f"\n{_entry(trial.source)}\n")
    if check_only:
        click.echo(_("Rien n’a été écrit (--check-only)."))
    elif agreed(_("Écrire cette entrée dans {path} ?").format(path=place.write), yes=yes):
        _write(place, trial.source)


def _address(url: str) -> str:
    """Return the address with its scheme; people paste « site.example »."""
    from veille.config.opml import web_address
    from veille.text import is_http_url

    url = web_address(url)
    if url.partition(":")[0].lower() in ("imap", "imaps", "maildir", "eml"):
        by_hand = _("une boîte de lettres s’écrit à la main dans feeds.yml (type: mailbox), puis : {command}")
        raise InputError(by_hand.format(command="veille sources check ID"))
    if "://" not in url and "." in url and is_http_url(f"https://{url}"):
        url = f"https://{url}"
    if not is_http_url(url):
        raise InputError(_("« {value} » n’est pas une adresse http(s)").format(value=url))
    return url


def _plan(data: Path, config: Path | None) -> "RunPlan":
    import os

    from veille.cli.options import now
    from veille.config import find_settings, load_settings
    from veille.pipeline import RunPlan

    secrets = {name: value for name, value in os.environ.items() if name.startswith("VEILLE_")}
    settings = load_settings(find_settings(data, config))
    return RunPlan(sources=(), settings=settings, data=data, now=now(), secrets=secrets)


def _refuse_known(place: "Place", known: Collection["Source"], url: str, home: str | None, *, force: bool) -> None:
    """End with the source that is followed already; one of the same site may be forced, one of the same address not."""
    from veille.config.addresses import twin
    from veille.config.editing import lines_of

    found = twin(known, url=url, home=home)
    if found is None:
        return
    source, same_address = found
    line = lines_of(place.read).get(source.id, 0)
    where = f"{place.read}:{line}" if line else str(place.read)
    named = {"where": where, "id": source.id, "name": source.name}
    if same_address:
        raise VeilleError(_("{where} : cette adresse est déjà suivie par « {id} » ({name})").format(**named))
    message = _("{where} : ce site est déjà suivi par « {id} » ({name}) ; --force ajoute une seconde source")
    if not force:
        raise VeilleError(message.format(**named))
    click.echo(_("Ce site est déjà suivi par « {id} » ({name}), {where}.").format(**named), err=True)


def _refuse_wishes(wishes: "Wishes", known: Collection["Source"]) -> None:
    """End before anybody is asked when what is wished for could not be written."""
    from veille.config.reading import unknown

    if wishes.id and any(source.id == wishes.id for source in known):
        raise InputError(_("l’identifiant « {id} » est déjà pris").format(id=wishes.id))
    choices = sorted(themes())
    for theme in wishes.themes:
        if theme not in choices:
            raise InputError(_("thème inconnu « {theme} » ; {hint}").format(theme=theme, hint=unknown(theme, choices)))


def _chosen(found: "Found", plan: "RunPlan", wishes: "Wishes", taken: Collection[str], *, ask: bool) -> "Trial":
    """Show the best proposal, or the one the person chooses among all."""
    from veille.pipeline.proposing import try_out

    number = 0
    while True:
        proposal = found.proposals[number]
        trial = try_out(found, proposal, plan, wishes, taken)
        click.echo(_shown(trial))
        if len(found.proposals) < 2:
            return trial
        click.echo(_alternatives(found, number))
        if not ask:
            return trial
        question = _("Entrée pour garder ce choix, ou un autre numéro")
        answer = click.prompt(question, type=click.IntRange(1, len(found.proposals)), default=number + 1)
        if answer == number + 1:
            return trial
        number = answer - 1


def _shown(trial: "Trial") -> str:
    source, count = trial.source, len(trial.leads)
    head = click.style(source.name, bold=True)
    kind = f"{source.type} · {source.url}"
    lines = ["", head, f"{'':{2}}{kind}"]
    if trial.proposal.how:
        lines.append("  " + _("trouvé ainsi : {how}").format(how=trial.proposal.how))
    said = ngettext("{n} article entrerait, dont :", "{n} articles entreraient, dont les plus récents :", count)
    lines.append("  " + (said.format(n=count) if count else trial.detail or _("rien n’entrerait")))
    lines.extend(_lead(lead) for lead in trial.leads[:SHOWN])
    if trial.silent_since:
        stale = _("Attention : rien n’y a paru depuis le {day}. Voyez si le site publie ailleurs.")
        lines.append("  " + stale.format(day=trial.silent_since.astimezone(PARIS).strftime("%d/%m/%Y")))
    return "\n".join(lines)


def _lead(lead: "Lead") -> str:
    from veille.text import shorten

    day = lead.published.astimezone(PARIS).strftime("%d/%m/%Y") if lead.published else "—"
    return f"{day:>{_INDENT}}  {shorten(lead.title, 100) or _('(sans titre)')}"


def _alternatives(found: "Found", chosen: int) -> str:
    rows = [_("Trouvé à cette adresse :")]
    rows += [_alternative(one, number, number == chosen) for number, one in enumerate(found.proposals)]
    return "\n" + "\n".join(rows)


def _alternative(one: "Proposal", number: int, is_chosen: bool) -> str:
    newest = one.newest.astimezone(PARIS).strftime("%d/%m/%Y") if one.newest else _("sans date")
    entries = ngettext("{n} entrée", "{n} entrées", one.entries).format(n=one.entries)
    mark = "→" if is_chosen else " "
    return f"{mark} {number + 1:>2}. {one.type:<8} {one.url}\n      {entries}, {newest} ; {one.how}"


def _entry(source: "Source") -> str:
    from veille.config.entries import entry_lines

    return "\n".join(f"  {line}" for line in entry_lines(source))


def _what_to_try() -> str:
    return _(
        "Essayez la page des actualités plutôt que l’accueil, l’adresse d’un flux si le site en montre une, ou, pour "
        "une page qui liste des articles : veille sources add ADRESSE --type listing"
    )


def _write(place: "Place", source: "Source") -> None:
    from veille.config.editing import add_entry

    edit = add_entry(place, source, themes=themes())
    told_copy(place)
    said = _("Ajoutée : {path}:{line} ; la prochaine collecte la lira (veille run --only {id}).")
    click.echo(said.format(path=edit.path, line=edit.lines[0], id=source.id))
