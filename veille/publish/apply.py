"""Carrying out a plan, within the caller's transaction."""

import sqlite3

from veille.publish import counts, index
from veille.publish.plan import Plan
from veille.publish.rows import ArticleRow, Published
from veille.publish.schema import AXES
from veille.store import Store

_ARTICLE = f"INSERT INTO articles VALUES ({','.join('?' * len(ArticleRow._fields))})"  # noqa: S608 - constants


def write(db: sqlite3.Connection, store: Store, plan: Plan) -> None:
    """Take out the old rows, put in the new ones, and bring counts and index along."""
    # all old rows first: an address may pass from one article to another
    gone = [(number,) for number in plan.old]
    for axis in AXES:
        db.executemany(f"DELETE FROM {axis.links} WHERE article_id = ?", gone)  # noqa: S608 - a constant
    db.executemany("DELETE FROM vu_aussi WHERE article_id = ?", gone)
    db.executemany("DELETE FROM articles WHERE id = ?", gone)
    _insert(db, list(plan.new.values()))
    if plan.merged != plan.merged_before:
        db.executemany("DELETE FROM fusions WHERE id = ?", [(number,) for number in plan.merged_before])
        db.executemany("INSERT INTO fusions VALUES (?,?)", plan.merged.items())
    counts.apply(db, counts.difference(plan.old.values(), plan.new.values()))
    if plan.index.incomplete:
        index.rebuild(db, store)
    else:
        index.apply(db, plan.index)


def _insert(db: sqlite3.Connection, articles: list[Published]) -> None:
    db.executemany(_ARTICLE, [article.row for article in articles])
    for axis in AXES:
        rows = [
            (article.row.id, link.label, link.probabilite, link.origine, link.indices, article.row.publie_le)
            for article in articles
            for link in article.links
            if link.axis == axis.name
        ]
        if rows:
            db.executemany(f"INSERT INTO {axis.links} VALUES (?,?,?,?,?,?)", rows)  # noqa: S608 - a constant
    db.executemany(
        "INSERT INTO vu_aussi VALUES (?,?,?,?,?)",
        [(article.row.id, *also) for article in articles for also in article.also],
    )
