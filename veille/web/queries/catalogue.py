"""What there is to browse: the axes with their labels and precomputed counts, the sources, the last publication."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from veille.i18n import _
from veille.text import fold
from veille.web.synonyms import NONE, Synonyms, of_rows

_TABLES = {"theme": "themes", "secteur": "secteurs", "genre": "genres", "famille": "familles"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One value of an axis."""

    id: str
    name: str
    definition: str = ""
    count: int = 0
    kind: str = ""
    """Of a territory: what sort of territory it is."""
    parent: str = ""
    """Of a territory: the smallest one that it lies in."""

    @property
    def is_offered(self) -> bool:
        """Whether a list of choices shows it: communes and their groups are too many, and have pages all the same."""
        return self.kind not in ("commune", "epci", "arrondissement")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source as the site shows it; moments are ISO texts in UTC."""

    id: str
    name: str
    home: str = ""
    feed: str = ""
    family: str = ""
    lang: str = ""
    state: str = ""
    last_checked: str = ""
    last_success: str = ""
    last_article: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The newest publication; generation 0 when there is none yet."""

    generation: int = 0
    moment: str = ""
    checked: str = ""
    """When a source was last looked at: their states are refreshed between publications too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything of veille.db that changes with publications only and fits in memory."""

    publication: Publication = field(default_factory=Publication)
    total: int = 0
    axes: Mapping[str, Mapping[str, Label]] = field(default_factory=dict)
    """Axis, then id, most frequent first; values without an article are kept, last."""
    offered: Mapping[str, tuple[Label, ...]] = field(default_factory=dict)
    """Of each axis, the values that have articles and that a list of choices shows, in the same order."""
    sources: Mapping[str, SourceRow] = field(default_factory=dict)
    synonyms: Synonyms = NONE

    @property
    def followed(self) -> int:
        """How many sources are asked at each collection: those that are gone or switched off keep their articles."""
        return sum(source.state not in (_("arrêtée"), _("retirée")) for source in self.sources.values())

    def knowing(self, territories: Mapping[str, Label]) -> "Catalogue":
        """Return the same with territories that no article speaks of."""
        return replace(self, axes={**self.axes, "territoire": {**territories, **self.axes["territoire"]}})

    def name(self, axis: str, value: str | None) -> str:
        """Return the name of a value of an axis, its id when it is unknown, '' for none."""
        label = self.axes.get(axis, {}).get(value or "")
        return label.name if label else value or ""


def publication(conn: sqlite3.Connection) -> Publication:
    """Return which publication the file is at; equal values mean that nothing shown has changed."""
    last = conn.execute("select generation, le from publications order by generation desc limit 1").fetchone()
    checked = conn.execute("select max(derniere_collecte) from sources").fetchone()[0] or ""
    return Publication(generation=last[0], moment=last[1], checked=checked) if last else Publication(checked=checked)


_COUNTS = """select axe, valeur, nombre from comptes where mois = ''
    and axe in ('total', 'theme', 'secteur', 'genre', 'famille', 'territoire', 'source', 'langue')"""
"""Days and organisations are too many to know by heart."""


def catalogue(conn: sqlite3.Connection) -> Catalogue:
    """Read the catalogue: some hundred rows, whatever the number of articles."""
    counts: dict[str, dict[str, int]] = {}
    for axis, value, count in conn.execute(_COUNTS):
        counts.setdefault(axis, {})[value] = count
    sources = _sources(conn, counts.get("source", {}))
    axes = {axis: _labels(conn, table, counts.get(axis, {})) for axis, table in _TABLES.items()}
    axes["territoire"] = _territories(conn, counts.get("territoire", {}))
    axes["source"] = _ordered([Label(id=row.id, name=row.name, count=row.count) for row in sources.values()])
    # French is a language of the site before its first article
    languages = {"fr": 0, **counts.get("langue", {})}
    axes["langue"] = _ordered([Label(id=lang, name=lang, count=n) for lang, n in languages.items()])
    return Catalogue(
        publication=publication(conn),
        total=sum(counts.get("total", {}).values()),
        axes=axes,
        offered={
            axis: tuple(label for label in labels.values() if label.count and label.is_offered)
            for axis, labels in axes.items()
        },
        sources=sources,
        synonyms=of_rows(conn.execute("select groupe, expression, cherchee from synonymes order by groupe, id")),
    )


def by_day(conn: sqlite3.Connection, first: date, last: date) -> dict[str, int]:
    """Return how many articles each day of a period has, by ISO date; days without are left out."""
    rows = conn.execute(
        "select valeur, nombre from comptes where axe = 'jour' and valeur between ? and ? and mois = ''",
        (first.isoformat(), last.isoformat()),
    )
    return {row[0]: row[1] for row in rows}


def _labels(conn: sqlite3.Connection, table: str, counts: Mapping[str, int]) -> dict[str, Label]:
    rows = conn.execute(f"select id, nom, definition from {table}")  # noqa: S608 - a name of ours
    return _ordered([Label(id=r[0], name=r[1], definition=r[2] or "", count=counts.get(r[0], 0)) for r in rows])


_LARGEST_FIRST = ("region", "departement", "collectivite", "pays", "union", "epci", "commune", "arrondissement")


def _territories(conn: sqlite3.Connection, counts: Mapping[str, int]) -> dict[str, Label]:
    """Return the territories in use: régions, then départements, then the rest, each by name."""
    rows = conn.execute("select id, nom, type, parent from territoires")
    labels = [
        Label(id=row[0], name=row[1], count=counts.get(row[0], 0), kind=row[2] or "", parent=row[3] or "")
        for row in rows
    ]

    def order(label: Label) -> tuple[int, str]:
        known = label.kind in _LARGEST_FIRST
        return _LARGEST_FIRST.index(label.kind) if known else len(_LARGEST_FIRST), fold(label.name)

    return {label.id: label for label in sorted(labels, key=order)}


def _ordered(labels: list[Label]) -> dict[str, Label]:
    return {label.id: label for label in sorted(labels, key=lambda label: (-label.count, label.name))}


def _sources(conn: sqlite3.Connection, counts: Mapping[str, int]) -> dict[str, SourceRow]:
    rows = conn.execute(
        "select id, nom, url, accueil, famille, langue, etat, derniere_collecte, dernier_succes,"
        " dernier_article"
        " from sources order by nom collate nocase"
    )
    return {
        row["id"]: SourceRow(
            id=row["id"],
            name=row["nom"],
            feed=row["url"] or "",
            home=row["accueil"] or "",
            family=row["famille"] or "",
            lang=row["langue"] or "",
            state=row["etat"] or "",
            last_checked=row["derniere_collecte"] or "",
            last_success=row["dernier_succes"] or "",
            last_article=row["dernier_article"] or "",
            count=counts.get(row["id"], 0),
        )
        for row in rows
    }
