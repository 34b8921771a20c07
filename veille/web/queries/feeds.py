"""What feeds and tables tell of an article, beyond the card that pages show."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from veille.web.queries.lists import LINKED

_AT_ONCE = 500
"""Articles read by one statement; each costs one look-up by key."""
_LABELS = ("theme", "secteur", "territoire")
"""Axes of which every label of an article is told, not only the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One article as a feed or a table tells it."""

    id: int
    url: str
    title: str
    source: str
    published: str
    seen: str
    """When the watch first saw it, UTC."""
    lang: str
    excerpt: str
    kind: str
    labels: dict[str, tuple[str, ...]]
    """By axis (theme, secteur, territoire), surest first; of territories those that are named."""


def lines(conn: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Line]:
    """Give articles by id, in the order given; ids that are gone are left out."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        asked = json.dumps(some)
        labels = {axis: _labels(conn, axis, asked) for axis in _LABELS}
        rows = {row["id"]: row for row in conn.execute(_ARTICLES, (asked,))}
        for ident in some:
            if row := rows.get(ident):
                yield _line(row, {axis: tuple(found.get(ident, ())) for axis, found in labels.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What has a day among articles."""

    calls: tuple[int, ...]
    events: tuple[int, ...]
    """Numbers of articles."""


def dated(conn: sqlite3.Connection, ids: Sequence[int], today: date, most: int) -> Dated:
    """Return the calls and the events that articles tell of, at most so many of each.

    What is ahead comes first, the nearest before, then what is over, the latest before. One look-up by key an article.
    """
    given = {"ids": json.dumps(list(ids)), "today": today.isoformat(), "most": most}
    return Dated(
        calls=tuple(row[0] for row in conn.execute(_CALLS, given)),
        events=tuple(row[0] for row in conn.execute(_EVENTS, given)),
    )


_NEAREST = "order by last < :today, case when last >= :today then last end, last desc, id desc limit :most"
_CALLS = (  # names of ours only, as in _EVENTS
    "select c.id as id, coalesce(json_extract(c.vagues, '$[#-1]'), c.date_cloture, c.date_ouverture) as last"  # noqa: S608
    " from json_each(:ids) j cross join articles_appels l on l.article_id = j.value"
    f" cross join appels c on c.id = l.appel_id where last is not null group by c.id {_NEAREST}"
)
_EVENTS = (
    "select e.article_id as id, coalesce(e.fin, e.debut) as last"  # noqa: S608
    f" from json_each(:ids) j cross join evenements e on e.article_id = j.value {_NEAREST}"
)


def structure_name(conn: sqlite3.Connection, ident: str) -> str | None:
    """Return the name of an organisation, None when there is none with this id; they are too many for the catalogue."""
    row = conn.execute("select nom from structures where id = ?", (ident,)).fetchone()
    return str(row[0]) if row else None


_ARTICLES = (
    "select a.id, a.url, a.titre, a.source_id, a.publie_le, a.vu_le, a.langue, a.extrait, a.genre"
    " from json_each(?) j cross join articles a on a.id = j.value"
)


def _labels(conn: sqlite3.Connection, axis: str, asked: str) -> dict[int, list[str]]:
    named = " and l.direct" if axis == "territoire" else ""
    found: dict[int, list[str]] = {}
    sql = (
        f"select l.article_id, l.{axis}_id from json_each(?) j"  # noqa: S608 - names of ours
        f" cross join {LINKED[axis]} l on l.article_id = j.value{named}"
        f" order by j.key, l.probabilite desc, l.{axis}_id"
    )
    rows: Iterable[tuple[int, str]] = conn.execute(sql, (asked,))
    for ident, value in rows:
        found.setdefault(ident, []).append(value)
    return found


def _line(row: sqlite3.Row, labels: dict[str, tuple[str, ...]]) -> Line:
    return Line(
        id=row["id"],
        url=row["url"],
        title=row["titre"],
        source=row["source_id"],
        published=row["publie_le"],
        seen=row["vu_le"] or "",
        lang=row["langue"] or "fr",
        excerpt=row["extrait"] or "",
        kind=row["genre"] or "",
        labels=labels,
    )
