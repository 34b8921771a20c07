"""Carrying out a plan, within the caller's transaction."""

import sqlite3

from veille.publish import counts, facets, index, structures, territories
from veille.publish.calls import CallRow
from veille.publish.events import EventRow
from veille.publish.plan import Plan
from veille.publish.rows import ArticleRow, Published
from veille.publish.schema import AXES
from veille.publish.structures import Directory
from veille.publish.territories import Gazetteer
from veille.store import Store


def _insertion(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({','.join('?' * columns)})"  # noqa: S608 - constants


_ARTICLE = _insertion("articles", len(ArticleRow._fields))
_CALL = _insertion("appels", len(CallRow._fields))
_EVENT = _insertion("evenements", 1 + len(EventRow._fields))


def write(db: sqlite3.Connection, store: Store, plan: Plan, gazetteer: Gazetteer, directory: Directory) -> None:
    """Take out the old rows, put in the new ones, and bring counts, names and index along."""
    if not plan.index.incomplete:
        index.take_out(db, plan.index.out)
    # all old rows first: an address may pass from one article to another
    gone = [(number,) for number in plan.old]
    for axis in AXES:
        db.executemany(f"DELETE FROM {axis.links} WHERE article_id = ?", gone)  # noqa: S608 - a constant
    for table in ("vu_aussi", "evenements", "articles_appels", "facettes"):
        db.executemany(f"DELETE FROM {table} WHERE article_id = ?", gone)  # noqa: S608 - constants
    db.executemany("DELETE FROM articles WHERE id = ?", gone)
    _insert(db, list(plan.new.values()))
    _write_calls(db, plan)
    if plan.merged != plan.merged_before:
        db.executemany("DELETE FROM fusions WHERE id = ?", [(number,) for number in plan.merged_before])
        db.executemany("INSERT INTO fusions VALUES (?,?)", plan.merged.items())
    counts.apply(db, counts.difference(plan.old.values(), plan.new.values()))
    _name(db, plan, gazetteer, directory)
    if plan.index.incomplete:
        index.rebuild(db, store)
    else:
        index.put_in(db, plan.index.into)


def _insert(db: sqlite3.Connection, articles: list[Published]) -> None:
    db.executemany(_ARTICLE, [article.row for article in articles])
    facets.insert(db, articles)
    for axis in AXES:
        rows = [
            (article.row.id, link.label, link.probabilite, link.origine, link.indices, article.row.publie_le)
            + ((link.role, link.direct) if axis.placed else ())
            for article in articles
            for link in article.links
            if link.axis == axis.name
        ]
        if rows:
            places = ",".join("?" * len(rows[0]))
            db.executemany(f"INSERT INTO {axis.links} VALUES ({places})", rows)  # noqa: S608 - a constant
    db.executemany(
        "INSERT INTO vu_aussi VALUES (?,?,?,?,?)",
        [(article.row.id, *also) for article in articles for also in article.also],
    )
    db.executemany(_EVENT, [(article.row.id, *article.event) for article in articles if article.event])
    db.executemany(
        "INSERT INTO articles_appels VALUES (?,?)",
        [(article.row.id, call_id) for article in articles for call_id in article.calls],
    )


def _name(db: sqlite3.Connection, plan: Plan, gazetteer: Gazetteer, directory: Directory) -> None:
    """Name the territories and organisations of new articles, and let go of names that are in no use any more."""
    links = [link for article in (*plan.old.values(), *plan.new.values()) for link in article.links]
    territories.name_links(db, {link.label for link in links if link.axis == territories.AXIS}, gazetteer)
    touched = {link.label for link in links if link.axis == structures.AXIS}
    structures.name_links(db, touched, plan.structures, directory)


def _write_calls(db: sqlite3.Connection, plan: Plan) -> None:
    gone = [(call_id,) for call_id in plan.calls_before]
    db.executemany("DELETE FROM appels_changements WHERE appel_id = ?", gone)
    db.executemany("DELETE FROM appels WHERE id = ?", gone)
    db.executemany(_CALL, [call.row for call in plan.calls.values()])
    db.executemany(
        "INSERT INTO appels_changements VALUES (?,?,?,?,?,?,?)",
        [
            (call_id, rank, *change)
            for call_id, call in plan.calls.items()
            for rank, change in enumerate(call.changes, 1)
        ],
    )
