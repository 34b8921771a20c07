"""The labels of each article in small numbers: what the search filters and counts by.

Every (axis, value) gets a number when it is first seen (`facettes_codes`); `facettes` holds, per article, its
day and its numbers, and the search index holds the same as words, so that words and filters are one question to it.
Numbers are never given anew while the file lives.
"""

import json
import sqlite3
import struct
from collections.abc import Iterable, Iterator
from datetime import date

from veille.publish.rows import Published

Label = tuple[str, str]
"""axe, valeur."""


def labels(article: Published) -> tuple[Label, ...]:
    """Return everything an article can be filtered by, territories with those they lie in."""
    row = article.row
    found = {(link.axis, link.label) for link in article.links} | {("source", row.source_id)}
    if row.langue:
        found.add(("langue", row.langue))
    if row.genre:
        found.add(("genre", row.genre))
    return tuple(sorted(found))


def insert(db: sqlite3.Connection, articles: Iterable[Published]) -> None:
    """Add the day and the numbers of these articles, within the caller's transaction."""
    by_article = {article.row.id: (article.row.publie_le, labels(article)) for article in articles}
    numbers = _numbers(db, {label for _day, some in by_article.values() for label in some})
    db.executemany(
        "INSERT INTO facettes VALUES (?,?,?)",
        [
            (number, date.fromisoformat(day).toordinal(), pack(numbers[label] for label in some))
            for number, (day, some) in by_article.items()
        ],
    )


def of(db: sqlite3.Connection, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield, by article and in order of number, the words that stand for its labels in the index, as they are now."""
    rows = db.execute(
        "SELECT f.article_id, f.jour, f.codes FROM json_each(?) j JOIN facettes f ON f.article_id = j.value",
        [json.dumps(sorted(ids))],
    )
    for number, day, codes in rows:
        yield number, words(day, codes)


def pack(numbers: Iterable[int]) -> bytes:
    """Return numbers as `facettes.codes` holds them: 32 bits each, little-endian, rising."""
    ordered = sorted(numbers)
    return struct.pack(f"<{len(ordered)}I", *ordered)


def words(day: int, codes: bytes) -> str:
    """Return the column `etiquettes` of the index: a word for each number, one for the month, one for the year."""
    day_of = date.fromordinal(day)
    numbers = struct.unpack(f"<{len(codes) // 4}I", codes)
    return " ".join([*(f"e{number}" for number in numbers), f"m{day_of:%Y%m}", f"a{day_of:%Y}"])


def _numbers(db: sqlite3.Connection, wanted: set[Label]) -> dict[Label, int]:
    """Return the number of each label, giving one to those that have none yet."""
    asked = json.dumps(sorted(wanted))
    db.execute(
        "INSERT OR IGNORE INTO facettes_codes (axe, valeur) SELECT value ->> 0, value ->> 1 FROM json_each(?)", [asked]
    )
    rows = db.execute(
        """SELECT c.axe, c.valeur, c.code FROM json_each(?) j
        JOIN facettes_codes c ON c.axe = j.value ->> 0 AND c.valeur = j.value ->> 1""",
        [asked],
    )
    return {(axis, value): code for axis, value, code in rows}
