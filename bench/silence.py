"""False alarms and detection time of the silent-source rule, against a fixed number of days.

    python -m bench.silence [--sources 200] [--years 3] [--seed 1]

Poisson sources of six rhythms with weekends (a fifth of a weekday), an August and an end of year at a third, asked
by the real schedule's interval, kept by the real rhythm, judged by the real rule. Nothing here reads a clock.
"""

import argparse
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median

from veille.config import CollectSettings
from veille.models import Health
from veille.pipeline.health import WEEKEND, stand
from veille.pipeline.schedule import wait
from veille.pipeline.stock import MOST_AT_ONCE
from veille.store import ItemClock, SourceState
from veille.store.rhythm import AVERAGE_DAYS, begun, spoken

START = datetime(2024, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RATES = (5.0, 2.0, 1.0, 0.5, 1 / 7, 1 / 30)
"""Items a day."""
STEP = 2
"""Hours between two looks of the simulation."""
SETTINGS = CollectSettings()


@dataclass(slots=True)
class Actor:
    """One source, and what the store would know of it."""

    rate: float
    state: SourceState
    due: datetime
    waiting: int = 0
    dead_from: datetime | None = None
    silent: bool = False
    alarms: int = 0
    fixed: int = 0
    fixed_silent: bool = False
    found: float | None = None
    fixed_found: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one rhythm: false alarms per source and year, median days until a death is told."""

    rate: float
    false: float
    days: float | None
    fixed_false: float
    fixed_days: float | None
    missed: int


def busy(moment: datetime) -> float:
    """Return how busy everybody is: 1 on a weekday, less at weekends, in August and at the end of the year."""
    season = (
        1 / 3 if moment.month == 8 or (moment.month, moment.day) >= (12, 23) or moment.timetuple().tm_yday <= 3 else 1
    )
    return season * (WEEKEND if moment.weekday() >= 5 else 1)


def simulate(sources: int, years: int, seed: int, fixed_days: int = 7) -> list[Row]:
    """Run everybody side by side; a twentieth of the sources of each rhythm dies in the last year."""
    dice = random.Random(seed)
    actors = [_actor(rate, n, dice, years) for rate in RATES for n in range(sources // len(RATES))]
    ticks, days = 0, [0]
    end = START + years * 365 * DAY
    now = START
    while now < end:
        now += STEP * HOUR
        if now.hour < STEP:
            days.append(0)
        past = days[-AVERAGE_DAYS - 1 : -1] or days
        clock = ItemClock(ticks=ticks, per_day=sum(past) / len(past), days=len(past), quiet_since=None)
        received = sum(_step(actor, now, ticks, clock, dice, fixed_days) for actor in actors)
        ticks += received
        days[-1] += received
    return [_row(rate, [one for one in actors if one.rate == rate], years) for rate in RATES]


def _actor(rate: float, number: int, dice: random.Random, years: int) -> Actor:
    dates = [START]
    while len(dates) < 10:
        dates.append(dates[-1] - dice.expovariate(rate) * DAY)
    state = SourceState(source_id=f"{rate}-{number}", first_success=START, rhythm=begun(dates, START, 0))
    dies = START + (years - 1 + dice.random() * 0.5) * 365 * DAY if number % 20 == 0 else None
    return Actor(rate=rate, state=replace(state, last_checked=START, last_success=START), due=START, dead_from=dies)


def _step(actor: Actor, now: datetime, ticks: int, clock: ItemClock, dice: random.Random, fixed_days: int) -> int:
    """Let time pass for one source; return the items received from it."""
    dead = actor.dead_from is not None and now >= actor.dead_from
    if not dead:
        # a rate is of an average day of the year
        chance = actor.rate * STEP / 24 * busy(now) / 0.7
        actor.waiting += _poisson(chance, dice)
    if now < actor.due:
        return 0
    new, actor.waiting = actor.waiting, 0
    rhythm = spoken(actor.state.rhythm, (), now, ticks) if new else replace(actor.state.rhythm, heard_tick=ticks)
    actor.state = replace(actor.state, rhythm=rhythm, last_checked=now, last_success=now)
    actor.due = now + wait(actor.state, SETTINGS, now)
    _judge(actor, now, clock, fixed_days, dead=dead)
    return min(new, MOST_AT_ONCE)


def _judge(actor: Actor, now: datetime, clock: ItemClock, fixed_days: int, *, dead: bool) -> None:
    silent = stand(actor.state, clock, now).health is Health.SILENT
    fixed = now - (actor.state.rhythm.spoke or now) >= fixed_days * DAY
    if dead and actor.dead_from:
        since = (now - actor.dead_from) / DAY
        actor.found = since if silent and actor.found is None else actor.found
        actor.fixed_found = since if fixed and actor.fixed_found is None else actor.fixed_found
    else:
        actor.alarms += silent and not actor.silent
        actor.fixed += fixed and not actor.fixed_silent
    actor.silent, actor.fixed_silent = silent, fixed


def _poisson(mean: float, dice: random.Random) -> int:
    count, left = 0, dice.expovariate(1.0)
    while left < mean:
        count += 1
        left += dice.expovariate(1.0)
    return count


def _row(rate: float, actors: list[Actor], years: int) -> Row:
    lived = years * len(actors)
    dead = [one for one in actors if one.dead_from]

    def middle(pick: Callable[[Actor], float | None]) -> float | None:
        found = [days for one in dead if (days := pick(one)) is not None]
        return median(found) if found else None

    return Row(
        rate,
        sum(one.alarms for one in actors) / lived,
        middle(lambda one: one.found),
        sum(one.fixed for one in actors) / lived,
        middle(lambda one: one.fixed_found),
        sum(one.found is None for one in dead),
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=240)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    print(
        "| items a day | false alarms / source-year | told after (days) | fixed 7 days: false | told after | untold |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for row in simulate(options.sources, options.years, options.seed):
        days, fixed = (f"{value:.1f}" if value is not None else "–" for value in (row.days, row.fixed_days))
        print(f"| {row.rate:.2f} | {row.false:.2f} | {days} | {row.fixed_false:.2f} | {fixed} | {row.missed} |")


if __name__ == "__main__":
    main(sys.argv[1:])
