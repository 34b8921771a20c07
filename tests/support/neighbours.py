"""A veille.db of a few articles written for a test of what is shown beside one."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.support import publicdb

DAY = "2026-11-01"
PARENTS = {
    "R11": "FR", "R53": "FR", "R76": "FR", "D93": "R11", "D75": "R11", "D29": "R53", "93066": "D93", "29019": "D29",
}  # fmt: skip
NAMES = {
    "FR": ("France", "pays"), "R11": ("Île-de-France", "region"), "R53": ("Bretagne", "region"),
    "R76": ("Occitanie", "region"), "D93": ("Seine-Saint-Denis", "departement"), "D75": ("Paris", "departement"),
    "D29": ("Finistère", "departement"), "93066": ("Saint-Denis", "commune"), "29019": ("Brest", "commune"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One article."""

    title: str
    themes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    text: str = ""
    lang: str = "fr"


def build(path: Path, articles: list[Told]) -> Path:
    """Write a complete veille.db at path and return it; the articles are numbered from 1."""
    publicdb.build(path, articles=0)
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany(
            "insert into territoires values (?, ?, ?, ?)",
            [(code, *named, PARENTS.get(code)) for code, named in NAMES.items()],
        )
        for number, told in enumerate(articles, 1):
            _insert(db, number, told)
        publicdb.index(db, {number: told.text for number, told in enumerate(articles, 1)})
    return path


def _insert(db: sqlite3.Connection, number: int, told: Told) -> None:
    db.execute(
        "insert into articles (id, url, titre, source_id, publie_le, vu_le, langue, revision, date_estimee)"
        " values (?, ?, ?, 'coop-nord', ?, ?, ?, 1, 0)",
        (number, f"https://coop-nord.example.org/{number}", told.title, DAY, DAY, told.lang),
    )
    for table, values in (("themes", told.themes), ("secteurs", told.sectors), ("structures", told.structures)):
        db.executemany(
            f"insert into articles_{table} values (?, ?, 0.8, 'machine', '[]', ?)",
            [(number, value, DAY) for value in values],
        )
    rows = dict.fromkeys(told.places, 1)
    for code in told.places:
        while code := PARENTS.get(code, ""):
            rows.setdefault(code, 0)
    db.executemany(
        "insert into articles_territoires values (?, ?, 0.9, 'machine', '[]', ?, 'sujet', ?)",
        [(number, code, DAY, direct) for code, direct in rows.items()],
    )
