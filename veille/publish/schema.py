"""The schema of veille.db, the public file: French names, because members read it.

It is derived from collect.db: a file with another `VERSION` is emptied and published anew, so
there are no migrations. Every column is described in `veille.publish.dictionary`.
"""

import sqlite3
from dataclasses import dataclass

VERSION = 3
"""Kept in PRAGMA user_version. Raise it with any change of the schema or of how rows are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A way of looking at articles that gives several labels to one article."""

    facet: str
    """As in models.Tag."""
    name: str
    """As in comptes.axe."""
    links: str
    """Table articles -> labels."""
    column: str
    lookup: str
    """Table of the labels."""
    placed: bool = False
    """Whether a link says the role of its label, and whether it is direct."""


AXES = (
    Axis(facet="theme", name="theme", links="articles_themes", column="theme_id", lookup="themes"),
    Axis(facet="sector", name="secteur", links="articles_secteurs", column="secteur_id", lookup="secteurs"),
    Axis(facet="org", name="famille", links="articles_familles", column="famille_id", lookup="familles"),
    Axis(
        facet="territory",
        name="territoire",
        links="articles_territoires",
        column="territoire_id",
        lookup="territoires",
        placed=True,
    ),
    Axis(facet="structure", name="structure", links="articles_structures", column="structure_id", lookup="structures"),
)

KIND = "kind"
"""The facet that gives exactly one label: the column `genre`."""

LABELS = {"theme": "themes", "sector": "secteurs", "org": "familles", "kind": "genres"}
"""Lookup tables filled from the taxonomy, by facet."""

INDEXED = ("source_id", "genre", "langue", "theme_principal", "secteur_principal", "territoire_principal")
"""Columns of articles with a compound index (column, newest first)."""

_TABLES = """
CREATE TABLE sources (
    id TEXT PRIMARY KEY, nom TEXT NOT NULL, url TEXT NOT NULL, accueil TEXT, famille TEXT, langue TEXT, territoire TEXT,
    ess INTEGER NOT NULL, etat TEXT NOT NULL, derniere_collecte TEXT, dernier_succes TEXT, dernier_article TEXT);
CREATE TABLE territoires (id TEXT PRIMARY KEY, nom TEXT NOT NULL, type TEXT, parent TEXT);
CREATE INDEX territoires_parent ON territoires (parent);
CREATE INDEX territoires_type ON territoires (type);
CREATE TABLE structures (
    id TEXT PRIMARY KEY, nom TEXT NOT NULL, famille TEXT, sigle TEXT, autres_noms TEXT,
    parent TEXT REFERENCES structures(id), site TEXT, cle TEXT NOT NULL);
CREATE INDEX structures_cle ON structures (cle, id);
CREATE INDEX structures_sigle ON structures (sigle) WHERE sigle IS NOT NULL;
CREATE INDEX structures_parent ON structures (parent) WHERE parent IS NOT NULL;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, titre TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources(id), publie_le TEXT NOT NULL, vu_le TEXT NOT NULL, langue TEXT,
    auteur TEXT, extrait TEXT, genre TEXT REFERENCES genres(id), pertinence REAL,
    theme_principal TEXT REFERENCES themes(id), secteur_principal TEXT REFERENCES secteurs(id),
    territoire_principal TEXT REFERENCES territoires(id), revision INTEGER NOT NULL, date_estimee INTEGER NOT NULL,
    genre_probabilite REAL, genre_indices TEXT, pertinence_indices TEXT);
CREATE INDEX articles_recents ON articles (publie_le DESC, id DESC);
CREATE TABLE vu_aussi (
    article_id INTEGER NOT NULL REFERENCES articles(id), url TEXT NOT NULL, titre TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources(id), publie_le TEXT NOT NULL,
    PRIMARY KEY (article_id, url, source_id)) WITHOUT ROWID;
CREATE TABLE fusions (id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles(id));
CREATE INDEX fusions_article ON fusions (article_id);
CREATE TABLE appels (
    id INTEGER PRIMARY KEY, titre TEXT NOT NULL, description TEXT NOT NULL, eligibilite TEXT, types_aides TEXT,
    porteurs TEXT NOT NULL, url_source TEXT NOT NULL, cibles TEXT, eligibilite_geographique TEXT, date_ouverture TEXT,
    date_cloture TEXT, date_mise_a_jour TEXT NOT NULL, article_id INTEGER NOT NULL REFERENCES articles(id),
    lien_depot TEXT, vagues TEXT NOT NULL, permanent INTEGER NOT NULL, date_cloture_precedente TEXT,
    montants TEXT NOT NULL, preuves TEXT NOT NULL, territoires TEXT NOT NULL);
CREATE INDEX appels_cloture ON appels (date_cloture, id);
CREATE INDEX appels_fin ON appels (coalesce(json_extract(vagues, '$[#-1]'), date_cloture), id) WHERE permanent = 0;
CREATE INDEX appels_sans_cloture ON appels (date_ouverture, id) WHERE permanent = 0 AND date_cloture IS NULL;
CREATE INDEX appels_permanents ON appels (id) WHERE permanent = 1;
CREATE TABLE articles_appels (
    article_id INTEGER NOT NULL REFERENCES articles(id), appel_id INTEGER NOT NULL REFERENCES appels(id),
    PRIMARY KEY (article_id, appel_id)) WITHOUT ROWID;
CREATE INDEX articles_appels_appel ON articles_appels (appel_id);
CREATE TABLE appels_changements (
    appel_id INTEGER NOT NULL REFERENCES appels(id), rang INTEGER NOT NULL, le TEXT NOT NULL, champ TEXT NOT NULL,
    avant TEXT NOT NULL, apres TEXT NOT NULL, article_id INTEGER NOT NULL REFERENCES articles(id),
    PRIMARY KEY (appel_id, rang)) WITHOUT ROWID;
CREATE TABLE evenements (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id), debut TEXT NOT NULL, fin TEXT, lieu TEXT,
    territoire_id TEXT REFERENCES territoires(id), en_ligne INTEGER, inscription TEXT, declare INTEGER NOT NULL,
    preuves TEXT NOT NULL);
CREATE INDEX evenements_debut ON evenements (debut, article_id);
CREATE INDEX evenements_fin ON evenements (coalesce(fin, debut), article_id);
CREATE TABLE comptes (
    axe TEXT NOT NULL, valeur TEXT NOT NULL, mois TEXT NOT NULL, nombre INTEGER NOT NULL,
    PRIMARY KEY (axe, valeur, mois)) WITHOUT ROWID;
CREATE INDEX comptes_frequents ON comptes (axe, nombre DESC, valeur) WHERE mois = '';
CREATE TABLE synonymes (
    id INTEGER PRIMARY KEY, groupe INTEGER NOT NULL, expression TEXT NOT NULL, cherchee INTEGER NOT NULL);
CREATE TABLE facettes_codes (
    code INTEGER PRIMARY KEY, axe TEXT NOT NULL, valeur TEXT NOT NULL, UNIQUE (axe, valeur));
CREATE TABLE facettes (
    article_id INTEGER PRIMARY KEY, jour INTEGER NOT NULL, codes BLOB NOT NULL);
CREATE TABLE publications (
    generation INTEGER PRIMARY KEY, le TEXT NOT NULL, nombre INTEGER NOT NULL, ajoutes INTEGER NOT NULL,
    modifies INTEGER NOT NULL, retires INTEGER NOT NULL, dernier_changement INTEGER NOT NULL);
CREATE VIRTUAL TABLE recherche USING fts5 (
    titre, chapo, texte, etiquettes, content='', tokenize="unicode61 remove_diacritics 0")
"""


