"""How a source stands. Pure: what the store knows goes in, one of eight states comes out, with a sentence.

One failure changes nothing: a state is about days. First rule that fits:

    retiree     410, or 404 for two weeks, or an officer's word
    a-verifier  on probation and never seen working
    bloquee, erreur   five failures in a row and a day at least
    a-verifier  failing, and never seen working either
    vide        answers well and has held nothing for a day (at once where it never held anything)
    redirigee   works, elsewhere than feeds.yml says
    muette      silent far beyond its own rhythm
    a-verifier  so rare that silence tells little, and silent for a season
    ok

Silence is measured on the clock of items received from everyone (`store.rhythm`): it slows down by itself at
weekends and in August, stands still while we are down, and is not moved by a source's first collection.
`bench/silence.py` weighs the constants.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from veille.i18n import _, ngettext
from veille.models import Health, Outcome
from veille.store import ItemClock, SourceState

FAILURES, FAILING_FOR = 5, timedelta(hours=24)
EMPTY_FOR = timedelta(hours=24)
SILENCE = 9.2
"""Mean gaps without a word: a Poisson source is that silent once in 10,000 gaps (exp(-9.2))."""
AT_LEAST, AT_MOST = 3, 60
"""Average days of the clock between which the alarm goes."""
ENOUGH = 5
"""Times a source has spoken before its rhythm is judged on the clock; until then its dates of publication are."""
RARE = timedelta(days=20)
"""Mean gap beyond which silence cries wolf (1.0 to 2.6 false alarms a year): a list every quarter does instead."""
DATES_AT_LEAST, DATES_AT_MOST = timedelta(days=21), timedelta(days=120)
"""Days between which the newest date of publication of a source we hardly know is too old; no clock slows these
down, so they are longer."""
UNDATED = timedelta(days=60)
SEASON = timedelta(days=90)
SEASON_GAPS = 4
"""A rare source is worth a look after a season, and four of its mean gaps."""

NOTHING_FOR = timedelta(hours=12)
WEEKEND = 0.2
"""A day of a weekend brings this part of an average day's items."""
OUR_FAULT = 0.8
OUR_FAULT_FROM = 5
"""When so large a part of so many sources cannot be reached in one run, the network that fails is ours."""
NETWORK = frozenset({Outcome.UNREACHABLE, Outcome.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Standing:
    """A state and the sentence that explains it."""

    health: Health
    detail: str = ""


def stand(state: SourceState, clock: ItemClock, now: datetime, silent_after: int | None = None) -> Standing:
    """Return how a source stands; `silent_after` is feeds.yml's number of days for it, 0 for never."""
    return _lost(state) or _failing(state, now) or _working(state) or _silence(state, clock, now, silent_after)


def _lost(state: SourceState) -> Standing | None:
    if state.put_away or state.retired:
        return Standing(Health.RETIRED, _retired(state))
    if state.probation and state.rhythm.spoke is None:
        return Standing(Health.TO_CHECK, state.detail or _("à l’essai, pas encore vue en marche"))
    return None


def _failing(state: SourceState, now: datetime) -> Standing | None:
    """Return the state of a source whose last visit failed: as before, while it is not for long enough to tell."""
    if state.failures >= FAILURES and state.failing_since and now - state.failing_since >= FAILING_FOR:
        return Standing(Health.BLOCKED if state.outcome is Outcome.BLOCKED else Health.ERROR, state.detail)
    if state.first_success is None and state.failures:
        return Standing(Health.TO_CHECK, state.detail)
    return Standing(state.health, state.health_detail) if state.failures and state.health else None


def _working(state: SourceState) -> Standing | None:
    if _empty(state):
        return Standing(Health.EMPTY, state.detail or _("répond bien, mais ne contient rien"))
    if state.stand_in:
        moved = _("son adresse ne marche plus ; lue ailleurs : {url}")
        return Standing(Health.MOVED, moved.format(url=state.stand_in))
    if state.moved_to:
        return Standing(Health.MOVED, _("a déménagé : {url}").format(url=state.moved_to))
    return None


def _retired(state: SourceState) -> str:
    if state.put_away:
        return _("retirée de la veille")
    return state.detail or _("le site dit que cette adresse n’existe plus")


def _empty(state: SourceState) -> bool:
    if state.empty_since is None or state.last_success is None:
        return False
    return state.rhythm.spoke is None or state.last_success - state.empty_since >= EMPTY_FOR


def _silence(state: SourceState, clock: ItemClock, now: datetime, silent_after: int | None) -> Standing:
    """Judge what a source that answers well has to say: nothing new for how long, against its rhythm."""
    rhythm = state.rhythm
    last = max((moment for moment in (rhythm.spoke, rhythm.newest) if moment), default=state.first_success)
    if last is None or silent_after == 0 or state.last_success is None:
        return Standing(Health.OK)
    silence = min(now, state.last_success) - last
    said = _since(silence)
    if silent_after:
        return Standing(Health.SILENT, said) if silence >= timedelta(days=silent_after) else Standing(Health.OK)
    if rhythm.gap is not None and rhythm.gap > RARE:
        rare = silence >= max(SEASON, SEASON_GAPS * rhythm.gap)
        return Standing(Health.TO_CHECK, said) if rare else Standing(Health.OK)
    if rhythm.spoken < ENOUGH or rhythm.tick_gap is None:
        silent = silence >= _by_dates(rhythm.gap)
    else:
        silent = rhythm.heard_tick - rhythm.spoke_tick > patience(rhythm.tick_gap, clock) or _still_silent(state)
    return Standing(Health.SILENT, said) if silent else Standing(Health.OK)


def _still_silent(state: SourceState) -> bool:
    """Say whether a source called silent has not spoken since: busier days of others give it no voice back."""
    spoke, since = state.rhythm.spoke, state.health_since
    return state.health is Health.SILENT and spoke is not None and since is not None and spoke < since


def patience(tick_gap: float, clock: ItemClock) -> float:
    """Return how many items of everyone a source may let pass without a word; `tick_gap` is its mean."""
    return min(max(SILENCE * tick_gap, AT_LEAST * clock.per_day), AT_MOST * clock.per_day)


def _by_dates(gap: timedelta | None) -> timedelta:
    if gap is None:
        return UNDATED
    return min(max(gap * SILENCE, DATES_AT_LEAST), DATES_AT_MOST)


def _since(silence: timedelta) -> str:
    days = max(1, silence.days)
    return ngettext("rien de neuf depuis {n} jour", "rien de neuf depuis {n} jours", days).format(n=days)


def nothing_from_anyone(clock: ItemClock, now: datetime) -> timedelta | None:
    """Return for how long we have been running without one item from anyone; None while that is nothing unusual.

    Few sources may be quiet for a whole weekend: the time is at least that in which a weekend brings 9.2 items.
    """
    if clock.quiet_since is None or not clock.per_day:
        return None
    quiet = now - clock.quiet_since
    usual = timedelta(days=SILENCE / (clock.per_day * WEEKEND))
    return quiet if quiet >= max(NOTHING_FOR, usual) else None


def our_network(outcomes: list[Outcome]) -> bool:
    """Say whether the outcomes of the sources asked in one run tell of our own network rather than of theirs."""
    failed = sum(outcome in NETWORK for outcome in outcomes)
    return len(outcomes) >= OUR_FAULT_FROM and failed >= OUR_FAULT * len(outcomes)
