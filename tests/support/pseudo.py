"""The whole site in a language that nobody speaks: every message between ⟦ and ⟧, every word of the data in Greek.

python pseudo.py FOLDER ADDRESS…     prints, in JSON, the page at each address

Run with VEILLE_LANG and VEILLE_LOCALE set: messages are chosen when the program starts. What is then shown in Latin
letters outside of ⟦ ⟧ was written into a template or a view without gettext.
"""

import asyncio
import json
import re
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support import publicdb
from tests.support.livesite import LEGAL
from veille import web

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
_LETTER = re.compile(r"[^\W\d_]")
_KEPT = re.compile(
    r"id|.*_id|url.*|code|axe|valeur|genre|langue|territoire.*|.*_le|le|mois|type|parent|origine|role|champ"
)
"""Columns of codes and addresses: shown as they are, or in links alone."""
_JSON = {"porteurs", "montants", "vagues", "preuves", "indices", "genre_indices", "pertinence_indices"}


def greek(text: str) -> str:
    """Return a text with all its letters made one Greek letter."""
    return _LETTER.sub("ω", text)


def in_greek(path: Path) -> None:
    """Rewrite the words of a veille.db."""
    with closing(sqlite3.connect(path)) as db, db:
        db.create_function("greek", 1, lambda value: greek(value) if isinstance(value, str) else value)
        tables = [row[0] for row in db.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            if table.startswith(("recherche", "facettes", "sqlite_", "synonymes", "publications", "comptes")):
                continue
            columns = [row[1] for row in db.execute(f"pragma table_info({table})") if "TEXT" in row[2]]
            changed = [name for name in columns if not _KEPT.fullmatch(name) and name not in _JSON]
            dates = {name for name in changed if name.startswith(("date", "debut", "fin", "avant", "apres", "derni"))}
            if words := [name for name in changed if name not in dates]:
                db.execute(f"update {table} set " + ", ".join(f"{name} = greek({name})" for name in words))
        funder = json.dumps([{"nom": greek("Région"), "roles": ["financeur"]}])
        db.execute("update articles set genre_indices = '[[\"ω\", 1.2]]', pertinence_indices = '[[\"ω\", 1.2]]'")
        for table in ("themes", "secteurs", "familles", "territoires", "structures"):
            db.execute(f"update articles_{table} set indices = '[[\"ω\", 1.2]]'")
        db.execute("update appels set porteurs = ?, preuves = '{}'", (funder,))
        db.execute("update evenements set preuves = '{}'")


async def pages(folder: Path, addresses: list[str]) -> dict[str, tuple[int, str]]:
    """Return status and body of each page of a site in Greek."""
    path = publicdb.build(folder / "veille.db")
    in_greek(path)
    names = ("title", "publisher", "director", "hosting", "contact")
    settings = replace(LEGAL, **{name: greek(getattr(LEGAL, name)) for name in names})
    site = web.build(path, settings, now=lambda: NOW)
    replies = {address: await site.client.get(address) for address in addresses}
    found = {address: (reply.status_code, reply.text) for address, reply in replies.items()}
    site.close()
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(pages(Path(sys.argv[1]), sys.argv[2:]))))  # noqa: T201
