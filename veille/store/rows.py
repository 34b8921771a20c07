"""Writing one item: a new row, a revision, or corrected facts."""

import sqlite3
from collections.abc import Callable
from datetime import datetime

from veille.facts import Facts
from veille.models import Item
from veille.store import calls, clock, facts, groups, marks, tags, terms
from veille.store.addresses import Stored
from veille.store.codec import maybe_text, pack_evidence, storable, to_text
from veille.text import NORMALISER

Keep = Callable[[sqlite3.Connection, int, Facts, datetime], None]


def insert(db: sqlite3.Connection, item: Item, lead_id: int, now: datetime) -> tuple[int, bool]:
    """Add an item; return its number, and whether it tells the story of others (see `groups`)."""
    article, tagging, at = item.article, item.tagging, to_text(now)
    (item_id,) = db.execute(
        """INSERT INTO items (url, source_id, lead_id, title, author, published, first_seen, changed, lang, excerpt,
            media_type, text_hash, text_length, from_feed, revision, relevance, zone, evidence, model_version, group_id,
            change, normaliser, canonical, facts_version)
        VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,1,?,?,?,?,0,?,?,?,?) RETURNING id""",
        [article.url, item.lead.source_id, lead_id, storable(article.title), storable(article.author),
         maybe_text(article.published), at, at, article.lang, storable(article.excerpt), article.media_type,
         article.text_hash, len(article.text), article.from_feed, round(tagging.relevance, 4), tagging.zone,
         storable(pack_evidence(tagging.evidence)), item.model_version, clock.tick(db), NORMALISER, article.canonical,
         article.facts.version],
    ).fetchone()  # fmt: skip
    db.execute("UPDATE items SET group_id = id WHERE id = ?", [item_id])
    db.execute("INSERT INTO texts VALUES (?,?)", [item_id, storable(article.text)])
    terms.keep(db, item_id, 1, article.terms_title, article.terms_text)
    tags.replace(db, item_id, tagging.tags)
    return int(item_id), _join(db, item_id, item, facts.add, now)


def renew(db: sqlite3.Connection, old: Stored, item: Item, lead_id: int, now: datetime) -> tuple[str, bool]:
    """Bring an item up to date; return what that was, updated or unchanged, and whether it joined others.

    A new title or text makes a revision and keeps the old one; corrected facts (date, author, address) do not.
    The source's own text never replaces that of the page.
    """
    article = item.article
    if article.from_feed and not old.from_feed:
        return "unchanged", False
    published = maybe_text(article.published) or old.published
    about = (
        article.url, storable(article.author), published, article.lang, int(article.from_feed), article.canonical
    )  # fmt: skip
    same_about = about == (old.url, old.author, old.published, old.lang, old.from_feed, old.canonical)
    revised = (storable(article.title), article.text_hash) != (old.title, old.text_hash)
    if revised:
        marks.forget(db, old.id)
        _revise(db, old, item, now)
    elif same_about and not facts.declares_otherwise(db, old.id, article.facts):
        if (item.model_version, article.facts.version) != (old.model_version, old.facts_version):
            tags.retag(db, old.id, item.tagging, item.model_version)
            facts.keep(db, old.id, article.facts, now, reread=True)
        return "unchanged", False
    db.execute(
        """UPDATE items SET url = ?, author = ?, published = ?, lang = ?, from_feed = ?, canonical = ?, lead_id = ?,
            changed = ?
        WHERE id = ?""",
        [*about, lead_id, to_text(now), old.id],
    )
    # the tags too: they may depend on the facts; this also gives the change number
    tags.retag(db, old.id, item.tagging, item.model_version)
    if not revised:
        facts.keep(db, old.id, article.facts, now)
        return "updated", False
    groups.leave(db, old.id)
    return "updated", _join(db, old.id, item, facts.keep, now)


def _join(db: sqlite3.Connection, item_id: int, item: Item, keep: Keep, now: datetime) -> bool:
    """Put an item with those of its story, whose call it shares, and keep its facts; say whether there are others."""
    grouped = groups.join(db, item_id, item.article.marks)
    keep(db, item_id, item.article.facts, now)
    if grouped:
        calls.share(db, item_id, now)
    return grouped


def _revise(db: sqlite3.Connection, old: Stored, item: Item, now: datetime) -> None:
    article, revision = item.article, old.revision + 1
    db.execute(
        """INSERT INTO revisions SELECT i.id, i.revision, i.title, t.text, i.author, i.published, ?
        FROM items i LEFT JOIN texts t ON t.item_id = i.id WHERE i.id = ?""",
        [to_text(now), old.id],
    )
    db.execute(
        """UPDATE items SET title = ?, excerpt = ?, media_type = ?, text_hash = ?, text_length = ?, revision = ?,
            normaliser = ? WHERE id = ?""",
        [storable(article.title), storable(article.excerpt), article.media_type, article.text_hash, len(article.text),
         revision, NORMALISER, old.id],
    )  # fmt: skip
    db.execute("INSERT OR REPLACE INTO texts VALUES (?,?)", [old.id, storable(article.text)])
    terms.keep(db, old.id, revision, article.terms_title, article.terms_text)
