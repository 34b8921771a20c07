"""What each source brought in a stretch of time. Asked on demand, by commands and the desk; never in a run."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from veille.store.codec import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """What one source brought."""

    collected: int = 0
    """Links first seen, those too old on its first day apart."""
    relevant: int = 0
    """Articles of its own that are about the ESS, or may be: zones « in » and « review »."""
    kept: int = 0
    """Of those, articles public now."""
    first: int = 0
    """Stories that several sources had, and it before all others."""
    exclusive: int = 0
    """Relevant stories that no other source had."""
    duplicates: int = 0
    """Links collected that led to what another source, or another link of its own, had brought before."""

    @property
    def duplicate_rate(self) -> float:
        """Return duplicates over collected; 0 of nothing."""
        return self.duplicates / self.collected if self.collected else 0.0


def yields(db: sqlite3.Connection, since: datetime) -> dict[str, Yield]:
    """Return what each source brought since a moment, by source id; sources that brought nothing are left out."""
    at = to_text(since)
    links = {row[0]: row[1:] for row in db.execute(_LINKS, [at])}
    articles = {row[0]: row[1:] for row in db.execute(_ARTICLES, [at])}
    stories = {row[0]: row[1:] for row in db.execute(_STORIES, {"at": at})}
    found = {}
    for source in links.keys() | articles.keys() | stories.keys():
        collected, duplicates = links.get(source, (0, 0))
        relevant, kept = articles.get(source, (0, 0))
        first, exclusive = stories.get(source, (0, 0))
        found[source] = Yield(
            collected=collected,
            relevant=relevant,
            kept=kept,
            first=first,
            exclusive=exclusive,
            duplicates=duplicates,
        )
    return found


_LINKS = """SELECT source_id, count(*), sum(outcome IS 'duplicate') FROM leads
WHERE first_seen >= ? AND outcome IS NOT 'too_old' GROUP BY source_id"""

_ARTICLES = """SELECT source_id, sum(zone <> 'out'), sum(published_revision IS NOT NULL) FROM items
WHERE first_seen >= ? AND withdrawn IS NULL AND merged_into IS NULL GROUP BY source_id"""

# A story is a group of copies; who had it first is who brought it to us first.
_STORIES = """WITH groups AS (
    SELECT DISTINCT group_id FROM items WHERE first_seen >= :at AND zone <> 'out' AND withdrawn IS NULL),
told AS (
    SELECT i.group_id, i.source_id, i.first_seen AS seen, coalesce(i.published, i.first_seen) AS published
    FROM groups g JOIN items i ON i.group_id = g.group_id WHERE i.withdrawn IS NULL
    UNION ALL
    SELECT i.group_id, s.source_id, s.seen, coalesce(s.published, s.seen)
    FROM groups g JOIN items i ON i.group_id = g.group_id JOIN sightings s ON s.item_id = i.id
    WHERE i.withdrawn IS NULL),
by_source AS (
    SELECT group_id, source_id, min(seen) AS seen, min(published) AS published FROM told GROUP BY group_id, source_id),
ranked AS (
    SELECT source_id, count(*) OVER (PARTITION BY group_id) AS sources,
        row_number() OVER (PARTITION BY group_id ORDER BY seen, published, source_id) AS place
    FROM by_source)
SELECT source_id, sum(sources > 1 AND place = 1), sum(sources = 1) FROM ranked GROUP BY source_id"""
