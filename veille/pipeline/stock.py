"""The end of collecting: what this run says about the health of the sources."""

from collections.abc import Mapping, Sequence

from veille.models import Health, Outcome, Source
from veille.pipeline.health import NETWORK, our_network, stand
from veille.pipeline.plan import RunPlan
from veille.runreport import HealthChange, SourceResult
from veille.store import SourceState, Stock, Store

MOST_AT_ONCE = 3
"""Items that one source can move the clock of items by in one run: a flood is not a busy day for everyone."""
_ANSWERED = frozenset({Outcome.OK, Outcome.UNCHANGED, Outcome.EMPTY})


def take_stock(
    plan: RunPlan, store: Store, results: Sequence[SourceResult], before: Mapping[str, SourceState]
) -> tuple[HealthChange, ...]:
    """Judge every source that is followed, keep what changed, and return which stand otherwise than before.

    `before` is what was known at the beginning of the run: the first collection of a source, an archive, does
    not move the clock of items. When next to nobody could be reached, nobody is judged and no failure counts:
    the network that fails is ours.
    """
    asked = [result for result in results if result.outcome is not Outcome.NOT_DUE]
    if not asked:
        return ()
    items = sum(min(result.new, MOST_AT_ONCE) for result in asked if _known(before.get(result.source_id)))
    heard = any(result.new for result in asked)
    if _is_ours(plan, store, [result.outcome for result in asked]):
        failed = tuple(result.source_id for result in asked if result.outcome not in _ANSWERED)
        store.take_stock(Stock(items=items, heard=heard, forgiven=failed), plan.now)
        return ()
    changes = _changes(plan, store)
    store.take_stock(Stock(items=items, heard=heard, changes=changes), plan.now)
    return tuple(change for change in changes if change.was is not change.now)


def _is_ours(plan: RunPlan, store: Store, outcomes: list[Outcome]) -> bool:
    """Say whether these failures are our network's. Few sources asked at a time, as `veille watch` does, tell that
    only together with those asked before them."""
    if our_network(outcomes):
        return True
    if not all(outcome in NETWORK for outcome in outcomes):
        return False
    states = store.source_states()
    followed = [states[source.id] for source in plan.sources if source.enabled and source.id in states]
    return our_network([one.outcome for one in followed if one.outcome is not None and one.put_away is None])


def _known(state: SourceState | None) -> bool:
    return state is not None and state.rhythm.spoke is not None


def _changes(plan: RunPlan, store: Store) -> tuple[HealthChange, ...]:
    states, clock = store.source_states(), store.item_clock()
    found = []
    for source in plan.sources:
        state = states.get(source.id)
        if not source.enabled or state is None or state.last_checked is None:
            continue
        now = stand(state, clock, plan.now, source.silent_after)
        if (now.health, now.detail) != (state.health, state.health_detail):
            found.append(_change(source, state, now.health, now.detail))
    return tuple(found)


def _change(source: Source, state: SourceState, health: Health, detail: str) -> HealthChange:
    return HealthChange(source_id=source.id, name=source.name, was=state.health, now=health, detail=detail)
