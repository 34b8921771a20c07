"""The daily dump of veille.db: everything public but the search index, as files to take home.

    veille.db --one read transaction--> veille-AAAA-MM-JJ.db --gzip--> .db.gz
                                                 └---------> articles-….csv.gz, appels-….csv.gz

The copy is made table by table: the index's shadow tables, from which texts could be rebuilt, never enter it, and
neither do the indices, which whoever needs them makes in a moment. Memory does not grow with the number of articles.
"""

import csv
import gzip
import hashlib
import io
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, cast

from veille.errors import StoreError, reason
from veille.i18n import _
from veille.models import PARIS
from veille.publish.dictionary import TABLES
from veille.publish.exports import FOLDER, Dump, File, alone, read_index, sweep, sync, temporary, write_index
from veille.store.codec import to_text
from veille.store.connection import CACHE_KIB, explained
from veille.text import spreadsheet_safe

CLOSED = ("recherche", "facettes")
"""Beginnings of the names of tables that no dump holds: the search index, and what its results are counted by."""
_CHUNK = 1 << 20
_LEVEL = 6
"""Of gzip: 9 takes nearly twice as long for 1.5 % less (measured)."""

_ARTICLES = """
SELECT a.id, a.titre, a.url, a.source_id, s.nom AS source, a.publie_le, a.date_estimee, a.langue, a.auteur, a.extrait,
    a.genre, a.pertinence,
    (SELECT group_concat(theme_id, '|') FROM articles_themes WHERE article_id = a.id) AS themes,
    (SELECT group_concat(secteur_id, '|') FROM articles_secteurs WHERE article_id = a.id) AS secteurs,
    (SELECT group_concat(famille_id, '|') FROM articles_familles WHERE article_id = a.id) AS familles,
    (SELECT group_concat(territoire_id, '|') FROM articles_territoires WHERE article_id = a.id) AS territoires,
    (SELECT group_concat(structure_id, '|') FROM articles_structures WHERE article_id = a.id) AS structures
FROM articles a LEFT JOIN sources s ON s.id = a.source_id ORDER BY a.id
"""
_TABLES_AS_CSV = {"articles": _ARTICLES, "appels": "SELECT * FROM appels ORDER BY id"}


def paris_day(now: datetime) -> str:
    """Return the day it is in Paris: 2026-11-22."""
    return now.astimezone(PARIS).date().isoformat()


def make_dump(data: Path, *, now: datetime, keep: int, licence: str) -> Dump:
    """Make the dump of today in DATA/exports, keep the newest `keep` days, and return it.

    One made today from the same publication is returned as it is. Until the index names the new files nobody sees
    them; killed at any moment, this leaves what the index named before, or less by the day it was renewing.

    Raises BusyError when another dump is under way, StoreError when there is no veille.db, when the disk is full or
    cannot be written; what was begun is deleted then.
    """
    path, folder = data / "veille.db", data / FOLDER
    if not path.is_file():
        missing = _("{path} : il n’y a encore rien à exporter ; lancez d’abord « veille run »")
        raise StoreError(missing.format(path=path))
    try:
        folder.mkdir(exist_ok=True)
        with alone(folder, wait=False):
            return _renew(path, folder, now=now, keep=keep, licence=licence)
    except OSError as error:
        refused = _("{path} : l’export n’a pas pu être fait ({reason}) ; rien n’en est resté")
        raise StoreError(refused.format(path=folder, reason=reason(error))) from error


def _renew(path: Path, folder: Path, *, now: datetime, keep: int, licence: str) -> Dump:
    day, known = paris_day(now), read_index(path.parent)
    same = next((one for one in known if one.day == day), None)
    if same and same.generation == _generation(path) and all((folder / one.name).is_file() for one in same.files):
        return same
    others = [one for one in known if one is not same]
    sweep(folder, known)
    _check_room(path, folder)
    try:
        made = _make(path, folder, Dump(day=day, generation=0, made=to_text(now), files=()), licence)
        if same:  # a file must never differ from what the index says of it
            write_index(folder, others, licence)
        for file in made.files:
            (folder / temporary(file.name)).replace(folder / file.name)
        sync(folder)
        write_index(folder, sorted([made, *others], key=lambda one: one.day, reverse=True)[:keep], licence)
        return made
    finally:
        sweep(folder, read_index(path.parent))


