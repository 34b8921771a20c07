"""What `veille sources check` says: a table for a terminal of any width, advice below each line, JSON for machines."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from veille.cli.wrapping import wrapped
from veille.i18n import _, ngettext
from veille.models import PARIS
from veille.pipeline.checking import SourceCheck, Verdict, best_address

_NAMES = {
    Verdict.WORKS: (_("fonctionne"), "green"),
    Verdict.REDIRECTED: (_("redirigée"), "yellow"),
    Verdict.STALE: (_("à l’arrêt"), "yellow"),
    Verdict.EMPTY: (_("vide"), "yellow"),
    Verdict.HTML: (_("page HTML"), "red"),
    Verdict.UNREADABLE: (_("illisible"), "red"),
    Verdict.SLOW: (_("trop lente"), "red"),
    Verdict.REFUSED: (_("refusée"), "red"),
    Verdict.GONE: (_("disparue"), "red"),
    Verdict.UNREACHABLE: (_("injoignable"), "red"),
}
_MANY = {
    Verdict.WORKS: _("fonctionnent"),
    Verdict.REDIRECTED: _("redirigées"),
    Verdict.EMPTY: _("vides"),
    Verdict.HTML: _("pages HTML"),
    Verdict.UNREADABLE: _("illisibles"),
    Verdict.SLOW: _("trop lentes"),
    Verdict.REFUSED: _("refusées"),
    Verdict.GONE: _("disparues"),
    Verdict.UNREACHABLE: _("injoignables"),
}
"""Of several sources; what is not there does not change."""
_STATE, _DAY, _COUNT, _TIME = 11, 10, 7, 7
_FIXED = 2 + _STATE + 2 + 2 + _DAY + 1 + _COUNT + 1 + _TIME
_NARROWEST = 20
_WIDE = 110


def verdict_name(verdict: Verdict, count: int = 1) -> str:
    """Return a verdict as people say it of one source or of several."""
    return _MANY.get(verdict, _NAMES[verdict][0]) if count > 1 else _NAMES[verdict][0]


def one_line(done: SourceCheck, number: int, total: int) -> str:
    """Return what is said of one source while others are still asked."""
    name, colour = _NAMES[done.verdict]
    return f"[{number:>{len(str(total))}}/{total}] {click.style(f'{name:<{_STATE}}', fg=colour)}  {done.source.id}"


def table(checks: Sequence[SourceCheck], width: int) -> str:
    """Return the table, what works first and what is worst last, next to the prompt; `width` in characters."""
    order = list(Verdict)
    rows = sorted(checks, key=lambda done: (order.index(done.verdict), done.source.id))
    names = [_label(done, width) for done in rows]
    longest = max(map(len, names), default=0)
    room = max(_NARROWEST, min(longest, width - _FIXED))
    head = (
        f"  {_('État'):<{_STATE}}  {_('Source'):<{room}}  {_('Dernier'):>{_DAY}} {_('Entrées'):>{_COUNT}} "
        f"{_('Délai'):>{_TIME}}"
    )
    lines = [click.style(head.rstrip(), bold=True)]
    for done, name in zip(rows, names, strict=True):
        lines.append(_row(done, name, room))
        lines.extend(_below(text, width) for text in remarks(done))
    return "\n".join(lines)


def _label(done: SourceCheck, width: int) -> str:
    """Return what a source is called in the table: its id, for other commands; its name, too, where there is room."""
    source = done.source
    return f"{source.id} · {source.name}" if width >= _WIDE and source.name != source.id else source.id


def _row(done: SourceCheck, label: str, room: int) -> str:
    name, colour = _NAMES[done.verdict]
    source = label if len(label) <= room else label[: room - 1] + "…"
    day = done.newest.astimezone(PARIS).strftime("%d/%m/%Y") if done.newest else "—"
    seconds = f"{done.seconds:.1f}\u00a0s".replace(".", ",")
    state = click.style(f"{name:<{_STATE}}", fg=colour)
    return f"  {state}  {source:<{room}}  {day:>{_DAY}} {done.entries:>{_COUNT}} {seconds:>{_TIME}}"


def _below(text: str, width: int) -> str:
    indent = " " * (_STATE + 4)
    return wrapped(text, max(width, 60), indent, "  ")


def remarks(done: SourceCheck) -> list[str]:
    """Return what is to be known of a source and what to do, one sentence each; none for one that simply works."""
    said = []
    if done.verdict is Verdict.STALE and done.newest:
        said.append(_("rien depuis le {day}").format(day=_long_day(done)))
    elif done.verdict is not Verdict.WORKS and done.detail:
        said.append(done.detail)
    said.extend(f"→ {advice}" for advice in advices(done))
    return said


def advices(done: SourceCheck) -> list[str]:
    """Return what to do about a source, most useful first."""
    found: list[str] = []
    if done.verdict is Verdict.WORKS:
        if done.source.on_probation:
            found.append(
                _("fonctionne : ôtez « state: a-verifier » (veille sources confirm {id})").format(id=done.source.id)
            )
        return found
    needed = _("ajoutez {name} à l’environnement de veille (mot de passe ou jeton)")
    found.extend(needed.format(name=name) for name in done.missing)
    address = best_address(done)
    if address and done.verdict is Verdict.REDIRECTED:
        found.append(_("remplacez l’adresse par {url}").format(url=address))
    elif address:
        kind = done.proposals[0].type
        found.append(
            (
                _("un flux existe, à mettre à la place : {url}")
                if kind == "feed"
                else _("le site offre, à mettre à la place : {url}")
            ).format(url=address)
        )
        if kind != done.source.type:
            found.append(_("changez aussi le type : « type: {type} »").format(type=kind))
    if not found:
        found.append(_general(done))
    if done.source.on_probation:
        found.append(_("adresse à vérifier, jamais vue fonctionner : elle est essayée, sans qu’on s’y fie"))
    return found


def _general(done: SourceCheck) -> str:
    """Return what to do when nothing better is known."""
    home = done.source.home or done.source.url
    if not done.source.url:
        return _("trouvez son site, puis : veille sources add ADRESSE")
    if done.source.type == "mailbox":
        return _about_mail(done)
    if done.by_robots:
        return _("robots.txt l’interdit : demandez l’accord du site, ou mettez « enabled: false »")
    if done.source.type == "listing" and done.verdict is Verdict.EMPTY:
        return _("voyez ce que la page offre à présent : veille sources discover {url}").format(url=done.source.url)
    return {
        Verdict.STALE: _("regardez si le site publie ailleurs : {url}"),
        Verdict.EMPTY: _("voyez sur le site si cette adresse sert encore : {url}"),
        Verdict.REDIRECTED: _("ouvrez l’adresse dans un navigateur et relevez où elle mène : {url}"),
        Verdict.HTML: _("cherchez une autre adresse : veille sources add {url}"),
        Verdict.UNREADABLE: _("cherchez une autre adresse : veille sources add {url}"),
        Verdict.SLOW: _("réessayez plus tard ; si cela dure, prévenez le site : {url}"),
        Verdict.REFUSED: _("le site ne veut pas de nous : écrivez-lui, ou mettez « enabled: false » ({url})"),
        Verdict.GONE: _("cherchez sa nouvelle adresse : veille sources add {url}"),
        Verdict.UNREACHABLE: _("réessayez plus tard ; si cela dure, voyez si le site existe encore : {url}"),
    }[done.verdict].format(url=home)


def _about_mail(done: SourceCheck) -> str:
    """Return what to do about a mailbox, which is nobody's site."""
    if done.verdict in (Verdict.EMPTY, Verdict.STALE):
        return _("voyez si la lettre arrive encore dans ce dossier, et si « mailbox.senders » la laisse passer")
    return _("vérifiez l’adresse et le compte dans feeds.yml : {url}").format(url=done.source.url)


