"""The table `comptes`: how many articles per label and month, kept up to date by difference."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator

from veille.publish.rows import Published

Key = tuple[str, str, str]
"""axe, valeur, mois."""


def keys(article: Published) -> Iterator[Key]:
    """Yield every line of `comptes` that this article counts in."""
    row = article.row
    month = row.publie_le[:7]
    yield ("jour", row.publie_le, "")
    pairs = [("total", ""), ("source", row.source_id), ("langue", row.langue)]
    if row.genre:
        pairs.append(("genre", row.genre))
    pairs += [(link.axis, link.label) for link in article.links]
    for axis, label in pairs:
        yield (axis, label, "")
        yield (axis, label, month)


def difference(old: Iterable[Published], new: Iterable[Published]) -> Counter[Key]:
    """Return by how much each line changes when `new` takes the place of `old`; lines that stay are left out."""
    change: Counter[Key] = Counter()
    for article in new:
        change.update(keys(article))
    for article in old:
        change.subtract(keys(article))
    return Counter({key: count for key, count in change.items() if count})


def apply(db: sqlite3.Connection, change: Counter[Key]) -> None:
    """Apply a difference; a line that reaches nought goes."""
    db.executemany(
        "INSERT INTO comptes VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET nombre = nombre + excluded.nombre",
        [(*key, count) for key, count in change.items()],
    )
    db.executemany(
        "DELETE FROM comptes WHERE axe = ? AND valeur = ? AND mois = ? AND nombre = 0",
        [key for key, count in change.items() if count < 0],
    )


def total(db: sqlite3.Connection) -> int:
    """Return the number of public articles."""
    row = db.execute("SELECT nombre FROM comptes WHERE axe = 'total' AND valeur = '' AND mois = ''").fetchone()
    return 0 if row is None else int(row[0])
