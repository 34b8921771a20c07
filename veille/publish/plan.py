"""One stretch of changes, decided: what to take out of veille.db and what to put in. Writes nothing."""

import sqlite3
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from veille.publish import current, facets, index
from veille.publish.calls import PublicCall, public_calls
from veille.publish.rows import Published, Wanted, stories, wanted
from veille.publish.structures import Directory
from veille.publish.territories import Gazetteer
from veille.store import Store


@dataclass(frozen=True, slots=True)
class Plan:
    """What takes the place of what; articles that stay as they are, are in neither."""

    old: Mapping[int, Published]
    new: Mapping[int, Published]
    ids: Sequence[int]
    merged: Mapping[int, int]
    """The redirects that the numbers `ids` shall have."""
    merged_before: Mapping[int, int]
    index: index.IndexChange
    structures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Names and families of organisations, by id."""
    calls: Mapping[int, PublicCall] = field(default_factory=dict)
    """Those that come, or take the place of `calls_before`; calls that stay as they are, are in neither."""
    calls_before: Mapping[int, PublicCall] = field(default_factory=dict)

    @property
    def added(self) -> int:
        """Articles that were not there."""
        return len(self.new.keys() - self.old.keys())

    @property
    def changed(self) -> int:
        """Articles that stay, with something new to see."""
        return len(self.new.keys() & self.old.keys())

    @property
    def removed(self) -> int:
        """Articles that go."""
        return len(self.old.keys() - self.new.keys())

    @property
    def visible(self) -> bool:
        """Whether a reader could tell."""
        articles = self.old or self.new or self.merged != self.merged_before
        return bool(articles or self.calls or self.calls_before)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all articles of a publication."""

    excerpts: Mapping[str, int]
    """Characters of text that may be shown, by source id."""
    gazetteer: Gazetteer
    directory: Directory


def make_plan(db: sqlite3.Connection, store: Store, groups: Sequence[int], rules: Rules) -> Plan:
    """Compare what these groups should look like with what veille.db holds of them."""
    goal = _goal(db, store, groups, rules)
    held = current.articles(db, goal.ids)
    old = {number: article for number, article in held.items() if goal.articles.get(number) != article}
    new = {number: article for number, article in goal.articles.items() if held.get(number) != article}
    out, into = _indexed(old), _indexed(new)
    kept = {number for number, article in out.items() if into.get(number) == article}
    calls, calls_before = _calls(db, store, goal, held, rules)
    return Plan(
        old=old,
        new=new,
        ids=goal.ids,
        merged=goal.merged,
        merged_before=current.merged(db, goal.ids),
        index=index.prepare(store, _revisions(out, kept), _revisions(into, kept)),
        structures=goal.structures,
        calls=calls,
        calls_before=calls_before,
    )


_Indexed = tuple[int, str, tuple[facets.Label, ...]]
"""Revision, day and labels: what decides how an article is indexed."""


def _indexed(articles: Mapping[int, Published]) -> dict[int, _Indexed]:
    return {number: (one.row.revision, one.row.publie_le, facets.labels(one)) for number, one in articles.items()}


def _revisions(indexed: Mapping[int, _Indexed], kept: Set[int]) -> dict[int, int]:
    return {number: revision for number, (revision, *_rest) in indexed.items() if number not in kept}


def _calls(
    db: sqlite3.Connection, store: Store, goal: Wanted, held: Mapping[int, Published], rules: Rules
) -> tuple[dict[int, PublicCall], dict[int, PublicCall]]:
    """Return the calls that these articles tell, or told, of as they shall be, and as they are: those that differ.

    Other articles that tell of the same calls count as they are public now; a later stretch looks at them again.
    """
    ids = {call for article in (*goal.articles.values(), *held.values()) for call in article.calls}
    if not ids:
        return {}, {}
    known = store.calls(ids)
    told_by = {statement.item_id for call in known.values() for statement in call.statements}
    others = stories(store.members(store.groups_of(told_by - set(goal.ids))))
    there = current.revisions(db, [group.article.id for group in others])
    shown = [*goal.groups, *(group for group in others if group.article.id in there)]
    wanted_calls, before = public_calls(known, shown, rules.excerpts), current.calls(db, ids)
    return (
        {call_id: call for call_id, call in wanted_calls.items() if before.get(call_id) != call},
        {call_id: call for call_id, call in before.items() if wanted_calls.get(call_id) != call},
    )


def _goal(db: sqlite3.Connection, store: Store, groups: Sequence[int], rules: Rules) -> Wanted:
    """Return what these groups should look like, with those whose address one of their articles takes over."""
    goal = wanted(store.members(groups), rules.excerpts, rules.gazetteer)
    while clashing := current.others_at(db, [article.row.url for article in goal.articles.values()], goal.ids):
        more = [group for group in store.groups_of(clashing) if group not in groups]
        if not more:
            # articles the store does not know: they go
            return replace(goal, ids=(*goal.ids, *clashing))
        groups = [*groups, *more]
        goal = wanted(store.members(groups), rules.excerpts, rules.gazetteer)
    return goal
