"""A store with its public file and the few verbs that tests of publishing need."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from tests.support.kept import NOW, collection, make_result, make_source
from veille.models import Lead, Source, Tagging
from veille.publish import Label, Published, publish
from veille.store import LeadResult, Store

TAXONOMY: tuple[Label, ...] = (
    ("theme", "financement", "Financement", "Funding", "Money"),
    ("theme", "emploi", "Emploi", "Jobs", "Work"),
    ("kind", "actualite", "Actualité", "News", "What happened"),
)


class Desk:
    """Keeps articles and publishes them."""

    def __init__(self, store: Store, path: Path) -> None:
        self.store, self.path = store, path
        self.sources: dict[str, Source] = {}
        self.taxonomy: Iterable[Label] = TAXONOMY

    def keep(self, *results: LeadResult, now: datetime = NOW) -> None:
        """Collect and save these results in a run of their own."""
        for result in results:
            self.sources.setdefault(result.lead.source_id, make_source(result.lead.source_id))
        run = self.store.begin_run(now, list(self.sources.values()))
        for source in self.sources.values():
            leads = [one.lead for one in results if one.lead.source_id == source.id]
            self.store.record_many(run, [collection(source, *leads)], now=now)
        self.store.save(run, results, now=now)

    def keep_text(
        self, lead: Lead, text: str | None = None, tagging: Tagging | None = None, now: datetime = NOW, **fields: object
    ) -> None:
        """Collect and save one article; `fields` are those of its Article."""
        self.keep(make_result(lead, text, tagging, **fields), now=now)

    def publish(self, **options: object) -> Published:
        values = {
            "sources": list(self.sources.values()),
            "taxonomy": self.taxonomy,
            "now": NOW,
            "excerpt_default": 200,
        } | options
        return publish(self.store, self.path, **values)  # type: ignore[arg-type]

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the public file as a reader does."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as db:
            return db.execute(sql, values).fetchall()

    def found(self, terms: str) -> list[int]:
        return [int(str(row[0])) for row in self.rows("SELECT rowid FROM recherche WHERE recherche MATCH ?", terms)]
