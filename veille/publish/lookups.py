"""The tables that give names to ids: taxonomy labels and sources, rewritten only where they differ."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from veille.i18n import _
from veille.models import MANUAL_ID, Health, health_name
from veille.publish.schema import LABELS
from veille.store.codec import maybe_text
from veille.store.connection import transaction
from veille.store.sources import KnownSource
from veille.text import is_http_url

Row = tuple[Any, ...]

Label = tuple[str, str, str, str, str]
"""facet (theme, sector, org, kind), id, French name, English name, definition."""


def refresh_labels(db: sqlite3.Connection, taxonomy: Iterable[Label]) -> bool:
    """Make the tables of labels say what the taxonomy says, in one short transaction; returns whether they changed."""
    wanted: dict[str, list[Row]] = {table: [] for table in LABELS.values()}
    for facet, *row in taxonomy:
        wanted[LABELS[facet]].append(tuple(row))
    return _replace(db, wanted)


def refresh_synonyms(db: sqlite3.Connection, groups: Iterable[Iterable[tuple[str, bool]]]) -> bool:
    """Make the table of synonyms say what the taxonomy says; returns whether it changed."""
    forms = [(group, *form) for group, some in enumerate(groups, 1) for form in some]
    rows = [(number, group, text, int(is_searched)) for number, (group, text, is_searched) in enumerate(forms, 1)]
    return _replace(db, {"synonymes": list(rows)})


def refresh_sources(db: sqlite3.Connection, sources: Sequence[KnownSource]) -> bool:
    """Make the table of sources say how each stands now, in one short transaction; returns whether it changed.

    A source that is switched off, was never asked and has no article has nothing to show: it is left out.
    """
    newest = dict(
        db.execute(
            "SELECT value, (SELECT max(publie_le) FROM articles a WHERE a.source_id = value) FROM json_each(?)",
            [json.dumps([source.id for source in sources])],
        ).fetchall()
    )
    shown = [source for source in sources if source.listed or source.state.last_checked or newest.get(source.id)]
    return _replace(db, {"sources": [_source(source, newest.get(source.id)) for source in shown]})


def _source(source: KnownSource, newest: str | None) -> Row:
    state = source.state
    # a mailbox or a folder is read here, not there: its address says where on our machines, and is no link
    url = source.url if is_http_url(source.url) else source.home or ""
    return (
        source.id, source.name, url, source.home, source.family, source.lang, source.territory, int(source.ess),
        _standing(source), maybe_text(state.last_checked), maybe_text(state.last_success), newest,
    )  # fmt: skip


def _standing(source: KnownSource) -> str:
    """Return sources.etat, a French word that members read: the same that officers read of the same state."""
    state = source.state
    # what is added by hand comes without feeds.yml, which alone lists
    if not source.listed and source.id != MANUAL_ID:
        return _("arrêtée")
    if state.retired or state.put_away:
        return health_name(Health.RETIRED)
    if state.health is None and state.last_checked is not None:  # asked, and not judged yet
        return health_name(Health.ERROR if state.failures else Health.OK)
    return health_name(state.health if state.last_checked else None)


def _replace(db: sqlite3.Connection, wanted: dict[str, list[Row]]) -> bool:
    """Write the rows that differ from what the tables hold, and remove those no longer wanted."""
    changes = []
    for table, rows in wanted.items():
        held = {row[0]: row for row in db.execute(f"SELECT * FROM {table}")}  # noqa: S608 - a constant
        new = [row for row in rows if held.pop(row[0], None) != row]
        if new or held:
            changes.append((table, new, [(key,) for key in held]))
    if not changes:
        return False
    with transaction(db):
        for table, new, gone in changes:
            if new:
                places = ",".join("?" * len(new[0]))
                db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", new)  # noqa: S608 - a constant
            db.executemany(f"DELETE FROM {table} WHERE id = ?", gone)  # noqa: S608 - a constant
    return True
