"""Publishing: the items changed since the last publication become rows of veille.db, in short transactions.

Rows are computed first, from whole groups of equal texts, and compared with those that are there
(`plan`); one transaction then writes articles, links, counts, index and the publication's own line,
with the change number reached. Whatever dies in between, the next publication starts from that
number. The file is never replaced; in WAL mode readers see one generation or the next, and never wait.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from veille.errors import BusyError, StoreError
from veille.i18n import _
from veille.models import Source
from veille.publish import current, lookups, schema
from veille.publish.apply import write
from veille.publish.plan import Plan, Rules, make_plan
from veille.publish.structures import Directory, NoDirectory
from veille.publish.territories import Gazetteer, NoGazetteer, name_sources
from veille.store import Store
from veille.store.codec import to_text
from veille.store.connection import connect, explained, transaction

CHUNK = 2_000
"""Most changes in one transaction: it stays well under a second (measured)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication changed, in articles, and the generation the site is at now."""

    added: int
    changed: int
    removed: int
    generation: int


def publish(  # noqa: PLR0913 - the contract between the stages
    store: Store,
    path: Path,
    *,
    sources: Sequence[Source],
    taxonomy: Iterable[lookups.Label],
    synonyms: Iterable[Iterable[tuple[str, bool]]] = (),
    now: datetime,
    excerpt_default: int,
    gazetteer: Gazetteer | None = None,
    directory: Directory | None = None,
    rebuild: bool = False,
    chunk: int = CHUNK,
) -> Published:
    """Bring veille.db at `path` up to date with the store; a second call in a row changes nothing.

    `sources` is the whole of feeds.yml, `excerpt_default` the characters of text shown where a source has no
    limit of its own. `synonyms` gives groups of equivalent expressions, each with whether texts are searched
    for it. `gazetteer` names territories and tells what they lie in; without one codes stand
    alone. `directory` knows organisations by name; without one there is what articles say of them.
    More than `chunk` changes are published in several generations.
    `rebuild` makes all rows anew, in one transaction; that also happens by itself when the file has another
    schema or is ahead of the store (collect.db was restored from a backup).

    One publisher at a time: the caller holds `store.lock`. Raises StoreError when a file cannot be used.
    """
    limits = {source.id: excerpt_default if source.excerpt is None else source.excerpt for source in sources}
    store.know_sources(sources)
    store.apply_rules(limits)
    while store.renew_terms(chunk):
        pass
    known = store.known_sources()
    excerpts = {one.id: excerpt_default if one.excerpt is None else one.excerpt for one in known}
    rules = Rules(excerpts, gazetteer or NoGazetteer(), directory or NoDirectory())
    with _opened(path) as db:
        if not schema.exists(db):
            _empty(db, now)
        _repair(db, store, chunk)
        # what veille.db comes to depend on must survive a power cut
        store.settle()
        afresh = rebuild or not schema.is_current(db) or _reached(db) > store.change_number()
        # readers keep the old articles until a rebuild is complete
        with transaction(db) if afresh else nullcontext():
            if afresh:
                _empty(db, now)
            lookups.refresh_labels(db, taxonomy)
            lookups.refresh_synonyms(db, synonyms)
            changed = lookups.refresh_sources(db, known)
            counts = _publish_all(db, store, rules, now, chunk)
            lookups.refresh_sources(db, known)
            name_sources(db, rules.gazetteer, changed=changed)
        _repair(db, store, chunk)
        db.execute("PRAGMA optimize")
        return counts


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    remade = _(
        "ce fichier est abîmé ; il se refait depuis collect.db : déplacez-le, avec ses fichiers -wal et -shm, "
        "puis lancez « veille publish »"
    )
    with explained(path, remade):
        db = connect(path, busy_timeout=10.0, if_corrupt=remade)
        try:
            # labels are refreshed apart from articles: one may lack its name for a moment, or for ever
            db.execute("PRAGMA foreign_keys = OFF")
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if tables and "publications" not in tables:
                raise StoreError(_("{path} : ce fichier n’est pas une base publiée par veille").format(path=path))
            yield db
        finally:
            db.close()


def _empty(db: sqlite3.Connection, now: datetime) -> None:
    """Give the file the present schema and no article; its generations go on rising, caches know pages by them."""
    last = None
    if schema.exists(db):
        last = db.execute("SELECT generation, nombre FROM publications ORDER BY generation DESC LIMIT 1").fetchone()
    with transaction(db):
        schema.recreate(db)
        if last:
            db.execute("INSERT INTO publications VALUES (?,?,0,0,0,?,0)", [last[0] + 1, to_text(now), last[1]])


def _publish_all(db: sqlite3.Connection, store: Store, rules: Rules, now: datetime, chunk: int) -> Published:
    """Publish every change not yet published, a stretch at a time."""
    added = changed = removed = 0
    reached = _reached(db)
    while stretch := store.changes_since(reached, chunk):
        before = _state(db)
        plan = make_plan(db, store, stretch.groups, rules)
        with transaction(db):
            if _state(db) != before:
                raise BusyError(_("une autre publication est en cours ; rien n’a été changé par celle-ci"))
            write(db, store, plan, rules.gazetteer, rules.directory)
            _log(db, plan, stretch.last, now)
        added, changed, removed = added + plan.added, changed + plan.changed, removed + plan.removed
        reached = stretch.last
    return Published(added=added, changed=changed, removed=removed, generation=_state(db)[0])


def _log(db: sqlite3.Connection, plan: Plan, reached: int, now: datetime) -> None:
    """Add the publication's line; when nothing visible changed only note how far it looked."""
    if not plan.visible:
        db.execute(
            """UPDATE publications SET dernier_changement = ?
            WHERE generation = (SELECT max(generation) FROM publications)""",
            [reached],
        )
        return
    db.execute(
        """INSERT INTO publications SELECT coalesce(max(generation), 0) + 1, ?,
            (SELECT coalesce(max(nombre), 0) FROM comptes WHERE axe = 'total' AND valeur = '' AND mois = ''), ?, ?, ?, ?
        FROM publications""",
        [to_text(now), plan.added, plan.changed, plan.removed, reached],
    )


def _state(db: sqlite3.Connection) -> tuple[int, int]:
    """Return the generation and the last change number published; zeros for an empty file."""
    row = db.execute(
        "SELECT generation, dernier_changement FROM publications ORDER BY generation DESC LIMIT 1"
    ).fetchone()
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def _reached(db: sqlite3.Connection) -> int:
    return _state(db)[1]


def _repair(db: sqlite3.Connection, store: Store, chunk: int) -> None:
    """Tell the store what veille.db holds of the changes it has not been told about: the last ones, or a crash's."""
    reached, cursor = _reached(db), store.confirmed_number()
    while cursor < reached and (stretch := store.changes_since(cursor, chunk)):
        cursor = min(stretch.last, reached)
        members = store.ids_in(stretch.groups)
        held = current.revisions(db, members)
        store.confirm({number: held.get(number) for number in members}, cursor)
