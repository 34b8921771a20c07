"""The daily report on sources: what changed since the last one, once a day of Paris, kept in collect.db.

One report a day instead of an alarm per event. Snoozed sources, and states that an officer acknowledged, are left
out; what happened and passed between two reports is not told.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from veille.models import PARIS, Health
from veille.pipeline.cpu import process_pool
from veille.pipeline.drifting import ringing
from veille.pipeline.health import NETWORK, nothing_from_anyone, our_network
from veille.runreport import HealthChange
from veille.store import DailyReport, KnownSource, Store

BROKEN = frozenset({Health.ERROR, Health.BLOCKED, Health.EMPTY})
_FAILS = frozenset({Health.ERROR, Health.BLOCKED})
"""One trouble, that of a site which fails now this way, now that."""
_BEFORE_DRIFT = timedelta(days=45)
"""Of articles, before months can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """What a report says; each source is in one list at most."""

    day: str
    made: datetime
    broke: tuple[HealthChange, ...] = ()
    silent: tuple[HealthChange, ...] = ()
    moved: tuple[HealthChange, ...] = ()
    """They work, elsewhere than feeds.yml says."""
    recovered: tuple[HealthChange, ...] = ()
    tried: tuple[HealthChange, ...] = ()
    """On probation, and they work now."""
    review: tuple[HealthChange, ...] = ()
    """Proposed for retirement: told at once, then in the first report of each week until somebody decides."""
    season: tuple[HealthChange, ...] = ()
    """Once a quarter: those too rare to tell, silent for long, or never seen working."""
    network: bool = False
    """Nearly all sources fail for want of a connection: it is ours."""
    quiet_hours: int = 0
    """Hours without one item from anyone, when that is unusual."""
    drift: tuple[str, ...] = ()
    """What moves in the stream, in the first report of a week: French sentences."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        lists = (self.broke, self.silent, self.moved, self.recovered, self.tried, self.review, self.season)
        return not any(lists) and not self.network and not self.quiet_hours and not self.drift


def daily_report(store: Store, now: datetime) -> tuple[Daily, bool]:
    """Return today's report and whether it was made just now: there is one a day, the first asked for."""
    day = paris_day(now).isoformat()
    before = store.last_report(day)
    if before is not None and before.day == day:
        return unpack(before.content), False
    upto, changes = store.health_changes(store.told_upto())
    daily = compose(
        changes,
        {source.id: source for source in store.known_sources() if source.listed},
        now,
        last=before.made if before else None,
        quiet=nothing_from_anyone(store.item_clock(), now),
    )
    if before is None or _monday(before.made) != _monday(now):
        daily = replace(daily, drift=_drift(store, now))
    made = store.keep_report(DailyReport(day=day, made=now, upto=upto, content=pack(daily)))
    return daily, made


def _drift(store: Store, now: datetime) -> tuple[str, ...]:
    """Return what drifts, looked at in a process of its own: the one that watches stays as light as it is."""
    data, first = store.path.parent, store.first_seen()
    if first is None or now - first < _BEFORE_DRIFT or not (data / "model" / "current").exists():
        return ()
    with process_pool(1, data) as pool:
        return pool.submit(ringing, data, now).result()


def last_daily(store: Store, now: datetime) -> Daily | None:
    """Return the report made last; None before the first."""
    kept = store.last_report(paris_day(now).isoformat())
    return None if kept is None else unpack(kept.content)


