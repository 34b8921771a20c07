"""Deciding, apart from doing: which sources are asked in this run, and which wait."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from veille.config import CollectSettings, Settings
from veille.errors import ConfigError, InputError
from veille.i18n import _
from veille.models import Outcome, Source, SourceResult
from veille.store import SourceState

LONGEST_BACKOFF = timedelta(days=1)
"""A failing source is still tried once a day: most come back within days, and a morning's list should say so."""
MAX_DOUBLINGS = 12
EARLY = 0.8
"""Part of the wait after which a source is due: a timer that fires some minutes early still finds its sources due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """What one run is asked to do."""

    sources: tuple[Source, ...]
    settings: Settings
    data: Path
    """Folder of collect.db, veille.db and the model."""
    now: datetime
    only: frozenset[str] = frozenset()
    """Source ids; when given, just these are asked, due or not."""
    everything: bool = False
    """Ask every enabled source: due times and freshness are ignored, validators never."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The environment variables that sources may name: passwords and tokens."""


def check(plan: RunPlan) -> None:
    """Refuse a plan that names unknown sources, or would speak to the network without saying who asks.

    Raises InputError or ConfigError.
    """
    unknown = plan.only - {source.id for source in plan.sources}
    if unknown:
        raise InputError(_("source inconnue dans feeds.yml : {ids}").format(ids=", ".join(sorted(unknown))))
    if not plan.settings.http.contact and any(not _is_local(source.url) for source in chosen(plan)):
        raise ConfigError(
            _(
                "indiquez qui interroge les sites avant la première collecte : dans veille.toml, "
                'écrivez [http] puis contact = "votre adresse ou votre page"'
            ),
            key="http.contact",
        )


def split(plan: RunPlan, states: Mapping[str, SourceState]) -> tuple[list[Source], list[SourceResult]]:
    """Return the sources to ask now and the results of those that wait (not_due, with the reason).

    Disabled sources are neither: they are not planned.
    """
    asked: list[Source] = []
    waiting: list[SourceResult] = []
    for source in chosen(plan):
        state = states.get(source.id)
        reason = "" if plan.only or state is None else _waits(state, plan)
        if not reason:
            asked.append(source)
            continue
        waiting.append(
            SourceResult(
                source_id=source.id,
                name=source.name,
                outcome=Outcome.NOT_DUE,
                detail=reason,
                retired=state is not None and state.retired,
            )
        )
    return asked, waiting


def chosen(plan: RunPlan) -> Sequence[Source]:
    """Return the sources this run plans: those named, else all that are enabled."""
    if plan.only:
        return [source for source in plan.sources if source.id in plan.only]
    return [source for source in plan.sources if source.enabled]


def _waits(state: SourceState, plan: RunPlan) -> str:
    """Return why a source is not asked now; empty when it is."""
    if state.retired:
        return _("retirée : le site a répondu que ce flux n’existe plus")
    if not plan.everything and plan.now < due(state, plan.settings.collect):
        return _("pas encore à relire")
    return ""


def first_since(plan: RunPlan, states: Mapping[str, SourceState]) -> dict[str, datetime]:
    """Return, for each source that never answered before, the date before which its leads are too old."""
    days = plan.settings.collect.since_days
    if not days:
        return {}
    oldest = plan.now - timedelta(days=days)
    known = {id_ for id_, state in states.items() if state.last_success}
    return {source.id: oldest for source in plan.sources if source.id not in known}


def due(state: SourceState, settings: CollectSettings) -> datetime:
    """Return when a source is asked again: after the interval, and not before what the server asked for.

    From the second failure in a row each doubles the wait, up to a day: one failure is often our own network.
    """
    if state.last_checked is None:
        return datetime.min.replace(tzinfo=UTC)
    interval = timedelta(minutes=settings.interval_minutes)
    doublings = min(max(0, state.failures - 1), MAX_DOUBLINGS)
    wait = min(interval * (1 << doublings), max(interval, LONGEST_BACKOFF))
    asked = state.last_checked + wait * EARLY
    return max(asked, state.next_due) if state.next_due else asked


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme in ("maildir", "eml"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
