"""Articles near one: those that share rare words of its title, and those that share its labels.

The full-text index gives candidates, newest first: for each word of the title the newest that have it in theirs, and
the newest with its theme and its sector. They are weighed here. Which of them are shown, and where, is decided in
`veille.web.nearness`. At 1,000,000 articles all of it takes about 10 ms, whatever the article.
"""

import json
import re
import sqlite3
import struct
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import fsum, log

from veille.text import fold, stem_words, words
from veille.web.queries.lists import Card, cards

WORDS = 12
"""Words of a title that are looked for, the longest: beyond them a title says nothing new."""
SHORTEST = 3
"""Characters of the shortest word that is looked for."""
PER_WORD = 60
"""Newest articles looked at for one word of the title; how far back they reach tells how rare it is."""
PER_LABELS = 300
"""Newest articles looked at that share labels."""
KEPT = 60
"""Candidates weighed to the end, of those with and of those without the same theme and sector."""

TELLING = 2.0
"""Least weight of a word that is told to readers: it is in fewer than one title of seven."""

_EMPTY = """afin ainsi alors apres aussi autour avant avec avoir aux bien car ceci cela ces cet cette ceux chaque chez
comme comment contre dans depuis des dont elle elles encore entre est etre eux fait font leur leurs les lors mais meme
moins nos notre nous ont par parmi pas peu peut plus pour pourquoi puis quand que quel quelle quels qui quoi sans sera
ses soit son sont sous sur tous tout toute toutes tres une vers voici voila vos votre vous about all and are been for
from has have her his how into its more new not our out over that the their they this was what when who why will with
you your"""
_SAY_NOTHING = frozenset(_EMPTY.split())
"""Words of French and English titles that say nothing of what they are about, folded."""

_AXES = ("theme", "secteur", "structure")
_SHARED = {"theme": 0.25, "secteur": 0.3, "structure": 0.2}
"""What a shared label adds to the share of words in common (0 to 1)."""
_MAIN = 0.1
"""What it adds when it is the main theme, or the main sector, of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """One candidate."""

    card: Card
    stems: frozenset[str]
    """Of its title."""
    overlap: float
    """How much of the title it shares, from 0 to 1; rare words count for more."""
    words: tuple[str, ...]
    """The telling ones that it shares, as the article itself writes them, rarest first."""
    labels: Mapping[str, tuple[str, ...]]
    """Those it shares: axis (theme, secteur, structure), values."""
    mains: int
    """How many of theme and sector are the main ones of both."""
    places: tuple[str, ...]
    """Codes of the territories it names, surest first."""

    @property
    def score(self) -> float:
        """How near it is: the share of words and what the labels add."""
        return self.overlap + fsum(_SHARED[axis] for axis in self.labels) + _MAIN * self.mains


@dataclass(frozen=True, slots=True)
class _Title:
    """A title as its stems."""

    words: Mapping[str, str]
    """Each as it is written."""
    weights: Mapping[str, float]
    """How telling each is; those that no other title has are left out."""

    def share(self, stem: str) -> float:
        """Return how much of the title a stem is."""
        return self.weights.get(stem, 0.0) ** 2 / (fsum(weight**2 for weight in self.weights.values()) or 1.0)


def near(conn: sqlite3.Connection, card: Card) -> tuple[Near, ...]:
    """Return the articles nearest to one, best first; never itself, nor one that tells of the same call."""
    written = _written(card.title)
    found = {stem: _ask(conn, f'titre : "{stem}"', PER_WORD) for stem in written}
    title = _Title(written, _weights(conn, found))
    codes = _codes(conn, card.id)
    labelled = _by_labels(conn, codes)
    best = _best(title, found, labelled, {card.id, *_same_call(conn, card.id)})
    shared, places = _shared_labels(conn, best, codes), _places(conn, best)
    weighed = [
        _weigh(other, card, title, shared.get(other.id, {}), places.get(other.id, ())) for other in cards(conn, best)
    ]
    return tuple(sorted(weighed, key=lambda one: (-one.score, -one.card.id)))


def stems_of(title: str) -> frozenset[str]:
    """Return the stems of a title; titles with the same ones say the same."""
    return frozenset(stem_words(words(title)))


def _written(title: str) -> dict[str, str]:
    """Return the stems of a title to look for, each as it is written there."""
    told = list(dict.fromkeys(word for word in words(title) if len(word) >= SHORTEST and word not in _SAY_NOTHING))
    chosen = set(sorted(told, key=len, reverse=True)[:WORDS])
    kept = [word for word in told if word in chosen]
    written = {fold(word): word for word in re.findall(r"\w+", title)}
    return {stem: written.get(word, word) for word, stem in zip(kept, stem_words(kept), strict=True)}


def _weights(conn: sqlite3.Connection, found: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Return how telling each stem is: the further back its newest articles reach, the rarer it is."""
    newest = conn.execute("select coalesce(max(id), 0) from articles").fetchone()[0]
    weights = {}
    for stem, numbers in found.items():
        # alone in its title, a word says nothing of the others
        if len(numbers) > 1:
            reach = newest - numbers[-1] + 1 if len(numbers) == PER_WORD else newest
            weights[stem] = log(max(reach / len(numbers), 1.0))
    return weights


