"""Reading back what veille.db holds, in the form `rows.wanted` makes, so that the two can be compared."""

import json
import sqlite3
from collections.abc import Iterable

from veille.publish.rows import Also, ArticleRow, Link, Published
from veille.publish.schema import AXES


def articles(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Published]:
    """Return the articles with these numbers that are public now."""
    chosen = json.dumps(list(ids))
    rows = db.execute("SELECT a.* FROM json_each(?) j JOIN articles a ON a.id = j.value", [chosen])
    found = {row[0]: ArticleRow._make(row) for row in rows}
    links = _links(db, chosen)
    also = _also(db, chosen)
    return {
        number: Published(row, tuple(sorted(links.get(number, ()))), tuple(sorted(also.get(number, ()))))
        for number, row in found.items()
    }


def _links(db: sqlite3.Connection, chosen: str) -> dict[int, list[Link]]:
    found: dict[int, list[Link]] = {}
    for axis in AXES:
        for number, *rest in db.execute(
            f"""SELECT l.article_id, l.{axis.column}, l.probabilite, l.origine, l.indices
            FROM json_each(?) j JOIN {axis.links} l ON l.article_id = j.value""",  # noqa: S608 - constants
            [chosen],
        ):
            found.setdefault(number, []).append(Link(axis.name, *rest))
    return found


def _also(db: sqlite3.Connection, chosen: str) -> dict[int, list[Also]]:
    found: dict[int, list[Also]] = {}
    for number, *rest in db.execute(
        """SELECT v.article_id, v.url, v.titre, v.source_id, v.publie_le
        FROM json_each(?) j JOIN vu_aussi v ON v.article_id = j.value""",
        [chosen],
    ):
        found.setdefault(number, []).append(Also(*rest))
    return found


def merged(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, int]:
    """Return which of these numbers redirect now, and to which article."""
    rows = db.execute(
        "SELECT f.id, f.article_id FROM json_each(?) j JOIN fusions f ON f.id = j.value", [json.dumps(list(ids))]
    )
    return dict(rows.fetchall())


def revisions(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, int]:
    """Return the revision held of each of these numbers that is public."""
    rows = db.execute(
        "SELECT a.id, a.revision FROM json_each(?) j JOIN articles a ON a.id = j.value", [json.dumps(list(ids))]
    )
    return dict(rows.fetchall())


def others_at(db: sqlite3.Connection, urls: Iterable[str], ids: Iterable[int]) -> list[int]:
    """Return the public articles apart from `ids` that have one of these addresses (an address that changed hands)."""
    rows = db.execute(
        "SELECT a.id FROM json_each(?) j JOIN articles a ON a.url = j.value", [json.dumps(list(urls))]
    ).fetchall()
    chosen = set(ids)
    return [number for (number,) in rows if number not in chosen]
