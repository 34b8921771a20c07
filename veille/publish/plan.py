"""One stretch of changes, decided: what to take out of veille.db and what to put in. Writes nothing."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from veille.publish import current, index
from veille.publish.rows import Published, Wanted, wanted
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
        return bool(self.old or self.new or self.merged != self.merged_before)


def make_plan(db: sqlite3.Connection, store: Store, groups: Sequence[int], excerpts: Mapping[str, int]) -> Plan:
    """Compare what these groups should look like with what veille.db holds of them."""
    goal = _goal(db, store, groups, excerpts)
    held = current.articles(db, goal.ids)
    old = {number: article for number, article in held.items() if goal.articles.get(number) != article}
    new = {number: article for number, article in goal.articles.items() if held.get(number) != article}
    out = {number: article.row.revision for number, article in old.items()}
    into = {number: article.row.revision for number, article in new.items()}
    kept = out.items() & into.items()
    return Plan(
        old=old,
        new=new,
        ids=goal.ids,
        merged=goal.merged,
        merged_before=current.merged(db, goal.ids),
        index=index.prepare(store, dict(out.items() - kept), dict(into.items() - kept)),
    )


def _goal(db: sqlite3.Connection, store: Store, groups: Sequence[int], excerpts: Mapping[str, int]) -> Wanted:
    """Return what these groups should look like, with those whose address one of their articles takes over."""
    goal = wanted(store.members(groups), excerpts)
    while clashing := current.others_at(db, [article.row.url for article in goal.articles.values()], goal.ids):
        more = [group for group in store.groups_of(clashing) if group not in groups]
        if not more:
            # articles the store does not know: they go
            return Wanted((*goal.ids, *clashing), goal.articles, goal.merged)
        groups = [*groups, *more]
        goal = wanted(store.members(groups), excerpts)
    return goal