def summary(checks: Sequence[SourceCheck], width: int) -> str:
    """Return how many sources are in which state, and the command, on a line of its own, that confirms what may be."""
    counts = Counter(done.verdict for done in checks)
    parts = [f"{counts[verdict]} {verdict_name(verdict, counts[verdict])}" for verdict in Verdict if counts[verdict]]
    said = ngettext("{n} source essayée", "{n} sources essayées", len(checks)).format(n=len(checks))
    told = wrapped(f"{said} : {', '.join(parts)}", width, "")
    lines = [click.style(told, bold=True)]
    ready = [done.source.id for done in checks if done.source.on_probation and done.verdict is Verdict.WORKS]
    if ready:
        trusted = ngettext(
            "Une source à vérifier fonctionne ; pour lui faire confiance :",
            "{n} sources à vérifier fonctionnent ; pour leur faire confiance :",
            len(ready),
        )
        lines += [trusted.format(n=len(ready)), f"  veille sources confirm {' '.join(ready)}"]
    return "\n".join(lines)


def as_dict(done: SourceCheck) -> dict[str, Any]:
    """Return one check for a machine; the verdict is an English word, sentences are French."""
    return {
        "id": done.source.id,
        "name": done.source.name,
        "type": done.source.type,
        "url": done.source.url,
        "probation": done.source.on_probation,
        "verdict": str(done.verdict),
        "outcome": str(done.outcome),
        "status": done.status,
        "detail": done.detail,
        "entries": done.entries,
        "newest": done.newest.isoformat() if done.newest else None,
        "seconds": round(done.seconds, 3),
        "moved_to": done.moved_to,
        "missing": list(done.missing),
        "proposals": [{"type": one.type, "url": one.url, "how": one.how} for one in done.proposals],
        "advice": advices(done),
    }


def _long_day(done: SourceCheck) -> str:
    assert done.newest is not None
    return done.newest.astimezone(PARIS).strftime("%d/%m/%Y")
