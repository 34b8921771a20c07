"""A data folder with some articles in it, put there without collecting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.support.kept import NOW, collect, make_lead, make_result, make_source, make_tagging
from veille.config import Settings
from veille.models import Tagging, Zone
from veille.pipeline import RunPlan
from veille.store import open_store

Told = tuple[str, str]
"""Title and text of an article."""


def stocked(data: Path, told: Sequence[Told], *, zone: Zone = Zone.IN, tagging: Tagging | None = None) -> RunPlan:
    """Store articles, a minute apart, and return a plan for the folder."""
    data.mkdir(parents=True, exist_ok=True)
    source = make_source()
    with open_store(data / "collect.db") as store:
        for number, (title, text) in enumerate(told):
            at = NOW + timedelta(minutes=number)
            lead = make_lead(number=number, title=title)
            run = collect(store, source, lead, now=at)
            store.save(run, [make_result(lead, text, tagging or make_tagging(zone))], now=at)
    return plan_of(data)


def plan_of(data: Path, now: datetime = NOW) -> RunPlan:
    return RunPlan(sources=(make_source(),), settings=Settings(), data=data, now=now)


def at(plan: RunPlan, now: datetime) -> RunPlan:
    return replace(plan, now=now)
