"""Deciding, apart from doing: which sources are asked in this run, and which wait."""

import ipaddress
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from veille.config import Settings
from veille.errors import ConfigError, InputError
from veille.i18n import _
from veille.models import Outcome, Source
from veille.pipeline.manual import MANUAL
from veille.pipeline.schedule import NEVER, due
from veille.runreport import SourceResult
from veille.store import PendingLead, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """What one run is asked to do."""

    sources: tuple[Source, ...]
    settings: Settings
    data: Path
    """Folder of collect.db, veille.db and the model."""
    taxonomy: Path | None = None
    """The organisation's own taxonomy.yml; None for the shipped one."""
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
    unknown = plan.only - {MANUAL.id, *(source.id for source in plan.sources)}
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
        if reason:
            waiting.append(_waiting(source, reason, state))
        else:
            asked.append(source)
    if not plan.only and not plan.everything:
        asked, left = _within_budget(asked, states, plan)
        often = _("au prochain passage : ce site a déjà été demandé pour d’autres sources")
        waiting += [_waiting(source, often, states.get(source.id)) for source in left]
    return asked, waiting


def _waiting(source: Source, reason: str, state: SourceState | None) -> SourceResult:
    return SourceResult(
        source_id=source.id,
        name=source.name,
        outcome=Outcome.NOT_DUE,
        detail=reason,
        retired=state is not None and state.retired and state.put_away is None,
    )


def _within_budget(
    asked: Sequence[Source], states: Mapping[str, SourceState], plan: RunPlan
) -> tuple[list[Source], list[Source]]:
    """Tell the sources that fit into what one host is asked in a run, longest unasked first, from the others."""
    most = plan.settings.collect.host_sources
    hosts: dict[str, list[Source]] = defaultdict(list)
    for source in asked:
        hosts[host_of(source.url)].append(source)
    left: set[str] = set()
    for host, of_host in hosts.items():
        if host and len(of_host) > most:
            of_host.sort(key=lambda source: (_last_visit(states.get(source.id)), source.priority))
            left.update(source.id for source in of_host[most:])
    return [one for one in asked if one.id not in left], [one for one in asked if one.id in left]


def _last_visit(state: SourceState | None) -> datetime:
    return state.last_checked if state and state.last_checked else datetime.min.replace(tzinfo=UTC)


def pages_within_budget(pending: Sequence[PendingLead], most: int, hosts: Counter[str]) -> list[PendingLead]:
    """Return the leads to follow now, at most so many of one host in a run; the others wait as they are.

    `hosts` counts the pages of the run by host, and is added to.
    """
    taken = []
    for one in pending:
        host = host_of(one.lead.url) if one.lead.fetchable else ""
        hosts[host] += 1
        if not host or hosts[host] <= most:
            taken.append(one)
    return taken


def host_of(url: str) -> str:
    """Return the host an address is asked at, in lower case and without port; empty for a folder of this machine."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def next_due(plan: RunPlan, states: Mapping[str, SourceState]) -> datetime | None:
    """Return when the first of the plan's sources comes due; None when none ever does."""
    moments = [
        due(state, plan.settings.collect, plan.now).at if (state := states.get(source.id)) else plan.now
        for source in chosen(plan)
    ]
    moments = [moment for moment in moments if moment < NEVER]
    return min(moments, default=None)


def chosen(plan: RunPlan) -> Sequence[Source]:
    """Return the sources this run plans: those named, else all that are enabled."""
    if plan.only:
        return [source for source in plan.sources if source.id in plan.only]
    return [source for source in plan.sources if source.enabled]


def _waits(state: SourceState, plan: RunPlan) -> str:
    """Return why a source is not asked now; empty when it is."""
    if state.put_away is not None:
        return _("retirée de la veille ; « veille sources resume » la reprend")
    if state.retired or not plan.everything:
        if plan.now >= due(state, plan.settings.collect, plan.now).early:
            return ""
        if state.retired:
            return _("retirée : le site a répondu que ce flux n’existe plus")
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


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme in ("maildir", "eml"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
