"""How the health of sources is said: states, rhythms, ages, and the daily report."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from veille.i18n import _, ngettext
from veille.models import PARIS, Health, health_name
from veille.runreport import HealthChange

if TYPE_CHECKING:
    from veille.pipeline.daily import Daily

SIGNS = {
    Health.OK: ("✓", "green"),
    Health.EMPTY: ("○", "yellow"),
    Health.SILENT: ("…", "yellow"),
    Health.ERROR: ("✗", "red"),
    Health.BLOCKED: ("✗", "red"),
    Health.MOVED: ("→", "yellow"),
    Health.RETIRED: ("–", "yellow"),
    Health.TO_CHECK: ("?", "cyan"),
}
MONTH = timedelta(days=30)
SHOWN = 20
"""Sources named in one part of a report; beyond, the list has them all."""


def state_of(health: Health | None, count: int) -> str:
    """Return a state as people say it of so many sources: « déplacées »."""
    name = health_name(health)
    several = {
        None: _("nouvelles"),
        Health.OK: _("actives"),
        Health.EMPTY: _("vides"),
        Health.SILENT: _("muettes"),
        Health.BLOCKED: _("bloquées"),
        Health.MOVED: _("déplacées"),
        Health.RETIRED: _("retirées"),
    }
    return several.get(health, name) if count > 1 else name


def sign(health: Health | None) -> str:
    """Return the coloured sign of a state."""
    mark, colour = SIGNS[health] if health else ("·", "white")
    return click.style(mark, fg=colour)


def rhythm_words(gap: timedelta | None) -> str:
    """Return how often a source speaks: « 3 par jour », « 2 par semaine », « 1 par mois »; « — » when unknown."""
    if gap is None or gap <= timedelta(0):
        return "—"
    for span, words in (
        (timedelta(days=1), _("{n} par jour")),
        (timedelta(days=7), _("{n} par semaine")),
        (MONTH, _("{n} par mois")),
        (timedelta(days=365), _("{n} par an")),
    ):
        number = round(span / gap)
        if number >= 1:
            return words.format(n=number)
    return _("moins d’un par an")


def ago(moment: datetime | None, now: datetime) -> str:
    """Return an age in one short word: « 25 min », « 3 h », « 12 j »; « — » of never."""
    if moment is None:
        return "—"
    seconds = max(0.0, (now - moment).total_seconds())
    if seconds < 3600:
        return _("{n} min").format(n=int(seconds // 60))
    if seconds < 48 * 3600:
        return _("{n} h").format(n=int(seconds // 3600))
    return _("{n} j").format(n=int(seconds // 86400))


def changes_line(changes: Sequence[HealthChange]) -> str:
    """Return in one or two lines which sources stand otherwise; empty when none worth a word does."""
    parts = []
    for health in Health:
        names = [one.name for one in changes if one.now is health and not (one.was is None and health is Health.OK)]
        if names:
            word = state_of(health, len(names))
            word = _("de nouveau {state}").format(state=word) if health is Health.OK else word
            parts.append(f"{word} : {some(names, 3)}")
    return " ; ".join(parts)


def some(names: Sequence[str], most: int) -> str:
    """Return at most so many of the names, and how many there are besides."""
    shown = ", ".join(names[:most])
    left = len(names) - most
    return shown if left <= 0 else shown + ngettext(" et {n} autre", " et {n} autres", left).format(n=left)


def render_daily(daily: "Daily") -> str:
    """Return the daily report as people read it on a terminal."""
    day = daily.made.astimezone(PARIS).strftime("%d/%m/%Y")
    if daily.empty:
        return _("État des sources du {day} : rien de nouveau.").format(day=day)
    blocks = [click.style(_("État des sources du {day}").format(day=day), bold=True)]
    if daily.network:
        blocks.append("  " + _("Presque aucune source n’est joignable : notre réseau ?"))
    if daily.quiet_hours:
        nothing = ngettext(
            "Rien reçu de personne depuis {n} heure.", "Rien reçu de personne depuis {n} heures.", daily.quiet_hours
        )
        blocks.append("  " + nothing.format(n=daily.quiet_hours))
    if daily.drift:
        moved = _("Le flux change : {what}. « veille model drift » dit le reste.")
        blocks.append("  " + moved.format(what=" ; ".join(daily.drift)))
    for title, changes in (
        (_("En panne ou vides"), daily.broke),
        (_("Devenues muettes"), daily.silent),
        (_("Déplacées : corrigez leur adresse dans feeds.yml"), daily.moved),
        (_("Rétablies"), daily.recovered),
        (_("À l’essai, et elles marchent (ôtez « state: a-verifier »)"), daily.tried),
        (_("À revoir : retirer (« veille sources retire ID ») ou garder"), daily.review),
        (_("À vérifier, une fois par trimestre"), daily.season),
    ):
        if changes:
            blocks.append(_block(title, changes))
    return "\n".join(blocks)


def _block(title: str, changes: Sequence[HealthChange]) -> str:
    lines = [f"\n  {click.style(title, bold=True)}"]
    for change in changes[:SHOWN]:
        lines.append(f"  {sign(change.now)} {change.source_id}  {change.name}")
        if change.detail:
            lines.append(f"      {health_name(change.now)} : {change.detail}")
    if len(changes) > SHOWN:
        left = len(changes) - SHOWN
        lines.append("  " + ngettext("… et {n} autre", "… et {n} autres", left).format(n=left))
    return "\n".join(lines)