def compose(
    changes: Iterable[HealthChange],
    sources: Mapping[str, KnownSource],
    now: datetime,
    *,
    last: datetime | None,
    quiet: timedelta | None = None,
) -> Daily:
    """Return the report that these changes since the moment `last` make of the sources that are followed."""
    asked = [one.state for one in sources.values() if one.state.put_away is None]
    network = our_network([state.outcome for state in asked if state.outcome is not None])
    told = [change for change in [*_net(changes), *_woken(sources, last, now)] if _is_told(sources, change, now)]
    told = list({change.source_id: change for change in told}.values())
    broke = [change for change in told if change.now in BROKEN]
    if network:
        broke = [change for change in broke if sources[change.source_id].state.outcome not in NETWORK]
    return Daily(
        day=paris_day(now).isoformat(),
        made=now,
        broke=tuple(broke),
        silent=tuple(change for change in told if change.now is Health.SILENT),
        moved=tuple(change for change in told if change.now is Health.MOVED),
        recovered=tuple(change for change in told if change.now is Health.OK and not _tried(sources, change)),
        tried=tuple(change for change in told if change.now is Health.OK and _tried(sources, change)),
        review=tuple(_to_review(sources, told, last, now)),
        season=tuple(_standing(sources, Health.TO_CHECK, now)) if _new_season(last, now) else (),
        network=network,
        quiet_hours=int(quiet.total_seconds() // 3600) if quiet else 0,
    )


def _net(changes: Iterable[HealthChange]) -> list[HealthChange]:
    """Return one change per source: from what it was at first to what it is at last, if that differs for people."""
    first: dict[str, HealthChange] = {}
    last: dict[str, HealthChange] = {}
    for change in changes:
        first.setdefault(change.source_id, change)
        last[change.source_id] = change
    found = []
    for source_id, change in last.items():
        was = first[source_id].was
        if was is not change.now and not {was, change.now} <= _FAILS:
            found.append(
                HealthChange(source_id=source_id, name=change.name, was=was, now=change.now, detail=change.detail)
            )
    return found


def _woken(sources: Mapping[str, KnownSource], last: datetime | None, now: datetime) -> list[HealthChange]:
    """Return the troubled sources whose snooze ended since the last report: they are told as if it were new."""
    return [
        _as_change(source)
        for source in sources.values()
        if source.state.snoozed_until
        and (last is None or last < source.state.snoozed_until)
        and source.state.snoozed_until <= now
        and source.state.health in BROKEN | {Health.SILENT, Health.MOVED, Health.RETIRED}
    ]


def _is_told(sources: Mapping[str, KnownSource], change: HealthChange, now: datetime) -> bool:
    source = sources.get(change.source_id)
    if source is None or _is_quiet(source, now):
        return False
    # a first state that is good is no news, but for a source on probation
    return change.was is not None or change.now is not Health.OK or source.state.probation


def _is_quiet(source: KnownSource, now: datetime) -> bool:
    state = source.state
    snoozed = state.snoozed_until is not None and now < state.snoozed_until
    return snoozed or (state.acknowledged is not None and state.acknowledged is state.health)


def _tried(sources: Mapping[str, KnownSource], change: HealthChange) -> bool:
    return sources[change.source_id].state.probation and change.was in (None, Health.TO_CHECK)


def _standing(sources: Mapping[str, KnownSource], health: Health, now: datetime) -> list[HealthChange]:
    return [
        _as_change(source)
        for source in sources.values()
        if source.state.health is health and source.state.put_away is None and not _is_quiet(source, now)
    ]


def _to_review(
    sources: Mapping[str, KnownSource], told: Iterable[HealthChange], last: datetime | None, now: datetime
) -> list[HealthChange]:
    """Return the sources proposed for retirement that are told: those of today, and all in the first of a week."""
    new = {change.source_id for change in told if change.now is Health.RETIRED}
    weekly = last is None or _monday(last) != _monday(now)
    return [one for one in _standing(sources, Health.RETIRED, now) if weekly or one.source_id in new]


def _monday(moment: datetime) -> date:
    day = paris_day(moment)
    return day - timedelta(days=day.weekday())


def _as_change(source: KnownSource) -> HealthChange:
    health = source.state.health or Health.OK
    return HealthChange(source_id=source.id, name=source.name, was=None, now=health, detail=source.state.health_detail)


def _new_season(last: datetime | None, now: datetime) -> bool:
    return last is None or _quarter(last) != _quarter(now)


def _quarter(moment: datetime) -> tuple[int, int]:
    day = paris_day(moment)
    return day.year, (day.month - 1) // 3


# --- when


def paris_day(moment: datetime) -> date:
    """Return the day it is in Paris."""
    return moment.astimezone(PARIS).date()


def report_due(at: str, last_day: str | None, now: datetime) -> datetime:
    """Return when the next report is to be made: at `at` (07:30) in Paris, once each day; in the past: now.

    `last_day` is the day of the last report (2026-11-21). A moment missed while off is past: it is made up for at
    once. Of a time that one night does not have, or has twice, the first moment after it, or the first, counts.
    """
    tomorrow = paris_day(now) + timedelta(days=1)
    day = paris_day(now) if last_day is None else min(date.fromisoformat(last_day) + timedelta(days=1), tomorrow)
    hour, minute = (int(part) for part in at.split(":"))
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)


# --- as JSON


def pack(daily: Daily) -> str:
    """Return a report as JSON."""
    return json.dumps(asdict(daily) | {"made": daily.made.isoformat()}, ensure_ascii=False)


def unpack(text: str) -> Daily:
    """Return the report that `pack` wrote."""
    record: dict[str, Any] = json.loads(text)
    record["made"] = datetime.fromisoformat(record["made"])
    for name, value in record.items():
        if name == "drift":
            record[name] = tuple(value)
        elif isinstance(value, list):
            record[name] = tuple(map(_change, value))
    return Daily(**record)


def _change(record: dict[str, Any]) -> HealthChange:
    was = record["was"]
    return HealthChange(**{**record, "was": was and Health(was), "now": Health(record["now"])})
