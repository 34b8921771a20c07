"""Making public rows out of stored items: pure, nothing is read or written here.

The rule of what is public is `PublicItem.shown`; of each group of copies the primary source's (`store.public.head`)
is the article and the others are « vu aussi ».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from veille.models import PARIS, Tag
from veille.publish import territories
from veille.publish.calls import Group, call_ids
from veille.publish.events import EventRow, event_row
from veille.publish.links import Link
from veille.publish.schema import AXES, KIND
from veille.publish.territories import Gazetteer
from veille.store import PublicItem
from veille.store.codec import pack_evidence, to_text
from veille.store.public import head
from veille.text import shorten


class ArticleRow(NamedTuple):
    """One row of `articles`, in the order of its columns."""

    id: int
    url: str
    titre: str
    source_id: str
    publie_le: str
    vu_le: str
    langue: str
    auteur: str
    extrait: str
    genre: str | None
    pertinence: float
    theme_principal: str | None
    secteur_principal: str | None
    territoire_principal: str | None
    revision: int
    date_estimee: int
    genre_probabilite: float | None
    genre_indices: str | None
    pertinence_indices: str


class Also(NamedTuple):
    """One row of `vu_aussi`, without the article."""

    url: str
    titre: str
    source_id: str
    publie_le: str


@dataclass(frozen=True, slots=True)
class Published:
    """One article with everything that hangs on it."""

    row: ArticleRow
    links: tuple[Link, ...]
    also: tuple[Also, ...]
    event: EventRow | None = None
    calls: tuple[int, ...] = ()
    """The calls it tells of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What veille.db should hold for some whole groups."""

    ids: tuple[int, ...]
    """All members: those not in `articles` must not be there."""
    articles: Mapping[int, Published]
    merged: Mapping[int, int]
    """Live members that are not the article, with the article they redirect to."""
    groups: tuple[Group, ...] = ()
    """Behind each article, all that is shown of its story."""
    structures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Name and family of the organisations named, by id."""


def wanted(members: Iterable[PublicItem], excerpts: Mapping[str, int], gazetteer: Gazetteer) -> Wanted:
    """Return the public rows of whole groups; `excerpts` gives the characters allowed by source id."""
    ordered = sorted(members, key=lambda item: (item.group_id, item.id))
    articles: dict[int, Published] = {}
    merged: dict[int, int] = {}
    groups = stories(ordered)
    for group in groups:
        first = group.article
        others = [item for item in group.members if item is not first]
        also = [item for item in others if not item.merged]
        articles[first.id] = _article(group, also, excerpts, gazetteer)
        merged.update((item.id, first.id) for item in others)
    named = {one.id: (one.name, one.family) for group in groups for one in group.article.facts.mentions}
    return Wanted(tuple(item.id for item in ordered), articles, merged, tuple(groups), named)


def stories(members: Iterable[PublicItem]) -> list[Group]:
    """Return the whole groups that have something to show, each with the article that stands for it."""
    ordered = sorted(members, key=lambda item: (item.group_id, item.id))
    found = []
    for _group, some in groupby(ordered, key=lambda item: item.group_id):
        live = [item for item in some if not item.withdrawn]
        first = head(live)
        if first is not None:
            found.append(Group(first, live))
    return found


def _article(
    group: Group, others: Sequence[PublicItem], excerpts: Mapping[str, int], gazetteer: Gazetteer
) -> Published:
    item = group.article
    kind = _first(item.tags, KIND)
    row = ArticleRow(
        id=item.id,
        url=item.url,
        titre=item.title,
        source_id=item.source_id,
        publie_le=_day(item.published or item.first_seen),
        vu_le=to_text(item.first_seen),
        langue=item.lang,
        auteur=item.author,
        extrait=shorten(item.excerpt, excerpts.get(item.source_id, 0)),
        genre=kind.label if kind else None,
        pertinence=item.relevance,
        theme_principal=_label(_first(item.tags, "theme")),
        secteur_principal=_label(_first(item.tags, "sector")),
        territoire_principal=territories.main_of(item.facts.places),
        revision=item.revision,
        date_estimee=int(item.published is None),
        genre_probabilite=kind.probability if kind else None,
        genre_indices=pack_evidence(kind.evidence) if kind else None,
        pertinence_indices=pack_evidence(item.evidence),
    )
    links = [*_links(item.tags), *territories.links(item.facts.places, gazetteer), *_named(item)]
    return Published(
        row=row,
        links=tuple(sorted(links)),
        also=tuple(sorted(_also(item, others))),
        event=_event(group, excerpts),
        calls=call_ids(group.members),
    )


def _links(tags: Iterable[Tag]) -> list[Link]:
    return [
        Link(axis.name, tag.label, tag.probability, tag.origin, pack_evidence(tag.evidence))
        for axis in AXES
        for tag in tags
        if tag.facet == axis.facet
    ]


def _named(item: PublicItem) -> list[Link]:
    """Return the links to the organisations named in an article."""
    return [
        Link(
            "structure", one.id, one.probability, "machine", pack_evidence(tuple((word, 0.0) for word in one.evidence))
        )
        for one in item.facts.mentions
    ]


def _event(group: Group, excerpts: Mapping[str, int]) -> EventRow | None:
    """Return the event of an article, or the one that a copy of it tells."""
    for item in (group.article, *group.members):
        if item.shown and item.facts.event is not None:
            return event_row(item.facts.event, quotes=excerpts.get(item.source_id, 0) > 0)
    return None


def _also(item: PublicItem, others: Sequence[PublicItem]) -> list[Also]:
    """Return where else the text is: equal texts elsewhere, and other sources of any of these pages."""
    found = [Also(one.url, one.title, one.source_id, _day(one.published or one.first_seen)) for one in others]
    found += [
        Also(one.url, one.title or of.title, one.source_id, _day(one.published or one.seen))
        for of in (item, *others)
        for one in of.sightings
    ]
    own = (item.url, item.source_id)
    unique = {(one.url, one.source_id): one for one in reversed(found) if (one.url, one.source_id) != own}
    return list(unique.values())


def _day(moment: datetime) -> str:
    return moment.astimezone(PARIS).date().isoformat()


def _first(tags: Iterable[Tag], facet: str) -> Tag | None:
    return next((tag for tag in tags if tag.facet == facet), None)


def _label(tag: Tag | None) -> str | None:
    return None if tag is None else tag.label