def _generation(path: Path) -> int:
    with explained(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT coalesce(max(generation), 0) FROM publications").fetchone()[0])


def _check_room(path: Path, folder: Path) -> None:
    """Raise StoreError rather than take the last room of a disk that others write to."""
    wanted = path.stat().st_size
    if shutil.disk_usage(folder).free < wanted:
        lacking = _("{path} : pas assez de place pour l’export ({size} Mo demandés) ; rien n’a été écrit")
        raise StoreError(lacking.format(path=folder, size=1 + wanted // 1_000_000))


def _make(path: Path, folder: Path, about: Dump, licence: str) -> Dump:
    """Write every file under its temporary name; return what they hold."""
    name = f"veille-{about.day}.db"
    plain = folder / temporary(name)
    with explained(path), closing(sqlite3.connect(plain.resolve().as_uri(), uri=True, isolation_level=None)) as db:
        generation, rows = _copy(db, path, about, licence)
        files = [_pack(folder, f"{name}.gz", "base", rows, lambda out: _append(plain, out))]
        for holds, sql in _TABLES_AS_CSV.items():
            count = db.execute(f"SELECT count(*) FROM {holds}").fetchone()[0]  # noqa: S608 - a name of ours
            files.append(_pack(folder, f"{holds}-{about.day}.csv.gz", holds, count, partial(_write_csv, db, sql)))
    return replace(about, generation=generation, files=tuple(files))


def _copy(db: sqlite3.Connection, path: Path, about: Dump, licence: str) -> tuple[int, int]:
    """Copy the public tables of veille.db into an empty database; return the generation and the number of rows."""
    db.execute("PRAGMA journal_mode = OFF")  # the file is deleted when anything goes wrong
    db.execute("PRAGMA synchronous = OFF")
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    db.execute("ATTACH ? AS veille", [f"{path.resolve().as_uri()}?mode=ro"])
    db.execute("BEGIN")  # from the first read on, all reads are of one publication
    known = {table.name for table in TABLES if not table.name.startswith(CLOSED)}
    made = db.execute("SELECT name, sql FROM veille.sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    rows = 0
    for name, sql in made:
        if name in known:
            db.execute(sql)
            rows += db.execute(f'INSERT INTO main."{name}" SELECT * FROM veille."{name}"').rowcount  # noqa: S608
    (generation,) = db.execute("SELECT coalesce(max(generation), 0) FROM publications").fetchone()
    (version,) = db.execute("PRAGMA veille.user_version").fetchone()
    db.execute(f"PRAGMA main.user_version = {version:d}")
    _describe(db, replace(about, generation=generation), licence)
    db.execute("COMMIT")
    db.execute("DETACH veille")
    return generation, rows


def _describe(db: sqlite3.Connection, about: Dump, licence: str) -> None:
    """Let the file say what it is to whoever finds it later."""
    rights = _("Les titres et les extraits appartiennent à leurs éditeurs ; la licence vaut pour le reste.")
    facts = {
        "date": about.day,
        "generation": about.generation,
        "fait_le": about.made,
        "licence": licence,
        "droits": rights,
    }
    db.execute("CREATE TABLE export (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) WITHOUT ROWID")
    db.executemany("INSERT INTO export VALUES (?, ?)", [(key, str(value)) for key, value in facts.items()])
    db.execute("""CREATE TABLE dictionnaire (
        nom_table TEXT NOT NULL, colonne TEXT NOT NULL, description TEXT NOT NULL,
        PRIMARY KEY (nom_table, colonne)) WITHOUT ROWID""")
    words = [
        (table.name, column, text)
        for table in TABLES
        if not table.name.startswith(CLOSED)
        for column, text in {"": table.description, **table.columns}.items()
    ]
    db.executemany("INSERT INTO dictionnaire VALUES (?, ?, ?)", words)


def _pack(folder: Path, name: str, holds: str, rows: int, write: Callable[[IO[bytes]], None]) -> File:
    """Write one compressed file under its temporary name, safe from a power cut."""
    with (folder / temporary(name)).open("wb+") as raw:
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=_LEVEL, mtime=0) as packed:
            write(cast("IO[bytes]", packed))
        raw.flush()
        os.fsync(raw.fileno())
        raw.seek(0)
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
        return File(name=name, holds=holds, size=raw.tell(), sha256=digest, rows=rows)


def _append(plain: Path, out: IO[bytes]) -> None:
    with plain.open("rb") as copied:
        shutil.copyfileobj(copied, out, _CHUNK)


def _write_csv(db: sqlite3.Connection, sql: str, out: IO[bytes]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="")
    found = db.execute(sql)
    table = csv.writer(text)
    table.writerow([column[0] for column in found.description])
    table.writerows(map(spreadsheet_safe, row) for row in found)
    text.detach()
