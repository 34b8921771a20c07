"""Writing one item: a new row, a revision, or corrected facts."""

import sqlite3
from datetime import datetime

from veille.models import Item
from veille.store import clock, groups, tags, terms
from veille.store.addresses import Stored
from veille.store.codec import maybe_text, pack_evidence, storable, to_text
from veille.text import NORMALISER


def insert(db: sqlite3.Connection, item: Item, lead_id: int, now: datetime) -> int:
    """Add an item and return its number; with an equal text it joins that text's group."""
    article, tagging, at = item.article, item.tagging, to_text(now)
    group = groups.find(db, None, article.text_hash, len(article.text))
    (item_id,) = db.execute(
        """INSERT INTO items (url, source_id, lead_id, title, author, published, first_seen, changed, lang, excerpt,
            media_type, text_hash, text_length, from_feed, revision, relevance, zone, evidence, model_version, group_id,
            change, normaliser)
        VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,1,?,?,?,?,?,?,?) RETURNING id""",
        [article.url, item.lead.source_id, lead_id, storable(article.title), storable(article.author),
         maybe_text(article.published), at, at, article.lang, storable(article.excerpt), article.media_type,
         article.text_hash, len(article.text), article.from_feed, round(tagging.relevance, 4), tagging.zone,
         storable(pack_evidence(tagging.evidence)), item.model_version, group or 0, clock.tick(db), NORMALISER],
    ).fetchone()  # fmt: skip
    if group is None:
        db.execute("UPDATE items SET group_id = id WHERE id = ?", [item_id])
    db.execute("INSERT INTO texts VALUES (?,?)", [item_id, storable(article.text)])
    terms.keep(db, item_id, 1, article.terms_title, article.terms_text)
    tags.replace(db, item_id, tagging.tags)
    return int(item_id)


def renew(db: sqlite3.Connection, old: Stored, item: Item, lead_id: int, now: datetime) -> str:
    """Bring an item up to date and return what that was: updated or unchanged.

    A new title or text makes a revision and keeps the old one; corrected facts (date, author, address) do not.
    The source's own text never replaces that of the page.
    """
    article = item.article
    if article.from_feed and not old.from_feed:
        return "unchanged"
    published = maybe_text(article.published) or old.published
    facts = (article.url, storable(article.author), published, article.lang, int(article.from_feed))
    same_facts = facts == (old.url, old.author, old.published, old.lang, old.from_feed)
    if (storable(article.title), article.text_hash) != (old.title, old.text_hash):
        _revise(db, old, item, now)
    elif same_facts:
        if item.model_version != old.model_version:
            tags.retag(db, old.id, item.tagging, item.model_version)
        return "unchanged"
    db.execute(
        """UPDATE items SET url = ?, author = ?, published = ?, lang = ?, from_feed = ?, lead_id = ?, changed = ?
        WHERE id = ?""",
        [*facts, lead_id, to_text(now), old.id],
    )
    # the tags too: they may depend on the facts; this also gives the change number
    tags.retag(db, old.id, item.tagging, item.model_version)
    return "updated"


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
    if article.text_hash != old.text_hash:
        groups.regroup(db, old.id, old.group_id, article.text_hash, len(article.text))