def _codes(conn: sqlite3.Connection, ident: int) -> dict[int, tuple[str, str]]:
    """Return the labels of an article that make others near: number, axis and value."""
    row = conn.execute("select codes from facettes where article_id = ?", (ident,)).fetchone()
    rows = conn.execute(
        "select c.code, c.axe, c.valeur from json_each(?) j cross join facettes_codes c on c.code = j.value",
        (json.dumps(_numbers(row[0]) if row else []),),
    )
    return {row[0]: (row[1], row[2]) for row in rows if row[1] in _AXES}


def _by_labels(conn: sqlite3.Connection, codes: Mapping[int, tuple[str, str]]) -> list[int]:
    """Return the newest articles with a theme and a sector, or a theme and an organisation, of these."""
    tokens = {axis: [f"e{code}" for code, (one, _value) in codes.items() if one == axis] for axis in _AXES}
    found: list[int] = []
    for axis in ("secteur", "structure"):
        if tokens["theme"] and tokens[axis]:
            asked = f"etiquettes : (({' OR '.join(tokens['theme'])}) AND ({' OR '.join(tokens[axis])}))"
            found += _ask(conn, asked, PER_LABELS if axis == "secteur" else PER_WORD)
    return found


def _ask(conn: sqlite3.Connection, match: str, most: int) -> list[int]:
    sql = "select rowid from recherche where recherche match ? order by rowid desc limit ?"
    return [row[0] for row in conn.execute(sql, (match, most))]


def _same_call(conn: sqlite3.Connection, ident: int) -> list[int]:
    rows = conn.execute(
        "select o.article_id from articles_appels l cross join articles_appels o on o.appel_id = l.appel_id"
        " where l.article_id = ? limit 200",
        (ident,),
    )
    return [row[0] for row in rows]


def _shared_labels(
    conn: sqlite3.Connection, ids: Iterable[int], codes: Mapping[int, tuple[str, str]]
) -> dict[int, dict[str, tuple[str, ...]]]:
    """Return, for each candidate, the labels it has of these, by axis."""
    rows = conn.execute(
        "select f.article_id, f.codes from json_each(?) j cross join facettes f on f.article_id = j.value",
        (json.dumps(sorted(ids)),),
    )
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for number, packed in rows:
        labels: dict[str, tuple[str, ...]] = {}
        for axis, value in (codes[code] for code in _numbers(packed) if code in codes):
            labels[axis] = (*labels.get(axis, ()), value)
        found[number] = labels
    return found


def _best(title: _Title, found: Mapping[str, Sequence[int]], labelled: Sequence[int], out: Set[int]) -> list[int]:
    """Return the best candidates by what is known without reading them, and the best of those with the same labels."""
    rough = dict.fromkeys(labelled, _SHARED["theme"] + _SHARED["secteur"])
    for stem, numbers in found.items():
        share = title.share(stem)
        for number in numbers:
            rough[number] = rough.get(number, 0.0) + share
    order = sorted(rough.keys() - out, key=lambda number: (-rough[number], -number))
    same = set(labelled)
    return list(dict.fromkeys([*order[:KEPT], *[number for number in order if number in same][:KEPT]]))


def _places(conn: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = conn.execute(
        "select l.article_id, l.territoire_id from json_each(?) j"
        " cross join articles_territoires l on l.article_id = j.value where l.direct"
        " order by l.article_id, l.role = 'editeur', l.probabilite desc, l.territoire_id",
        (json.dumps(list(ids)),),
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, code in rows:
        found[number] = (*found.get(number, ()), code)
    return found


def _weigh(
    other: Card, card: Card, title: _Title, labels: Mapping[str, tuple[str, ...]], places: tuple[str, ...]
) -> Near:
    stems = stems_of(other.title)
    telling = [stem for stem in stems if title.weights.get(stem, 0.0) >= TELLING]
    telling.sort(key=lambda stem: (-title.weights[stem], stem))
    return Near(
        card=other,
        stems=stems,
        overlap=fsum(title.share(stem) for stem in stems & title.weights.keys()),
        words=tuple(title.words[stem] for stem in telling),
        labels=labels,
        mains=(card.theme != "" and card.theme == other.theme) + (card.sector != "" and card.sector == other.sector),
        places=places,
    )


def _numbers(packed: bytes) -> tuple[int, ...]:
    """Return the numbers that `facettes.codes` holds."""
    return struct.unpack(f"<{len(packed) // 4}I", packed)