def statements() -> list[str]:
    """Return the statements that make an empty veille.db."""
    labels = [
        f"CREATE TABLE {table} (id TEXT PRIMARY KEY, nom TEXT NOT NULL, nom_en TEXT, definition TEXT)"
        for table in LABELS.values()
    ]
    links = [
        f"""CREATE TABLE {axis.links} (
            article_id INTEGER NOT NULL REFERENCES articles(id),
            {axis.column} TEXT NOT NULL REFERENCES {axis.lookup}(id),
            probabilite REAL NOT NULL, origine TEXT NOT NULL, indices TEXT NOT NULL, publie_le TEXT NOT NULL,
            {"role TEXT NOT NULL, direct INTEGER NOT NULL," if axis.placed else ""}
            PRIMARY KEY (article_id, {axis.column})) WITHOUT ROWID"""
        for axis in AXES
    ]
    indexes = [f"CREATE INDEX articles_{name} ON articles ({name}, publie_le DESC, id DESC)" for name in INDEXED]
    indexes += [
        f"CREATE INDEX {axis.links}_recents ON {axis.links} ({axis.column}, publie_le DESC, article_id DESC)"
        for axis in AXES
    ]
    return labels + _TABLES.split(";\n") + links + indexes + [f"PRAGMA user_version = {VERSION}"]


def version(db: sqlite3.Connection) -> int:
    """Return the `VERSION` of a file; 0 for one that is not ours."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def is_current(db: sqlite3.Connection) -> bool:
    """Say whether this file has the present schema."""
    return version(db) == VERSION


def exists(db: sqlite3.Connection) -> bool:
    """Say whether the file holds a publication of any schema."""
    row = db.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'publications'").fetchone()
    return bool(row[0])


def recreate(db: sqlite3.Connection) -> None:
    """Make the file an empty one of the present schema, within the caller's transaction.

    Readers that are under way keep what they see; the file itself is never replaced.
    """
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    db.execute("DROP TABLE IF EXISTS recherche")
    for (name,) in tables:
        if not name.startswith("recherche"):
            db.execute(f'DROP TABLE "{name}"')
    for statement in statements():
        db.execute(statement)
