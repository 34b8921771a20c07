"""Items that tell one story: one group, shown as one article with « vu aussi ».

A group is known by the id that was the smallest of its members when it formed; which member stands for it in public
is the publisher's choice, made from all members (`public.head`). Equal texts are one story; others are when a closer
look says so (`veille.likeness`). Chains stay short: who joins must be like the group's first member or like half of
those looked at, and nobody joins a group that holds a rival, the same words about another matter.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from veille.likeness import MIN_TEXT, Likeness, Portrait, compare, portrait, same_text
from veille.models import Article
from veille.store import clock, marks

_LOOKED_AT = 12
"""Members of a group that are compared, the first ones: enough to tell, and time stays bounded."""
_EQUALS = 4


@dataclass(frozen=True, kw_only=True)
class Member:
    """A stored text, taken apart when it comes to a comparison."""

    id: int
    group_id: int
    title: str
    day: int
    text_hash: str
    length: int
    """Of the text, in characters."""
    text: str | None
    """None when it is no longer here: only an equal hash tells what it is like."""

    @cached_property
    def portrait(self) -> Portrait | None:
        """The text taken apart."""
        return None if self.text is None else portrait(self.title, self.text)

    def equals(self, other: "Member") -> bool:
        """Say whether the texts are equal, and long enough for that to mean something."""
        return self.text_hash == other.text_hash and min(self.length, other.length) >= MIN_TEXT

    def to(self, other: "Member") -> Likeness:
        """Say how alike the two are."""
        if self.equals(other):
            return Likeness.SAME
        days = abs(self.day - other.day)
        if days > marks.WINDOW or self.portrait is None or other.portrait is None:
            return Likeness.APART
        return compare(self.portrait, other.portrait, days=days)


def join(db: sqlite3.Connection, item_id: int, its_marks: Sequence[int]) -> bool:
    """Put an item that is in no other's group where it belongs; say whether that is with others.

    Groups that turn out to be one story become one, under the smaller number.
    """
    found = _members(db, [item_id])
    if not found:
        return False
    (item,) = found
    marks.keep(db, item_id, its_marks, item.day)
    alike = [one for one in _near(db, item, its_marks) if item.to(one) is Likeness.SAME]
    alike.sort(key=lambda one: (one.text_hash != item.text_hash, one.title != item.title, abs(one.day - item.day)))
    joined: list[Member] = []
    for group in dict.fromkeys(one.group_id for one in alike):
        members = _of_group(db, group, item_id)
        there = {one.id for one in members}
        members += [one for one in alike if one.group_id == group and one.id not in there]
        if _belongs(item, members) and not any(a.to(b) is Likeness.RIVAL for a in joined[:4] for b in members[:4]):
            joined += members
    if joined:
        _gather(db, item_id, {one.group_id for one in joined})
    return bool(joined)


def leave(db: sqlite3.Connection, item_id: int) -> None:
    """Take an item whose text changes out of its group: it is alone until it joins one; see `left`."""
    (group,) = db.execute("SELECT group_id FROM items WHERE id = ?", [item_id]).fetchone()
    _move(db, item_id, item_id)
    left(db, group, item_id)


def left(db: sqlite3.Connection, group: int, gone: int) -> None:
    """Form anew what is left of a group without one of its members, and have it published anew."""
    rows = db.execute(
        "SELECT id FROM items WHERE group_id = ? AND id <> ? AND withdrawn IS NULL AND merged_into IS NULL ORDER BY id",
        [group, gone],
    ).fetchall()
    members = [one for (one,) in rows]
    if not members:
        return
    clusters: list[list[int]] = [members]
    if len(members) <= _LOOKED_AT:
        clusters = _clusters(members, {one.id: one for one in _members(db, members)})
    for cluster in clusters:
        for member in cluster:
            _move(db, member, cluster[0])
        # the publisher looks at whole groups: one touched member is enough
        clock.touch(db, cluster[0])


def is_text_of(db: sqlite3.Connection, item_id: int, article: Article) -> bool:
    """Say whether an article has the text of a stored item, give or take corrections and additions."""
    for item in _members(db, [item_id]):
        if item.text_hash == article.text_hash:
            return True
        return item.portrait is not None and same_text(item.portrait, portrait(article.title, article.text))
    return False


def _clusters(ids: Sequence[int], known: dict[int, Member]) -> list[list[int]]:
    """Part members into stories, in order; those whose text is no longer here stay with the first."""
    clusters: list[list[int]] = []
    for one in ids:
        member = known.get(one)
        for cluster in clusters:
            texts = [known[other] for other in cluster if other in known]
            if member is None or not texts or _belongs(member, texts):
                cluster.append(one)
                break
        else:
            clusters.append([one])
    return clusters


def _belongs(item: Member, members: Sequence[Member]) -> bool:
    """Say whether an item is of the story of these members, the first first."""
    if not members:
        return False
    if any(item.equals(one) for one in members):
        return True
    looks = [item.to(one) for one in members]
    if Likeness.RIVAL in looks:
        return False
    return looks[0] is Likeness.SAME or 2 * looks.count(Likeness.SAME) >= len(looks)


def _near(db: sqlite3.Connection, item: Member, its_marks: Sequence[int]) -> list[Member]:
    """Return the items worth a closer look: those with an equal text, and those that share marks."""
    ids = marks.candidates(db, item.id, its_marks, item.day)
    if item.length >= MIN_TEXT:
        rows = db.execute(
            """SELECT id FROM items WHERE text_hash = ? AND text_length >= ? AND withdrawn IS NULL AND id <> ?
            AND merged_into IS NULL ORDER BY id LIMIT ?""",
            [item.text_hash, MIN_TEXT, item.id, _EQUALS],
        )
        ids = [one for (one,) in rows] + ids
    return _members(db, list(dict.fromkeys(ids)))


def _of_group(db: sqlite3.Connection, group: int, without: int) -> list[Member]:
    rows = db.execute(
        """SELECT id FROM items WHERE group_id = ? AND id <> ? AND withdrawn IS NULL AND merged_into IS NULL
        ORDER BY id LIMIT ?""",
        [group, without, _LOOKED_AT],
    ).fetchall()
    return _members(db, [one for (one,) in rows])


def _members(db: sqlite3.Connection, ids: Sequence[int]) -> list[Member]:
    """Return these items, live, in this order."""
    found = []
    for one in ids:
        row = db.execute(
            """SELECT i.id, i.group_id, i.title, coalesce(i.published, i.first_seen), i.text_hash, t.text, i.text_length
            FROM items i LEFT JOIN texts t ON t.item_id = i.id
            WHERE i.id = ? AND i.withdrawn IS NULL AND i.merged_into IS NULL""",
            [one],
        ).fetchone()
        if row is not None:
            found.append(
                Member(
                    id=row[0],
                    group_id=row[1],
                    title=row[2],
                    day=marks.day_of(row[3]),
                    text_hash=row[4],
                    length=row[6],
                    text=row[5],
                )
            )
    return found


def _gather(db: sqlite3.Connection, item_id: int, joined: set[int]) -> None:
    """Make these groups one with the item, and have it published anew."""
    number = min(joined)
    _move(db, item_id, number)
    for group in joined - {number}:
        db.execute("UPDATE items SET group_id = ? WHERE group_id = ?", [number, group])
    clock.touch(db, item_id)


def _move(db: sqlite3.Connection, item_id: int, group: int) -> None:
    """Put an item, and those merged into it, into a group."""
    db.execute("UPDATE items SET group_id = ? WHERE id = ?", [group, item_id])
    db.execute("UPDATE items SET group_id = ? WHERE merged_into = ?", [group, item_id])
