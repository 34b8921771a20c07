"""Reading back what veille.db holds, in the form `rows.wanted` makes, so that the two can be compared."""

import json
import sqlite3
from collections.abc import Iterable

from veille.publish.calls import CallRow, ChangeRow, PublicCall
from veille.publish.events import EventRow
from veille.publish.links import Link
from veille.publish.rows import Also, ArticleRow, Published
from veille.publish.schema import AXES


def articles(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Published]:
    """Return the articles with these numbers that are public now."""
    chosen = json.dumps(list(ids))
    rows = db.execute("SELECT a.* FROM json_each(?) j JOIN articles a ON a.id = j.value", [chosen])
    found = {row[0]: ArticleRow._make(row) for row in rows}
    links, also, events, told = _links(db, chosen), _also(db, chosen), _events(db, chosen), _told(db, chosen)
    return {
        number: Published(
            row=row,
            links=tuple(sorted(links.get(number, ()))),
            also=tuple(sorted(also.get(number, ()))),
            event=events.get(number),
            calls=tuple(sorted(told.get(number, ()))),
        )
        for number, row in found.items()
    }


def calls(db: sqlite3.Connection, call_ids: Iterable[int]) -> dict[int, PublicCall]:
    """Return the calls with these numbers that are public now."""
    chosen = json.dumps(list(call_ids))
    changes: dict[int, list[ChangeRow]] = {}
    for call_id, *rest in db.execute(
        """SELECT c.appel_id, c.le, c.champ, c.avant, c.apres, c.article_id
        FROM json_each(?) j JOIN appels_changements c ON c.appel_id = j.value ORDER BY c.appel_id, c.rang""",
        [chosen],
    ):
        changes.setdefault(call_id, []).append(ChangeRow(*rest))
    rows = db.execute("SELECT a.* FROM json_each(?) j JOIN appels a ON a.id = j.value", [chosen])
    return {row[0]: PublicCall(CallRow._make(row), tuple(changes.get(row[0], ()))) for row in rows}


def _links(db: sqlite3.Connection, chosen: str) -> dict[int, list[Link]]:
    found: dict[int, list[Link]] = {}
    for axis in AXES:
        for number, *rest in db.execute(
            f"""SELECT l.article_id, l.{axis.column}, l.probabilite, l.origine, l.indices
                {", l.role, l.direct" if axis.placed else ""}
            FROM json_each(?) j JOIN {axis.links} l ON l.article_id = j.value""",  # noqa: S608 - constants
            [chosen],
        ):
            found.setdefault(number, []).append(Link(axis.name, *rest))
    return found


def _events(db: sqlite3.Connection, chosen: str) -> dict[int, EventRow]:
    rows = db.execute("SELECT e.* FROM json_each(?) j JOIN evenements e ON e.article_id = j.value", [chosen])
    return {number: EventRow._make(rest) for number, *rest in rows}


def _told(db: sqlite3.Connection, chosen: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, call_id in db.execute(
        "SELECT t.article_id, t.appel_id FROM json_each(?) j JOIN articles_appels t ON t.article_id = j.value",
        [chosen],
    ):
        found.setdefault(number, []).append(call_id)
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
